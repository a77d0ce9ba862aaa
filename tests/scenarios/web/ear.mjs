// SPDX-License-Identifier: GPL-2.0-or-later
// What a page hears and sees of a call.

const PURE_TONE = 0.2; // share of a tone in the spectrum's energy
const ROWS = [697, 770, 852, 941]; // Hz, of the keys
const COLUMNS = [1209, 1336, 1477];
const KEYS = ['123', '456', '789', '*0#'];
const LOOK = 50; // ms

// Chromium plays nothing that no element sinks: hence the audio element.
export function listens(session, track, stream) {
	if (track.kind === 'video') {
		session.video = document.createElement('video');
		session.video.muted = true;
		session.video.srcObject = stream;
		session.video.play();
		return;
	}
	const element = new Audio();
	element.srcObject = stream;
	element.muted = true;
	element.play();
	session.audio = element;
	session.context = new AudioContext();
	session.analyser = session.context.createAnalyser();
	session.analyser.fftSize = 8192;
	session.analyser.smoothingTimeConstant = 0;
	session.context.createMediaStreamSource(stream).connect(session.analyser);
	session.keys = new Set();
	setInterval(() => notesKey(session), LOOK);
}

// of now: the power of each frequency, and of all
function spectrum(session) {
	const bins = new Float32Array(session.analyser.frequencyBinCount);
	session.analyser.getFloatFrequencyData(bins);
	const width = session.context.sampleRate / session.analyser.fftSize;
	const power = Array.from(bins, (decibel) => 10 ** (decibel / 10));
	return { width, power, total: power.reduce((a, b) => a + b, 0) };
}

function has({ width, power, total }, hz) {
	const at = Math.round(hz / width);
	const near = power.slice(at - 4, at + 5).reduce((a, b) => a + b, 0);
	return total > 1e-7 && near / total > PURE_TONE;
}

export function hears(session, hz) {
	return Boolean(session.analyser) && has(spectrum(session), hz);
}

// Chromium plays the telephone-events (RFC 4733) that it gets.
function notesKey(session) {
	const now = spectrum(session);
	const row = ROWS.findIndex((hz) => has(now, hz));
	const column = COLUMNS.findIndex((hz) => has(now, hz));
	if (row >= 0 && column >= 0) {
		session.keys.add(KEYS[row][column]);
	}
}

// Was it heard since it was last asked for? A key may be over by then.
export function hearsKey(session, key) {
	return Boolean(session.keys) && session.keys.delete(key);
}
