// SPDX-License-Identifier: GPL-2.0-or-later
// stanza.js translates: one JSON object a line in, one a line out.
//   {"text": SDP or stanza, "role": "initiator"|"responder"}
//   -> {"text": stanza or SDP} or {"error": why}

import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const require = createRequire(new URL('../../scenarios/web/', import.meta.url));
const stanza = require('stanza');
const { importFromSDP, exportToSDP } = require('stanza/jingle/sdp/Intermediate');
const { convertIntermediateToRequest, convertRequestToIntermediate } =
	require('stanza/jingle/sdp/Protocol');
const Protocol = require('stanza/protocol').default;

const CLIENT = 'jabber:client';
const JINGLE = 'urn:xmpp:jingle:1';
const ICE_UDP = 'urn:xmpp:jingle:transports:ice-udp:1';
const registry = new stanza.JXT.Registry();
for (const definition of Protocol) {
	registry.define(definition);
}

// It cannot read an m= section without a=setup, and finds no name for one
// without a=mid: both are added, so that the rest can be compared.
function completed(sdp) {
	const [session, ...sections] = sdp.replace(/\r?\n/g, '\r\n').trimEnd()
		.split(/\r\n(?=m=)/);
	return [session, ...sections.map((section, index) => section
		+ (/^a=setup:/m.test(section) ? '' : '\r\na=setup:actpass')
		+ (/^a=mid:/m.test(section) ? '' : `\r\na=mid:place-${index}`))]
		.join('\r\n') + '\r\n';
}

function toJingle(sdp, role) {
	const session = importFromSDP(completed(sdp));
	const jingle = convertIntermediateToRequest(session, role, ICE_UDP);
	jingle.action = role === 'initiator' ? 'session-initiate' : 'session-accept';
	jingle.sid = 'sid';
	return registry.export('iq', { type: 'set', id: '1', jingle }).toString();
}

function toSdp(text, role) {
	const xml = stanza.JXT.parse(text);
	const jingle = xml.getName() === 'jingle' ? xml : xml.getChild('jingle', JINGLE);
	const iq = new stanza.JXT.XMLElement('iq', { type: 'set', xmlns: CLIENT });
	iq.appendChild(jingle);
	const data = registry.import(iq);
	if (!data || !data.jingle) {
		throw new Error('no jingle');
	}
	return exportToSDP(convertRequestToIntermediate(data.jingle, role));
}

for await (const line of createInterface({ input: process.stdin })) {
	const { text, role } = JSON.parse(line);
	const reply = {};
	try {
		reply.text = text.trimStart().startsWith('<')
			? toSdp(text, role) : toJingle(text, role);
	} catch (error) {
		reply.error = String(error.message);
	}
	console.log(JSON.stringify(reply));
}
