# SPDX-License-Identifier: GPL-2.0-or-later
"""What the scripted client does with stanzas: disco, caps, JMI, Jingle."""

import asyncio
import secrets
import xml.etree.ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

from . import about
from . import jingle_sdp as js
from .about import CAPS, DISCO, FEATURES, NODE, PING
from .call import Call, local, reason_of
from .media import Connection
from .persona import persona
from .plain import PlainConnection, knows
from .stream import CLIENT, Stream, bare
from .streams import Streams

JMI = "urn:xmpp:jingle-message:0"
JINGLE_ERRORS = "urn:xmpp:jingle:errors:1"
RTP_INFO = "urn:xmpp:jingle:apps:rtp:info:1"
EXTDISCO = "urn:xmpp:extdisco:2"


class Client(Streams):
    """config: jid, password, host, port, resource, hz, jmi, trickle, rings,
    answers_iqs, codecs, features, log; refuses: {action: condition};
    persona: a name, times: its timers, without: a rule it shall not have."""

    def __init__(self, config, event):
        self.config = config
        self.event = event
        self.calls = {}
        self.stream = None
        self.servers = []
        self.tasks = set()
        self.present = asyncio.Event()
        self.over = set()  # (JID, sid) of calls that have ended
        self.sleep = asyncio.sleep
        self.persona = persona(config.get("persona"))(
            self, config.get("without"), config.get("times"))
        config.update(self.persona.KNOBS)
        self.node = config.get("node") or self.persona.NODE or NODE
        self.features = list(config.get("features") or
                             self.persona.FEATURES or FEATURES)
        if config["jmi"]:
            self.features.append(JMI)
        if config.get("plain") and js.DTLS in self.features:
            self.features.remove(js.DTLS)

    # --- commands ---

    async def do_connect(self, presence=True):
        c = self.config
        self.stream = Stream(c["jid"], c["password"], c["host"], c["port"],
                             self.stanza, c.get("log"))
        await self.stream.connect(c["resource"])
        # makes us an "interested resource": subscriptions are told to us
        await self.stream.iq("get", None, "<query xmlns='jabber:iq:roster'/>")
        if presence:
            await self.do_presence()
            # until the server has taken note, messages go elsewhere
            await asyncio.wait_for(self.present.wait(), 10)
        return self.stream.jid

    async def do_services(self):
        """Ask our server for STUN and TURN servers (XEP-0215), and use them
        from now on; return their descriptions."""
        reply = await self.stream.iq(
            "get", self.stream.jid.split("@")[1].split("/")[0],
            f"<services xmlns='{EXTDISCO}'/>")
        found = [s.attrib for s in reply.iter(f"{{{EXTDISCO}}}service")]
        self.servers = [dict(
            {"urls": f"{s['type']}:{s['host']}:{s['port']}"},
            **({"username": s["username"], "credential": s["password"]}
               if "password" in s else {}))
            for s in found if s["type"] in ("stun", "turn")
            and s.get("transport") == "udp"]
        return found

    async def do_disconnect(self):
        for call in list(self.calls.values()):
            await self.end(call)
        if self.stream:
            await self.stream.close()

    async def do_presence(self, to=None, kind=None):
        """Available presence with caps, or presence of another type."""
        attrs = (f" to={quoteattr(to)}" if to else "") + \
            (f" type='{kind}'" if kind else "")
        caps = "" if kind else \
            f"<c xmlns='{CAPS}' hash='sha-1' node='{self.node}' " \
            f"ver='{about.ver(self.features)}'/>"
        self.stream.write(f"<presence{attrs}>{caps}</presence>")

    async def do_send(self, xml):
        self.stream.write(xml)

    async def do_iq(self, kind, to, xml, timeout=30):
        return ET.tostring(await self.stream.iq(kind, to, xml, timeout),
                           "unicode")

    async def do_call(self, to, jmi=None, media=("audio",), sid=None):
        """Call a JID; return the sid at once."""
        sid = sid or "s-" + secrets.token_hex(6)
        call = Call(sid, to, True, "proposed")
        call.jmi = self.config["jmi"] if jmi is None else jmi
        call.media = list(media)
        self.calls[sid] = call
        if call.jmi:
            self.jmi(bare(to), "propose", sid, "".join(
                f"<description xmlns='{js.RTP}' media='{m}'/>"
                for m in self.persona.order(call.media)), self.nick())
            self.persona.hears("sent propose", None, None, call)
        else:
            await self.initiate(call)
        return sid

    async def do_learn(self, sid, sender):
        """A propose that was found in an archive."""
        call = Call(sid, sender, False, "ringing")
        call.jmi = True
        self.calls[sid] = call

    async def do_ring(self, sid):
        call = self.calls[sid]
        if call.offer is None:
            self.jmi(call.peer, "ringing", sid)
        else:
            await self.info(call, f"<ringing xmlns='{RTP_INFO}'/>")

    async def do_accept(self, sid):
        """Answer: proceed first when it was proposed to us."""
        call = self.calls[sid]
        if call.offer is None:
            call.state = "proceeded"
            self.jmi(call.peer, "proceed", sid)
            self.persona.hears("sent proceed", None, None, call)
        else:
            await self.accept(call)

    async def do_proceed_only(self, sid):
        """JMI proceed; the session-initiate will not be answered."""
        self.calls[sid].state = "waiting"
        self.jmi(self.calls[sid].peer, "proceed", sid)

    async def do_reject(self, sid, reason="decline"):
        """JMI reject, or session-terminate when a session was initiated."""
        call = self.calls[sid]
        if call.offer is not None:
            return await self.do_terminate(sid, reason)
        reason = self.persona.reason("reject", reason)
        text = f"<reason xmlns='{js.JINGLE}'><{reason}/></reason>" \
            if reason else ""
        self.jmi(call.peer, "reject", sid, self.persona.inside("reject", text))
        self.persona.rejected(sid)
        await self.end(call)

    async def do_retract(self, sid):
        call = self.calls[sid]
        self.jmi(bare(call.peer), "retract", sid, self.persona.inside(
            "retract", f"<reason xmlns='{js.JINGLE}'><cancel/></reason>"))
        await self.persona.after_retract(call)
        await self.end(call)

    async def do_terminate(self, sid, reason="success", finish=None):
        call = self.calls[sid]
        reason = self.persona.reason("session-terminate", reason)
        if call.state == "active":
            await self.persona.before_terminate(call)
        reply = await self.jingle(call, "session-terminate",
                                  f"<reason><{reason}/></reason>"
                                  if reason else "")
        if self.persona.FINISHES if finish is None else finish:
            self.persona.finishes(call, reason or "success")
        await self.end(call)
        return reply.get("type")

    async def do_info(self, sid, xml=""):
        """session-info; return the reply stanza."""
        return ET.tostring(await self.info(self.calls[sid], xml), "unicode")

    async def do_action(self, sid, action, xml="", to=None):
        """Any Jingle action, also for a session that does not exist."""
        call = self.calls.get(sid) or Call(sid, to, True, "active")
        return ET.tostring(await self.jingle(call, action, xml), "unicode")

    async def do_trickle(self, sid):
        """Send all candidates, perhaps once more."""
        call = self.calls[sid]
        await self.trickle(call, call.connection.offered())

    async def do_hears(self, sid, hz):
        call = self.calls.get(sid)
        return bool(call and call.connection and call.connection.hears(hz))

    async def do_first_heard(self, sid):
        return self.calls[sid].connection.first_heard()

    async def do_forget(self, sid):
        """What was heard so far counts no more."""
        self.calls[sid].connection.forget()

    async def do_presses(self, sid, digits):
        """RFC 4733 events."""
        self.calls[sid].connection.presses(digits)

    async def do_mute(self, sid, on=True):
        """Send nothing, for plain media."""
        self.calls[sid].connection.muted = on

    async def do_digits(self, sid):
        return self.calls[sid].connection.receiver.digits

    async def do_lengths(self, sid):
        """Of the keys, in ms."""
        return self.calls[sid].connection.receiver.lengths

    async def do_streams(self, sid):
        """SSRCs, in the order in which they came, and came again."""
        return self.calls[sid].connection.receiver.streams

    async def do_payloads(self, sid):
        """How many packets came, by payload type (as text)."""
        return self.calls[sid].connection.receiver.counts

    async def do_restart(self, sid, action="transport-info", kind=None,
                         candidates=True):
        """An ICE restart, or with transport-replace a new transport of any
        kind (ice, raw); return the reply."""
        call = self.calls[sid]
        sdp = await call.connection.restart(kind)
        call.restarted = True
        _, medias = js.read_sdp(sdp)
        return ET.tostring(await self.jingle(call, action, js.xml(
            "content", {"creator": "initiator", "name": self.content_name(
                call)}, js.transport_xml(medias[0], candidates))), "unicode")

    async def do_content(self, sid, kind):
        """Name of the offered content of a kind."""
        for content in self.calls[sid].offer.findall(
                f"{{{js.JINGLE}}}content"):
            if content.find(f"{{{js.RTP}}}description").get("media") == kind:
                return content.get("name")
        return None

    def content_name(self, call):
        if call.outgoing:
            return js.read_sdp(call.said)[1][0].get("mid")
        return call.offer.find(f"{{{js.JINGLE}}}content").get("name")

    async def do_frames(self, sid, kind):
        call = self.calls.get(sid)
        return call.connection.frames(kind) if call and call.connection else 0

    async def do_peer(self, sid):
        """JID of the other party."""
        return self.calls[sid].peer

    async def do_state(self, sid):
        call = self.calls.get(sid)
        return call.state if call else "ended"

    async def do_set(self, **knobs):
        self.config.update(knobs)

    # --- sending ---

    def nick(self):
        """XEP-0172, when the test gave us a name"""
        name = self.config.get("nick")
        return f"<nick xmlns='http://jabber.org/protocol/nick'>" \
            f"{escape(name)}</nick>" if name else ""

    def jmi(self, to, name, sid, children="", beside=""):
        self.stream.write(
            f"<message to={quoteattr(to)} type='chat' "
            f"id='{self.persona.ident(name, sid)}'><{name} xmlns='{JMI}' "
            f"id={quoteattr(sid)}>{children}</{name}>{beside}"
            f"{self.persona.beside(name)}"
            "<store xmlns='urn:xmpp:hints'/></message>")

    async def jingle(self, call, action, children="", **attrs):
        reply = await self.stream.iq("set", call.peer, js.xml(
            "jingle", dict({"xmlns": js.JINGLE, "action": action,
                            "sid": call.sid}, **attrs), children))
        if reply.get("type") == "error":
            error = reply.find(f"{{{CLIENT}}}error")
            self.event("error", sid=call.sid, action=action, conditions=[
                local(child) for child in (error if error is not None
                                           else [])])
            self.persona.hears("iq-error", reply, None, call, action=action)
        return reply

    async def info(self, call, payload):
        return await self.jingle(call, "session-info", payload)

    def connect_media(self, call):
        def on_state(state):
            self.event("media", sid=call.sid, state=state)
            self.persona.hears("media", None, None, call, state=state)
        c = self.config
        if c.get("plain"):
            call.connection = PlainConnection(
                c["hz"], on_state, c.get("codecs"), c["plain"],
                c.get("ipv6"), events=c.get("events"))
        else:
            call.connection = Connection(
                c["hz"], on_state, c.get("codecs"), self.servers)
        return call.connection

    async def initiate(self, call):
        kinds = self.persona.order(call.media)
        sdp = await self.connect_media(call).offer(
            kinds, self.persona.names(kinds))
        call.said = sdp = self.persona.tells(sdp, False)
        call.state = "initiated"
        trickle = await self.persona.trickles(call)
        reply = await self.jingle(
            call, "session-initiate", self.persona.writes(
                js.contents_xml(sdp, with_candidates=not trickle)),
            **self.persona.parties("session-initiate", call))
        if reply.get("type") == "error":
            self.persona.initiate_refused(call)
        elif trickle:
            await self.trickle(call, sdp)

    async def accept(self, call):
        sdp = js.sdp_from_jingle(call.offer)
        if self.config.get("plain") and not knows(
                sdp, self.config.get("codecs")):
            # XEP-0167 section 5: none of the payload types is supported
            await self.do_terminate(call.sid, "failed-application")
            return
        answer = await self.connect_media(call).take_offer(sdp)
        call.said = answer = self.persona.tells(answer, True)
        await self.persona.before_accept(call)
        call.state = "active"
        trickle = await self.persona.trickles(call)
        await self.jingle(call, "session-accept", self.persona.writes(
            js.contents_xml(answer, with_candidates=not trickle)),
            **self.persona.parties("session-accept", call))
        await self.persona.after_accept(call)
        if trickle:
            await self.trickle(call, answer)

    async def trickle(self, call, sdp):
        for content in js.trickle_xml(sdp):
            if call.state == "ended":
                return
            await self.jingle(call, "transport-info",
                              self.persona.writes(content))
        await self.persona.after_trickle(call)

    async def end(self, call):
        if call.state == "ended":
            return
        call.state = "ended"
        self.over.add((call.peer, call.sid))
        if self.calls.get(call.sid) is call:
            del self.calls[call.sid]
        for connection in [call.connection, *call.streams.values()]:
            if connection:
                await connection.close()

    # --- receiving ---

    def later(self, coroutine):
        """Run something that waits for answers, so not in the reader."""
        async def guarded():
            try:
                await coroutine
            except Exception as error:
                self.event("trouble", text=f"{type(error).__name__}: {error}")
        task = asyncio.ensure_future(guarded())
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def stanza(self, stanza):
        if stanza is None:
            self.event("disconnected")
            return
        self.event("stanza", name=local(stanza), type=stanza.get("type"),
                   sender=stanza.get("from"),
                   payloads=[local(child) for child in stanza],
                   xml=ET.tostring(stanza, "unicode"))
        try:
            self.dispatch(stanza)
        except Exception as error:
            self.event("trouble", text=f"{type(error).__name__}: {error}")

    def dispatch(self, stanza):
        if local(stanza) != "iq" and self.persona.hears(
                local(stanza), stanza, None, None):
            return
        if local(stanza) == "message":
            self.message(stanza)
        elif local(stanza) == "presence":
            if stanza.get("from") == self.stream.jid:
                self.present.set()
            if stanza.get("type") == "subscribe" and \
                    self.config.get("approves", True):
                self.stream.write(f"<presence type='subscribed' "
                                  f"to={quoteattr(stanza.get('from'))}/>")
        elif local(stanza) == "iq" and stanza.get("type") in ("get", "set"):
            self.request(stanza)

    def message(self, stanza):
        ident = stanza.get("id") or ""
        if stanza.get("type") == "error" and self.persona.hears(
                "message-error", stanza, None,
                self.calls.get(ident.split("-", 2)[-1])):
            return
        for child in stanza:
            if child.tag.startswith(f"{{{JMI}}}"):
                self.jmi_in(stanza, child)

    def jmi_in(self, stanza, child):
        sid, name, sender = child.get("id"), local(child), stanza.get("from")
        if stanza.get("type") == "error":
            self.event("error", sid=sid, action=name, conditions=[
                local(c) for c in stanza.find(f"{{{CLIENT}}}error")])
            return
        reason = child.find(f"{{{js.JINGLE}}}reason")
        fields = {"sid": sid, "sender": sender, "delayed": stanza.find(
            "{urn:xmpp:delay}delay") is not None, **reason_of(reason)}
        if not self.config["jmi"] or bare(sender) == bare(self.stream.jid):
            self.event("jmi-ignored", name=name, **fields)
            return
        call = self.calls.get(sid)
        if name not in ("propose", "proceed"):
            self.event(name, **fields)  # said it was, whatever we make of it
        if self.persona.hears(name, stanza, child, call):
            return
        if name == "propose" and call:
            self.event("repeated", **fields)
        elif name == "propose":
            self.proposed(child, fields)
        elif name == "proceed" and call and call.state == "proposed":
            call.peer = sender
            call.state = "initiated"
            self.event("proceed", **fields)
            if not self.config.get("stops_after_proceed"):
                self.later(self.initiate(call))
        elif name in ("reject", "retract", "finish"):
            if call and call.state != "active":
                self.later(self.end(call))
        elif call and name == "ringing":
            call.rung = True

    def proposed(self, propose, fields):
        """A call rings, by JMI; fields: sid, sender, delayed."""
        sid, sender = fields["sid"], fields["sender"]
        call = Call(sid, sender, False, "ringing")
        call.jmi = True
        call.media = [d.get("media") for d in propose]
        self.calls[sid] = call
        self.event("call", how="propose", media=call.media, **fields)
        if self.config["rings"]:
            self.jmi(sender, "ringing", sid)
        self.persona.hears("rings", None, None, call)
        if self.config.get("answers_by_itself"):
            self.later(self.do_accept(sid))

    def request(self, stanza):
        payload = stanza[0] if len(stanza) else None
        if payload is None:
            self.stream.answer_error(stanza, "bad-request", "modify")
        elif payload.tag == f"{{{js.JINGLE}}}jingle":
            if self.config["answers_iqs"]:
                self.jingle_in(stanza, payload)
        elif payload.tag == f"{{{DISCO}}}query":
            if not self.config.get("answers_disco", True):
                return
            self.stream.answer(stanza, about.disco(
                self.features, payload.get("node")))
        elif payload.tag == f"{{{PING}}}ping":
            if self.config["answers_iqs"]:
                self.stream.answer(stanza)
        elif stanza.get("type") == "set" \
                and payload.tag == "{jabber:iq:roster}query":
            self.stream.answer(stanza)
        else:
            self.stream.answer_error(stanza, "service-unavailable")

    def jingle_in(self, stanza, jingle):
        sid, action = jingle.get("sid"), jingle.get("action")
        call = self.calls.get(sid)
        refused = self.config.get("refuses", {}).get(action)
        if refused:  # an error instead of a result
            self.stream.answer_error(stanza, refused)
            self.event("refused", sid=sid, action=action)
            return
        if self.config.get("answers_no_info") and action == "session-info":
            return
        if call and action == "session-info":
            self.was_told(call, jingle)
        if self.persona.hears(action, stanza, jingle, call) or \
                call and self.content_refused(stanza, action):
            return
        if action == "session-initiate":
            self.taken(stanza, action)
            self.initiated(stanza, jingle, call)
            return
        if call is None or self.config.get("forgets") == sid:
            self.stream.answer_error(
                stanza, "item-not-found", extra=
                f"<unknown-session xmlns='{JINGLE_ERRORS}'/>")
            return
        if self.config.get("ping_error") and action == "session-info" \
                and not len(jingle):
            self.stream.answer_error(stanza, self.config["ping_error"])
        else:
            self.taken(stanza, action)
        handler = getattr(self, "on_" + action.replace("-", "_"), None)
        if handler:
            handler(call, jingle)
        else:
            self.event(action, sid=sid,
                       xml=ET.tostring(jingle, "unicode"))

    def taken(self, stanza, action):
        """The result; the knob loses that of an action on the way."""
        if self.config.get("loses_result") != action:
            self.stream.answer(stanza)

    def initiated(self, stanza, jingle, call):
        proceeded = call is not None and call.state == "proceeded"
        if call is None:
            call = Call(jingle.get("sid"), stanza.get("from"), False,
                        "ringing")
            self.calls[call.sid] = call
        call.offer = jingle
        call.peer = stanza.get("from")
        self.event("initiate" if call.jmi else "call", how="initiate",
                   sid=call.sid, sender=call.peer,
                   xml=ET.tostring(jingle, "unicode"))
        if proceeded or self.config.get("answers_by_itself"):
            self.later(self.accept(call))
        elif self.config["rings"] and not call.jmi:
            self.later(self.info(call, f"<ringing xmlns='{RTP_INFO}'/>"))
            self.persona.hears("rings", None, None, call)

    def on_session_accept(self, call, jingle):
        call.state = "active"
        call.answer = jingle
        self.event("accepted", sid=call.sid,
                   xml=ET.tostring(jingle, "unicode"))
        sdp = js.sdp_from_jingle(self.persona.reads(jingle))
        if isinstance(call.connection, Connection):
            sdp = js.with_refused(sdp, call.connection.offered())
        self.later(call.connection.take_answer(sdp))

    def on_session_info(self, call, jingle):
        """Nothing is done of it."""

    def was_told(self, call, jingle):
        names = [local(child) for child in jingle]
        self.event("info", sid=call.sid, names=names)
        if "ringing" in names:
            call.rung = True
            self.event("ringing", sid=call.sid)

    def on_session_terminate(self, call, jingle):
        self.event("ended", sid=call.sid,
                   **reason_of(jingle.find(f"{{{js.JINGLE}}}reason")))
        self.later(self.end(call))

    def on_transport_info(self, call, jingle):
        self.event("transport-info", sid=call.sid,
                   xml=ET.tostring(jingle, "unicode"))
        if call.restarted:
            self.restarts(call, jingle)
            return
        for content in jingle.findall(f"{{{js.JINGLE}}}content"):
            for candidate in content.iter(f"{{{js.ICE}}}candidate"):
                if call.connection:
                    self.later(call.connection.candidate(
                        js.candidate_sdp(candidate), content.get("name")))

    def on_transport_accept(self, call, jingle):
        self.event("transport-accept", sid=call.sid,
                   xml=ET.tostring(jingle, "unicode"))
        self.restarts(call, jingle)

    def restarts(self, call, jingle):
        """The other side's part of a new transport has come."""
        call.restarted = False
        content = jingle.find(f"{{{js.JINGLE}}}content")
        self.later(call.connection.connect("\r\n".join(
            js.transport_lines(content)), content.get("name")))
