/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What our XMPP users say: they accept every call that reaches them, and hang
 * up the calls they made as soon as those are answered. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "peer.h"

#define NS_JINGLE "urn:xmpp:jingle:1"
#define NS_RTP "urn:xmpp:jingle:apps:rtp:1"
#define NS_ICE "urn:xmpp:jingle:transports:ice-udp:1"
#define NS_DTLS "urn:xmpp:jingle:apps:dtls:0"
#define NS_JMI "urn:xmpp:jingle-message:0"
#define NS_DISCO "http://jabber.org/protocol/disco#info"

/* an audio session as browsers and desktop clients describe it */
static const char content[] =
		"<content creator='initiator' name='audio' senders='both'>"
		"<description xmlns='" NS_RTP "' media='audio'>"
		"<payload-type id='111' name='opus' clockrate='48000' channels='2'>"
		"<parameter name='minptime' value='10'/>"
		"<parameter name='useinbandfec' value='1'/>"
		"<rtcp-fb xmlns='urn:xmpp:jingle:apps:rtp:rtcp-fb:0'"
		" type='transport-cc'/></payload-type>"
		"<payload-type id='9' name='G722' clockrate='8000'/>"
		"<payload-type id='0' name='PCMU' clockrate='8000'/>"
		"<payload-type id='8' name='PCMA' clockrate='8000'/>"
		"<payload-type id='110' name='telephone-event' clockrate='48000'/>"
		"<payload-type id='126' name='telephone-event' clockrate='8000'/>"
		"<rtp-hdrext xmlns='urn:xmpp:jingle:apps:rtp:rtp-hdrext:0' id='1'"
		" uri='urn:ietf:params:rtp-hdrext:ssrc-audio-level'/>"
		"<rtp-hdrext xmlns='urn:xmpp:jingle:apps:rtp:rtp-hdrext:0' id='4'"
		" uri='urn:ietf:params:rtp-hdrext:sdes:mid'/>"
		"<source xmlns='urn:xmpp:jingle:apps:rtp:ssma:0' ssrc='3251313363'>"
		"<parameter name='cname' value='P2xjIWyzn2C0iIG3'/></source>"
		"<rtcp-mux/></description>"
		"<transport xmlns='" NS_ICE "' ufrag='Udpr'"
		" pwd='2XtmpirPIxpPzR3QlataPL0w'>"
		"<fingerprint xmlns='" NS_DTLS "' hash='sha-256' setup='%s'>%s"
		"</fingerprint>"
		"<candidate component='1' foundation='1' generation='0' id='c1'"
		" ip='192.0.2.7' network='0' port='40000' priority='2130706431'"
		" protocol='udp' type='host'/>"
		"<candidate component='1' foundation='2' generation='0' id='c2'"
		" ip='198.51.100.9' network='0' port='40000' priority='1694498815'"
		" protocol='udp' rel-addr='192.0.2.7' rel-port='40000'"
		" type='srflx'/>"
		"</transport></content>"
		"<group xmlns='urn:xmpp:jingle:apps:grouping:0'"
		" semantics='BUNDLE'><content name='audio'/></group>";

static const char any_fingerprint[] =
		"25:BC:61:B2:6A:08:4A:C7:29:0B:1F:FB:BB:32:7E:9E:"
		"7F:45:84:D5:14:57:BB:44:E6:45:20:DE:CE:5C:72:68";

#define V(view) (int)(view).len, (view).s ? (view).s : ""

static const char *fingerprint(const peer_t *p)
{
	return p->fingerprint ? p->fingerprint : any_fingerprint;
}

/* Does a session have what a WebRTC client needs of it? */
static int session_complete(const peer_t *p, view_t stanza)
{
	view_t transport = xml_find(stanza, "transport");

	return xml_find(stanza, "payload-type").s != NULL
		   && xml_attr(transport, "ufrag").s != NULL
		   && xml_attr(transport, "pwd").s != NULL
		   && xml_find(stanza, "fingerprint").s != NULL
		   && (p->fingerprint == NULL || view_has(stanza, p->fingerprint));
}

static void reply_result(conn_t *c, view_t from, view_t to, view_t id)
{
	conn_printf(c, "<iq type='result' from='%.*s' to='%.*s' id='%.*s'/>", V(to),
			V(from), V(id));
}

static void reply_disco(conn_t *c, view_t from, view_t to, view_t id)
{
	conn_printf(c,
			"<iq type='result' from='%.*s' to='%.*s' id='%.*s'>"
			"<query xmlns='" NS_DISCO "'>"
			"<identity category='client' type='pc' name='bench'/>"
			"<feature var='" NS_JINGLE "'/><feature var='" NS_RTP "'/>"
			"<feature var='urn:xmpp:jingle:apps:rtp:audio'/>"
			"<feature var='" NS_ICE "'/><feature var='" NS_DTLS "'/>"
			"<feature var='" NS_JMI "'/></query></iq>",
			V(to), V(from), V(id));
}

/* A call comes in: it rings and is answered at once. */
static void take_call(
		peer_t *p, conn_t *c, view_t stanza, view_t from, view_t to, view_t sid)
{
	if(!session_complete(p, stanza)) {
		p->counts.bad++;
		fprintf(stderr, "bad session-initiate: %.*s\n", V(stanza));
		return;
	}
	p->counts.initiates++;
	conn_printf(c,
			"<iq type='set' from='%.*s' to='%.*s' id='ri%u'>"
			"<jingle xmlns='" NS_JINGLE "' action='session-info' sid='%.*s'>"
			"<ringing xmlns='urn:xmpp:jingle:apps:rtp:info:1'/></jingle></iq>"
			"<iq type='set' from='%.*s' to='%.*s' id='ac%u'>"
			"<jingle xmlns='" NS_JINGLE "' action='session-accept' sid='%.*s'"
			" responder='%.*s'>",
			V(to), V(from), p->counts.initiates, V(sid), V(to), V(from),
			p->counts.initiates, V(sid), V(to));
	conn_printf(c, content, "active", fingerprint(p));
	conn_printf(c, "</jingle></iq>");
}

static void call_end(peer_t *p, call_t *call, int good)
{
	if(call->state >= CALL_GOOD)
		return;
	call->state = good ? CALL_GOOD : CALL_FAILED;
	p->ended++;
}

/* Index of the call that an id or sid of ours names: "<prefix><round>-<n>". */
static call_t *call_of(peer_t *p, view_t id, const char *prefix, unsigned *n)
{
	char text[64];
	unsigned round;

	if(id.s == NULL || id.len >= sizeof(text)
			|| strncmp(id.s, prefix, strlen(prefix)) != 0)
		return NULL;
	memcpy(text, id.s, id.len);
	text[id.len] = '\0';
	if(sscanf(text + strlen(prefix), "%u-%u", &round, n) != 2
			|| round != p->round || *n >= p->started)
		return NULL;
	return &p->calls[*n];
}

static void send_initiate(peer_t *p, conn_t *c, unsigned n, view_t to)
{
	unsigned user = n % p->user_count;

	p->calls[n].state = CALL_INITIATED;
	conn_printf(c,
			"<iq type='set' from='u%u@%s/bench' to='%.*s' id='si%u-%u'>"
			"<jingle xmlns='" NS_JINGLE "' action='session-initiate'"
			" initiator='u%u@%s/bench' sid='call%u-%u'>",
			user, p->users, V(to), p->round, n, user, p->users, p->round, n);
	conn_printf(c, content, "actpass", fingerprint(p));
	conn_printf(c, "</jingle></iq>");
}

static void send_text(const peer_t *p, conn_t *c, unsigned n, view_t to)
{
	conn_printf(c,
			"<message type='chat' from='u%u@%s/bench' to='%.*s' id='tx%u-%u'>"
			"<body>I shall be there at six, and bring what you asked for. See "
			"you then!</body>"
			"<request xmlns='urn:xmpp:receipts'/>"
			"<markable xmlns='urn:xmpp:chat-markers:0'/>"
			"<origin-id xmlns='urn:xmpp:sid:0' id='tx%u-%u'/></message>",
			n % p->user_count, p->users, V(to), p->round, n, p->round, n);
}

void user_call(peer_t *p, conn_t *c, unsigned n)
{
	const char *hash = strchr(p->target, '#');
	char to[256];
	view_t v;

	if(hash)
		snprintf(to, sizeof(to), "%.*s%u%s", (int)(hash - p->target), p->target,
				n % p->user_count, hash + 1);
	else
		snprintf(to, sizeof(to), "%s", p->target);
	p->calls[n].started = peer_now();
	v.s = to;
	v.len = strlen(to);
	if(p->kind == ROUND_CALLS) {
		send_initiate(p, c, n, v);
		return;
	}
	p->calls[n].state = CALL_PROPOSED;
	v.len = strcspn(to, "/");
	if(p->kind == ROUND_TEXTS) {
		send_text(p, c, n, v);
		return;
	}
	conn_printf(c,
			"<message type='chat' from='u%u@%s/bench' to='%.*s' id='pr%u-%u'>"
			"<propose xmlns='" NS_JMI "' id='call%u-%u'>"
			"<description xmlns='" NS_RTP "' media='audio'/></propose>"
			"<store xmlns='urn:xmpp:hints'/></message>",
			n % p->user_count, p->users, V(v), p->round, n, p->round, n);
}

/* Our call is answered: it will be hung up in a moment. */
static void call_accepted(peer_t *p, call_t *call, unsigned n, view_t stanza)
{
	view_t from = xml_attr(xml_tag(stanza), "from");

	if(!session_complete(p, stanza)) {
		p->counts.bad++;
		fprintf(stderr, "bad session-accept: %.*s\n", V(stanza));
		call_end(p, call, 0);
		return;
	}
	call->state = CALL_ACCEPTED;
	call->setup = (unsigned)(peer_now() - call->started);
	call->hangup = peer_now() + PEER_HANGUP_US;
	snprintf(call->other, sizeof(call->other), "%.*s", V(from));
	call->next = 0;
	if(p->first == 0)
		p->first = n + 1;
	else
		p->calls[p->last - 1].next = n + 1;
	p->last = n + 1;
}

void user_hangups(peer_t *p, conn_t *c)
{
	uint64_t now = peer_now();
	unsigned n;

	while(p->first && p->calls[p->first - 1].hangup <= now) {
		n = p->first - 1;
		p->first = p->calls[n].next;
		if(p->calls[n].state != CALL_ACCEPTED)
			continue; /* the other side was faster */
		conn_printf(c,
				"<iq type='set' from='u%u@%s/bench' to='%s' id='st%u-%u'>"
				"<jingle xmlns='" NS_JINGLE "' action='session-terminate'"
				" sid='call%u-%u'><reason><success/></reason></jingle></iq>",
				n % p->user_count, p->users, p->calls[n].other, p->round, n,
				p->round, n);
	}
}

static void jingle(peer_t *p, conn_t *c, view_t stanza, view_t tag)
{
	view_t j = xml_find(stanza, "jingle");
	view_t action = xml_attr(j, "action"), sid = xml_attr(j, "sid");
	view_t from = xml_attr(tag, "from"), to = xml_attr(tag, "to");
	unsigned n;
	call_t *call = call_of(p, sid, "call", &n);

	reply_result(c, from, to, xml_attr(tag, "id"));
	if(view_is(action, "session-initiate")) {
		take_call(p, c, stanza, from, to, sid);
	} else if(view_is(action, "session-accept")) {
		if(call && call->state == CALL_INITIATED)
			call_accepted(p, call, n, stanza);
	} else if(view_is(action, "session-terminate")) {
		p->counts.terminated++;
		if(call)
			call_end(p, call, 0);
	}
}

static void iq(peer_t *p, conn_t *c, view_t stanza, view_t tag)
{
	view_t type = xml_attr(tag, "type"), id = xml_attr(tag, "id");
	view_t from = xml_attr(tag, "from"), to = xml_attr(tag, "to");
	call_t *call;
	unsigned n;

	if(view_is(type, "result")) {
		call = call_of(p, id, "st", &n);
		if(call && call->state == CALL_ACCEPTED)
			call_end(p, call, 1);
		if(id.len > 2 && memcmp(id.s, "ac", 2) == 0)
			p->counts.accepted++;
	} else if(view_is(type, "error")) {
		if(p->counts.errors++ < 5)
			fprintf(stderr, "error: %.*s\n", V(stanza));
		call = call_of(p, id, "si", &n);
		if(call)
			call_end(p, call, 0);
	} else if(xml_find(stanza, "jingle").s) {
		jingle(p, c, stanza, tag);
	} else if(view_has(stanza, NS_DISCO)) {
		reply_disco(c, from, to, id);
	} else {
		reply_result(c, from, to, id); /* pings */
	}
}

/* A text comes in, or what has become of one of ours. */
static void text(peer_t *p, view_t stanza, view_t tag)
{
	view_t received = xml_find(stanza, "received");
	int is_error = view_is(xml_attr(tag, "type"), "error");
	unsigned n;
	call_t *call =
			call_of(p, xml_attr(is_error ? tag : received, "id"), "tx", &n);

	if(is_error && p->counts.errors++ < 5)
		fprintf(stderr, "error: %.*s\n", V(stanza));
	if(call && call->state < CALL_GOOD) {
		call->setup = (unsigned)(peer_now() - call->started);
		call_end(p, call, !is_error);
	} else if(!is_error && xml_find(stanza, "body").s) {
		p->counts.texts++;
	}
}

static void message(peer_t *p, conn_t *c, view_t stanza, view_t tag)
{
	view_t from = xml_attr(tag, "from"), to = xml_attr(tag, "to");
	view_t propose = xml_find(stanza, "propose");
	view_t proceed = xml_find(stanza, "proceed");
	call_t *call;
	unsigned n;

	if(propose.s) {
		p->counts.proposes++;
		conn_printf(c,
				"<message type='chat' from='%.*s/bench' to='%.*s' id='pc%u'>"
				"<proceed xmlns='" NS_JMI "' id='%.*s'/>"
				"<store xmlns='urn:xmpp:hints'/></message>",
				V(to), V(from), p->counts.proposes, V(xml_attr(propose, "id")));
	} else if(proceed.s) {
		call = call_of(p, xml_attr(proceed, "id"), "call", &n);
		if(call && call->state == CALL_PROPOSED)
			send_initiate(p, c, n, from);
	} else if(xml_find(stanza, "reject").s) {
		call = call_of(
				p, xml_attr(xml_find(stanza, "reject"), "id"), "call", &n);
		if(call)
			call_end(p, call, 0);
	} else {
		text(p, stanza, tag);
	}
}

void user_stanza(peer_t *p, conn_t *c, view_t stanza)
{
	view_t tag = xml_tag(stanza);

	if(tag.len > 4 && memcmp(tag.s, "<iq", 3) == 0)
		iq(p, c, stanza, tag);
	else if(tag.len > 9 && memcmp(tag.s, "<message", 8) == 0)
		message(p, c, stanza, tag);
	else if(tag.len > 10 && memcmp(tag.s, "<presence", 9) == 0)
		watch_presence(p, c, stanza, tag);
	else if(tag.len > 14 && memcmp(tag.s, "<stream:error", 13) == 0)
		fprintf(stderr, "stream error: %.*s\n", V(stanza));
}
