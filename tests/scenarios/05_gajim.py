# SPDX-License-Identifier: GPL-2.0-or-later
"""The scripted client as Gajim: each of its rules bites. No servers; each test
fails when its rule is taken out."""

from lib.scenario import scenario
from lib.stage import all_tested, bites, candidate, content, offer, without

WORLD = None
GAJIM = "gajim"
INFO = "urn:xmpp:jingle:apps:rtp:info:1"


def answers(stage):
    """All answers to the last iq that it got: a refusal is a result and then
    an error."""
    ident = f"q{stage.number}"
    return [s.get("type") for s in stage.sent if s.get("id") == ident]


@scenario("each rule of Gajim has a test")
def rules_tested(_):
    all_tested(GAJIM, globals())


@scenario("its accept is followed by its codecs, by description-info")
@bites(GAJIM, "after_accept")
def after_accept(stage):
    stage.asks("session-initiate", "x1", offer())
    stage.does("accept", sid="x1")
    stage.takes("session-accept")
    assert len(stage.jingles("description-info")) == 1


@scenario("it hangs up: content-remove, then session-terminate")
@bites(GAJIM, "before_terminate")
def before_terminate(stage):
    sid = stage.talks()
    stage.does("terminate", sid=sid)
    assert stage.iqs("content-remove")
    stage.takes("content-remove")
    assert stage.reasons() == ["success"]


@scenario("a second session of the same JID: result, alternative-session")
@bites(GAJIM, "second_session")
def second_session(stage):
    sid = stage.talks()
    assert stage.asks("session-initiate", "x2", offer()) == "result"
    assert stage.reasons() == ["alternative-session"] and stage.lives(sid)
    assert stage.asks("session-initiate", "x3", offer(),
                      sender="1001@gw.example/other") == "result"
    assert [e["sid"] for e in stage.had("call")] == ["x3"]


@scenario("a session-initiate without anything that it knows: result, "
          "unsupported-transports")
@bites(GAJIM, "unsupported")
def unsupported(stage):
    assert stage.asks("session-initiate", "x1", without(
        offer(), "transports:ice-udp:1", "transports:x")) == "result"
    assert stage.reasons() == ["unsupported-transports"]


@scenario("another creator, or an unknown content: result, then bad-request")
@bites(GAJIM, "other_creator")
def other_creator(stage):
    sid = stage.talks()
    for bad in (without(candidate(), "initiator", "responder"),
                without(candidate(), 'creator="initiator"'),
                candidate(name="nothing")):
        stage.asks("transport-info", sid, bad)
        assert answers(stage) == ["result", "error"]
        assert "bad-request" in stage.errors()
    stage.asks("content-remove", sid, content("nothing"))
    assert answers(stage) == ["result", "error"]
    assert stage.asks("transport-info", sid, candidate()) == "result"
    assert answers(stage) == ["result"] and stage.lives(sid)


@scenario("a second session-accept: result, then unexpected-request")
@bites(GAJIM, "accepted_twice")
def accepted_twice(stage):
    sid = stage.talks()
    stage.asks("session-accept", sid, offer(setup="active"))
    assert answers(stage) == ["result", "error"]
    assert "unexpected-request" in stage.errors() and stage.lives(sid)


@scenario("an accept whose codecs have no name: result, failed-application")
@bites(GAJIM, "no_codec")
def no_codec(stage):
    sid = stage.calls()
    assert stage.asks("session-accept", sid, without(
        offer(setup="active"), 'name="(opus|PCMA)"')) == "result"
    assert stage.reasons() == ["failed-application"]


@scenario("session-info that is not ringing, the empty one too: result, then "
          "an error")
@bites(GAJIM, "other_info")
def other_info(stage):
    sid = stage.talks()
    for xml in ("", f"<hold xmlns='{INFO}'/>", f"<mute xmlns='{INFO}'/>"):
        stage.asks("session-info", sid, xml)
        assert answers(stage) == ["result", "error"], xml
        assert "feature-not-implemented" in stage.errors()
    stage.asks("session-info", sid, f"<ringing xmlns='{INFO}'/>")
    assert answers(stage) == ["result"]
