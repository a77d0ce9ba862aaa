# SPDX-License-Identifier: GPL-2.0-or-later
"""How XMPP users reach their SIP accounts: forms, commands, a chat, a web page;
with cfg/examples/accounts.cfg. The registrar is our own Kamailio."""

import base64
import contextlib
import html
import http.client
import json
import os
import re
import secrets
import shutil
import socket
import sqlite3
import urllib.parse
import xml.etree.ElementTree as ET
from xml.sax.saxutils import escape

from lib import chromium, dino, edits, gajim
from lib.process import Failed, wait_until
from lib.scenario import Skip, scenario
from lib.xmpp import new_password

REGISTER = "{jabber:iq:register}"
DATA = "{jabber:x:data}"
COMMAND = "{http://jabber.org/protocol/commands}"
STANZAS = "{urn:ietf:params:xml:ns:xmpp-stanzas}"
HTTP = 8080
EVIL = "x\r\nEvil: 1"
SMUGGLED = b"""SUBSCRIBE sip:1001@sip.example SIP/2.0\r
v: SIP/2.0/TCP 192.0.2.9:5060;branch=z9hG4bKsmuggled\r
From: <sip:mallory@evil.example>;tag=1\r
To: <sip:1001@sip.example>\r
Call-ID: smuggled\r
CSeq: 1 SUBSCRIBE\r
Max-Forwards: 10\r
Content-Length: 0\r
\r
"""


def config(world):
    """The shipped configuration with the example's lines, and a key."""
    key = f"{world.folder}/account.key"
    with open(key, "w", encoding="utf-8") as file:
        file.write(secrets.token_hex(32) + "\n")
    os.chmod(key, 0o600)
    path = edits.copy(world, "accounts.cfg", values={
        "192.0.2.1": world.address, "127.0.0.1:8080": f"{world.address}:{HTTP}",
        "/etc/kamailio/account.key": key,
        "https://gw.example/": f"http://{world.address}:{HTTP}/"})
    with open(path, "a", encoding="utf-8") as file:
        file.write("".join(
            f'modparam("xmpp_account", "{name}", {value})\n'
            for name, value in (
                ("sip_domains", f'"{world.sip_domain}, {world.address}"'),
                ("attempts", 100), ("chat_rate", 12))))
    return path


WORLD = {"kamailio": config}


# --- XML ---

def parse(xml):
    return ET.fromstring(xml)


def result(client, kind, jid, payload):
    answer = parse(client.asks(kind, jid, payload))
    assert answer.get("type") == "result", ET.tostring(answer)
    return answer


def refused(client, kind, jid, payload):
    """Condition and text of the error that comes."""
    answer = parse(client.asks(kind, jid, payload))
    assert answer.get("type") == "error", ET.tostring(answer)
    error = answer.find("{jabber:client}error")
    return error[0].tag.replace(STANZAS, ""), \
        error.findtext(f"{STANZAS}text") or ""


def submit(fields):
    """A data form, filled in."""
    return "<x xmlns='jabber:x:data' type='submit'>" + "".join(
        f"<field var='{var}'><value>{escape(value, {chr(13): '&#13;'})}"
        "</value></field>" for var, value in fields.items()) + "</x>"


def register(inside):
    return f"<query xmlns='jabber:iq:register'>{inside}</query>"


def form_of(element):
    """{var: value} of a data form that is shown."""
    return {f.get("var"): f.findtext(f"{DATA}value") or ""
            for f in element.iter(f"{DATA}field")}


# --- people ---

def fields_of(world, user, **more):
    """An account at our own registrar, which is found by the proxy."""
    return {"username": f"{user}@{world.sip_domain}",
            "password": world.sip_password(user),
            "outbound-proxy": f"{world.address}:{world.sip_port}", **more}


def is_bound(world, user):
    """Does the registrar know where this SIP user is?"""
    return f"AoR: {user}\n" in world.kamailio.rpc("ul.dump")


def chat_says(client, world, text, since=0, timeout=15):
    """A message of the gateway's with this in it."""
    def wanted(e):
        return e["name"] == "message" and e["sender"] == world.component \
            and text in html.unescape(e["xml"])
    return client.find("stanza", wanted, timeout, f"with {text!r}")


def writes(client, world, body):
    client.sends(f"<message type='chat' to='{world.component}'>"
                 f"<body>{escape(body)}</body></message>")


def registers(client, world, **fields):
    result(client, "set", world.component, register(submit(fields)))


def contact_says(client, world, text, timeout=15):
    """Presence of the gateway's with this in its status."""
    def wanted(e):
        return e["name"] == "presence" and e["sender"] == world.component \
            and text in html.unescape(e["xml"])
    return client.find("stanza", wanted, timeout, f"with {text!r}")


def adds_gateway(client, world):
    client.sends(f"<presence type='subscribe' to='{world.component}'/>")
    client.gets_presence(world.component, "subscribed")


# --- XEP-0077 ---

@scenario("the gateway says what it is, and that one can register")
def discovery(world):
    romeo = world.xmpp_client("romeo")
    query = result(romeo, "get", world.component, "<query xmlns="
                   "'http://jabber.org/protocol/disco#info'/>")[0]
    info = "{http://jabber.org/protocol/disco#info}"
    assert [(i.get("category"), i.get("type"))
            for i in query.findall(f"{info}identity")] == [("gateway", "sip")]
    features = {f.get("var") for f in query.findall(f"{info}feature")}
    assert {"jabber:iq:register", "jabber:iq:gateway",
            "http://jabber.org/protocol/commands"} <= features
    prompt = result(romeo, "set", world.component, "<query xmlns="
                    "'jabber:iq:gateway'><prompt>+4930123456</prompt></query>")
    assert prompt.findtext(".//{jabber:iq:gateway}jid") == \
        f"+4930123456@{world.component}"


@scenario("a data form: new, as it is today, changed, removed")
def data_form(world):
    romeo = world.xmpp_client("romeo")
    query = result(romeo, "get", world.component, register(""))[0]
    assert query.find(f"{REGISTER}registered") is None
    assert set(form_of(query)) >= {"username", "password", "outbound-proxy",
                                   "transport", "name", "keep-reachable"}
    registers(romeo, world, **fields_of(world, "1001", name="Romeo <&> M."))
    chat_says(romeo, world, f"sip:1001@{world.sip_domain}: registered")
    assert is_bound(world, "1001")
    query = result(romeo, "get", world.component, register(""))[0]
    today = form_of(query)
    assert query.find(f"{REGISTER}registered") is not None
    assert today["username"] == f"1001@{world.sip_domain}"
    assert today["name"] == "Romeo <&> M."
    assert today["password"] == ""
    assert world.sip_password("1001") not in ET.tostring(
        query, encoding="unicode")
    # a blank password keeps the one from before: it is still good
    registers(romeo, world, password="", name="Romeo")
    before = len(romeo.had("stanza", name="message"))
    query = result(romeo, "get", world.component, register(""))[0]
    assert form_of(query)["name"] == "Romeo"
    wait_until(lambda: len(romeo.had("stanza", name="message")) > before - 1,
               10, "the registrar was asked again")
    result(romeo, "set", world.component, register("<remove/>"))
    query = result(romeo, "get", world.component, register(""))[0]
    assert query.find(f"{REGISTER}registered") is None
    assert refused(romeo, "set", world.component, register("<remove/>"))[0] \
        == "registration-required"
    wait_until(lambda: not is_bound(world, "1001"), 10, "it was un-registered")


@scenario("plain fields, as old clients have them; what the registrar says",
          loud="a wrong password")
def plain_fields(world):
    juliet = world.xmpp_client("juliet")
    password = new_password()
    world.sip_passwords["1002"] = password
    # there is no such SIP user: nothing finds its domain without a proxy
    registers(juliet, world, **fields_of(world, "1002"))
    chat_says(juliet, world, "not registered")
    inside = (f"<username>1003@{world.sip_domain}</username>"
              f"<password>{world.sip_password('1003')}</password>"
              "<name>J</name>")
    result(juliet, "set", world.component, register(inside))
    chat_says(juliet, world, f"sip:1003@{world.sip_domain}: registered")


@scenario("a foreign or forged sender, a contact, another user: nothing is "
          "shown, nothing changes")
def only_the_owner(world):
    romeo, eve = world.xmpp_client("mercutio"), world.xmpp_client("tybalt")
    registers(romeo, world, **fields_of(world, "1004"))
    chat_says(romeo, world, "registered")
    query = result(eve, "get", world.component, register(""))[0]
    assert query.find(f"{REGISTER}registered") is None
    assert "1004" not in ET.tostring(query, encoding="unicode")
    assert refused(eve, "set", world.component, register("<remove/>"))[0] == \
        "registration-required"
    # the server says who sends; what else is in a form is nobody's name
    registers(eve, world, owner=romeo.jid, jid=romeo.jid,
              **fields_of(world, "1005"))
    # a contact of ours is no door
    assert refused(romeo, "get", world.gateway_jid("1001"), register(""))[0] \
        == "service-unavailable"
    for sender in (romeo.jid, romeo.full_jid, world.component):
        forges(world, sender)
    query = result(romeo, "get", world.component, register(""))[0]
    assert form_of(query)["username"] == f"1004@{world.sip_domain}"


def forges(world, sender):
    """A user sends in another one's name. Servers end the stream, refuse the
    stanza, or put the right sender into it: the gateway trusts them in that."""
    def reached(text):
        return [r.text for r in world.wire.records
                if r.source == ("127.0.0.1", world.ports["component"])
                and text in r.text]

    forger = world.xmpp_client("forger")
    forger.sends(f"<iq type='set' from='{sender}' to='{world.component}' "
                 f"id='forged'>{register('<remove/>')}</iq>")
    with contextlib.suppress(Failed):
        forger.asks("get", world.component, register(""))
    forger.stop()
    world.people.remove(forger)
    assert reached("mercutio@"), "what the server sends to the gateway is seen"
    assert all("from='forger@" in text or 'from="forger@' in text
               for text in reached("forged")), reached("forged")


@scenario("hostile fields: refused with what is wrong, nothing is kept")
def hostile_fields(world):
    romeo = world.xmpp_client("gregory")
    good = fields_of(world, "1001")
    for field in ("username", "password", "auth-name", "outbound-proxy",
                  "transport", "name", "keep-reachable"):
        for value in (EVIL, "a" * 3000, "\u0085\u2028<&>\"'" + EVIL):
            condition, text = refused(
                romeo, "set", world.component,
                register(submit(dict(good, **{field: value}))))
            assert condition == "not-acceptable", (field, value[:20])
            assert text and "Evil" not in text
    for username in ("alice", "@example.org", "alice@", "a b@example.org",
                     "alice@evil.example", "<sip:a@sip.example>",
                     "alice@sip.example;transport=tcp", "a@[::1", "a@b@c"):
        condition, _ = refused(romeo, "set", world.component, register(
            submit(dict(good, username=username))))
        assert condition in ("not-acceptable", "forbidden"), username
    for inside in ("", submit(good) + submit(good),
                   submit(good).replace("submit", "form"),
                   submit({"FORM_TYPE": "urn:other", **good}),
                   submit(good) + "<remove/>"):
        assert refused(romeo, "set", world.component,
                       register(inside))[0] == "bad-request", inside
    query = result(romeo, "get", world.component, register(""))[0]
    assert query.find(f"{REGISTER}registered") is None


# --- the contact ---

@scenario("the gateway as a contact says how the account is; out of the roster "
          "the account is gone", loud="a wrong password")
def contact(world):
    romeo = world.xmpp_client("balthasar")
    adds_gateway(romeo, world)
    registers(romeo, world, **fields_of(world, "1006", password="wrong"))
    contact_says(romeo, world, "not registered")
    chat_says(romeo, world, "not registered")
    registers(romeo, world, **fields_of(world, "1006"))
    contact_says(romeo, world, f"sip:1006@{world.sip_domain}: registered")
    assert is_bound(world, "1006")
    romeo.sends(f"<iq type='set' id='r1'><query xmlns='jabber:iq:roster'>"
                f"<item jid='{world.component}' subscription='remove'/>"
                "</query></iq>")
    wait_until(lambda: not is_bound(world, "1006"), 15, "it was un-registered")
    query = result(romeo, "get", world.component, register(""))[0]
    assert query.find(f"{REGISTER}registered") is None


@scenario("Kamailio is killed and comes back: the account is signed in, and the "
          "contact says so", loud="Kamailio is killed", timeout=90)
def restart(world):
    romeo = world.xmpp_client("abraham")
    adds_gateway(romeo, world)
    registers(romeo, world, **fields_of(world, "1018"))
    contact_says(romeo, world, f"sip:1018@{world.sip_domain}: registered")
    wait_until(lambda: "1018" in rows(world), 10, "the account is stored")
    assert world.sip_password("1018") not in rows(world)
    wait_until(lambda: "store_waiting: 0" in world.kamailio.rpc(
        "xmpp_gateway.stats"), 10, "the subscription is stored")
    world.kamailio.kill()
    before = len(romeo.had("stanza", name="presence"))
    world.kamailio.start()
    wait_until(lambda: [e for e in romeo.had("stanza", name="presence")[before:]
                        if e["sender"] == world.component
                        and ": registered" in e["xml"]], 40,
               "the contact says that it is registered")
    # the registrar, which is the same Kamailio, has forgotten all
    wait_until(lambda: is_bound(world, "1018"), 40, "it is registered again")


def rows(world):
    """What the database has, as text."""
    with sqlite3.connect(world.database) as database:
        return str(database.execute("SELECT * FROM xmpp_account").fetchall())


# --- the chat ---

def link_of(client, world):
    """Ask for a link, in a chat."""
    had = len(client.had("stanza", name="message"))
    writes(client, world, "register")
    wait_until(lambda: len(client.had("stanza", name="message")) > had, 15,
               "an answer")
    text = client.had("stanza", name="message")[-1]["xml"]
    found = re.search(r"http://\S+/account/([a-z2-7]+)", text)
    assert found and len(found.group(1)) >= 26, text
    return found.group(0)


@scenario("the chat: help, status, remove; a password is refused with advice")
def chat(world):
    romeo = world.xmpp_client("sampson")
    writes(romeo, world, "good morning")
    chat_says(romeo, world, "This is the gateway to SIP")
    writes(romeo, world, "status")
    chat_says(romeo, world, "You have no SIP account here")
    secret = new_password()
    writes(romeo, world, f"register 1007@{world.sip_domain} {secret}")
    chat_says(romeo, world, "Please write no password in a chat")
    assert secret not in world.kamailio.process.log_text()
    registers(romeo, world, **fields_of(world, "1007"))
    chat_says(romeo, world, ": registered")
    assert is_bound(world, "1007")
    writes(romeo, world, "Status")
    chat_says(romeo, world, "(for calls out)")
    writes(romeo, world, "remove")
    chat_says(romeo, world, "Signed out and forgotten")
    wait_until(lambda: not is_bound(world, "1007"), 10, "it was un-registered")


@scenario("more messages than chat_rate within a minute are refused")
def chatty(world):
    romeo = world.xmpp_client("abram")
    for _ in range(25):
        writes(romeo, world, "help")
    error = romeo.find("stanza", lambda e: e["name"] == "message" and
                       e["type"] == "error", 15, "an error")
    assert "policy-violation" in error["xml"]


# --- the web form ---

def fetch(url, method="GET", body=None, **headers):
    """(status, headers, text)"""
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port,
                                            timeout=10)
    try:
        connection.request(method, parts.path, body, {
            name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return response.status, response.headers, response.read().decode()
    finally:
        connection.close()


def sends_form(url, fields, cookie=None, **headers):
    if cookie:
        headers["Cookie"] = cookie
    headers.setdefault("Content_Type", "application/x-www-form-urlencoded")
    body = fields if isinstance(fields, (str, bytes)) else \
        urllib.parse.urlencode(fields)
    return fetch(url, "POST", body, **headers)


def proof_of(page):
    return re.search(r"name='proof' value='([a-z2-7]+)'", page).group(1)


@scenario("the web form: shown, sent, used up")
def web_form(world):
    romeo = world.xmpp_client("peter")
    url = link_of(romeo, world)
    code, headers, page = fetch(url)
    assert code == 200, page
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert "script" not in page and romeo.jid in page
    assert "Set-Cookie" not in headers  # no browser showed it to anybody
    sent = dict(fields_of(world, "1008"), proof=proof_of(page))
    # what is wrong is said, and what was typed is there, but for the password
    code, _, page = sends_form(url, dict(sent, username="<b>\"'&@x"))
    assert code == 422 and "Not saved" in page
    assert "value='&lt;b&gt;" in page and "<b>\"" not in page
    assert sent["password"] not in page
    code, _, page = sends_form(url, sent)
    assert code == 200 and "Saved" in page, page
    chat_says(romeo, world, f"sip:1008@{world.sip_domain}: registered")
    # a replay, and the link itself
    assert sends_form(url, sent)[0] == 404
    assert fetch(url)[0] == 404
    # another link shows how it is
    page = fetch(link_of(romeo, world))[2]
    assert f"1008@{world.sip_domain}" in page and "registered" in page
    assert sent["password"] not in page
    log = world.kamailio.process.log_text()
    assert sent["password"] not in log and url.rsplit("/", 1)[1] not in log


@scenario("links of others, guessed ones, old ones; forms that are not ours")
def web_links(world):
    romeo, eve = world.xmpp_client("escalus"), world.xmpp_client("paris")
    first = link_of(romeo, world)
    url = link_of(romeo, world)
    assert fetch(first)[0] == 404  # another one was asked for
    browser = {"Sec_Fetch_Mode": "navigate"}
    code, headers, page = fetch(url, **browser)
    assert code == 200
    cookie = headers["Set-Cookie"].split(";")[0]
    assert "HttpOnly" in headers["Set-Cookie"]
    assert "SameSite=Lax" in headers["Set-Cookie"]
    # the browser that was first keeps it
    assert fetch(url, **browser)[0] == 403
    assert fetch(url, Cookie="account-00000000=x", **browser)[0] == 403
    assert fetch(url, Cookie="a=b; " + cookie, **browser)[0] == 200
    sent = dict(fields_of(world, "1009"), proof=proof_of(page))
    assert sends_form(url, sent)[0] == 403
    # the proof of another link
    other = fetch(link_of(eve, world))[2]
    assert sends_form(url, dict(sent, proof=proof_of(other)), cookie)[0] == 400
    assert sends_form(url, dict(sent, proof=""), cookie)[0] == 400
    base = url.rsplit("/", 1)[0]
    for guess in ("", "a" * 32, "../account/", url.rsplit("/", 1)[1][:-1],
                  url.rsplit("/", 1)[1] + "a", "%00", "a" * 900):
        assert fetch(f"{base}/{guess}")[0] == 404, guess
    assert fetch(f"{base[:-8]}/elsewhere")[0] == 404
    for method in ("PUT", "DELETE", "HEAD", "OPTIONS"):
        assert fetch(url, method, Cookie=cookie)[0] == 405, method
    assert sends_form(url, sent, cookie)[0] == 200
    chat_says(romeo, world, "registered")


@scenario("what is sent to the web form, and was not written by it")
def web_hostile(world):
    romeo = world.xmpp_client("potpan")
    url = link_of(romeo, world)
    page = fetch(url)[2]
    good = dict(fields_of(world, "1010"), proof=proof_of(page))
    for field in ("username", "password", "auth-name", "outbound-proxy",
                  "transport", "name", "keep-reachable"):
        for value in (EVIL, "a" * 2000, "<script>alert(1)</script>\n"):
            code, headers, page = sends_form(url, dict(good, **{field: value}))
            assert code == 422, (field, value[:20], code)
            assert "<script" not in page and headers["Evil"] is None
    encoded = urllib.parse.urlencode(good)
    for body in ("", "%", encoded + "&x=%zz", encoded + "&username=b%40c.d",
                 "&".join(f"f{n}=1" for n in range(50)) + "&" + encoded,
                 encoded + "&y=%00", b"\xff\xfe" * 40):
        assert sends_form(url, body)[0] == 400, body
    assert sends_form(url, encoded, Content_Type="multipart/form-data")[0] \
        == 400
    assert sends_form(url, encoded, Content_Type="text/plain")[0] == 400
    assert sends_form(url, encoded + "&z=" + "a" * 9000)[0] == 413
    # it is still good for the form
    assert sends_form(url, good)[0] == 200
    chat_says(romeo, world, "registered")


@scenario("SIP in the body of an HTTP request, behind a length that SIP alone "
          "knows, is not answered")
def smuggled(world):
    def asks(port, text, last, times=1):
        """All that comes, up to what comes so often."""
        got = b""
        with socket.create_connection((world.address, port), 5) as connection:
            connection.sendall(text)
            while got.count(last) < times:
                more = connection.recv(65536)
                assert more, got
                got += more
        return got

    # it is SIP that would have an answer
    assert asks(world.sip_port, SMUGGLED.replace(b"smuggled", b"plain"),
                b"\r\n\r\n").startswith(b"SIP/2.0 4")
    post = "POST /account/x HTTP/1.1\r\nHost: x\r\nl: 0\r\n" \
        f"Content-Length: {len(SMUGGLED)}\r\n\r\n"
    get = "GET /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"
    got = asks(HTTP, post.encode() + SMUGGLED + get.encode(),
               b"HTTP/1.1 404 Not Found", times=2)
    assert b"SIP/2.0 4" not in got, got


@scenario("a link whose time is over, or whose account is gone, leads nowhere")
def web_late(world):
    romeo = world.xmpp_client("laurence")
    world.kamailio.rpc("cfg.seti", "xmpp_account", "web_time", "2")
    url = link_of(romeo, world)
    page = fetch(url)[2]
    sent = dict(fields_of(world, "1011"), proof=proof_of(page))
    wait_until(lambda: fetch(url)[0] == 404, 10, "its time is over")
    assert sends_form(url, sent)[0] == 404
    world.kamailio.rpc("cfg.seti", "xmpp_account", "web_time", "600")
    registers(romeo, world, **fields_of(world, "1011"))
    chat_says(romeo, world, ": registered")
    url = link_of(romeo, world)
    result(romeo, "set", world.component, register("<remove/>"))
    assert fetch(url)[0] == 404  # all of the user's data is gone
    assert sends_form(url, {"proof": proof_of(page)})[0] == 404


# --- commands ---

def command(client, world, node, session=None, fields=None, action=None):
    """One step; the answer's <command/>."""
    more = f" sessionid='{session}'" if session else ""
    more += f" action='{action}'" if action else ""
    return result(client, "set", world.component, "<command xmlns="
                  f"'{COMMAND[1:-1]}' node='{node}'{more}>"
                  f"{submit(fields) if fields else ''}</command>")[0]


def note_of(step):
    assert step.get("status") == "completed", ET.tostring(step)
    note = step.find(f"{COMMAND}note")
    return note.get("type"), note.text


def step_on(client, world, step, fields):
    assert step.get("status") == "executing", ET.tostring(step)
    return command(client, world, step.get("node"), step.get("sessionid"),
                   fields)


@scenario("commands: two accounts, each with its name; change, choose, remove",
          loud="a wrong password")
def commands(world):
    romeo = world.xmpp_client("friar")
    items = result(romeo, "get", world.component, "<query xmlns="
                   "'http://jabber.org/protocol/disco#items' node="
                   "'http://jabber.org/protocol/commands'/>")[0]
    assert {i.get("node") for i in items} >= {
        f"sip-account-{what}" for what in
        ("list", "add", "edit", "remove", "default")}
    step = command(romeo, world, "sip-account-add")
    assert form_of(step)["keep-reachable"] in ("1", "true")
    step = step_on(romeo, world, step, fields_of(world, "1012"))
    assert note_of(step) == (
        "info", f"sip:1012@{world.sip_domain}: registered")
    step = step_on(romeo, world, command(romeo, world, "sip-account-add"),
                   fields_of(world, "1013", password="wrong"))
    kind, text = note_of(step)
    assert kind == "warn" and "not registered" in text
    # the second one is changed: its password
    step = command(romeo, world, "sip-account-edit")
    assert len(step.findall(f".//{DATA}option")) == 2
    step = step_on(romeo, world, step, {"line": "line 2"})
    assert form_of(step)["username"] == f"1013@{world.sip_domain}"
    assert form_of(step)["password"] == ""
    step = step_on(romeo, world, step,
                   {"password": world.sip_password("1013")})
    assert note_of(step) == (
        "info", f"sip:1013@{world.sip_domain}: registered")
    # it is for calls out
    step = step_on(romeo, world, command(romeo, world, "sip-account-default"),
                   {"line": "line 2"})
    assert "registered" in note_of(step)[1]
    listed = "".join(command(romeo, world, "sip-account-list").itertext())
    assert f"line 2 (for calls out): sip:1013@{world.sip_domain}" in listed
    assert f"main: sip:1012@{world.sip_domain}" in listed
    # hostile fields, and lines of nobody
    step = step_on(romeo, world, command(romeo, world, "sip-account-add"),
                   fields_of(world, "1014", name=EVIL))
    assert note_of(step)[0] == "error"
    for node in ("edit", "remove", "default"):
        step = step_on(romeo, world, command(
            romeo, world, f"sip-account-{node}"), {"line": "../other"})
        assert note_of(step)[0] == "error"
    assert is_bound(world, "1012") and is_bound(world, "1013")
    for line in ("main", "line 2"):
        step = step_on(romeo, world, command(
            romeo, world, "sip-account-remove"), {"line": line})
        assert note_of(step)[0] == "info"
    wait_until(lambda: not is_bound(world, "1012") and
               not is_bound(world, "1013"), 10, "they were un-registered")


# --- users of other servers ---

@scenario("a user of another XMPP server: every door is shut, with the reason",
          federated=True, servers=("prosody",), timeout=120)
def foreign(world):
    eve = world.foreign.client("eve")
    for kind, inside in (("get", ""), ("set", submit(
            fields_of(world, "1015")))):
        condition, text = refused(eve, kind, world.component, register(inside))
        assert condition == "forbidden" and text
    writes(eve, world, "register")
    error = eve.find("stanza", lambda e: e["name"] == "message", 15, "answer")
    assert error["type"] == "error" and "forbidden" in error["xml"]
    assert refused(eve, "set", world.component, "<command xmlns="
                   f"'{COMMAND[1:-1]}' node='sip-account-add'/>")[0] == \
        "forbidden"


# --- a desktop client ---

@scenario("Gajim's own window: registered, what is wrong is shown, today's form",
          long=True, timeout=120)
def desktop(world):
    reason = gajim.available()
    if reason:
        raise Skip(reason)
    romeo = world.gajim("capulet")

    def opens():
        romeo.do("register", jid=world.component)
        wait_until(lambda: romeo.do("page") == "form", 15, "Gajim's form",
                   [romeo.process])
        return romeo.do("labels")

    form = opens()
    assert {"SIP address", "Password", "Outbound proxy"} <= {
        label.rstrip(":") for label in form["labels"]}, form
    good = fields_of(world, "1017")
    # address, password, name for signing in, proxy, own name
    assert romeo.do("fill", texts=["nobody", "x", None, None, None])
    wait_until(lambda: romeo.do("page") == "error", 15, "Gajim's error",
               [romeo.process])
    assert any("the SIP address has no @" in text
               for text in romeo.do("failure")), romeo.do("failure")
    opens()
    assert romeo.do("fill", texts=[good["username"], good["password"], None,
                                   good["outbound-proxy"], "Capulet <&>"])
    wait_until(lambda: romeo.do("page") == "success", 15, "Gajim's success",
               [romeo.process])
    wait_until(lambda: is_bound(world, "1017"), 15, "it is registered")
    form = opens()
    assert form["entries"] == [good["username"], "", "",
                               good["outbound-proxy"], "Capulet <&>"], form


@scenario("Dino's chat with the gateway: help, a link, the account's status",
          long=True, timeout=240, tls=True)
def dino_chat(world):
    reason = dino.available()
    if reason:
        raise Skip(reason)
    romeo = world.dino("hero", contact=world.component)
    romeo.sees(world.xmpp_domain)
    romeo.writes("help")
    romeo.sees("This is the gateway to SIP")
    romeo.writes("register")
    romeo.sees("Your form, for you alone")
    url = re.findall(r"http://\S+/account/[a-z2-7]+",
                     romeo.process.log_text())[-1]
    page = fetch(url)[2]
    sent = fields_of(world, "1019", **{"keep-reachable": "1"})
    assert sends_form(url, dict(sent, proof=proof_of(page)))[0] == 200
    romeo.sees(f"sip:1019@{world.sip_domain}: registered")
    assert is_bound(world, "1019")


# --- a browser ---

def type_into(page, field, text):
    page.evaluate(f"(e => {{ e.focus(); e.select(); }})"
                  f"(document.getElementById({json.dumps(field)}))")
    page.tools.call("Input.insertText", page.session, text=text)


def shows(page, text):
    wait_until(lambda: text in (page.evaluate(
        "document.body && document.body.innerText") or ""), 15,
        f"the page shows {text!r}", [page.process])


def picture(page, name):
    """For cfg/doc: written when PICTURES names a folder."""
    folder = os.environ.get("PICTURES")
    if folder:
        shot = page.tools.call("Page.captureScreenshot", page.session,
                               captureBeyondViewport=True)["data"]
        with open(f"{folder}/{name}.png", "wb") as file:
            file.write(base64.b64decode(shot))


@scenario("the web form in Chromium, on a phone's screen, without JavaScript",
          timeout=120)
def browser(world):
    if not shutil.which("chromium"):
        raise Skip("no chromium")
    romeo = world.xmpp_client("nurse")
    url = link_of(romeo, world)
    page = world.at_home(Browser(world.folder_for("nurse-browser"), url))
    shows(page, "Your SIP account")
    # it fits, its style sheet was let through, and no script runs
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("getComputedStyle(document.querySelector('button'))"
                         ".backgroundColor") == "rgb(22, 104, 184)"
    assert page.evaluate("document.scripts.length") == 0
    assert fetch(url, Sec_Fetch_Mode="navigate")[0] == 403
    picture(page, "account-form")
    good = fields_of(world, "1016")
    type_into(page, "username", "1016")
    type_into(page, "password", good["password"])
    type_into(page, "outbound-proxy", good["outbound-proxy"])
    type_into(page, "name", "<b>Nurse</b> & \"co\"")
    page.evaluate("document.querySelector('button').click()")
    shows(page, "Not saved")
    picture(page, "account-wrong")
    assert page.evaluate("document.getElementById('name').value") == \
        "<b>Nurse</b> & \"co\""
    assert page.evaluate("document.getElementById('password').value") == ""
    type_into(page, "username", good["username"])
    type_into(page, "password", good["password"])
    page.evaluate("document.querySelector('button').click()")
    shows(page, "Saved")
    picture(page, "account-saved")
    chat_says(romeo, world, f"sip:1016@{world.sip_domain}: registered")
    page.tools.call("Page.navigate", page.session, url=url)
    shows(page, "This link leads nowhere")
    answer = result(romeo, "get", world.component, register(""))
    assert form_of(answer)["name"] == "<b>Nurse</b> & \"co\""


class Browser(chromium.Chromium):
    """One page, as on a phone, with scripts switched off."""

    def __init__(self, folder, url):
        # the page is served without TLS here, which browsers would trust less
        host = url.split("/account/")[0]
        super().__init__(folder, "about:blank", "browser", "document", None,
                         440, flags=["--unsafely-treat-insecure-origin-as-"
                                     f"secure={host}"])
        self.tools.call("Emulation.setDeviceMetricsOverride", self.session,
                        width=390, height=844, deviceScaleFactor=1,
                        mobile=True)
        self.tools.call("Emulation.setScriptExecutionDisabled", self.session,
                        value=True)
        self.tools.call("Page.navigate", self.session, url=url)

    def stop(self):
        self.process.stop()
