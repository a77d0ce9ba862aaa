-- Prosody: the component that jingle-sidecar serves, and what calls need.
--
-- Copy this to conf.d/jingle.cfg.lua (Debian's prosody.cfg.lua includes that
-- folder at its end), chgrp prosody and chmod 0640, and set there:
--   gw.example       the gateway's domain, as in jingle-sidecar.conf
--   change-me        a long random secret: openssl rand -hex 24
--   turn.example, change-me-too   see STUN and TURN

-- The port for components is global. Leave it on loopback unless the sidecar
-- runs on another machine: XEP-0114 is not encrypted.
component_ports = { 5347 }
component_interfaces = { "127.0.0.1" }

-- With mod_limits Debian's file lets clients send 10 kB/s. A call set-up with
-- its candidates is about 8 kB, with video 16 kB, and a client that has just
-- logged in has sent a lot already: its call would wait. Components have no
-- limit.
limits = {
	c2s = { rate = "50kb/s", burst = "4s" };
	s2sin = { rate = "200kb/s" };
}

-- A message from a JID that the user has blocked is answered, as XEP-0191
-- has it, and the caller's phone hears 480 at once. Prosody 13 drops it in
-- silence otherwise, and the phone hears ringing for the whole ring_time.
bounce_blocked_messages = true

-- STUN and TURN for the clients: those in networks that only let them out need
-- it to reach rtpengine. Prosody gives clients the address of a TURN server and
-- passwords for it; add "turn_external" to modules_enabled. coturn has the same
-- secret in its turnserver.conf: use-auth-secret, static-auth-secret=...,
-- realm=...
turn_external_host = "turn.example"
turn_external_port = 3478
turn_external_secret = "change-me-too"

-- Clients find the gateway when they browse their own server. Restart Prosody for
-- the port and the component; a reload does not open ports.
disco_items = { { "gw.example", "SIP gateway" } }

-- Prosody takes ONE connection per component and answers a second one with
-- <conflict/>: a standby sidecar keeps asking, and gets in within eight seconds
-- when the first one has gone. Several components: one block for each.
Component "gw.example"
	component_secret = "change-me"
	name = "SIP gateway"
