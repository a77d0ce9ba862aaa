# SPDX-License-Identifier: GPL-2.0-or-later
"""The scripted client as Siskin: each of its rules bites. No servers; each test
fails when its rule is taken out."""

from lib.scenario import scenario
from lib.stage import all_tested, bites, candidate, content, offer, without

WORLD = None
SISKIN = "siskin"
OTHER = "1002@gw.example/gateway"


@scenario("each rule of Siskin has a test")
def rules_tested(_):
    all_tested(SISKIN, globals())


@scenario("a propose without RTP: reject")
@bites(SISKIN, "unusable_propose")
def unusable_propose(stage):
    stage.says("propose", "in1", "<description xmlns='urn:x'/>")
    assert stage.messages("reject") and not stage.had("call")


@scenario("accept or reject with its sid, from anybody: its call is over")
@bites(SISKIN, "ends_by_sid")
def ends_by_sid(stage):
    for name in ("accept", "reject"):
        sid = stage.talks()
        stage.says(name, sid, sender=OTHER)
        assert not stage.lives(sid)


@scenario("a retract counts from the full JID that proposed")
@bites(SISKIN, "retract_of_others")
def retract_of_others(stage):
    sid = stage.is_called()
    stage.says("retract", sid, sender="1001@gw.example/other")
    assert stage.lives(sid)
    stage.says("retract", sid)
    assert not stage.lives(sid)


@scenario("it knows neither ringing nor finish")
@bites(SISKIN, "not_known")
def not_known(stage):
    sid = stage.calls(proceed=False)
    stage.says("ringing", sid)
    stage.says("finish", sid)
    assert stage.lives(sid)


@scenario("a description that WebRTC refuses: result, success")
@bites(SISKIN, "sdp_refused")
def sdp_refused(stage):
    sid = stage.calls(("audio", "video"))
    assert stage.asks("session-accept", sid, offer(setup="active")) == "result"
    assert stage.reasons() == ["success"] and not stage.lives(sid)
    sid = stage.proceeds("in2")
    assert stage.asks("session-initiate", sid,
                      without(offer(), "<rtcp-mux/>")) == "result"
    assert stage.reasons() == ["success"] * 2


@scenario("content-remove: result, success, whoever called")
@bites(SISKIN, "content_removed")
def content_removed(stage):
    for outgoing in (True, False):
        sid = stage.talks(("audio", "video"), outgoing)
        assert stage.asks("content-remove", sid, content("1")) == "result"
        assert not stage.lives(sid)
    assert stage.reasons() == ["success"] * 2


@scenario("content-modify, content-add: it does as it is told if it was called; "
          "else success")
@bites(SISKIN, "modified")
def modified(stage):
    for action in ("content-modify", "content-add"):
        sid = stage.talks(outgoing=False)
        assert stage.asks(action, sid, content(senders="none")) == "result"
        assert stage.lives(sid)
        stage.does("terminate", sid=sid)
        stage.takes("session-terminate")
        sid = stage.talks()
        assert stage.asks(action, sid, content(senders="none")) == "result"
        assert not stage.lives(sid)


@scenario("a new ufrag, an unknown content: a result, and dropped")
@bites(SISKIN, "new_ufrag")
def new_ufrag(stage):
    sid = stage.talks()
    for other in (candidate("new", "new-password"), candidate(name="9")):
        assert stage.asks("transport-info", sid, other) == "result"
    assert len(stage.had("restart-ignored")) == 2 and stage.lives(sid)


@scenario("description-info and others: feature-not-implemented")
@bites(SISKIN, "not_implemented")
def not_implemented(stage):
    sid = stage.talks()
    for action in ("description-info", "transport-replace", "content-accept"):
        assert stage.asks(action, sid, content()) == "error"
        assert "feature-not-implemented" in stage.errors()


@scenario("an error to its session-initiate: success")
@bites(SISKIN, "description_refused")
def description_refused(stage):
    stage.calls(takes=False)
    stage.refuses("session-initiate", "item-not-found")
    assert stage.reasons() == ["success"]
