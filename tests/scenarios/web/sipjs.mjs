// SPDX-License-Identifier: GPL-2.0-or-later
import { Inviter, Registerer, RegistererState, SessionState, UserAgent, Web } from 'sip.js';

// The web handlers of SIP.js, and what comes by them
function handlerFactory(phone) {
	const factory = Web.defaultSessionDescriptionHandlerFactory();
	return (session, options) => {
		const handler = factory(session, options);
		const watch = phone.watched.get(session);
		handler.peerConnectionDelegate = {
			ontrack: (e) => watch.onTrack(e, session.refuses),
			onconnectionstatechange: () => watch.onEvent('media', {
				state: handler.peerConnection.connectionState,
			}),
		};
		return handler;
	};
}

export class SipJsPhone {
	constructor({ uri, password, server, bundlePolicy, begins, report }) {
		this.begins = begins;
		this.report = report;
		this.watched = new Map();
		const aor = UserAgent.makeURI(uri);
		this.ua = new UserAgent({
			uri: aor, authorizationUsername: aor.user, authorizationPassword: password,
			logLevel: 'warn',
			transportOptions: { server },
			sessionDescriptionHandlerFactory: handlerFactory(this),
			sessionDescriptionHandlerFactoryOptions: {
				peerConnectionConfiguration: { iceServers: [], bundlePolicy },
			},
			delegate: {
				onInvite: (invitation) => {
					this.watches(invitation);
					invitation.delegate.onCancel = (cancel) => {
						this.ends(invitation, { code: 487, cause: 'CANCEL', message: cancel.incomingCancelRequest });
					};
					report('called', { from: invitation.request.from.uri.toString() });
				},
				onDisconnect: (error) => {
					report('disconnected', {});
					if (error) {
						this.reconnects();
					}
				},
			},
		});
		this.registerer = new Registerer(this.ua);
		this.registerer.stateChange.addListener((state) => {
			if (state === RegistererState.Registered) {
				report('registered', {});
			}
		});
	}

	// SIP.js leaves that to the page. It asks for no GRUU: an offer in each call
	// says by which connection the phone is reached from now on.
	async reconnects() {
		try {
			await this.ua.reconnect();
			await new Promise((resolve, reject) => {
				this.registerer.register({ requestDelegate: {
					onAccept: resolve, onReject: reject,
				} });
			});
			for (const session of this.watched.keys()) {
				if (session.state === SessionState.Established) {
					await this.renews(session);
				}
			}
			this.report('registered', {});
		} catch (error) {
			setTimeout(() => this.reconnects(), 1000);
		}
	}

	async registers() {
		await this.ua.start();
		await new Promise((resolve, reject) => {
			this.registerer.stateChange.addListener((state) => {
				if (state === RegistererState.Registered) {
					resolve();
				}
			});
			this.registerer.register({ requestDelegate: {
				onReject: ({ message }) => reject(new Error(`REGISTER: ${message.statusCode}`)),
			} });
		});
	}

	watches(session) {
		const watch = this.begins(session);
		this.watched.set(session, watch);
		session.stateChange.addListener((state) => {
			if (state === SessionState.Established) {
				watch.onEvent('answered', {});
			} else if (state === SessionState.Terminated) {
				setTimeout(() => this.ends(session, {}), 0); // who did it comes next
			}
		});
		session.delegate = {
			onBye: (bye) => {
				this.ends(session, { cause: 'BYE', message: bye.incomingByeRequest });
			},
			onInfo: (info) => {
				const found = /^Signal\s*=\s*([0-9A-D#*])/m.exec(info.request.body);
				watch.onEvent('digit', { digit: found && found[1] });
				info.accept();
			},
		};
	}

	ends(session, { code, cause, message }) {
		if (session.hasEnded) {
			return;
		}
		session.hasEnded = true;
		this.watched.get(session).onEvent('ended', {
			by: message ? 'remote' : 'local', cause, code: code || 0,
			reason: message && message.message ? message.message.getHeader('Reason') || null : null,
		});
	}

	connection(session) {
		const handler = session.sessionDescriptionHandler;
		return handler && handler.peerConnection;
	}

	options(media) {
		return { constraints: { audio: media.includes('audio'), video: media.includes('video') } };
	}

	async calls(to, media) {
		const session = new Inviter(this.ua, UserAgent.makeURI(to), {
			sessionDescriptionHandlerOptions: this.options(media),
		});
		this.watches(session);
		const { onEvent } = this.watched.get(session);
		await session.invite({ requestDelegate: {
			onProgress: ({ message }) => onEvent('ringing', { code: message.statusCode }),
			onReject: (response) => this.ends(session, {
				code: response.message.statusCode, cause: response.message.reasonPhrase, message: response,
			}),
		} });
	}

	async answers(session, media, refuses) {
		session.refuses = refuses;
		await session.accept({ sessionDescriptionHandlerOptions: this.options(media) });
	}

	async rejects(session, code) {
		await session.reject({ statusCode: code });
	}

	async hangsUp(session) {
		if (session.state === SessionState.Established) {
			await session.bye();
		} else if (session instanceof Inviter) {
			await session.cancel();
		} else {
			await session.reject();
		}
	}

	// SIP.js throws while the other side's own re-INVITE is open
	async settles(session) {
		const peer = session.sessionDescriptionHandler.peerConnection;
		while (peer.signalingState !== 'stable') {
			await new Promise((resolve) => {
				peer.addEventListener('signalingstatechange', resolve, { once: true });
			});
		}
	}

	async holds(session, on) {
		await this.settles(session);
		session.sessionDescriptionHandlerOptionsReInvite = { hold: on };
		await this.renews(session);
		session.sessionDescriptionHandler.peerConnection.getSenders().forEach((sender) => {
			if (sender.track) {
				sender.track.enabled = !on;
			}
		});
	}

	// a new offer by a re-INVITE; with it goes the Contact that holds now
	async renews(session) {
		await new Promise((resolve, reject) => {
			session.invite({ requestDelegate: {
				onAccept: resolve,
				onReject: ({ message }) => reject(new Error(`re-INVITE: ${message.statusCode}`)),
			} }).catch(reject);
		});
	}

	transfers(session, to) {
		session.refer(UserAgent.makeURI(to));
	}

	async sendsInfo(session, digits) {
		for (const digit of digits) {
			await new Promise((resolve, reject) => {
				session.info({
					requestOptions: { body: {
						contentDisposition: 'render', contentType: 'application/dtmf-relay',
						content: `Signal=${digit}\r\nDuration=200\r\n`,
					} },
					requestDelegate: {
						onAccept: resolve,
						onReject: ({ message }) => reject(new Error(`INFO: ${message.statusCode}`)),
					},
				});
			});
		}
	}
}
