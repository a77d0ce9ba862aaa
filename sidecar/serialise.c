/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes a parsed stanza back into XML. */

#include <errno.h>

#include "serialise.h"


static void put(serialise_t *w, const char *p, size_t n)
{
	if(w->failed || n > w->cap - w->len) {
		w->failed = 1;
		return;
	}
	memcpy(w->buf + w->len, p, n);
	w->len += n;
}


static void put_z(serialise_t *w, const char *z)
{
	put(w, z, strlen(z));
}


/* characters that must be escaped are rare: runs between them are copied */
static void put_escaped(serialise_t *w, const char *p, int in_attribute)
{
	const char *stops = in_attribute ? "&<>\r'\n\t" : "&<>\r";
	size_t n;

	for(;;) {
		n = strcspn(p, stops);
		put(w, p, n);
		p += n;
		if(*p == '\0' || w->failed)
			return;
		put_z(w, xml_build_escape(*p, in_attribute));
		p++;
	}
}


static void end_tag(serialise_t *w)
{
	if(w->in_tag)
		put(w, ">", 1);
	w->in_tag = 0;
}


/* the list has lines of two words: a namespace with a space in it is none */
static void payload_add(serialise_t *w, const char *name, const char *ns)
{
	size_t name_len = strlen(name), ns_len = strlen(ns);

	if(strpbrk(ns, " \t\r\n") != NULL)
		ns_len = 0;
	if(name_len + ns_len + 2 > sizeof(w->payloads) - w->payloads_len) {
		w->failed = 1;
		return;
	}
	memcpy(w->payloads + w->payloads_len, name, name_len);
	w->payloads_len += name_len;
	w->payloads[w->payloads_len++] = ' ';
	memcpy(w->payloads + w->payloads_len, ns, ns_len);
	w->payloads_len += ns_len;
	w->payloads[w->payloads_len++] = '\n';
	w->flags |= stanza_child_flags(name, ns);
}


void serialise_begin(serialise_t *w, char *buf, size_t cap)
{
	w->buf = buf;
	w->cap = cap;
	w->len = 0;
	w->failed = 0;
	w->in_tag = 0;
	w->depth = 0;
	w->flags = 0;
	w->payloads_len = 0;
}


void serialise_open(serialise_t *w, const char *name, const char *ns)
{
	if(ns == NULL)
		ns = "";
	end_tag(w);
	if(w->depth == SERIALISE_DEPTH)
		w->failed = 1;
	if(w->depth == 1)
		payload_add(w, name, ns);
	if(w->failed)
		return;
	put(w, "<", 1);
	put_z(w, name);
	w->in_tag = 1;
	if(w->depth > 0 && strcmp(ns, w->open[w->depth - 1].ns) != 0)
		serialise_attr(w, "xmlns", ns);
	w->open[w->depth].name = name;
	w->open[w->depth].ns = w->depth > 0 ? ns : STANZA_NS_COMPONENT;
	w->depth++;
}


void serialise_attr(serialise_t *w, const char *name, const char *value)
{
	put(w, " ", 1);
	put_z(w, name);
	put(w, "='", 2);
	put_escaped(w, value, 1);
	put(w, "'", 1);
}


void serialise_text(serialise_t *w, const char *text)
{
	if(*text == '\0')
		return;
	end_tag(w);
	put_escaped(w, text, 0);
}


void serialise_close(serialise_t *w)
{
	if(w->failed)
		return;
	w->depth--;
	if(w->in_tag) {
		put(w, "/>", 2);
		w->in_tag = 0;
		return;
	}
	put(w, "</", 2);
	put_z(w, w->open[w->depth].name);
	put(w, ">", 1);
}


int serialise_end(serialise_t *w, str *xml, str *payloads)
{
	if(w->failed)
		return -EMSGSIZE;
	xml->s = w->buf;
	xml->len = (int)w->len;
	payloads->s = w->payloads;
	payloads->len = (int)w->payloads_len;
	return 0;
}
