// SPDX-License-Identifier: GPL-2.0-or-later
// A phone in a browser, by JsSIP or SIP.js. The test calls phone.NAME(args) by
// the DevTools protocol and gets events from report().
import { hears, hearsKey, listens } from './ear.mjs';
import { JsSipPhone } from './jssip.mjs';
import { SipJsPhone } from './sipjs.mjs';

const LIBRARIES = { jssip: JsSipPhone, sipjs: SipJsPhone };

let ua;
let call; // the last one: of the library's session, and what it hears
let socket; // the last one that was opened

function report(event, fields) {
	window.report(JSON.stringify({ event, ...fields }));
}

const PageSocket = window.WebSocket;
window.WebSocket = class extends PageSocket {
	constructor(...args) {
		super(...args);
		socket = this;
		this.addEventListener('message', ({ data }) => report('sip', {
			way: 'RECV', text: data instanceof ArrayBuffer ? new TextDecoder().decode(data) : data,
		}));
	}

	send(text) {
		report('sip', { way: 'SENT', text });
		super.send(text);
	}
};

function begins(session) {
	call = { session };
	return {
		onTrack: ({ track, streams, transceiver }, refuses) => {
			if (refuses && track.kind === 'video') {
				transceiver.stop();
				return;
			}
			listens(call, track, streams[0] || new MediaStream([track]));
		},
		onEvent: report,
	};
}

const phone = {
	async start({ library, ...options }) {
		ua = new LIBRARIES[library]({ ...options, begins, report });
		await ua.registers();
	},

	async call({ to, media }) {
		await ua.calls(to, media);
	},

	async answer({ media, refuses }) {
		await ua.answers(call.session, media, refuses);
	},

	async reject({ code }) {
		await ua.rejects(call.session, code);
	},

	// a call that is not answered yet is cancelled
	async hangUp() {
		await ua.hangsUp(call.session);
	},

	async hold() {
		await ua.holds(call.session, true);
	},

	async resume() {
		await ua.holds(call.session, false);
	},

	async renew() {
		await ua.renews(call.session);
	},

	async transfer({ to }) {
		ua.transfers(call.session, to);
	},

	async presses({ digits, how }) {
		if (how === 'info') {
			await ua.sendsInfo(call.session, digits);
			return;
		}
		const sender = ua.connection(call.session).getSenders().find((s) => s.dtmf);
		if (!sender || !sender.dtmf.canInsertDTMF) {
			throw new Error('the call has no telephone-event');
		}
		const over = new Promise((resolve) => {
			sender.dtmf.ontonechange = ({ tone }) => tone || resolve();
		});
		sender.dtmf.insertDTMF(digits, 500, 100);
		await over;
	},

	async hears({ hz }) {
		return Boolean(call && hears(call, hz));
	},

	async hearsKey({ key }) {
		return Boolean(call && hearsKey(call, key));
	},

	async frames() {
		const connection = call && ua.connection(call.session);
		if (!connection) {
			return 0;
		}
		const stats = [...(await connection.getStats()).values()];
		return stats.filter((s) => s.type === 'inbound-rtp' && s.kind === 'video')
			.reduce((sum, s) => sum + (s.framesDecoded || 0), 0);
	},

	// the connection to the proxy is lost, the page is not
	async loseSocket() {
		socket.close();
	},
};

window.phone = phone;
