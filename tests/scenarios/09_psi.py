# SPDX-License-Identifier: GPL-2.0-or-later
"""The scripted client as Psi: each of its rules bites. No servers; each test
fails when its rule is taken out."""

from lib.scenario import scenario
from lib.stage import all_tested, bites, candidate, content, offer, without

WORLD = None
PSI = "psi"


@scenario("each rule of Psi has a test")
def rules_tested(_):
    all_tested(PSI, globals())


@scenario("another action, or a session that it does not know: an error with "
          "code 400 and no condition")
@bites(PSI, "other_action")
def other_action(stage):
    sid = stage.talks()
    for action in ("session-info", "content-modify", "content-remove",
                   "description-info"):
        assert stage.asks(action, sid, content()) == "error"
        assert stage.errors() == ["error"]
    assert stage.asks("session-terminate", "nothing") == "error"
    assert stage.asks("transport-info", sid, candidate(),
                      sender="1002@gw.example/gateway") == "error"
    assert stage.asks("transport-info", sid, candidate()) == "result"
    assert stage.lives(sid)


@scenario("an accept of fewer contents is taken, one of none: gone")
@bites(PSI, "nothing_accepted")
def nothing_accepted(stage):
    sid = stage.calls(("audio", "video"))
    assert stage.asks("session-accept", sid, offer(setup="active")) == "result"
    assert stage.lives(sid)
    sid = stage.calls()
    assert stage.asks("session-accept", sid, without(
        offer(setup="active"), "<payload-type.*?(/>|</payload-type>)")) == \
        "result"
    assert stage.reasons() == ["gone"] and not stage.lives(sid)
