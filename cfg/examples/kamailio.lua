-- The same server as kamailio.cfg and jingle.cfg, its routes written in Lua
-- (KEMI): modules and parameters stay in kamailio.cfg. A request_route there
-- would be used instead of Lua's, so it gets another name.
--
-- In kamailio.cfg, before the line `####### Routing Logic ########`:
--
--	loadmodule "app_lua.so"
--	modparam("app_lua", "load", "/etc/kamailio/kamailio.lua")
--	modparam("jingle", "event_callback", "ksr_jingle_event")
--	cfgengine "lua"
--
-- In kamailio.cfg, in place of the line `request_route {`:
--
--	route[NOT_USED] {
--
-- Every function of the module jingle is there as KSR.jingle.NAME, those with
-- optional parameters under a name for each number of them. None of them ends
-- the script by itself as it would in kamailio.cfg: jingle_handle() and
-- jingle_call() return 0 when the message is done with, and then the script
-- must call KSR.x.exit().

function ksr_request_route()
	ksr_route_reqinit()
	-- what is for a call of the gateway
	if KSR.jingle.jingle_handle() == 0 then KSR.x.exit() end
	if KSR.siputils.has_totag() < 0 and not KSR.is_method_in("AC")
			and ksr_came_back() then
		KSR.sl.send_reply(482, "Loop Detected")
		return 1
	end
	if KSR.is_CANCEL() then
		if KSR.tm.t_check_trans() > 0 then ksr_route_relay() end
		return 1
	end
	if not KSR.is_ACK() then
		if KSR.tmx.t_precheck_trans() > 0 then
			KSR.tm.t_check_trans()
			return 1
		end
		if KSR.tm.t_check_trans() == 0 then return 1 end
	end
	ksr_route_withindlg()
	ksr_route_auth()
	KSR.hdr.remove("Route")
	if KSR.is_method_in("IS") then KSR.rr.record_route() end
	ksr_route_jingle()
	if not KSR.is_myself_ruri() then
		KSR.sl.sl_send_reply(403, "Not relaying")
		return 1
	end
	if KSR.is_REGISTER() then
		if KSR.registrar.save("location", 0) < 0 then
			KSR.sl.sl_reply_error()
		end
		return 1
	end
	if KSR.is_PUBLISH() then
		ksr_not_allowed("INVITE, ACK, CANCEL, BYE, OPTIONS, REGISTER, "
			.. "MESSAGE, SUBSCRIBE")
	end
	if KSR.pv.is_null("$rU") then
		KSR.sl.sl_send_reply(484, "Address Incomplete")
		return 1
	end
	ksr_route_location()
	return 1
end

-- Authentication. An XMPP user's call was authenticated by the XMPP server; it proves by
-- a secret that it is one.
function ksr_route_auth()
	if KSR.jingle.jingle_from_ua() > 0 then return end
	-- no other SIP client may send as an XMPP user
	if KSR.jingle.jingle_domain(KSR.pv.get("$fd")) > 0
			and not KSR.is_myself_furi() then
		KSR.sl.send_reply(403, "Forbidden")
		KSR.x.exit()
	end
	ksr_asserts_nothing()
	if KSR.is_REGISTER() or KSR.is_myself_furi() then
		local domain = KSR.pv.get("$fd")
		local rc = KSR.auth_db.auth_check(domain, "subscriber", 1)
		if rc < 0 then
			-- a nonce that is too old (-4) or used up (-6) is no wrong
			-- password: 16 says so
			local stale = (rc == -4 or rc == -6) and 16 or 0
			KSR.auth.auth_challenge(domain, 1 + stale)
			KSR.x.exit()
		end
		if KSR.is_REGISTER() then
			-- when it comes again it gets the same answer
			if KSR.tm.t_newtran() == 0 then KSR.x.exit() end
		else
			KSR.auth.consume_credentials()
		end
	elseif not KSR.is_myself_ruri() then
		KSR.sl.send_reply(403, "Not relaying")
		KSR.x.exit()
	end
end

function ksr_asserts_nothing()
	KSR.hdr.remove("P-Asserted-Identity")
	KSR.hdr.remove("P-Preferred-Identity")
	KSR.hdr.remove("Remote-Party-ID")
end

-- Is $ru a phone of ours that is registered? The registrar is not asked for what
-- it cannot read (%XX of other than printable ASCII): it would log an error.
local function is_registered()
	local user = KSR.pv.gete("$rU"):lower()
	for byte in user:gmatch("%%(..?)") do
		if not byte:match("^[2-7]%x$") or byte == "7f" then return false end
	end
	return KSR.is_myself_ruri() and #KSR.pv.gete("$ru") <= 240
		and KSR.registrar.registered("location") > 0
end

-- Calls to XMPP users, and of XMPP users, end here.
function ksr_route_jingle()
	if KSR.jingle.jingle_from_ua() > 0 then
		-- registered phones, whatever the dial plan would make of a name
		if KSR.is_myself_ruri() and KSR.registrar.lookup("location") > 0 then
			ksr_route_relay()
		end
		KSR.sl.send_reply(404, "Not Found")
		KSR.x.exit()
	end
	if KSR.jingle.jingle_domain(KSR.pv.get("$rd")) < 0 then return end
	-- where SIP and XMPP share a domain, a registered phone comes first
	if KSR.is_myself_ruri() and (KSR.is_REGISTER() or KSR.pv.is_null("$rU")
			or is_registered()) then
		return
	end
	if not KSR.is_INVITE() then ksr_not_allowed("INVITE, ACK, CANCEL, BYE") end
	KSR.jingle.jingle_call()
	KSR.x.exit()
end

function ksr_not_allowed(methods)
	KSR.hdr.append_to_reply("Allow: " .. methods .. "\r\n")
	KSR.sl.send_reply(405, "Method Not Allowed")
	KSR.x.exit()
end

function ksr_route_reqinit()
	if KSR.maxfwd.process_maxfwd(10) < 0 then
		KSR.sl.sl_send_reply(483, "Too Many Hops")
		KSR.x.exit()
	end
	if KSR.is_OPTIONS() and KSR.is_myself_ruri()
			and KSR.pv.is_null("$rU") then
		KSR.sl.sl_send_reply(200, "Keepalive")
		KSR.x.exit()
	end
	-- 128: Content-Length fits; over UDP there need not be one
	local checks = 17767
	if KSR.hdr.is_present("Content-Length") > 0
			or KSR.pv.get("$proto") ~= "udp" then
		checks = 17895
	end
	if KSR.sanity.sanity_check(checks, 7) < 0 then KSR.x.exit() end
end

-- Has it been here just now? A phone that registers an address of ours makes
-- calls to it come back, and with two such Contacts twice as many each time
-- (RFC 5393). What is for the gateway is taken by jingle_handle(); what it makes
-- itself has one Via.
function ksr_came_back()
	if KSR.pv.is_null("$sel(via[2].host)") then return false end
	local port = tonumber(KSR.pv.get("$sel(via[1].port)"))
			or (KSR.pv.get("$proto") == "tls" and 5061 or 5060)
	return KSR.is_myself("sip:" .. KSR.pv.get("$sel(via[1].host)") .. ":"
			.. port)
end

function ksr_route_withindlg()
	if KSR.siputils.has_totag() < 0 then return end
	-- the sender of an in-dialog request is not authenticated
	ksr_asserts_nothing()
	local method = KSR.pv.get("$rm")
	if string.find("INVITE MESSAGE REFER SUBSCRIBE NOTIFY", method, 1, true)
			and KSR.jingle.jingle_domain(KSR.pv.get("$fd")) > 0
			and not KSR.is_myself_furi() and not KSR.is_myself_srcip() then
		KSR.sl.sl_send_reply(403, "Forbidden")
		KSR.x.exit()
	end
	-- a Contact at our own domain (a GRUU) is where that phone is now
	if KSR.is_myself_ruri() and not KSR.pv.is_null("$rU")
			and KSR.rr.loose_route_mode(1) > 0 then
		if not ksr_came_back() then KSR.registrar.lookup("location") end
		ksr_route_relay()
	end
	if KSR.rr.loose_route() > 0 then ksr_route_relay() end
	if KSR.is_ACK() then
		if KSR.tm.t_check_trans() > 0 then ksr_route_relay() end
		KSR.x.exit()
	end
	KSR.sl.sl_send_reply(404, "Not here")
	KSR.x.exit()
end

function ksr_route_location()
	local rc = KSR.registrar.lookup("location")
	if rc > 0 then ksr_route_relay() end
	KSR.tm.t_newtran()
	if rc == -2 then
		ksr_not_allowed(ksr_registered_methods())
	else
		KSR.sl.send_reply(404, "Not Found")
	end
	KSR.x.exit()
end

-- What the phones at $ru have registered for; bits, as Kamailio numbers them.
function ksr_registered_methods()
	local names = { "INVITE", "CANCEL", "ACK", "BYE", "INFO", "REGISTER",
		"SUBSCRIBE", "NOTIFY", "MESSAGE", "OPTIONS", "PRACK", "UPDATE", "REFER",
		"PUBLISH" }
	local found, allow = {}, {}
	if KSR.registrar.reg_fetch_contacts("location", KSR.pv.get("$ru"),
			"allow") > 0 then
		for n = 0, KSR.pv.get("$ulc(allow=>count)") - 1 do
			local bits = KSR.pv.get("$(ulc(allow=>methods)[" .. n .. "])")
			for place in ipairs(names) do
				if math.floor(bits / 2 ^ (place - 1)) % 2 == 1 then
					found[place] = true
				end
			end
		end
	end
	for place, name in ipairs(names) do
		if found[place] then table.insert(allow, name) end
	end
	return table.concat(allow, ", ")
end

function ksr_route_relay()
	if KSR.tm.t_relay() < 0 then KSR.sl.sl_reply_error() end
	KSR.x.exit()
end

-- The event routes: one function for all, which is told the name. They run in
-- the worker that owns the call: no databases here, no waiting. $jingle(rtpengine)
-- names the call and its sides by names that only we know; never put Call-ID or
-- tags, which a caller can choose, into a command.
local ORIGIN = " replace-origin"
local VERSION = " replace-origin replace-sdp-version"
local TO_SIP = " RTP/AVP DTLS=off SDES-off ICE=remove rtcp-mux-demux"
local SIP_CODECS = " transcode-PCMA transcode-PCMU transcode-G722"
	.. " transcode-G729 transcode-speex/8000"
local XMPP_CODECS = " transcode-opus transcode-PCMU transcode-PCMA"
local TO_XMPP = " UDP/TLS/RTP/SAVPF DTLS=passive SDES-off ICE=force"
	.. " rtcp-mux-offer generate-mid"

local events = {}

function ksr_jingle_event(event)
	local route = events[event]
	if route then route(KSR.jingle.get("rtpengine")) end
	return 1
end

-- May this XMPP user call there?
local function policy()
	if KSR.jingle.get("from_local") ~= 1 then
		KSR.jingle.jingle_reject_text("decline", "403 Forbidden")
		return false
	end
	if not is_registered() then
		KSR.jingle.jingle_reject_text("gone", "404 Not Found")
		return false
	end
	return true
end

events["jingle:propose"] = policy

events["jingle:session-initiate"] = function()
	if not policy() then return end
	if KSR.jingle.jingle_to_sdp() < 0 then
		KSR.info(KSR.pv.gete("$jingle(error)") .. "\n")
		KSR.jingle.jingle_reject_reason("incompatible-parameters")
		return
	end
	KSR.jingle.jingle_invite()
end

local function failed(rc)
	if rc < 0 then KSR.jingle.jingle_reject_reason("general-error") end
	return rc < 0
end

-- A re-INVITE adds codecs only where rtpengine transcodes already: else some
-- clients would be deaf from then on.
local function codecs(list)
	if KSR.siputils.has_totag() > 0
			and KSR.jingle.get("transcoded") ~= 1 then
		return ""
	end
	return list
end

-- A phone without telephone-event: rtpengine makes keys of its INFOs, and tones
-- of the client's keys.
local function keys()
	if KSR.jingle.get("keys") == "client" then return " inject-DTMF" end
	return ""
end

-- A phone that was called keeps the kind that was chosen for it, and each offer
-- must say so; one that called keeps its own without a word.
local function kind_to_sip()
	if KSR.siputils.has_totag() > 0
			and KSR.jingle.get("direction") ~= "from-xmpp" then
		return ""
	end
	return TO_SIP
end

-- Who calls chooses the kind of media; a re-INVITE leaves it as it is.
local function kind_to_xmpp()
	if KSR.siputils.has_totag() > 0 then return " rtcp-mux-accept" .. keys() end
	local kind = TO_XMPP .. " rtcp-mux-accept DTLS-reverse=passive"
	if KSR.jingle.get("keys") == "none" then
		kind = kind .. " transcode-telephone-event inject-DTMF"
	end
	return kind
end

-- Twice: after a restart of rtpengine the first one gets the error of the
-- socket that was.
local function offer(flags)
	if KSR.rtpengine.rtpengine_offer(flags) < 0 then
		failed(KSR.rtpengine.rtpengine_offer(flags))
	end
end

events["jingle:invite"] = function(call)
	offer(call .. VERSION .. kind_to_sip() .. codecs(SIP_CODECS))
end

events["jingle:reply"] = function(call)
	if not failed(KSR.rtpengine.rtpengine_answer(call .. ORIGIN
			.. " generate-mid" .. keys())) then
		KSR.jingle.sdp_to_jingle()
	end
end

events["jingle:offer"] = function(call)
	offer(call .. ORIGIN .. " generate-mid" .. kind_to_xmpp()
		.. codecs(XMPP_CODECS))
end

events["jingle:answer"] = function(call)
	failed(KSR.rtpengine.rtpengine_answer(call .. VERSION .. keys()))
end

-- A phone sends a key by INFO. No second try: it must not come twice. Where
-- nothing is decoded rtpengine would say yes, and do nothing.
events["jingle:dtmf"] = function(call)
	if KSR.jingle.get("keys") == "both"
			and KSR.jingle.get("transcoded") ~= 1 then
		KSR.jingle.jingle_reject_reason("failed-application")
		return
	end
	failed(KSR.x.modf("play_dtmf", call .. " code=" .. KSR.jingle.get("key")
		.. " duration=" .. KSR.jingle.get("duration")))
end

-- Is an answered call still there? Asked every ping_interval.
events["jingle:watch"] = function(call)
	if KSR.rtpengine.rtpengine_query(call) < 0
			and KSR.rtpengine.rtpengine_query(call) < 0 then
		KSR.jingle.jingle_reject_reason("connectivity-error")
	end
end

-- Does anything arrive of both parties?
events["jingle:media"] = function()
	if KSR.rtpengine.rtpengine_query_v("j", "$var(media_report)") > 0 then
		KSR.jingle.jingle_media_report(KSR.pv.getw("$var(media_report)"))
	end
end

events["jingle:end"] = function(call)
	KSR.rtpengine.rtpengine_delete(call .. " delete-delay=0")
end
