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

	// One offer at a time. JsSIP ends the call when one is refused.
	async offers(session, how) {
		while (!session.isReadyToReOffer() && !session.isEnded()) {
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
		await new Promise((resolve, reject) => {
			session.once('ended', ({ cause }) => reject(new Error(`the call ended: ${cause}`)));
			if (!how(resolve)) {
				reject(new Error('JsSIP is not ready for a re-INVITE'));
			}
		});
	}

	async holds(session, on) {
		await this.offers(session, (done) => (on ? session.hold({}, done) : session.unhold({}, done)));
	}

	// a new offer by a re-INVITE; with it goes the Contact that holds now
	async renews(session) {
		await this.offers(session, (done) => session.renegotiate({}, done));
	}

	transfers(session, to) {
		session.refer(to);
	}

	async sendsInfo(session, digits) {
		session.sendDTMF(digits, { duration: 200, interToneGap: 100, transportType: 'INFO' });
	}
}
