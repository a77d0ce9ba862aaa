# SPDX-License-Identifier: GPL-2.0-or-later
"""The scripted client as Conversations: each of its rules bites. No servers;
each test fails when its rule is taken out."""

from lib.scenario import scenario
from lib.stage import all_tested, bites, candidate, content, offer, without

WORLD = None
CONVERSATIONS = "conversations"


@scenario("each rule of Conversations has a test")
def rules_tested(_):
    all_tested(CONVERSATIONS, globals())


@scenario("a propose that has no audio or video: silence")
@bites(CONVERSATIONS, "unusable_propose")
def unusable_propose(stage):
    rtp = "<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='{}'/>"
    for n, children in enumerate((
            "", rtp.format("text"), "<description xmlns='urn:x' media="
            "'audio'/>", rtp.format("audio") + "<other xmlns='urn:x'/>")):
        stage.says("propose", f"bad{n}", children)
    assert not stage.had("call") and not stage.sent
    stage.is_called("good")
    assert stage.had("call") and stage.messages("ringing")


@scenario("a retract counts only from the full JID that proposed, and before "
          "the session-initiate")
@bites(CONVERSATIONS, "retract_of_others")
def retract_of_others(stage):
    sid = stage.is_called()
    stage.says("retract", sid, sender="1001@gw.example/other")
    assert stage.lives(sid)
    stage.says("retract", sid)
    assert not stage.lives(sid)
    stage.is_called(sid)
    stage.does("proceed_only", sid=sid)
    stage.asks("session-initiate", sid, offer())
    stage.says("retract", sid)
    assert stage.lives(sid)


@scenario("proceed, ringing, reject count only when sent to its full JID")
@bites(CONVERSATIONS, "not_to_this_device")
def not_to_this_device(stage):
    sid = stage.calls(proceed=False)
    for name in ("ringing", "reject", "proceed"):
        stage.says(name, sid, to="romeo@xmpp.example")
    assert stage.lives(sid) and not stage.iqs("session-initiate")
    stage.says("proceed", sid)
    stage.passes()
    assert stage.lives(sid) and stage.iqs("session-initiate")


@scenario("a proceed for a call that it knows no more: item-not-found")
@bites(CONVERSATIONS, "late_proceed")
def late_proceed(stage):
    stage.says("proceed", "unknown")
    assert "item-not-found" in stage.errors()
    assert stage.sent[-1].get("id") == "m1"


@scenario("neither ringing nor proceed in 12 s: retract")
@bites(CONVERSATIONS, "no_device")
def no_device(stage):
    rung = stage.calls(proceed=False)
    stage.says("ringing", rung)
    sid = stage.calls(proceed=False)
    stage.passes(11)
    assert not stage.messages("retract")
    stage.passes(2)
    assert [m[0].get("id") for m in stage.messages("retract")] == [sid]
    assert stage.lives(rung) and not stage.lives(sid)


@scenario("it rings 30 s, then rejects")
@bites(CONVERSATIONS, "not_answered")
def not_answered(stage):
    sid = stage.is_called()
    stage.passes(29)
    assert stage.lives(sid)
    stage.passes(2)
    assert stage.messages("reject") and not stage.lives(sid)


@scenario("it ignores finish")
@bites(CONVERSATIONS, "finish")
def finish(stage):
    sid = stage.is_called()
    stage.says("finish", sid)
    assert stage.lives(sid)


@scenario("its propose comes back as an error: over at once")
@bites(CONVERSATIONS, "propose_bounces")
def propose_bounces(stage):
    sid = stage.calls(proceed=False)
    ident = stage.messages("propose")[0].get("id")
    stage.feeds(f"<message type='error' from='1001@gw.example' id='{ident}'>"
                "<error type='cancel'/></message>")
    assert not stage.lives(sid) and not stage.messages("retract")


@scenario("a session-initiate with other media than the propose: no result, "
          "security-error")
@bites(CONVERSATIONS, "other_media_than_proposed")
def other_media_than_proposed(stage):
    sid = stage.proceeds(media=("audio", "video"))
    assert stage.asks("session-initiate", sid, offer(("audio",))) is None
    assert stage.reasons() == ["security-error"]
    assert stage.messages("finish") and not stage.lives(sid)


@scenario("a session-initiate from another resource: busy")
@bites(CONVERSATIONS, "initiate_from_elsewhere")
def initiate_from_elsewhere(stage):
    sid = stage.proceeds()
    assert stage.asks("session-initiate", sid, offer(),
                      sender="1001@gw.example/other") == "result"
    assert stage.reasons() == ["busy"]
    assert stage.iqs("session-terminate")[0].get("to") == \
        "1001@gw.example/other"
    assert stage.lives(sid)


@scenario("a content without ice-udp: unsupported-transports")
@bites(CONVERSATIONS, "no_ice")
def no_ice(stage):
    sid = stage.proceeds()
    bare = without(offer(), "<transport.*</transport>")
    assert stage.asks("session-initiate", sid, bare) == "result"
    assert stage.reasons() == ["unsupported-transports"]
    out = stage.calls()
    assert stage.asks("session-accept", out, without(
        offer(setup="active"), "transports:ice-udp", "transports:raw-udp")
        ) == "result"
    assert stage.reasons()[1:] == ["unsupported-transports"]


@scenario("no fingerprint, none with a setup, none with actpass: "
          "security-error")
@bites(CONVERSATIONS, "no_fingerprint")
def no_fingerprint(stage):
    for n, bad in enumerate((
            without(offer(), "<fingerprint.*</fingerprint>"),
            without(offer(), " setup='actpass'"), offer(setup="active"))):
        sid = stage.proceeds(f"in{n}")
        assert stage.asks("session-initiate", sid, bad) == "result"
        assert len(stage.reasons()) == n + 1
    assert set(stage.reasons()) == {"security-error"}
    out = stage.calls()
    stage.asks("session-accept", out, without(
        offer(setup="active"), " setup='active'"))
    assert stage.reasons()[3:] == ["security-error"]


@scenario("names of above 16 characters, no ufrag, nameless parameters: "
          "failed-application")
@bites(CONVERSATIONS, "unreadable")
def unreadable(stage):
    two = "<parameter name=\"a\" value=\"1\"/><parameter {}/>"
    payload = "(clockrate=\"8000\")/>"
    for n, bad in enumerate((
            without(offer(), 'name="0"', 'name="seventeen-letters"'),
            without(offer(), 'name="0"', 'name="a b"'),
            without(offer(), 'ufrag="peer" '), without(offer(), ' pwd="[^"]*"'),
            without(offer(), 'senders="both"', 'senders="all"'),
            without(offer(), payload, r"\1>" + two.format('value="2"') +
                    "</payload-type>"),
            without(offer(), payload, r"\1>" + two.format('name="b"') +
                    "</payload-type>"))):
        sid = stage.proceeds(f"in{n}")
        assert stage.asks("session-initiate", sid, bad) == "result", bad
        assert len(stage.reasons()) == n + 1, bad
    assert set(stage.reasons()) == {"failed-application"}
    good = without(offer(), payload, r'\1><parameter value="0-15"/>'
                   "</payload-type>")
    stage.proceeds("good")
    assert stage.asks("session-initiate", "good", good) == "result"
    assert stage.iqs("session-accept")


@scenario("an accept with fewer media than its offer: no result, "
          "security-error, no finish")
@bites(CONVERSATIONS, "other_media_than_offered")
def other_media_than_offered(stage):
    sid = stage.calls(("audio", "video"))
    assert stage.asks("session-accept", sid,
                      offer(("audio",), "active")) is None
    assert stage.reasons() == ["security-error"]
    assert not stage.messages("finish") and not stage.lives(sid)


@scenario("an accept with actpass, or with two setups: it connects for ever")
@bites(CONVERSATIONS, "setup_of_accept")
def setup_of_accept(stage):
    mixed = offer(("video", "audio"), "active").replace(
        "setup='active'", "setup='passive'", 1)
    for media, bad in ((("audio",), offer()), (("audio", "video"), mixed)):
        sid = stage.calls(media)
        assert stage.asks("session-accept", sid, bad) == "result"
        assert stage.lives(sid) and stage.had("hangs")
        assert stage.client.calls[sid].state == "initiated"
        stage.does("terminate", sid=sid)


@scenario("an accept in another order than its offer: failed-application")
@bites(CONVERSATIONS, "order_of_accept")
def order_of_accept(stage):
    sid = stage.calls(("audio", "video"))
    swapped = offer(("audio", "video"), "active")
    for old, new in (('"0"', '"x"'), ('"1"', '"0"'), ('"x"', '"1"')):
        swapped = swapped.replace(f"name={old}", f"name={new}")
    assert stage.asks("session-accept", sid, swapped) == "result"
    assert stage.reasons() == ["failed-application"]


@scenario("a new ufrag without candidates: it restarts, and tells its own")
@bites(CONVERSATIONS, "restart_without_candidates")
def restart_without_candidates(stage):
    sid = stage.talks()
    before = len(stage.iqs("transport-info"))
    assert stage.asks("transport-info", sid, candidate(
        "new", "new-password", count=0)) == "result"
    told = stage.jingles("transport-info")[before:]
    assert told and "own" not in told[0].find(".//*[@ufrag]").get("ufrag")
    assert stage.lives(sid)
    assert stage.asks("transport-info", sid, candidate(
        "new", "new-password")) == "result"
    assert stage.lives(sid)


@scenario("a new ufrag with candidates: failed-application")
@bites(CONVERSATIONS, "restart_with_candidates")
def restart_with_candidates(stage):
    sid = stage.talks()
    assert stage.asks("transport-info", sid, candidate()) == "result"
    assert stage.lives(sid)
    assert stage.asks("transport-info", sid,
                      candidate("new", "new-password")) == "result"
    assert stage.reasons() == ["failed-application"]


@scenario("content-modify of a content that is not there: item-not-found")
@bites(CONVERSATIONS, "unknown_content_modified")
def unknown_content_modified(stage):
    sid = stage.talks()
    assert stage.asks("content-modify", sid,
                      content("nothing", senders="both")) == "error"
    assert "item-not-found" in stage.errors() and stage.lives(sid)


@scenario("content-modify that forbids it to send: failed-application")
@bites(CONVERSATIONS, "direction")
def direction(stage):
    for outgoing, good, bad in ((True, "initiator", "responder"),
                                (False, "responder", "initiator")):
        for wish in (bad, "none"):
            sid = stage.talks(outgoing=outgoing)
            for fine in (good, "both"):
                assert stage.asks("content-modify", sid,
                                  content(senders=fine)) == "result"
            assert stage.lives(sid)
            assert stage.asks("content-modify", sid,
                              content(senders=wish)) == "result"
            assert not stage.lives(sid)
            stage.client.over.clear()
    assert set(stage.reasons()) == {"failed-application"}


@scenario("content-remove: the call ends, by what is in it")
@bites(CONVERSATIONS, "content_removed")
def content_removed(stage):
    for inside, reason in (("", "unsupported-transports"), (
            "<transport xmlns='urn:xmpp:jingle:transports:ice-udp:1'/>",
            "failed-application")):
        sid = stage.talks()
        assert stage.asks("content-remove", sid,
                          content(inside=inside)) == "result"
        assert stage.reasons()[-1:] == [reason] and not stage.lives(sid)


@scenario("any iq of its own is refused: over, without a word")
@bites(CONVERSATIONS, "own_iq_refused")
def own_iq_refused(stage):
    sid = stage.talks()
    stage.does("trickle", sid=sid)
    stage.refuses("transport-info")
    assert not stage.lives(sid) and not stage.reasons()
    sid = stage.calls(takes=False)
    stage.refuses("session-initiate", "item-not-found")
    assert not stage.lives(sid) and not stage.reasons()
    assert len(stage.had("over")) == 2


@scenario("a video call: the content of video is the first")
@bites(CONVERSATIONS, "order")
def order(stage):
    stage.calls(("audio", "video"))
    contents = stage.jingles("session-initiate")[0].findall(
        "{urn:xmpp:jingle:1}content")
    assert [c[0].get("media") for c in contents] == ["video", "audio"]
    assert [d.get("media") for d in stage.messages("propose")[0][0]] == \
        ["video", "audio"]


@scenario("it trickles, but not to who has urn:ietf:rfc:3264")
@bites(CONVERSATIONS, "trickles")
def trickles(stage):
    for feature, inside in (("urn:ietf:rfc:3264", True), ("urn:x", False)):
        stage.sent.clear()
        stage.features = (feature,)
        sid = stage.calls()
        found = stage.jingles("session-initiate")[0].findall(
            ".//{urn:xmpp:jingle:transports:ice-udp:1}candidate")
        assert bool(found) == inside, feature
        assert bool(stage.iqs("transport-info")) == (not inside)
        stage.does("terminate", sid=sid)


@scenario("a session-initiate while it talks, or of an old session: busy")
@bites(CONVERSATIONS, "initiate_while_busy")
def initiate_while_busy(stage):
    sid = stage.talks()
    assert stage.asks("session-initiate", "other", offer(),
                      sender="1002@gw.example/gateway") == "result"
    assert stage.reasons() == ["busy"]
    assert stage.asks("session-terminate", sid) == "result"
    assert stage.asks("session-initiate", sid, offer()) == "result"
    assert stage.reasons() == ["busy", "busy"]


@scenario("it tells its own devices that it has accepted")
@bites(CONVERSATIONS, "tells_own_devices")
def tells_own_devices(stage):
    stage.proceeds()
    assert [m.get("to") for m in stage.messages("accept")] == \
        ["romeo@xmpp.example"]
