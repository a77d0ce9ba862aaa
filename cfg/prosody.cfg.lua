-- Prosody: the component that jingle-sidecar serves.
--
-- Append this to prosody.cfg.lua (a Component ends the host before it, so it
-- belongs to the end), or put it into a file of its own in conf.d/.
--   gw.example   the gateway's domain, as in jingle-sidecar.conf
--   change-me    a long random secret: openssl rand -hex 24
--
-- Prosody takes ONE connection per component and answers a second one with
-- <conflict/>: a standby sidecar keeps asking and gets in when the first
-- one has gone.
--
-- The port below is global and only for components. Leave it on loopback
-- unless the sidecar runs on another machine; XEP-0114 is not encrypted.
--   component_ports = { 5347 }
--   component_interfaces = { "127.0.0.1" }
--
-- Debian's file limits clients to 10 kB/s. A call set-up with its candidates
-- is about 8 kB, a roster fetch may be more: raise it, or the call of a user
-- who has just logged in waits for it.
--   limits = { c2s = { rate = "50kb/s" }; s2sin = { rate = "100kb/s" } }

Component "gw.example"
	component_secret = "change-me"
	name = "SIP gateway"
