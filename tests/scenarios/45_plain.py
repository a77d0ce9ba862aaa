# SPDX-License-Identifier: GPL-2.0-or-later
"""XMPP clients without DTLS: plain RTP over ICE-UDP, and raw-udp; keys pressed
in a call (RFC 4733); codecs in common and not."""

import re

from lib import browser
from lib.process import wait_until
from lib.rtp import EchoEnd, sdp_payloads
from lib.rtpengine import version
from lib.scenario import Skip, scenario
from lib.sip_call import CODECS, SipCall, attribute
from lib.world import assert_heard

ROMEO_HZ = 440
PHONE_HZ = 1000
IPV6 = {"listen": ["udp:10.77.0.1:5060", "udp:[fd77::1]:5060"],
        "cfg": 'modparam("jingle", "socket", "udp:10.77.0.1:5060")\n',
        "media_addresses": ["10.77.0.1", "fd77::1"]}


def romeo_calls(world, phone_options=None, **options):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ, **options)
    phone = SipCall(world, hz=PHONE_HZ, **(phone_options or {}))
    call = romeo.calls(world.gateway_jid(phone.user))
    phone.is_called().answers()
    call.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    return call, phone


def phone_calls(world, phone_options=None, **options):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ, **options)
    phone = SipCall(world, hz=PHONE_HZ, **(phone_options or {}))
    phone.calls(world.sip_uri("romeo"))
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    return call, phone


def end(call, phone):
    phone.hangs_up()
    assert call.ends()[0] == "success"


def relayed(world, phone):
    """The phone's media go to rtpengine and come from there."""
    assert phone.rtp.target[0] == world.address, phone.rtp.target


@scenario("ICE-UDP without DTLS calls RTP/AVP")
def ice_calls(world):
    call, phone = romeo_calls(world, plain="ice")
    relayed(world, phone)
    accept = call.had("accepted")[0]["xml"]
    assert "fingerprint" not in accept, accept
    end(call, phone)


@scenario("RTP/AVP calls ICE-UDP without DTLS")
def ice_called(world):
    call, phone = phone_calls(world, plain="ice")
    relayed(world, phone)
    end(call, phone)


@scenario("raw-udp calls RTP/AVP, relayed")
def raw_calls(world):
    call, phone = romeo_calls(world, plain="raw")
    relayed(world, phone)
    accept = call.had("accepted")[0]["xml"]
    assert "raw-udp" in accept and world.address in accept, accept
    end(call, phone)


@scenario("RTP/AVP calls raw-udp, relayed: the operator's choice",
          defines=["JINGLE_XMPP_RAW_UDP"])
def raw_called(world):
    call, phone = phone_calls(world, plain="raw")
    relayed(world, phone)
    end(call, phone)


def keys(call, phone):
    phone.rtp.presses("12#", phone.events)
    wait_until(lambda: call.do("digits") == "12#", 10, "12# for romeo")
    call.presses("9*0")
    wait_until(lambda: phone.rtp.receiver.digits == "9*0", 10,
               "9*0 for the phone")
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    end(call, phone)


@scenario("telephone-event passes both ways; the XMPP user called")
def events_calling(world):
    keys(*romeo_calls(world, plain="ice"))


@scenario("telephone-event passes both ways; the phone called")
def events_called(world):
    keys(*phone_calls(world, plain="ice"))


class OddNumber(SipCall):
    """A phone with G.711, G.729 and a number for telephone-event that is none
    of the usual ones."""

    def __init__(self, world, events):
        super().__init__(world, hz=PHONE_HZ, payloads=(8, 18, 101))
        self.own = events

    def number(self, new):
        super().number(new)
        if not self.offer and new:
            self.events = self.rtp.receiver.events = self.own


def own_numbers(world, events, **options):
    """The client's number for telephone-event is not the phone's, nor that of
    the offer that it answers: each sends by the other one's (RFC 3264 section
    5.1), and an answer that leaves telephone-event out would forbid keys."""
    before = len(transcodings(world))
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ, plain="ice", events=120,
                              **options)
    phone = OddNumber(world, events)
    phone.calls(world.sip_uri("romeo"))
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    for _ in range(2):
        if not [n for n in attribute(phone.sdp, "rtpmap")
                if n.endswith(" telephone-event/8000")]:
            assert version() >= (12, 0), phone.sdp
            raise Skip("rtpengine 12 and later leave a telephone-event of "
                       "another number out of the answer, whatever it was "
                       "offered")
        assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
        phone.reinvites(direction="sendonly")
        phone.reinvites()
    keys(call, phone)
    if not options:
        not_transcoded(world, before)


@scenario("the client answers with a number of its own for telephone-event: "
          "keys pass both ways")
def own_number(world):
    own_numbers(world, 96)


@scenario("the same, and the phone's number is a browser's")
def own_number_browser(world):
    own_numbers(world, 126)


@scenario("the same where rtpengine transcodes")
def own_number_transcoded(world):
    own_numbers(world, 96, codecs=["PCMU"])


@scenario("the client offers telephone-event under another number than the "
          "phone has: keys pass both ways")
def own_number_calling(world):
    keys(*romeo_calls(world, plain="ice", events=120))


def renumbered(world, call, phone):
    """The phone gives telephone-event another number than our offer did."""
    before = len(transcodings(world))
    phone.events = phone.rtp.receiver.events = 96
    for direction in ("sendonly", "sendrecv"):
        answer = phone.reinvites(direction=direction)
        formats = re.search("m=audio [0-9]+ RTP/AVP (.*)\r\n", answer.body)
        if formats.group(1) == "8 0" and version() >= (12, 0):
            phone.hangs_up()
            raise Skip("rtpengine 12 and later leave a telephone-event that "
                       "was numbered anew out of the answer")
        assert formats.group(1) == "8 0 96", answer.body
        assert "a=rtpmap:96 telephone-event/8000\r\n" in answer.body, \
            answer.body
    keys(call, phone)
    not_transcoded(world, before)


@scenario("the phone's hold gives telephone-event another number: keys pass "
          "both ways; the XMPP user called")
def events_renumbered_calling(world):
    renumbered(world, *romeo_calls(world, plain="ice"))


@scenario("the phone's hold gives telephone-event another number: keys pass "
          "both ways; the phone called")
def events_renumbered_called(world):
    renumbered(world, *phone_calls(world, plain="ice"))


def browser_keys(call, phone):
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    call.presses("17#")
    wait_until(lambda: phone.rtp.receiver.digits == "17#", 15,
               "17# for the phone")
    end(call, phone)


def with_browser(world):
    reason = browser.available()
    if reason:
        raise Skip(reason)
    return world.together(
        lambda: world.browser("juliet", hz=ROMEO_HZ),
        lambda: SipCall(world, hz=PHONE_HZ))


@scenario("keys pressed in Chromium arrive at the phone, which was called")
def browser_keys_calling(world):
    juliet, phone = with_browser(world)
    call = juliet.calls(world.browser_adds_contact(juliet, "1007"))
    phone.is_called()
    said = "\r\n".join(f"{name}: {value}" for name, value in
                       phone.invite.headers if name != "Record-Route")
    # RFC 3261 section 18.1.1: what is larger goes over TCP, or in fragments
    assert len(said) + len(phone.invite.body) < 1300, phone.invite.body
    phone.answers()
    call.is_answered()
    browser_keys(call, phone)


@scenario("keys pressed in Chromium arrive at the phone, which called")
def browser_keys_called(world):
    juliet, phone = with_browser(world)
    world.browser_adds_contact(juliet, "1007")
    phone.calls(world.sip_uri("juliet"))
    call = juliet.is_called()
    call.answers()
    phone.is_answered()
    browser_keys(call, phone)


@scenario("raw-udp by IPv6 calls RTP/AVP by IPv4", **IPV6)
def raw_v6_calls(world):
    call, phone = romeo_calls(world, plain="raw", ipv6=True)
    accept = call.had("accepted")[0]["xml"]
    assert 'ip="fd77::1"' in accept, accept
    end(call, phone)


@scenario("raw-udp by IPv6 calls RTP/AVP by IPv6", **IPV6)
def raw_v6_both(world):
    call, phone = romeo_calls(world, {"user": "1006", "ipv6": True},
                              plain="raw", ipv6=True)
    assert ":" in phone.rtp.target[0]
    end(call, phone)


def only(counts, numbers):
    """All packets were of these payload types."""
    found = {int(k) for k in counts}
    assert found <= set(numbers) and found, counts


@scenario("a common codec is not transcoded; the XMPP user called")
def common_calling(world):
    call, phone = romeo_calls(world, plain="ice",
                              codecs=["PCMU", "PCMA"],
                              phone_options={"payloads": (0, 101)})
    only(phone.rtp.receiver.counts, [0])
    only(call.do("payloads"), [0])
    not_transcoded(world)
    end(call, phone)


@scenario("a common codec is not transcoded; the phone called")
def common_called(world):
    call, phone = phone_calls(world, plain="ice", codecs=["PCMU"],
                              phone_options={"payloads": (8, 0, 101)})
    only(call.do("payloads"), [0])
    not_transcoded(world)
    end(call, phone)


@scenario("a WebRTC client that has the phone's codec: not transcoded",
          timeout=90)
def common_webrtc(world):
    phone_options = {"payloads": (8, 101)}
    for calls in (romeo_calls, phone_calls):
        call, phone = calls(world, phone_options)
        only(phone.rtp.receiver.counts, [8])
        not_transcoded(world)
        end(call, phone)
        phone.stop()
        call.client.stop()


def transcodings(world):
    return [line for line in world.rtpengine.process.log_text().splitlines()
            if "media successfully encoded" in line]


def not_transcoded(world, before=0):
    assert len(transcodings(world)) == before, transcodings(world)[before:][:3]


@scenario("opus is not transcoded for a phone that speaks it",
          timeout=90)
def common_opus(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ, codecs=["opus"])
    phone = world.phone("1001", hz=PHONE_HZ, codecs=("opus",))
    call = romeo.calls(world.gateway_jid("1001"))
    phone.is_called()
    phone.answers()
    call.is_answered()
    phone.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    phone.hangs_up()
    call.ends()
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    not_transcoded(world)
    call.hangs_up()
    phone.call_ends()


def transcoded(world, codec):
    """romeo speaks opus alone, the phone another codec alone."""
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ, codecs=["opus"])
    phone = world.phone("1001", hz=PHONE_HZ, codecs=(codec,))
    before = len(transcodings(world))
    call = romeo.calls(world.gateway_jid("1001"))
    phone.is_called()
    phone.answers()
    call.is_answered()
    phone.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    phone.hangs_up()
    call.ends()
    assert len(transcodings(world)) > before
    before = len(transcodings(world))
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    assert len(transcodings(world)) > before
    call.hangs_up()
    phone.call_ends()


@scenario("opus and PCMA are joined by transcoding, both ways", timeout=90)
def transcoded_pcma(world):
    transcoded(world, "PCMA")


@scenario("opus and PCMU are joined by transcoding, both ways", timeout=90)
def transcoded_pcmu(world):
    transcoded(world, "PCMU")


@scenario("opus and G722 are joined by transcoding, both ways", timeout=90)
def transcoded_g722(world):
    transcoded(world, "G722")


@scenario("no common codec and no transcoding: the phone refuses, 488",
          defines=["JINGLE_WITHOUT_TRANSCODING"])
def no_common_calling(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ, codecs=["opus"])
    world.phone("1001", hz=PHONE_HZ, codecs=("PCMA",))
    call = romeo.calls(world.gateway_jid("1001"))
    reason, text = call.ends()
    assert reason == "incompatible-parameters", reason
    assert "488" in text, text


@scenario("a phone that says that no codec is common: failed-application",
          defines=["JINGLE_WITHOUT_TRANSCODING"])
def no_common_said(world):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ, codecs=["opus"])
    phone = SipCall(world, hz=PHONE_HZ, payloads=(8, 101))
    call = romeo.calls(world.gateway_jid("1007"))
    phone.is_called()
    assert not {0, 8, 9} & set(sdp_payloads(phone.sdp)), phone.sdp
    phone.ua.reply(phone.invite, 488, headers=[
        ("Warning", '305 phone "Incompatible media format"')])
    phone.ua.receives("ACK")
    assert call.ends()[0] == "failed-application"


def no_common_called(world, **options):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ, plain="ice",
                              codecs=["PCMU"], **options)
    world.adds_contact(romeo, "1007")
    phone = SipCall(world, hz=PHONE_HZ, payloads=(8, 101))
    phone.calls(world.sip_uri("romeo"))
    romeo.is_called().answers()
    refused = phone.ua.receives_code(488)
    assert refused.get("Warning").startswith("305 "), refused.get("Warning")
    phone.ua.ack(phone.invite, refused)


@scenario("no common codec and no transcoding: the XMPP client refuses, 488",
          defines=["JINGLE_WITHOUT_TRANSCODING"])
def no_common_called_jmi(world):
    no_common_called(world)


@scenario("the same without message initiation",
          defines=["JINGLE_WITHOUT_TRANSCODING"])
def no_common_called_directly(world):
    no_common_called(world, jmi=False)


@scenario("without rtpengine: raw-udp calls RTP/AVP, directly",
          defines=["JINGLE_WITHOUT_RTPENGINE"])
def direct_calls(world):
    call, phone = romeo_calls(world, plain="raw")
    romeo = world.network.clients["romeo-scripted"][1]
    assert phone.rtp.target[0] == romeo, phone.rtp.target
    assert not world.rtpengine.told()
    end(call, phone)


@scenario("without rtpengine: RTP/AVP calls raw-udp, directly",
          defines=["JINGLE_WITHOUT_RTPENGINE"])
def direct_called(world):
    call, phone = phone_calls(world, plain="raw")
    romeo = world.network.clients["romeo-scripted"][1]
    assert phone.rtp.target[0] == romeo, phone.rtp.target
    assert not world.rtpengine.told()
    end(call, phone)


# --- phones with one codec ---

def echoes(call, phone):
    """What the client says comes back to it, through the codec both ways, also
    after a hold of either side."""
    assert_heard((call, ROMEO_HZ))
    for hold in (phone.reinvites, None):
        if hold:
            hold(direction="sendonly")
            hold()
        else:
            call.holds()
            phone.gets_reinvite(direction="recvonly")
            call.resumes()
            offer = phone.gets_reinvite().body
            assert attribute(offer, "rtpmap") and re.search(
                r"^m=audio \d+ RTP/AVP .*\b" + str(phone.number_of(offer)), offer,
                re.M), offer
        assert_heard((call, ROMEO_HZ))
    end(call, phone)


class OneCodec(SipCall):
    """A phone that has one codec, and echoes what it hears."""

    def __init__(self, world, payload):
        super().__init__(world, hz=PHONE_HZ, payloads=(payload,), end=EchoEnd)

    def number_of(self, sdp):
        """Of its codec in an offer of ours (RFC 3264 section 6.1)."""
        name = CODECS[self.payloads[0]]
        found = [n.split()[0] for n in attribute(sdp, "rtpmap")
                 if n.split()[1].startswith(name)]
        assert found, sdp
        return int(found[0])

    def body(self, *args, **options):
        text = super().body(*args, **options)
        if self.outgoing:
            return text
        number, ours = self.number_of(self.sdp), self.payloads[0]
        return text.replace(f"RTP/AVP {ours}\r", f"RTP/AVP {number}\r").replace(
            f"rtpmap:{ours} ", f"rtpmap:{number} ")

    def takes(self, request, body=None, code=200, **options):
        if request.method == "INVITE":
            self.sdp = request.body
        super().takes(request, body, code, **options)


def one_codec_called(world, payload):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ, codecs=["opus"])
    phone = OneCodec(world, payload)
    call = romeo.calls(world.gateway_jid("1007"))
    phone.is_called()
    said = "\r\n".join(f"{name}: {value}" for name, value in
                       phone.invite.headers if name != "Record-Route")
    assert len(said) + len(phone.invite.body) < 1300, phone.invite.body
    phone.answers()
    call.is_answered()
    echoes(call, phone)


def one_codec_calls(world, payload):
    romeo = world.xmpp_client("romeo", hz=ROMEO_HZ, codecs=["opus"])
    phone = OneCodec(world, payload)
    phone.calls(world.sip_uri("romeo"))
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    echoes(call, phone)


# what rtpengine can do beside the list of jingle.cfg
MORE = {"defines": ('JINGLE_SIP_CODECS="transcode-PCMA transcode-PCMU '
                    'transcode-G722 transcode-GSM transcode-G729 '
                    'transcode-speex/8000 transcode-speex/16000 '
                    'transcode-G723"',)}


@scenario("a phone with GSM alone", timeout=120, **MORE)
def only_gsm(world):
    one_codec_called(world, 3)


@scenario("a phone with GSM alone calls", timeout=120, **MORE)
def only_gsm_calls(world):
    one_codec_calls(world, 3)


@scenario("a phone with G.729 alone", timeout=120)
def only_g729(world):
    one_codec_called(world, 18)


@scenario("a phone with G.729 alone calls", timeout=120)
def only_g729_calls(world):
    one_codec_calls(world, 18)


@scenario("a phone with G.723.1 alone", timeout=120, **MORE)
def only_g723(world):
    one_codec_called(world, 4)


@scenario("a phone with speex alone", timeout=120)
def only_speex(world):
    one_codec_called(world, 97)


@scenario("a phone with speex alone calls", timeout=120)
def only_speex_calls(world):
    one_codec_calls(world, 97)


@scenario("a phone with wideband speex alone", timeout=120, **MORE)
def only_speex_wide(world):
    one_codec_called(world, 98)


@scenario("a phone with wideband speex alone calls", timeout=120, **MORE)
def only_speex_wide_calls(world):
    one_codec_calls(world, 98)
