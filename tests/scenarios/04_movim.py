# SPDX-License-Identifier: GPL-2.0-or-later
"""The scripted client as Movim: each of its rules bites. No servers; each test
fails when its rule is taken out."""

from lib.scenario import scenario
from lib.stage import PEER, all_tested, bites, candidate, content, offer, \
    without

WORLD = None
MOVIM = "movim"
GROUP = r"<group.*?</group>"


@scenario("each rule of Movim has a test")
def rules_tested(_):
    all_tested(MOVIM, globals())


@scenario("it calls with picture before voice, and names both parties")
@bites(MOVIM, "order")
def order(stage):
    stage.calls(("audio", "video"))
    jingle, = stage.jingles("session-initiate")
    assert jingle.get("initiator") == "romeo@xmpp.example"
    assert jingle.get("responder") == PEER
    assert [c[0].get("media") for c in jingle if c.tag.endswith("content")] \
        == ["video", "audio"]


@scenario("it gives up before the answer: retract, and session-terminate of a "
          "session that never was")
@bites(MOVIM, "after_retract")
def retracts(stage):
    sid = stage.calls(proceed=False)
    stage.does("retract", sid=sid)
    assert stage.messages("retract")
    assert [j.get("sid") for j in stage.jingles("session-terminate")] == [sid]


@scenario("a propose while a call of its own runs: reject")
@bites(MOVIM, "propose_in_call")
def propose_in_call(stage):
    stage.talks()
    stage.is_called("in2")
    assert [m[0].get("id") for m in stage.messages("reject")] == ["in2"]
    assert not stage.had("call")


@scenario("a second proceed, from whatever resource: a second "
          "session-initiate")
@bites(MOVIM, "each_proceed")
def each_proceed(stage):
    stage.calls()
    stage.says("proceed", "whatever", sender="1001@gw.example/other")
    assert len(stage.jingles("session-initiate")) == 2


@scenario("retract, reject, session-terminate of any sid of that bare JID: "
          "its call is over")
@bites(MOVIM, "ends_by_jid")
def ends_by_jid(stage):
    for way in ("retract", "reject", "session-terminate"):
        sid = stage.talks()
        if way == "session-terminate":
            assert stage.asks(way, "old") == "result"
        else:
            stage.says(way, "old")
        assert not stage.lives(sid), way


@scenario("a finish is noted, and nothing more")
@bites(MOVIM, "finish")
def finish(stage):
    sid = stage.calls(proceed=False)
    stage.says("finish", sid)
    assert stage.lives(sid)


@scenario("a session-initiate that was not proposed: a result, and nothing "
          "ever")
@bites(MOVIM, "not_proposed")
def not_proposed(stage):
    assert stage.asks("session-initiate", "x1", offer()) == "result"
    assert stage.had("hangs") and not stage.had("call")


@scenario("senders of a session-accept: initiator is sendonly, whoever says it")
@bites(MOVIM, "reads")
def reads(stage):
    sid = stage.calls()
    assert stage.asks("session-accept", sid, without(
        offer(setup="active"), 'senders="both"', 'senders="initiator"')) == \
        "result"
    call = stage.client.calls[sid]
    assert "a=sendonly" in call.connection.answer, call.connection.answer


@scenario("no BUNDLE, no rtcp-mux: as callee it hangs, as caller it ends the "
          "call; an accept of fewer contents likewise")
@bites(MOVIM, "not_bundled")
def not_bundled(stage):
    for gone in (GROUP, "<rtcp-mux/>"):
        stage.events.clear()
        sid = stage.proceeds("in" + gone[1:3])
        assert stage.asks("session-initiate", sid,
                          without(offer(), gone)) == "result"
        assert stage.had("hangs") and not stage.iqs("session-accept")
        stage.does("reject", sid=sid)
        stage.sent.clear()
        sid = stage.calls()
        assert stage.asks("session-accept", sid, without(
            offer(setup="active"), gone)) == "result"
        assert stage.reasons() == ["incompatible-parameters"]
        assert stage.messages("finish") and not stage.lives(sid)
        stage.sent.clear()
    sid = stage.calls(("audio", "video"))
    stage.asks("session-accept", sid, offer(("video",), setup="active"))
    assert stage.reasons() == ["incompatible-parameters"]


@scenario("two candidates in one transport-info: the second is lost")
@bites(MOVIM, "first_candidate")
def first_candidate(stage):
    sid = stage.talks()
    assert stage.asks("transport-info", sid, candidate(count=2)) == "result"
    assert stage.had("lost-candidates")


@scenario("any other iq: a result, known session or not")
@bites(MOVIM, "any_iq")
def any_iq(stage):
    sid = stage.talks()
    for action in ("content-modify", "content-remove", "content-accept",
                   "description-info", "transport-replace"):
        assert stage.asks(action, sid, content()) == "result"
        assert not stage.had(action)
    assert stage.asks("session-info", "nothing") == "result"
    assert stage.lives(sid)
