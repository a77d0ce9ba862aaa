# SPDX-License-Identifier: GPL-2.0-or-later
"""SIP users in group chats (XEP-0045), by MESSAGE. Each scenario has a room of its
own: phones stay in the one that they have written to."""

import re
from xml.sax.saxutils import escape

from lib.process import wait_until
from lib.scenario import scenario
from lib.world import stays

WORLD = {"defines": ["JINGLE_CHAT"], "rooms": True,
         "cfg": 'modparam("tm", "fr_timer", 3000)\n'
                'modparam("xmpp_chat", "room_domains", "rooms.xmpp.example")\n'
                'modparam("xmpp_chat", "room_timeout", 3000)\n'
                'modparam("xmpp_chat", "room_rate", 1000)\n'}

MUC = "http://jabber.org/protocol/muc"
FORM = (f"<query xmlns='{MUC}#owner'><x xmlns='jabber:x:data' "
        "type='submit'>{fields}</x></query>")


def field(name, value):
    return f"<field var='{name}'><value>{value}</value></field>"


class Room:
    """romeo's group chat, as Romeo; phones write to it."""

    def __init__(self, world, name="cafe", romeo=None, **config):
        self.jid = f"{name}@{world.rooms}"
        self.romeo = romeo or world.xmpp_client("romeo")
        if config.pop("nowhere", False):
            return
        self.romeo.sends(f"<presence to='{self.jid}/Romeo'>"
                         f"<x xmlns='{MUC}'/></presence>")
        self.romeo.gets_presence(self.jid)
        fields = field("FORM_TYPE", f"{MUC}#roomconfig") + "".join(
            field(f"muc#roomconfig_{k}", v) for k, v in config.items())
        self.romeo.asks("set", self.jid, FORM.format(fields=fields))

    def romeo_says(self, text, ident="r1"):
        self.romeo.sends(f"<message type='groupchat' to='{self.jid}' "
                         f"id='{ident}'><body>{text}</body></message>")

    def says(self, ua, text, code=200):
        """The phone writes to the room; it has this answer."""
        ua.body_type = "text/plain;charset=UTF-8"
        request = ua.authenticated(ua.request(
            "MESSAGE", f"sip:{self.jid}", body=text))
        answer = ua.wait(lambda m: m.is_response and
                         m.get("Call-ID") == request.get("Call-ID"),
                         what="answer to MESSAGE")
        assert answer.code == code, answer.first
        return request

    def hears(self, nick, text, timeout=10):
        """romeo reads it of that nick."""
        return self.romeo.find(
            "stanza", lambda e: e["name"] == "message" and
            e["type"] == "groupchat" and e["sender"] == f"{self.jid}/{nick}"
            and escape(text) in e["xml"], timeout, f"{nick}: {text}")

    def gets(self, ua, text, code=200):
        """The phone is sent this line, by the room."""
        request = ua.receives("MESSAGE")
        assert request.body == text, request.body
        assert request.get("From").startswith(f"<sip:{self.jid}>"), \
            request.get("From")
        ua.reply(request, code, contact=False)

    def leaves(self, nick):
        self.romeo.find("stanza", lambda e: e["name"] == "presence" and
                        e["sender"] == f"{self.jid}/{nick}" and
                        e["type"] == "unavailable", 10, f"{nick} leaves")

    def comes_in(self, ua, text, nick="1001"):
        self.says(ua, text)
        self.gets(ua, f"You are in this room as {nick}; /help says what else "
                      "you can write.")
        self.hears(nick, text)


def texts(ua):
    return [m for m in ua.messages if m.method == "MESSAGE"]


def nothing_comes(ua, seconds=0.7):
    before = len(texts(ua))
    return stays(lambda: len(texts(ua)) > before, seconds,
                 "the phone is sent a text")


@scenario("a phone writes to a room: it is in, reads what others say, and all "
          "read what it says")
def talks(world):
    room, ua = Room(world), world.sip_ua("1001")
    room.comes_in(ua, "Hallo <alle> &")
    room.romeo_says("Willkommen\nhier", "r1")
    room.gets(ua, "Romeo: Willkommen\r\nhier")
    room.romeo_says("/me winkt", "r2")
    room.gets(ua, "* Romeo winkt")
    room.says(ua, "danke")
    room.hears("1001", "danke")
    room.says(ua, "/who")
    line = ua.receives("MESSAGE")
    ua.reply(line, 200, contact=False)
    assert sorted(re.split(", |: ", line.body)[1:]) == ["1001", "Romeo"], \
        line.body
    room.says(ua, "/nick Julia")
    room.says(ua, "nun")
    room.hears("Julia", "nun")
    room.says(ua, "/leave")
    room.gets(ua, "You have left the room.")
    room.leaves("Julia")
    room.says(ua, "/who", 404)


@scenario("two phones in one room, one in two rooms; a name that is taken; a word to "
          "one alone")
def several(world):
    room, one, two = Room(world, "bistro"), world.sip_ua("1001"), world.sip_ua("1002")
    room.comes_in(one, "eins")
    room.romeo.sends(f"<presence to='{room.jid}/1002'/>")
    room.romeo.find("stanza", lambda e: e["name"] == "presence" and
                    e["sender"] == f"{room.jid}/1002", 10, "romeo is 1002")
    room.comes_in(two, "zwei", "1002_")
    room.gets(one, "1002_: zwei")
    room.says(two, "/msg 1001: nur du", 202)
    room.gets(one, "1002_ (to you alone): nur du")
    room.says(two, "/msg Niemand: hallo?", 404)
    room.gets(two, "Nobody in this room is called Niemand; /who says who is "
              "there.")
    room.says(two, "/nick 1002", 400)
    other = Room(world, "bar", room.romeo)
    other.comes_in(one, "drei")
    other.romeo_says("hier")
    other.gets(one, "Romeo: hier")


@scenario("who is not let in is told so: no such room, members only, a password; "
          "which no text opens")
def not_let_in(world):
    room = Room(world, "members", membersonly="1")
    ua = world.sip_ua("1001")
    room.says(ua, "darf ich?", 403)
    closed = Room(world, "secret", room.romeo, passwordprotectedroom="1",
                  roomsecret="x")
    closed.says(ua, "darf ich?", 403)
    nowhere = Room(world, "nowhere", room.romeo, nowhere=True)
    nowhere.says(ua, "ist da wer?", 404)
    with nothing_comes(ua):
        pass


@scenario("removed, banned, or the room is destroyed: the phone is told, and "
          "nothing more comes")
def thrown_out(world):
    room, ua = Room(world, "strict"), world.sip_ua("1001")
    room.comes_in(ua, "eins")
    room.romeo.asks("set", room.jid, f"<query xmlns='{MUC}#admin'><item "
                    "nick='1001' role='none'><reason>zu laut</reason></item>"
                    "</query>")
    room.gets(ua, "You were removed from the room: zu laut.")
    room.romeo_says("weg")
    with nothing_comes(ua):
        pass
    room.comes_in(ua, "zwei")
    room.romeo.asks("set", room.jid, f"<query xmlns='{MUC}#owner'>"
                    "<destroy><reason>Ende</reason></destroy></query>")
    room.gets(ua, "The room is gone: Ende.")


@scenario("a phone that is gone leaves the room; many lines at once come in order")
def phone_gone(world):
    room, ua = Room(world, "long"), world.sip_ua("1001")
    room.comes_in(ua, "eins")
    for n in range(30):
        room.romeo_says(f"Zeile {n}", f"l{n}")
    for n in range(30):
        room.gets(ua, f"Romeo: Zeile {n}")
    room.romeo_says("noch da?", "q0")
    room.gets(ua, "Romeo: noch da?", 480)
    wait_until(lambda: re.search(r"room_lines_lost: 1\b",
               world.kamailio.rpc("xmpp_chat.stats")), 5,
               "the line is counted")
    room.romeo_says("hallo?", "q1")
    room.gets(ua, "Texts of this room that did not reach you: 1.", 480)
    room.gets(ua, "Romeo: hallo?", 480)
    room.leaves("1001")


@scenario("Kamailio starts anew: a member goes on reading, and writing",
          loud="Kamailio is killed")
def restarted(world):
    room, ua = Room(world, "again"), world.sip_ua("1001")
    room.says(ua, "/nick Julia")
    room.gets(ua, "You are in this room as Julia; /help says what else you can "
              "write.")
    world.kamailio.kill()
    world.kamailio.start()
    wait_until(lambda: len(set(re.findall(
        r"is up for worker (\d+)", world.kamailio.process.log_text()))) == 4,
        30, "all workers have a stream")
    ua.registers()
    room.romeo_says("wieder da?")
    room.gets(ua, "Romeo: wieder da?")
    room.says(ua, "ja")
    room.hears("Julia", "ja")
    room.says(ua, "/leave")
    room.gets(ua, "You have left the room.")
    room.leaves("Julia")
