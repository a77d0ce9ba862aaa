# SPDX-License-Identifier: GPL-2.0-or-later
"""The scripted client as QXmpp: each of its rules bites. No servers; each test
fails when its rule is taken out."""

from lib.scenario import scenario
from lib.stage import PEER, all_tested, bites, candidate, content, offer, \
    without

WORLD = None
QXMPP = "qxmpp"


def accept(kinds=("audio",)):
    return offer(kinds, setup="active").replace('"opus"', '"OPUS"')


def talks(stage, kinds=("audio",)):
    sid = stage.calls(kinds)
    assert stage.asks("session-accept", sid, accept(kinds)) == "result"
    return sid


@scenario("each rule of QXmpp has a test")
def rules_tested(_):
    all_tested(QXMPP, globals())


@scenario("a session-initiate with media that it does not know: no answer")
@bites(QXMPP, "unknown_media")
def unknown_media(stage):
    assert stage.asks("session-initiate", "x1", without(
        offer(), 'media="audio"', 'media="text"')) is None
    assert stage.asks("session-initiate", "x2", offer()) == "result"


@scenario("of two contents the first alone is read and accepted")
@bites(QXMPP, "first_content")
def first_content(stage):
    stage.asks("session-initiate", "x1", offer(("audio", "video")))
    stage.does("accept", sid="x1")
    jingle, = stage.jingles("session-accept")
    assert len([c for c in jingle if c.tag.endswith("content")]) == 1
    assert [e["name"] for e in stage.had("not-read")] == ["1"]


@scenario("an accept of another name, or without a codec as it spells them: "
          "failed-application")
@bites(QXMPP, "unknown_accept")
def unknown_accept(stage):
    for bad in (without(accept(), 'name="0"', 'name="other"'),
                without(accept(), 'name="(OPUS|PCMA)"', 'name="x"')):
        sid = stage.calls()
        assert stage.asks("session-accept", sid, bad) == "result"
        assert not stage.lives(sid)
    assert stage.reasons() == ["failed-application"] * 2


@scenario("session-info, content-remove, content-modify: no answer at all")
@bites(QXMPP, "silent")
def silent(stage):
    sid = talks(stage)
    for action in ("session-info", "content-remove", "content-modify"):
        assert stage.asks(action, sid, content()) is None
    assert stage.lives(sid)


@scenario("our full JID is unavailable: gone")
@bites(QXMPP, "gone")
def gone(stage):
    sid = talks(stage)
    stage.feeds("<presence type='unavailable' from='1001@gw.example/x' "
                "to='romeo@xmpp.example/stage'/>")
    assert stage.lives(sid)
    stage.feeds(f"<presence type='unavailable' from='{PEER}' "
                "to='romeo@xmpp.example/stage'/>")
    assert stage.reasons() == ["gone"] and not stage.lives(sid)


@scenario("each transport-info says what its credentials are")
@bites(QXMPP, "credentials_anew")
def credentials_anew(stage):
    sid = talks(stage)
    assert stage.asks("transport-info", sid,
                      candidate("new", "new-password")) == "result"
    assert [e["ufrag"] for e in stage.had("credentials")] == ["new"]
