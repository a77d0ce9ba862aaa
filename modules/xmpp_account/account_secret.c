/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: passwords, sealed
 *
 * libsodium's own memory is not used: keys are in the data of the process, which
 * every process of Kamailio has from before the fork.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "../../core/dprint.h"

#include "account_secret.h"

enum
{
	NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
	RAW_MAX = NONCE + ACCOUNT_CREDENTIAL_MAX + TAG,
	FILE_MAX = 1024,
	BASE64 = sodium_base64_VARIANT_ORIGINAL_NO_PADDING,
	BELONGS_MAX = ACCOUNT_OWNER_MAX + ACCOUNT_LINE_MAX + ACCOUNT_AOR_MAX + 4,
};

/* what begins a sealed text */
static const char sealed_password = 'x';
static const char sealed_ha1 = 'h';

static unsigned char keys[ACCOUNT_KEYS_MAX][ACCOUNT_KEY_BYTES];
static int key_count = 0;


/* nobody but us, or root, may have written it or may read it */
static int file_check(int fd, const char *path)
{
	struct stat st;

	if(fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
		LM_ERR("parameter key_file: %s is no file\n", path);
		return -1;
	}
	if((st.st_mode & 0037) != 0) {
		LM_ERR("parameter key_file: %s has mode 0%o: others may read or write "
			   "it; chmod 0600, or 0640 with a group of Kamailio's\n",
				path, (unsigned)(st.st_mode & 07777));
		return -1;
	}
	if(st.st_uid != 0 && st.st_uid != geteuid()) {
		LM_ERR("parameter key_file: %s is neither root's nor of the user "
			   "Kamailio starts as\n",
				path);
		return -1;
	}
	return 0;
}


static int key_take(const char *line, int len, const char *path)
{
	size_t n;

	if(key_count == ACCOUNT_KEYS_MAX) {
		LM_ERR("parameter key_file: %s has more than %d keys\n", path,
				ACCOUNT_KEYS_MAX);
		return -1;
	}
	if(len != 2 * ACCOUNT_KEY_BYTES
			|| sodium_hex2bin(keys[key_count], ACCOUNT_KEY_BYTES, line,
					   (size_t)len, NULL, &n, NULL)
					   != 0
			|| n != ACCOUNT_KEY_BYTES) {
		LM_ERR("parameter key_file: line %d of %s is not 64 hexadecimal "
			   "digits, as openssl rand -hex 32 makes them\n",
				key_count + 1, path);
		return -1;
	}
	key_count++;
	return 0;
}


static int keys_take(char *text, int len, const char *path)
{
	int from, to;

	for(from = 0; from < len; from = to + 1) {
		for(to = from; to < len && text[to] != '\n'; to++)
			;
		if(to > from && key_take(text + from, to - from, path) < 0)
			return -1;
	}
	if(key_count == 0)
		LM_ERR("parameter key_file: %s has no key\n", path);
	return key_count > 0 ? 0 : -1;
}


static int file_read(int fd, const char *path)
{
	char text[FILE_MAX];
	ssize_t n = read(fd, text, sizeof(text));
	int rc = -1;

	if(n < 0 || n == (ssize_t)sizeof(text))
		LM_ERR("parameter key_file: %s is too long, or cannot be read\n", path);
	else
		rc = keys_take(text, (int)n, path);
	sodium_memzero(text, sizeof(text));
	return rc;
}


int xmpp_account_secret_init(const str *path)
{
	int fd, rc;

	key_count = 0;
	if(path == NULL || path->len <= 0)
		return 0;
	if(sodium_init() < 0) {
		LM_ERR("libsodium cannot be used\n");
		return -1;
	}
	fd = open(path->s, O_RDONLY | O_CLOEXEC);
	if(fd < 0) {
		LM_ERR("parameter key_file: %s cannot be opened: %s\n", path->s,
				strerror(errno));
		return -1;
	}
	rc = file_check(fd, path->s);
	if(rc == 0)
		rc = file_read(fd, path->s);
	close(fd);
	return rc;
}


void xmpp_account_secret_destroy(void)
{
	sodium_memzero(keys, sizeof(keys));
	key_count = 0;
}


int xmpp_account_secret_ready(void)
{
	return key_count > 0;
}


void xmpp_account_wipe(void *p, int len)
{
	sodium_memzero(p, (size_t)len);
}


int xmpp_account_sealed_ha1(const str *sealed)
{
	return sealed->len > 0 && sealed->s[0] == sealed_ha1;
}


/* What a secret belongs to, and that it is no password. None of these has a line
 * break. return its length */
static int belongs_write(const account_fields_t *f, int is_ha1, char *buf)
{
	const str *parts[3] = {&f->owner, &f->line, &f->aor};
	int i, n = 0;

	for(i = 0; i < 3; i++) {
		if(n + parts[i]->len + 1 > BELONGS_MAX)
			return -1;
		if(parts[i]->len > 0)
			memcpy(buf + n, parts[i]->s, (size_t)parts[i]->len);
		n += parts[i]->len;
		buf[n++] = '\n';
	}
	if(is_ha1 && n < BELONGS_MAX)
		buf[n++] = sealed_ha1;
	return n;
}


int xmpp_account_seal(const account_fields_t *f, char *buf, int cap, str *out)
{
	unsigned char raw[RAW_MAX];
	char belongs[BELONGS_MAX];
	int n = belongs_write(f, f->is_ha1, belongs);
	unsigned long long len;

	if(key_count == 0 || n < 0 || cap < ACCOUNT_SEALED_MAX
			|| f->password.len > ACCOUNT_CREDENTIAL_MAX)
		return -1;
	randombytes_buf(raw, NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(raw + NONCE, &len,
			(const unsigned char *)f->password.s,
			(unsigned long long)f->password.len, (unsigned char *)belongs,
			(unsigned long long)n, NULL, raw, keys[0]);
	buf[0] = f->is_ha1 ? sealed_ha1 : sealed_password;
	sodium_bin2base64(
			buf + 1, (size_t)cap - 1, raw, NONCE + (size_t)len, BASE64);
	out->s = buf;
	out->len = (int)strlen(buf);
	return 0;
}


int xmpp_account_open(const account_fields_t *f, const str *sealed, char *buf,
		int cap, str *out)
{
	unsigned char raw[RAW_MAX];
	char belongs[BELONGS_MAX];
	int is_ha1 = xmpp_account_sealed_ha1(sealed);
	int i, n = belongs_write(f, is_ha1, belongs);
	unsigned long long len;
	size_t raw_len;

	if(n < 0 || cap < ACCOUNT_CREDENTIAL_MAX || sealed->len < 2
			|| (!is_ha1 && sealed->s[0] != sealed_password)
			|| sodium_base642bin(raw, sizeof(raw), sealed->s + 1,
					   (size_t)sealed->len - 1, NULL, &raw_len, NULL, BASE64)
					   != 0
			|| raw_len < NONCE + TAG)
		return -1;
	for(i = 0; i < key_count; i++)
		if(crypto_aead_xchacha20poly1305_ietf_decrypt((unsigned char *)buf,
				   &len, NULL, raw + NONCE, raw_len - NONCE,
				   (unsigned char *)belongs, (unsigned long long)n, raw,
				   keys[i])
				== 0) {
			out->s = buf;
			out->len = (int)len;
			return 0;
		}
	return -1;
}
