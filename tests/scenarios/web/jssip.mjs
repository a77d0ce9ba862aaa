// SPDX-License-Identifier: GPL-2.0-or-later
import JsSIP from 'jssip';

function once(emitter, good, bad) {
	return new Promise((resolve, reject) => {
		emitter.once(good, resolve);
		emitter.once(bad, (e) => reject(new Error(`${bad}: ${e.cause || ''}`)));
	});
}

export class JsSipPhone {
	constructor({ uri, password, server, bundlePolicy, begins, report }) {
		this.pcConfig = { iceServers: [], bundlePolicy };
		this.report = report;
		this.begins = begins;
		this.ua = new JsSIP.UA({
			uri, password,
			sockets: [new JsSIP.WebSocketInterface(server)],
			connection_recovery_min_interval: 1,
			session_timers: false,
		});
		this.ua.on('registered', () => report('registered', {}));
		this.ua.on('disconnected', () => report('disconnected', {}));
		this.ua.on('newRTCSession', ({ session, originator, request }) =>
			this.watches(session, originator, request));
	}

	async registers() {
		const done = once(this.ua, 'registered', 'registrationFailed');
		this.ua.start();
		await done;
	}

	watches(session, originator, request) {
		const { onTrack, onEvent } = this.begins(session);
		const hearsOf = ({ connection }) => {
			connection = connection || session.connection;
			connection.addEventListener('track', (e) => onTrack(e, session.data.refuses));
			connection.addEventListener('connectionstatechange', () =>
				onEvent('media', { state: connection.connectionState }));
		};
		if (session.connection) {
			hearsOf({});
		} else {
			session.on('peerconnection', ({ peerconnection }) => hearsOf({ connection: peerconnection }));
		}
		session.on('progress', ({ originator: who, response }) => {
			if (who === 'remote') {
				onEvent('ringing', { code: response.status_code });
			}
		});
		session.on('confirmed', () => onEvent('answered', {}));
		session.on('hold', ({ originator: who }) => onEvent('hold', { by: who }));
		session.on('newDTMF', ({ originator: who, dtmf }) => {
			if (who === 'remote') {
				onEvent('digit', { digit: dtmf.tone });
			}
		});
		for (const name of ['ended', 'failed']) {
			session.on(name, ({ originator: who, message, cause }) => onEvent('ended', {
				by: who, cause, code: message && message.status_code ? message.status_code : 0,
				reason: message && message.getHeader ? message.getHeader('Reason') : null,
			}));
		}
		if (originator === 'remote') {
			onEvent('called', { from: request.from.uri.toString() });
		}
	}

	connection(session) {
		return session.connection;
	}

	constraints(media) {
		return { audio: media.includes('audio'), video: media.includes('video') };
	}

	async calls(to, media) {
		this.ua.call(to, {
			mediaConstraints: this.constraints(media), pcConfig: this.pcConfig,
		});
	}

	async answers(session, media, refuses) {
		session.data.refuses = refuses;
		session.answer({ mediaConstraints: this.constraints(media), pcConfig: this.pcConfig });
	}

	async rejects(session, code) {
		session.terminate({ status_code: code });
	}

	async hangsUp(session) {
		session.terminate();
	}

	async holds(session, on) {
		await new Promise((resolve, reject) => {
			const options = { eventHandlers: { failed: () => reject(new Error('refused')) } };
			if (!(on ? session.hold(options, resolve) : session.unhold(options, resolve))) {
				reject(new Error('JsSIP is not ready for a re-INVITE'));
			}
		});
	}

	// a new offer by a re-INVITE; with it goes the Contact that holds now
	async renews(session) {
		await new Promise((resolve, reject) => {
			const options = { eventHandlers: { failed: () => reject(new Error('refused')) } };
			if (!session.renegotiate(options, resolve)) {
				reject(new Error('JsSIP is not ready for a re-INVITE'));
			}
		});
	}

	transfers(session, to) {
		session.refer(to);
	}

	async sendsInfo(session, digits) {
		session.sendDTMF(digits, { duration: 200, interToneGap: 100, transportType: 'INFO' });
	}
}
