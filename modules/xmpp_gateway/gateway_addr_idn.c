/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Domains: Unicode in XMPP (RFC 7622), ASCII in SIP (RFC 5891, RFC 3492). PURE.
 *
 * Names come prepared from XMPP servers and are not prepared again here. */

#include <stdint.h>

#include "gateway_addr_text.h"

enum
{
	LABEL_MAX = 63, /* bytes of a label in ASCII, characters of it in Unicode */
	/* RFC 3492 section 5 */
	BASE = 36,
	T_MIN = 1,
	T_MAX = 26,
	SKEW = 38,
	DAMP = 700,
	BIAS = 72,
	FIRST = 128,
};

static uint32_t punycode_adapt(uint32_t delta, uint32_t points, int first)
{
	uint32_t k = 0;

	delta = first ? delta / DAMP : delta / 2;
	delta += delta / points;
	while(delta > (BASE - T_MIN) * T_MAX / 2) {
		delta /= BASE - T_MIN;
		k += BASE;
	}
	return k + (BASE - T_MIN + 1) * delta / (delta + SKEW);
}


static uint32_t punycode_threshold(uint32_t k, uint32_t bias)
{
	if(k <= bias + T_MIN)
		return T_MIN;
	return k >= bias + T_MAX ? T_MAX : k - bias;
}


static char punycode_digit(uint32_t d)
{
	return (char)(d < 26 ? 'a' + d : '0' + d - 26);
}


static void out_number(out_t *o, uint32_t n, uint32_t bias)
{
	uint32_t k, t;

	for(k = BASE;; k += BASE) {
		t = punycode_threshold(k, bias);
		if(n < t)
			break;
		out_char(o, punycode_digit(t + (n - t) % (BASE - t)));
		n = (n - t) / (BASE - t);
	}
	out_char(o, punycode_digit(n));
}


/* RFC 3492 section 6.3; with at most LABEL_MAX points nothing overflows */
static void out_punycode(out_t *o, const uint32_t *point, int count)
{
	uint32_t n = FIRST, delta = 0, bias = BIAS, next;
	int i, done = 0, basic = 0;

	for(i = 0; i < count; i++)
		if(point[i] < FIRST) {
			out_char(o, (char)point[i]);
			basic++;
		}
	if(basic > 0)
		out_char(o, '-');
	for(done = basic; done < count; delta++, n++) {
		next = UINT32_MAX;
		for(i = 0; i < count; i++)
			if(point[i] >= n && point[i] < next)
				next = point[i];
		delta += (next - n) * (uint32_t)(done + 1);
		n = next;
		for(i = 0; i < count; i++) {
			if(point[i] < n)
				delta++;
			if(point[i] != n)
				continue;
			out_number(o, delta, bias);
			bias = punycode_adapt(delta, (uint32_t)done + 1, done == basic);
			delta = 0;
			done++;
		}
	}
}


/* RFC 3492 section 6.2. return the number of points, -1: not punycode */
static int punycode_points(const char *s, int len, uint32_t *point)
{
	uint32_t n = FIRST, i = 0, bias = BIAS, before, w, k, t;
	int count = 0, at, d;

	at = len;
	while(at > 0 && s[at - 1] != '-')
		at--;
	for(; count < at - 1; count++)
		point[count] = (unsigned char)s[count];
	while(at < len) {
		before = i;
		for(w = 1, k = BASE;; k += BASE) {
			if(at == len)
				return -1;
			d = is_digit(s[at])	  ? s[at] - '0' + 26
				: is_alnum(s[at]) ? link_fold(s[at]) - 'a'
								  : -1;
			at++;
			if(d < 0 || (uint32_t)d > (UINT32_MAX - i) / w)
				return -1;
			i += (uint32_t)d * w;
			t = punycode_threshold(k, bias);
			if((uint32_t)d < t)
				break;
			if(w > UINT32_MAX / (BASE - t))
				return -1;
			w *= BASE - t;
		}
		if(count == LABEL_MAX)
			return -1;
		bias = punycode_adapt(i - before, (uint32_t)count + 1, before == 0);
		if(i / ((uint32_t)count + 1) > 0x10FFFF - n)
			return -1;
		n += i / ((uint32_t)count + 1);
		i %= (uint32_t)count + 1;
		memmove(point + i + 1, point + i,
				((size_t)count - i) * sizeof(point[0]));
		point[i++] = n;
		count++;
	}
	return count;
}


static uint32_t utf8_point(const unsigned char *u, int n)
{
	uint32_t c = n == 1 ? u[0] : u[0] & (0x7Fu >> n);
	int i;

	for(i = 1; i < n; i++)
		c = c << 6 | (u[i] & 0x3Fu);
	return c;
}


static void out_utf8(out_t *o, uint32_t c)
{
	if(c < 0x80) {
		out_char(o, (char)c);
		return;
	}
	if(c < 0x800) {
		out_char(o, (char)(0xC0 | c >> 6));
	} else {
		if(c < 0x10000) {
			out_char(o, (char)(0xE0 | c >> 12));
		} else {
			out_char(o, (char)(0xF0 | c >> 18));
			out_char(o, (char)(0x80 | (c >> 12 & 0x3F)));
		}
		out_char(o, (char)(0x80 | (c >> 6 & 0x3F)));
	}
	out_char(o, (char)(0x80 | (c & 0x3F)));
}


static int label_to_ascii(out_t *o, const char *s, int len)
{
	uint32_t point[LABEL_MAX];
	int i, n, count = 0, start = o->len, is_ascii = 1;

	for(i = 0; i < len; i += n) {
		n = (int)xml_build_char(s + i, (size_t)(len - i));
		if(n == 0 || count == LABEL_MAX)
			return -1;
		point[count] = utf8_point((const unsigned char *)s + i, n);
		if(point[count] < FIRST)
			point[count] = (unsigned char)link_fold((char)point[count]);
		else
			is_ascii = 0;
		count++;
	}
	if(is_ascii) {
		out_bytes(o, s, len);
		return 0;
	}
	out_z(o, "xn--");
	out_punycode(o, point, count);
	return o->len - start <= LABEL_MAX ? 0 : -1;
}


/* What does not decode to something that encodes back stays as it is. */
static void label_to_unicode(out_t *o, const char *s, int len)
{
	char back[4 * LABEL_MAX], unicode[4 * LABEL_MAX];
	uint32_t point[LABEL_MAX];
	out_t u, b;
	int i, n;

	out_init(&u, unicode, sizeof(unicode));
	out_init(&b, back, sizeof(back));
	n = len > 4 && len <= LABEL_MAX && eq_folded(s, 4, "xn--", 4)
				? punycode_points(s + 4, len - 4, point)
				: -1;
	for(i = 0; i < n; i++)
		out_utf8(&u, point[i]);
	if(n > 0 && link_text_is_clean(u.s, u.len)
			&& label_to_ascii(&b, u.s, u.len) == 0
			&& eq_folded(b.s, b.len, s, len))
		out_bytes(o, u.s, u.len);
	else
		out_bytes(o, s, len);
}


int xmpp_gateway_addr_domain_ascii(const str *domain, char *to, int cap)
{
	const char *s = domain->s, *end = s + domain->len, *dot;
	out_t o;

	out_init(&o, to, cap);
	for(;;) {
		dot = memchr(s, '.', (size_t)(end - s));
		if(label_to_ascii(&o, s, (int)((dot ? dot : end) - s)) < 0)
			return -1;
		if(dot == NULL)
			break;
		out_char(&o, '.');
		s = dot + 1;
	}
	return o.full ? -1 : o.len;
}


void xmpp_gateway_addr_domain_unicode(out_t *o, const char *s, int len)
{
	const char *end = s + len, *dot;

	for(;;) {
		dot = memchr(s, '.', (size_t)(end - s));
		label_to_unicode(o, s, (int)((dot ? dot : end) - s));
		if(dot == NULL)
			break;
		out_char(o, '.');
		s = dot + 1;
	}
}
