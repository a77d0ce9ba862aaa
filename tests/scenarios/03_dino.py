# SPDX-License-Identifier: GPL-2.0-or-later
"""The scripted client as Dino: each of its rules bites. No servers; each test
fails when its rule is taken out."""

from lib.scenario import scenario
from lib.stage import all_tested, bites, candidate, content, offer, without

WORLD = None
DINO = "dino"
INFO = "urn:xmpp:jingle:apps:rtp:info:1"


@scenario("each rule of Dino has a test")
def rules_tested(_):
    all_tested(DINO, globals())


@scenario("senders none: bad-request, and it goes on ringing")
@bites(DINO, "senders_none")
def senders_none(stage):
    sid = stage.calls()
    assert stage.asks("session-accept", sid, without(
        offer(setup="active"), 'senders="both"', 'senders="none"')) == "error"
    assert "bad-request" in stage.errors() and stage.lives(sid)
    sid = stage.proceeds()
    assert stage.asks("session-initiate", sid, without(
        offer(), 'creator="initiator"')) == "error"


@scenario("a session-initiate with a sid that is in use: conflict")
@bites(DINO, "sid_in_use")
def sid_in_use(stage):
    sid = stage.talks()
    assert stage.asks("session-initiate", sid, offer(),
                      sender="1002@gw.example/gateway") == "error"
    assert "conflict" in stage.errors() and stage.lives(sid)


@scenario("a second proceed: a second session-initiate, same sid")
@bites(DINO, "second_proceed")
def second_proceed(stage):
    sid = stage.calls()
    stage.says("proceed", sid)
    assert [j.get("sid") for j in stage.jingles("session-initiate")] == \
        [sid] * 2


@scenario("the same propose again: a second call rings")
@bites(DINO, "second_propose")
def second_propose(stage):
    stage.is_called()
    stage.is_called()
    assert len(stage.had("call")) == 2


@scenario("a retract counts after proceed, too, from any of the peer's JIDs")
@bites(DINO, "retracted_any_time")
def retracted_any_time(stage):
    sid = stage.talks(outgoing=False)
    stage.says("retract", sid, sender="1002@gw.example/gateway")
    assert stage.lives(sid)
    stage.says("retract", sid, sender="1001@gw.example/other")
    assert not stage.lives(sid)


@scenario("it knows neither ringing nor finish")
@bites(DINO, "not_known")
def not_known(stage):
    sid = stage.calls(proceed=False)
    stage.says("ringing", sid)
    stage.says("finish", sid)
    assert stage.lives(sid)


@scenario("a transport-info of two contents, of none, of an unknown one: "
          "refused")
@bites(DINO, "not_one_content")
def not_one_content(stage):
    sid = stage.talks(("audio", "video"))
    two = candidate(name="audio") + candidate(name="video")
    for bad, condition in ((two, "feature-not-implemented"),
                           ("", "feature-not-implemented"),
                           (candidate(name="nothing"), "bad-request"),
                           (content(), "bad-request")):
        assert stage.asks("transport-info", sid, bad) == "error"
        assert condition in stage.errors()
    assert stage.asks("transport-info", sid,
                      candidate(name="audio")) == "result"


@scenario("session-info of a foreign namespace: no answer")
@bites(DINO, "foreign_info")
def foreign_info(stage):
    sid = stage.talks()
    assert stage.asks("session-info", sid, "<x xmlns='urn:x'/>") is None
    assert stage.asks("session-info", sid) == "result"
    assert stage.asks("session-info", sid,
                      f"<hold xmlns='{INFO}'/>") == "result"


@scenario("a new ufrag: a result, and ignored")
@bites(DINO, "new_ufrag")
def new_ufrag(stage):
    sid = stage.talks()
    assert stage.asks("transport-info", sid, candidate(
        "new", "new-password", "audio")) == "result"
    assert stage.had("restart-ignored") and not stage.had("transport-info")


@scenario("no codec that it has: decline, then the result")
@bites(DINO, "no_codec")
def no_codec(stage):
    sid = stage.proceeds()
    strange = without(offer(), '"(opus|PCMA)"', '"strange"').replace(
        'id="8"', 'id="98"')
    assert stage.asks("session-initiate", sid, strange) == "result"
    assert stage.reasons() == ["decline"]
    kinds = [s.get("type") for s in stage.sent if s.tag.endswith("}iq")]
    assert kinds == ["set", "result"], kinds


@scenario("its session-initiate is refused: it rings on for ever")
@bites(DINO, "initiate_refused")
def initiate_refused(stage):
    sid = stage.calls(takes=False)
    stage.refuses("session-initiate", "item-not-found")
    stage.passes(3600)
    assert stage.lives(sid) and not stage.reasons()


@scenario("video is taken without a camera: content-modify, then the accept")
@bites(DINO, "before_accept")
def no_camera(stage):
    stage.client.persona.camera = False
    sid = stage.proceeds(media=("audio", "video"))
    stage.asks("session-initiate", sid, offer(("audio", "video")))
    assert [(m[0].get("name"), m[0].get("senders")) for m in
            stage.jingles("content-modify")] == [("1", "initiator")]
    assert not stage.iqs("session-accept")
    stage.takes("content-modify")
    assert stage.iqs("session-accept")


@scenario("a content-add: nobody is asked, and it narrows it to the other side")
@bites(DINO, "takes_stream")
def takes_stream(stage):
    sid = stage.talks()
    assert stage.asks("content-add", sid,
                      offer(("video",), names=["more"])) == "result"
    assert [(m[0].get("name"), m[0].get("senders")) for m in
            stage.jingles("content-modify")] == [("more", "responder")]


@scenario("content-modify is a result, and nothing happens")
@bites(DINO, "direction")
def direction(stage):
    sid = stage.talks()
    assert stage.asks("content-modify", sid,
                      content(senders="responder")) == "result"
    assert not stage.had("content-modify") and stage.lives(sid)


@scenario("content-remove and content-reject: feature-not-implemented")
@bites(DINO, "not_implemented")
def not_implemented(stage):
    sid = stage.talks()
    for action in ("content-remove", "content-reject", "security-info"):
        assert stage.asks(action, sid, content(senders="both")) == "error"
        assert "feature-not-implemented" in stage.errors()
    assert stage.lives(sid)


@scenario("it tells its own devices that it has rejected")
@bites(DINO, "rejected")
def rejected(stage):
    stage.does("reject", sid=stage.is_called())
    assert [m.get("to") for m in stage.messages("reject")] == \
        ["1001@gw.example/gateway", "romeo@xmpp.example"]


@scenario("it tells its own devices that it has accepted")
@bites(DINO, "tells_own_devices")
def tells_own_devices(stage):
    stage.proceeds()
    assert [m.get("to") for m in stage.messages("accept")] == \
        ["romeo@xmpp.example"]
