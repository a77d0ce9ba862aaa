# SPDX-License-Identifier: GPL-2.0-or-later
"""The scripted client as stanza.js: each of its rules bites. No servers; each
test fails when its rule is taken out."""

from lib.scenario import scenario
from lib.stage import all_tested, bites, candidate, content, offer, without

WORLD = None
STANZA = "stanzajs"
OTHER = "1002@gw.example/gateway"


@scenario("each rule of stanza.js has a test")
def rules_tested(_):
    all_tested(STANZA, globals())


@scenario("behind its candidates, each by itself and without pwd, it says that "
          "there are no more")
@bites(STANZA, "after_trickle")
def after_trickle(stage):
    stage.calls(proceed=False)
    for _ in range(6):
        if not all(stage.answer(i.get("id")) for i in stage.sent[-1:]):
            action = stage.sent[-1][0].get("action")
            stage.takes(action)
    infos = stage.jingles("transport-info")
    found = [[c.tag.rsplit("}", 1)[-1] for c in i[0][0]] for i in infos]
    assert found == [["candidate"], ["candidate"], ["gathering-complete"]]
    assert not any(i[0][0].get("pwd") for i in infos)


@scenario("a transport-info without contents, or of an unknown one: nothing is "
          "answered any more")
@bites(STANZA, "unknown_content")
def unknown_content(stage):
    sid = stage.talks()
    assert stage.asks("transport-info", sid, candidate(name="x")) is None
    assert stage.had("hangs")


@scenario("what threw stands in its queue for ever")
@bites(STANZA, "stuck_queue")
def stuck_queue(stage):
    sid = stage.talks()
    assert stage.asks("transport-info", sid) is None
    assert stage.asks("session-info", sid) is None
    assert stage.asks("session-terminate", sid,
                      "<reason><success/></reason>") is None


@scenario("another JID than the peer's: unknown-session")
@bites(STANZA, "another_sender")
def another_sender(stage):
    sid = stage.talks()
    assert stage.asks("session-info", sid, sender=OTHER) == "error"
    assert "unknown-session" in stage.errors() and stage.lives(sid)


@scenario("a second session-accept: out-of-order")
@bites(STANZA, "accepted_twice")
def accepted_twice(stage):
    sid = stage.talks()
    assert stage.asks("session-accept", sid, offer(setup="active")) == "error"
    assert "out-of-order" in stage.errors()


@scenario("an accept that WebRTC refuses: an error without condition, and the "
          "session stays")
@bites(STANZA, "accept_refused")
def accept_refused(stage):
    for bad in (offer(setup="active"), without(
            offer(("audio", "video"), setup="active"), "<rtcp-mux/>")):
        sid = stage.calls(("audio", "video"))
        assert stage.asks("session-accept", sid, bad) == "error"
        assert stage.errors() == ["error"] and stage.lives(sid)


@scenario("a new ufrag in a call that it made: failed-transport")
@bites(STANZA, "new_ufrag")
def new_ufrag(stage):
    sid = stage.talks()
    assert stage.asks("transport-info", sid, candidate()) == "result"
    assert stage.asks("transport-info", sid, candidate("new", "new")) == \
        "error"
    assert stage.reasons() == ["failed-transport"] and not stage.lives(sid)


@scenario("content-add, transport-replace: a result, and its reject")
@bites(STANZA, "rejects")
def rejects(stage):
    sid = stage.talks()
    assert stage.asks("content-add", sid, content()) == "result"
    assert stage.jingles("content-reject")
    assert stage.asks("transport-replace", sid, content()) == "result"
    assert stage.jingles("transport-reject")


@scenario("content-modify, content-remove: bad-request, and it goes on")
@bites(STANZA, "bad_request")
def bad_request(stage):
    sid = stage.talks()
    for action in ("content-modify", "content-remove", "description-info"):
        assert stage.asks(action, sid, content()) == "error"
        assert "bad-request" in stage.errors()
    assert stage.lives(sid)


@scenario("unknown-session to its iq: it is gone")
@bites(STANZA, "unknown_session")
def unknown_session(stage):
    sid = stage.talks()
    stage.does("info", sid=sid)
    stage.replies(stage.iqs("session-info")[-1], "error", (
        "<error type='cancel'><item-not-found "
        "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/><unknown-session "
        "xmlns='urn:xmpp:jingle:errors:1'/></error>"))
    assert not stage.lives(sid) and stage.had("over")
