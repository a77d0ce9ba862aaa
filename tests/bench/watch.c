/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the XMPP server says of presence: users let whoever asks see theirs, are
 * at home when they are probed, and have contacts of the gateway. */

#include <string.h>

#include "peer.h"

#define V(view) (int)(view).len, (view).s ? (view).s : ""


static void is_at_home(conn_t *c, view_t user, view_t contact)
{
	conn_printf(c,
			"<presence from='%.*s/bench' to='%.*s'><show>dnd</show>"
			"</presence>",
			V(user), V(contact));
}

void watch_presence(peer_t *p, conn_t *c, view_t stanza, view_t tag)
{
	view_t type = xml_attr(tag, "type");
	view_t from = xml_attr(tag, "from"), to = xml_attr(tag, "to");

	if(view_is(type, "subscribe")) {
		conn_printf(c, "<presence type='subscribed' from='%.*s' to='%.*s'/>",
				V(to), V(from));
		is_at_home(c, to, from);
	} else if(view_is(type, "probe")) {
		p->counts.probes++;
		is_at_home(c, to, from);
	} else if(type.len == 0) {
		if(xml_find(stanza, "show").s)
			p->counts.shown++;
	} else if(view_is(type, "unavailable")) {
		p->counts.hidden++;
	}
}

void watch_begin(peer_t *p, conn_t *c, unsigned n, int asks)
{
	if(asks)
		conn_printf(c,
				"<presence type='subscribe' from='u%u@%s' to='phone%u@%s'/>", n,
				p->users, n, p->domain);
	conn_printf(c, "<presence from='u%u@%s/bench' to='phone%u@%s'/>", n,
			p->users, n, p->domain);
	if(!asks)
		conn_printf(c, "<presence type='probe' from='u%u@%s' to='phone%u@%s'/>",
				n, p->users, n, p->domain);
}
