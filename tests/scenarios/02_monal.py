# SPDX-License-Identifier: GPL-2.0-or-later
"""The scripted client as Monal: each of its rules bites. No servers; each test
fails when its rule is taken out."""

from lib.scenario import scenario
from lib.stage import all_tested, bites, candidate, content, offer, without

WORLD = None
MONAL = "monal"
INFO = "urn:xmpp:jingle:apps:rtp:info:1"


@scenario("each rule of Monal has a test")
def rules_tested(_):
    all_tested(MONAL, globals())


@scenario("a retract or a reject after proceed is ignored")
@bites(MONAL, "too_late")
def too_late(stage):
    sid = stage.proceeds()
    stage.says("retract", sid)
    out = stage.calls()
    stage.says("reject", out)
    assert stage.lives(sid) and stage.lives(out)


@scenario("nobody rings in 30 s: retract")
@bites(MONAL, "not_found")
def not_found(stage):
    sid = stage.calls(proceed=False)
    stage.passes(29)
    assert stage.lives(sid)
    stage.passes(2)
    assert stage.messages("retract") and not stage.lives(sid)


@scenario("45 s after the last ringing: retract")
@bites(MONAL, "rings_too_long")
def rings_too_long(stage):
    sid = stage.calls(proceed=False)
    stage.says("ringing", sid)
    stage.passes(44)
    stage.says("ringing", sid)
    stage.passes(44)
    assert stage.lives(sid)
    stage.passes(2)
    assert stage.messages("retract") and not stage.lives(sid)


@scenario("15 s from proceed until ICE is connected, sent or received: else "
          "connectivity-error, finish")
@bites(MONAL, "connects_in_time")
def connects_in_time(stage):
    sids = [stage.calls(), stage.proceeds()]
    stage.passes(14)
    assert not stage.reasons()
    stage.passes(2)
    assert stage.reasons() == ["connectivity-error"] * 2
    assert {m[0].get("id") for m in stage.messages("finish")} == set(sids)
    sid = stage.talks()
    stage.client.persona.hears("media", None, None, stage.client.calls[sid],
                               state="connected")
    stage.passes(60)
    assert stage.lives(sid)


@scenario("a finish, from anybody: it ends the call with words of its own")
@bites(MONAL, "finish")
def finish(stage):
    sid = stage.talks()
    stage.says("finish", sid, sender="1001@gw.example/other")
    assert stage.reasons() == ["success"] and stage.messages("finish")
    assert not stage.lives(sid)


@scenario("a session that it does not know: silence")
@bites(MONAL, "unknown_session")
def unknown_session(stage):
    for action in ("session-initiate", "session-terminate", "session-info",
                   "transport-info"):
        assert stage.asks(action, "unknown", offer()) is None
    assert not stage.sent


@scenario("session-info, content-* and transport-replace: silence")
@bites(MONAL, "not_understood")
def not_understood(stage):
    sid = stage.talks()
    before = len(stage.sent)
    assert stage.asks("session-info", sid, f"<hold xmlns='{INFO}'/>") is None
    for action in ("session-info", "content-add", "content-modify",
                   "content-remove", "transport-replace", "description-info"):
        assert stage.asks(action, sid, content()) is None, action
    assert len(stage.sent) == before and stage.lives(sid)


@scenario("a second initiate or accept: conflict")
@bites(MONAL, "second_description")
def second_description(stage):
    sid = stage.talks()
    assert stage.asks("session-accept", sid, offer(setup="active")) == "error"
    assert "conflict" in stage.errors() and stage.lives(sid)
    sid = stage.talks(outgoing=False)
    assert stage.asks("session-initiate", sid, offer()) == "error"
    assert stage.lives(sid)


@scenario("video that was not proposed: not-acceptable, security-error, "
          "finish")
@bites(MONAL, "video_not_proposed")
def video_not_proposed(stage):
    sid = stage.proceeds()
    assert stage.asks("session-initiate", sid,
                      offer(("audio", "video"))) == "error"
    assert "not-acceptable" in stage.errors()
    assert stage.reasons() == ["security-error"] and stage.messages("finish")


@scenario("senders none, no creator, a parameter without a name, a candidate "
          "without a generation: bad-request, application-error, finish")
@bites(MONAL, "unreadable")
def unreadable(stage):
    parameter = r'\1><parameter value="0-15"/></payload-type>'
    bad = [lambda xml: without(xml, 'senders="both"', 'senders="none"'),
           lambda xml: without(xml, 'creator="initiator"'),
           lambda xml: without(xml, 'generation="0"'),
           lambda xml: without(xml, ' setup=.[a-z]*.'),
           lambda xml: without(xml, '(clockrate="8000")/>', parameter)]
    for n, spoil in enumerate(bad):
        sid = stage.proceeds(f"in{n}")
        assert stage.asks("session-initiate", sid, spoil(offer())) == "error"
        assert "bad-request" in stage.errors()
        sid = stage.calls()
        assert stage.asks("session-accept", sid,
                          spoil(offer(setup="active"))) == "error"
    assert stage.reasons() == ["application-error"] * 2 * len(bad)
    assert len(stage.messages("finish")) == 2 * len(bad)


@scenario("an accept with fewer contents, or in another order: "
          "not-acceptable, application-error, finish")
@bites(MONAL, "order_of_accept")
def order_of_accept(stage):
    for kinds in (("audio",), ("video", "audio")):
        sid = stage.calls(("audio", "video"))
        accept = offer(kinds, "active")
        if len(kinds) == 2:
            for old, new in (('"0"', '"x"'), ('"1"', '"0"'), ('"x"', '"1"')):
                accept = accept.replace(f"name={old}", f"name={new}")
        assert stage.asks("session-accept", sid, accept) == "error", kinds
        assert "not-acceptable" in stage.errors()
    assert stage.reasons() == ["application-error"] * 2


@scenario("candidates with other credentials than the accept's: "
          "not-authorized")
@bites(MONAL, "other_credentials")
def other_credentials(stage):
    sid = stage.talks()
    for ufrag, pwd in (("new", "new-password"), ("peer", "new-password")):
        assert stage.asks("transport-info", sid,
                          candidate(ufrag, pwd)) == "error"
        assert "not-authorized" in stage.errors()
    assert stage.lives(sid)


@scenario("each candidate of an initiate or accept is answered, with an id "
          "that nobody used")
@bites(MONAL, "answers_candidates")
def answers_candidates(stage):
    def foreign():
        return [s for s in stage.sent if s.get("type") == "result" and
                not s.get("id").startswith("q")]
    stage.talks()
    assert len(foreign()) == 2
    stage.talks(outgoing=False)
    assert len(foreign()) == 4


@scenario("a transport-info is taken, and never answered")
@bites(MONAL, "not_answered")
def not_answered(stage):
    sid = stage.talks()
    assert stage.asks("transport-info", sid, candidate()) is None
    assert stage.had("transport-info") and stage.lives(sid)


@scenario("a session-terminate is not answered, but by its own, and a finish")
@bites(MONAL, "terminates_back")
def terminates_back(stage):
    sid = stage.talks()
    assert stage.asks("session-terminate", sid,
                      "<reason><success/></reason>") is None
    assert stage.had("ended") and not stage.lives(sid)
    assert stage.reasons() == ["success"] and stage.messages("finish")


@scenario("ICE is lost for 2 s: connectivity-error, finish")
@bites(MONAL, "ice_is_lost")
def ice_is_lost(stage):
    sid = stage.talks()

    def media(state):
        stage.client.persona.hears("media", None, None,
                                   stage.client.calls[sid], state=state)
    media("connected")
    media("disconnected")
    stage.passes(1)
    media("connected")
    stage.passes(2)
    assert stage.lives(sid)
    media("disconnected")
    stage.passes(3)
    assert stage.reasons() == ["connectivity-error"]
    assert stage.messages("finish") and not stage.lives(sid)
