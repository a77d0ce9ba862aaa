// SPDX-License-Identifier: GPL-2.0-or-later
// stanza.js as a test's XMPP client. The test calls client.NAME(args) by the
// DevTools protocol and gets events from report().
import { createClient } from 'stanza';

import { hears, hearsKey, listens } from './ear.mjs';

const sessions = {};
let xmpp;

function report(event, fields) {
	window.report(JSON.stringify({ event, ...fields }));
}

function watch(session) {
	sessions[session.sid] = session;
}

// As Movim does: senders of a session-accept are directions, whoever says them.
function readsReversed() {
	const other = { initiator: 'responder', responder: 'initiator' };
	xmpp.prependListener('iq:set:jingle', ({ jingle }) => {
		for (const content of jingle.action === 'session-accept' ? jingle.contents : []) {
			content.senders = other[content.senders] || content.senders;
		}
	});
}

const client = {
	async connect({ jid, password, url, resource, bundlePolicy, capsNode, reversed }) {
		xmpp = createClient({
			jid, password, resource, capsNode,
			transports: { websocket: url, bosh: false },
			jingle: { trickleIce: true, iceServers: [] },
		});
		xmpp.jingle.iceServers = [];
		if (reversed) {
			readsReversed();
		}
		xmpp.jingle.config.peerConnectionConfig.bundlePolicy = bundlePolicy;
		xmpp.jingle.on('peerTrackAdded', listens);
		xmpp.jingle.on('connectionState', (session, state) =>
			report('media', { sid: session.sid, state }));
		xmpp.on('raw:incoming', (xml) => report('xml', { way: 'RECV', xml }));
		xmpp.on('raw:outgoing', (xml) => report('xml', { way: 'SENT', xml }));
		xmpp.on('available', (presence) => report('available', {
			jid: presence.from, bare: presence.from.split('/')[0],
		}));
		xmpp.on('subscribe', (presence) => xmpp.acceptSubscription(presence.from));
		xmpp.on('disconnected', () => report('disconnected', {}));
		xmpp.on('jingle:incoming', (session) => {
			watch(session);
			report('call', { how: 'initiate', sid: session.sid, sender: session.peerID });
		});
		xmpp.on('jingle:accepted', (session) => report('accepted', { sid: session.sid }));
		xmpp.on('jingle:ringing', (session) => report('ringing', { sid: session.sid }));
		for (const name of ['hold', 'resumed', 'mute', 'unmute']) {
			xmpp.on(`jingle:${name}`, (session) => report('info', { sid: session.sid, names: [name] }));
		}
		xmpp.on('jingle:terminated', (session, reason) => {
			delete sessions[session.sid];
			report('ended', {
				sid: session.sid,
				reason: reason ? reason.condition : null,
				text: reason && reason.text ? reason.text : null,
			});
		});
		const started = new Promise((resolve, reject) => {
			xmpp.on('session:started', () => resolve());
			xmpp.on('auth:failed', () => reject(new Error('not authorised')));
			xmpp.on('stream:error', (error) => reject(new Error(error.condition)));
		});
		xmpp.connect();
		await started;
		await xmpp.getRoster();
		xmpp.updateCaps();
		xmpp.sendPresence({ legacyCapabilities: xmpp.disco.getCaps() });
		return xmpp.jid;
	},

	async subscribe({ jid }) {
		xmpp.subscribe(jid);
	},

	async call({ to, media }) {
		const stream = await navigator.mediaDevices.getUserMedia({
			audio: media.includes('audio'), video: media.includes('video'),
		});
		const session = xmpp.jingle.createMediaSession(to);
		watch(session);
		for (const kind of media) {
			for (const track of stream.getTracks().filter((t) => t.kind === kind)) {
				await session.addTrack(track, stream);
			}
		}
		await session.start({
			offerToReceiveAudio: media.includes('audio'),
			offerToReceiveVideo: media.includes('video'),
		});
		return session.sid;
	},

	async ring({ sid }) {
		await sessions[sid].ring();
	},

	async accept({ sid, media }) {
		const session = sessions[sid];
		const stream = await navigator.mediaDevices.getUserMedia({
			audio: media.includes('audio'), video: media.includes('video'),
		});
		for (const track of stream.getTracks()) {
			await session.addTrack(track, stream);
		}
		await session.accept();
	},

	async reject({ sid, reason }) {
		sessions[sid].end(reason);
	},

	async terminate({ sid, reason }) {
		sessions[sid].end(reason);
	},

	async hold({ sid }) {
		await sessions[sid].hold();
	},

	async resume({ sid }) {
		await sessions[sid].resume();
	},

	async hears({ sid, hz }) {
		const session = sessions[sid];
		return Boolean(session && hears(session, hz));
	},

	async hearsKey({ sid, key }) {
		const session = sessions[sid];
		return Boolean(session && hearsKey(session, key));
	},

	// RFC 4733 events
	async presses({ sid, digits, duration = 100 }) {
		const sender = sessions[sid].pc.getSenders().find((s) => s.dtmf);
		sender.dtmf.insertDTMF(digits, duration, 50);
	},

	async can_press({ sid }) {
		return sessions[sid].pc.getSenders().some(
			(s) => s.dtmf && s.dtmf.canInsertDTMF);
	},

	async frames({ sid, kind }) {
		const session = sessions[sid];
		if (!session || kind !== 'video' || !session.video) {
			return 0;
		}
		return session.video.getVideoPlaybackQuality().totalVideoFrames;
	},
};

window.client = client;
