# SPDX-License-Identifier: GPL-2.0-or-later
"""Phones in browsers, real ones: JsSIP and SIP.js in Chromium, by WebSocket,
with cfg/examples/webphones.cfg."""

import re
import subprocess

from lib import browser, edits, webphone
from lib.process import wait_until
from lib.rtp import sdp_direction
from lib.scenario import Skip, scenario
from lib.sip_call import SipCall
from lib.world import assert_heard

LOUD = "pages are closed, and calls still go to where they were"

ROMEO_HZ = 440
PHONE_HZ = 1000
PLAIN_HZ = 1400
PING = 6

PAGE = f"{edits.REPO}/cfg/doc/BROWSER-PHONES.md"
TLS = "\n```\n(enable_tls=yes\n.*?)```\n"
SCRIPT = "\n```js\n(.*?)```\n"

WORLD = {
    "kamailio": lambda world: edits.copy(world, "webphones.cfg", values={
        "192.0.2.1": world.address}),
    "cfg": f'modparam("jingle", "ping_interval", {PING})\n'}


def people(world, library, client=None, **options):
    reason = webphone.available(library)
    if reason:
        raise Skip(reason)
    return world.together(
        lambda: world.xmpp_client("romeo", hz=ROMEO_HZ, **(client or {})),
        lambda: world.web_phone(library, "1007", hz=PHONE_HZ, **options))


def heard(call, phone):
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))


def phone_calls(world, romeo, phone, media=("audio",)):
    phone.dials(world.sip_uri("romeo"), media)
    call = romeo.is_called()
    phone.hears_ringing()
    call.answers()
    phone.is_answered()
    heard(call, phone)
    return call


def romeo_calls(world, romeo, phone, media=("audio",)):
    call = romeo.calls(world.gateway_jid("1007"), media=list(media))
    phone.is_called()
    call.hears_ringing()
    phone.answers(media)
    call.is_answered()
    heard(call, phone)
    return call


def end(call, phone):
    phone.hangs_up()
    assert call.ends()[0] == "success"
    phone.call_ends()


def all_endings(world, library, **options):
    """Calls both ways, each hung up by either."""
    romeo, phone = people(world, library, **options)
    for begins in (phone_calls, romeo_calls):
        end(begins(world, romeo, phone), phone)
        call = begins(world, romeo, phone)
        call.hangs_up()
        phone.call_ends()


@scenario("JsSIP calls and is called, each side hangs up", long=True,
          timeout=120)
def jssip_calls(world):
    all_endings(world, "jssip")


@scenario("SIP.js calls and is called, each side hangs up", long=True,
          timeout=120)
def sipjs_calls(world):
    all_endings(world, "sipjs")


def policies(world, library):
    """Audio, then audio and video, both ways, with what bundles more and
    less than the default."""
    for policy in ("max-bundle", "max-compat"):
        romeo, phone = people(world, library, bundle_policy=policy)
        for begins in (phone_calls, romeo_calls):
            end(begins(world, romeo, phone), phone)
        world.reset()


@scenario("JsSIP with max-bundle and max-compat", long=True, timeout=120)
def jssip_bundles(world):
    policies(world, "jssip")


@scenario("SIP.js with max-bundle and max-compat", long=True, timeout=120)
def sipjs_bundles(world):
    policies(world, "sipjs")


def refusals(world, library):
    """Who is called declines, who calls gives up."""
    romeo, phone = people(world, library)
    call = romeo.calls(world.gateway_jid("1007"))
    phone.is_called()
    phone.rejects(486)
    assert call.ends()[0] == "busy"
    phone.call_ends()
    call = romeo.calls(world.gateway_jid("1007"))
    phone.is_called()
    phone.rejects(603)
    assert call.ends()[0] == "decline"
    phone.call_ends()
    call = romeo.calls(world.gateway_jid("1007"))
    phone.is_called()
    call.hears_ringing()
    call.retracts()
    phone.call_ends()
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    phone.hears_ringing()
    call.declines()
    assert phone.call_ends()["code"] in (486, 603)
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    phone.hears_ringing()
    phone.cancels()
    call.wait("retract")
    phone.call_ends()


@scenario("JsSIP declines and is declined, gives up and is given up",
          long=True, timeout=120)
def jssip_refuses(world):
    refusals(world, "jssip")


@scenario("SIP.js declines and is declined, gives up and is given up",
          long=True, timeout=120)
def sipjs_refuses(world):
    refusals(world, "sipjs")


def silent(listener, hz):
    wait_until(lambda: not listener.hears(hz), 10,
               f"{listener.user} hears no {hz} Hz any more")


def holds(world, library):
    """Each side holds twice, in calls of both."""
    romeo, phone = people(world, library)
    for begins in (phone_calls, romeo_calls):
        call = begins(world, romeo, phone)
        for _ in range(2):
            phone.holds()
            silent(call, PHONE_HZ)
            phone.resumes()
            heard(call, phone)
        for _ in range(2):
            call.holds()
            silent(call, PHONE_HZ)
            call.resumes()
            heard(call, phone)
        end(call, phone)


@scenario("JsSIP holds twice, and is held twice", long=True, timeout=120)
def jssip_holds(world):
    holds(world, "jssip")


@scenario("SIP.js holds twice, and is held twice", long=True, timeout=120)
def sipjs_holds(world):
    holds(world, "sipjs")


@scenario("a browser phone holds a client that has no rtcp-mux", long=True,
          timeout=120)
def holds_without_mux(world):
    for library in webphone.PACKAGES:
        romeo, phone = people(world, library, client={"plain": "ice"})
        for begins in (phone_calls, romeo_calls):
            call = begins(world, romeo, phone)
            for _ in range(2):
                phone.holds()
                silent(call, PHONE_HZ)
                phone.resumes()
                heard(call, phone)
            end(call, phone)
        world.reset()


def with_stanza(world, library, policy="balanced", **options):
    """The XMPP user has a browser, too."""
    for reason in (webphone.available(library), browser.available()):
        if reason:
            raise Skip(reason)
    romeo, phone = world.together(
        lambda: world.browser("romeo", hz=ROMEO_HZ, bundle_policy=policy),
        lambda: world.web_phone(library, "1007", hz=PHONE_HZ, **options))
    romeo.contact = world.browser_adds_contact(romeo, "1007")
    return romeo, phone


def stanza_calls(world, romeo, phone, media=("audio",)):
    call = romeo.calls(romeo.contact, media)
    phone.is_called()
    call.hears_ringing()
    phone.answers(media)
    call.is_answered()
    heard(call, phone)
    return call


def stanza_is_called(world, romeo, phone, media=("audio",)):
    phone.dials(world.sip_uri("romeo"), media)
    call = romeo.is_called()
    call.rings()
    phone.hears_ringing()
    call.answers(media)
    phone.is_answered()
    heard(call, phone)
    return call


def keys(world, library, how):
    romeo, phone = with_stanza(world, library, keys=how)
    for begins in (stanza_calls, stanza_is_called):
        call = begins(world, romeo, phone)
        for key in "5#":
            phone.presses(key)
            call.hears_key(key)
            call.do("presses", digits=key, duration=500)
            phone.hears_key(key)
        heard(call, phone)
        end(call, phone)


@scenario("keys of JsSIP by RFC 4733, and those that it gets", long=True,
          timeout=120)
def jssip_keys(world):
    keys(world, "jssip", "rtp")


@scenario("keys of SIP.js by RFC 4733, and those that it gets", long=True,
          timeout=120)
def sipjs_keys(world):
    keys(world, "sipjs", "rtp")


BOTH = ("audio", "video")


def seen(call, phone):
    had = call.do("frames", kind="video")
    phone.sees_frames()
    call.sees_frames(count=had + 10)
    heard(call, phone)


def video(world, library):
    """With stanza.js: both ask for pictures that they miss."""
    romeo, phone = with_stanza(world, library)
    for begins in (stanza_is_called, stanza_calls):
        call = begins(world, romeo, phone, BOTH)
        seen(call, phone)
        for _ in range(2):
            phone.holds()
            silent(call, PHONE_HZ)
            phone.resumes()
            seen(call, phone)
        end(call, phone)


@scenario("video with JsSIP, both ways; it holds", long=True, timeout=120)
def jssip_video(world):
    video(world, "jssip")


@scenario("video with SIP.js, both ways; it holds", long=True, timeout=120)
def sipjs_video(world):
    video(world, "sipjs")


def video_refused(world, library):
    """By the phone; it has no camera, and it refuses."""
    romeo, phone = people(world, library)
    call = romeo.calls(world.gateway_jid("1007"), media=list(BOTH))
    phone.is_called()
    phone.answers(refuses=True)
    call.is_answered()
    heard(call, phone)
    end(call, phone)
    call = romeo.calls(world.gateway_jid("1007"), media=list(BOTH))
    phone.is_called()
    phone.answers()
    call.is_answered()
    phone.sees_frames()
    heard(call, phone)
    end(call, phone)


@scenario("JsSIP takes a video call without video", long=True, timeout=120)
def jssip_refuses_video(world):
    video_refused(world, "jssip")


@scenario("SIP.js takes a video call without video", long=True, timeout=120)
def sipjs_refuses_video(world):
    video_refused(world, "sipjs")


def video_bundled(world, library):
    """max-bundle with two streams: rtpengine has a port for each, so that
    only the first one lives."""
    romeo, phone = people(world, library, bundle_policy="max-bundle")
    call = phone_calls(world, romeo, phone, BOTH)
    phone.holds()
    silent(call, PHONE_HZ)
    phone.resumes()
    heard(call, phone)
    end(call, phone)


@scenario("JsSIP with max-bundle and video: audio is heard", long=True,
          timeout=120)
def jssip_video_bundled(world):
    video_bundled(world, "jssip")


@scenario("SIP.js with max-bundle and video: audio is heard", long=True,
          timeout=120)
def sipjs_video_bundled(world):
    video_bundled(world, "sipjs")


def closed(world, library):
    """The browser dies, and then the page is loaded again, in calls of
    both: the XMPP user gets the end, and the phone can be called again."""
    romeo, phone = people(world, library)
    for begins in (phone_calls, romeo_calls):
        call = begins(world, romeo, phone)
        phone.reloads()
        assert call.ends(3 * PING)[0] in ("timeout", "success")
        end(romeo_calls(world, romeo, phone), phone)
    call = phone_calls(world, romeo, phone)
    phone.kill()
    assert call.ends(3 * PING)[0] == "timeout"


@scenario("JsSIP's page is loaded again in a call, and its browser dies",
          long=True, timeout=120)
def jssip_closed(world):
    closed(world, "jssip")


@scenario("SIP.js's page is loaded again in a call, and its browser dies",
          long=True, timeout=120)
def sipjs_closed(world):
    closed(world, "sipjs")


def reconnected(world, library):
    """The call goes on by another connection."""
    romeo, phone = people(world, library)
    for begins in (phone_calls, romeo_calls):
        call = begins(world, romeo, phone)
        phone.loses_socket()
        heard(call, phone)
        call.holds()
        silent(call, PHONE_HZ)
        call.resumes()
        heard(call, phone)
        phone.holds()
        silent(call, PHONE_HZ)
        phone.resumes()
        heard(call, phone)
        phone.loses_socket()
        call.hangs_up()
        phone.call_ends()


@scenario("JsSIP's connection is replaced in a call, which goes on",
          long=True, timeout=120)
def jssip_reconnects(world):
    reconnected(world, "jssip")


@scenario("SIP.js's connection is replaced in a call, which goes on",
          long=True, timeout=120)
def sipjs_reconnects(world):
    reconnected(world, "sipjs")


def with_plain_phone(world, library):
    """One user has a browser and a plain phone."""
    romeo, browser_phone = people(world, library)
    plain = SipCall(world, hz=PLAIN_HZ, ua=world.sip_ua("1007"))
    call = romeo.calls(world.gateway_jid("1007"))
    browser_phone.is_called()
    plain.is_called()
    assert " RTP/AVP " in plain.sdp and "ice-ufrag" not in plain.sdp
    call.hears_ringing()
    return call, browser_phone, plain


def gone(plain):
    """Its call was cancelled."""
    plain.ua.reply(plain.ua.receives("CANCEL"), 200)
    plain.ua.reply(plain.invite, 487)
    plain.ua.receives("ACK")


def plain_answers(call, plain):
    plain.answers()
    call.is_answered()
    assert_heard((call, PLAIN_HZ), (plain, ROMEO_HZ))


def browser_answers(call, phone):
    phone.answers()
    call.is_answered()
    phone.is_answered()
    heard(call, phone)


def both_ring(world, library):
    """A browser and a plain phone: either answers, is heard, holds and is held;
    the other one may have refused before, or is cancelled."""
    call, phone, plain = with_plain_phone(world, library)
    browser_answers(call, phone)
    gone(plain)
    phone.holds()
    silent(call, PHONE_HZ)
    phone.resumes()
    heard(call, phone)
    call.holds()
    silent(call, PHONE_HZ)
    call.resumes()
    heard(call, phone)
    end(call, phone)
    world.reset()
    call, phone, plain = with_plain_phone(world, library)
    plain_answers(call, plain)
    phone.call_ends()
    call.holds()
    assert sdp_direction(plain.gets_reinvite(
        direction="recvonly").body) in ("sendonly", "inactive")
    call.resumes()
    plain.gets_reinvite()
    assert_heard((call, PLAIN_HZ), (plain, ROMEO_HZ))
    plain.reinvites(direction="sendonly")
    plain.reinvites()
    assert_heard((call, PLAIN_HZ), (plain, ROMEO_HZ))
    plain.hangs_up()
    assert call.ends()[0] == "success"
    world.reset()
    for code in (488, 486):
        call, phone, plain = with_plain_phone(world, library)
        plain.ua.reply(plain.invite, code)
        plain.ua.receives("ACK")
        browser_answers(call, phone)
        call.hangs_up()
        phone.call_ends()
        world.reset()
        call, phone, plain = with_plain_phone(world, library)
        phone.rejects(code)
        plain_answers(call, plain)
        plain.hangs_up()
        assert call.ends()[0] == "success"
        world.reset()


@scenario("a user with JsSIP and a plain phone: both ring, each in its kind; "
          "either answers", long=True, timeout=200)
def jssip_and_plain(world):
    both_ring(world, "jssip")


@scenario("a user with SIP.js and a plain phone: both ring, each in its kind; "
          "either answers", long=True, timeout=200)
def sipjs_and_plain(world):
    both_ring(world, "sipjs")


@scenario("a user with two browsers: either answers", long=True, timeout=120)
def two_browsers(world):
    romeo, phone = people(world, "jssip")
    other = world.web_phone("sipjs", "1007", hz=PHONE_HZ)
    for winner, loser in ((phone, other), (other, phone)):
        call = romeo.calls(world.gateway_jid("1007"))
        phone.is_called()
        other.is_called()
        browser_answers(call, winner)
        loser.call_ends()
        call.holds()
        silent(call, PHONE_HZ)
        call.resumes()
        heard(call, winner)
        end(call, winner)


def page():
    with open(PAGE, encoding="utf-8") as file:
        return file.read()


def with_tls(world):
    """The lines of cfg/doc/BROWSER-PHONES.md behind those of the example."""
    lines = re.search(TLS, page(), re.S).group(1)
    cert, key = world.cert
    path = edits.copy(world, "webphones.cfg",
                      values={"192.0.2.1": world.address})
    with open(path, encoding="utf-8") as file:
        text = edits.apply(file.read(), "after", f"listen=tcp:{world.address}:8080",
                           lines.replace("192.0.2.1", world.address).replace(
                               "/etc/kamailio/cert.pem", cert).replace(
                               "/etc/kamailio/key.pem", key))
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def trusted(world):
    """Chromium's flag for the world's certificate alone."""
    der = subprocess.run(
        ["sh", "-c", f"openssl x509 -in {world.cert[0]} -noout -pubkey | "
         "openssl pkey -pubin -outform der | openssl dgst -sha256 -binary | "
         "base64"], stdout=subprocess.PIPE, text=True, check=True).stdout
    return f"--ignore-certificate-errors-spki-list={der.strip()}"


@scenario("phones in browsers by a secure WebSocket, with the lines of the page",
          long=True, timeout=120, tls=True, kamailio=with_tls)
def secure(world):
    for library in ("jssip", "sipjs"):
        romeo, phone = people(
            world, library, server=f"wss://{world.address}:8443",
            flags=(trusted(world),))
        for begins in (phone_calls, romeo_calls):
            call = begins(world, romeo, phone)
            phone.holds()
            silent(call, PHONE_HZ)
            phone.resumes()
            heard(call, phone)
            call.holds()
            silent(call, PHONE_HZ)
            call.resumes()
            heard(call, phone)
            end(call, phone)
        world.reset()


@scenario("the script lines of the page are those of these phones")
def lines_of_the_page(world):
    scripts = ""
    for name in webphone.PACKAGES:
        with open(f"{edits.REPO}/tests/scenarios/web/{name}.mjs",
                  encoding="utf-8") as file:
            scripts += file.read()
    had = {line.strip() for line in scripts.splitlines()}
    blocks = re.findall(SCRIPT, page(), re.S)
    assert len(blocks) == len(webphone.PACKAGES), blocks
    for line in "".join(blocks).splitlines():
        assert line.strip() in had, line
