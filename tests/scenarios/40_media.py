# SPDX-License-Identifier: GPL-2.0-or-later
"""DTLS-SRTP with ICE on the XMPP side; plain RTP, SDES and DTLS on SIP's."""

from lib.rtpengine import version
from lib.scenario import Skip, scenario
from lib.sip_call import attribute
from lib.world import assert_heard

PERSONAS = True

ROMEO_HZ = 440
PHONE_HZ = 1000


def at_home(world, **phone):
    return world.together(
        lambda: world.xmpp_client("romeo", hz=ROMEO_HZ),
        lambda: world.phone("1001", hz=PHONE_HZ, **phone))


def proto(sdp):
    return next(line.split()[2] for line in sdp.splitlines()
                if line.startswith("m=audio"))


def sdp_on_wire(world, since, method, source=None, target=None):
    """The SDP of a request, or of its 200, between Kamailio and a phone."""
    found = [r for r in world.wire.sip(since) if "\r\nm=audio" in r.text and
             (r.text.startswith(method)) and
             (source is None or r.source[0] == source) and
             (target is None or r.target[0] == target)]
    assert found, f"no {method}"
    return found[-1].text.split("\r\n\r\n", 1)[1]


def romeo_calls(world, phone, romeo):
    call = romeo.calls(world.gateway_jid("1001"))
    phone.is_called()
    phone.answers()
    call.is_answered()
    phone.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    offer = sdp_on_wire(world, 0, "INVITE", target=phone.address)
    answer = sdp_on_wire(world, 0, "SIP/2.0 200", source=phone.address)
    phone.hangs_up()
    call.ends()
    return offer, answer


def phone_calls(world, phone, romeo):
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    call.answers()
    phone.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    offer = sdp_on_wire(world, 0, "INVITE", source=phone.address)
    answer = sdp_on_wire(world, 0, "SIP/2.0 200", target=phone.address)
    call.hangs_up()
    phone.call_ends()
    return offer, answer


def is_plain(sdp):
    assert proto(sdp) == "RTP/AVP", sdp
    for name in ("crypto", "fingerprint", "ice-ufrag", "candidate",
                 "rtcp-mux"):
        assert not attribute(sdp, name), sdp


def is_sdes(sdp):
    assert proto(sdp) == "RTP/SAVP", sdp
    assert attribute(sdp, "crypto"), sdp
    assert not attribute(sdp, "fingerprint"), sdp


def is_dtls(sdp):
    assert proto(sdp).startswith("UDP/TLS/RTP/SAVP"), sdp
    assert attribute(sdp, "fingerprint"), sdp
    assert not attribute(sdp, "crypto"), sdp


@scenario("DTLS-SRTP and ICE to RTP/AVP")
def to_plain(world):
    romeo, phone = at_home(world)
    for sdp in romeo_calls(world, phone, romeo):
        is_plain(sdp)


@scenario("RTP/AVP to DTLS-SRTP and ICE")
def from_plain(world):
    romeo, phone = at_home(world)
    for sdp in phone_calls(world, phone, romeo):
        is_plain(sdp)


@scenario("SDES to DTLS-SRTP and ICE: the phone chooses")
def from_sdes(world):
    romeo, phone = at_home(world, account=";mediaenc=srtp-mand")
    for sdp in phone_calls(world, phone, romeo):
        is_sdes(sdp)


@scenario("DTLS-SRTP of the phone without ICE to DTLS-SRTP with ICE")
def from_dtls(world):
    romeo, phone = at_home(world, account=";mediaenc=dtls_srtp")
    for sdp in phone_calls(world, phone, romeo):
        is_dtls(sdp)
        assert not attribute(sdp, "candidate"), sdp


@scenario("no handshake begins while a phone that called with DTLS rings")
def from_dtls_rings(world):
    romeo, phone = at_home(
        world, account=";mediaenc=dtls_srtp;medianat=ice",
        config="rtcp_mux yes\n")
    before = len(world.rtpengine.process.log_text())
    phone.dials(world.sip_uri("romeo"))
    call = romeo.is_called()
    log = world.rtpengine.process.log_text()[before:]
    if "Creating active DTLS" in log and version() >= (12, 0):
        raise Skip("rtpengine 12 and later begin the handshake whatever "
                   "DTLS-reverse says")
    assert "Creating passive DTLS" in log and \
        "Creating active DTLS" not in log, log
    call.answers()
    phone.is_answered()
    assert_heard((call, PHONE_HZ), (phone, ROMEO_HZ))
    call.hangs_up()
    phone.call_ends()


@scenario("DTLS-SRTP and ICE of the phone to DTLS-SRTP and ICE")
def from_dtls_ice(world):
    romeo, phone = at_home(
        world, account=";mediaenc=dtls_srtp;medianat=ice",
        config="rtcp_mux yes\n")
    for sdp in phone_calls(world, phone, romeo):
        is_dtls(sdp)
        assert attribute(sdp, "ice-ufrag"), sdp


@scenario("DTLS-SRTP and ICE to SDES: the operator's choice",
          defines=["JINGLE_SIP_SDES"])
def to_sdes(world):
    romeo, phone = at_home(world, account=";mediaenc=srtp-mand")
    offer, answer = romeo_calls(world, phone, romeo)
    is_sdes(offer)
    is_sdes(answer)
    # of RFC 4568 section 6.2; the first one is number 1, as some phones
    # (Jami) answer always
    suites = [line.split()[:2] for line in offer.splitlines()
              if line.startswith("a=crypto:")]
    assert suites == [["a=crypto:1", "AES_CM_128_HMAC_SHA1_80"],
                      ["a=crypto:2", "AES_CM_128_HMAC_SHA1_32"]], suites


@scenario("a phone with plain RTP calls where SDES is the operator's choice",
          defines=["JINGLE_SIP_SDES"])
def from_plain_where_sdes(world):
    romeo, phone = at_home(world)
    for sdp in phone_calls(world, phone, romeo):
        is_plain(sdp)


@scenario("DTLS-SRTP and ICE to DTLS-SRTP without ICE",
          defines=["JINGLE_SIP_DTLS"])
def to_dtls(world):
    romeo, phone = at_home(world, account=";mediaenc=dtls_srtp")
    for sdp in romeo_calls(world, phone, romeo):
        is_dtls(sdp)


@scenario("DTLS-SRTP and ICE to DTLS-SRTP and ICE",
          defines=["JINGLE_SIP_WEBRTC"])
def to_dtls_ice(world):
    romeo, phone = at_home(
        world, account=";mediaenc=dtls_srtp;medianat=ice",
        config="rtcp_mux yes\n")
    for sdp in romeo_calls(world, phone, romeo):
        is_dtls(sdp)
        assert attribute(sdp, "ice-ufrag"), sdp


OWN = """
route[JINGLE_XMPP_MEDIA] {
	$var(media) = "UDP/TLS/RTP/SAVPF ICE=force rtcp-mux-offer generate-mid";
}

route[JINGLE_SIP_MEDIA] {
	if($rU == "1001") {
		$var(media) = "RTP/SAVP DTLS=off SDES-pad ICE=remove rtcp-mux-demux";
	} else {
		$var(media) = "RTP/AVP DTLS=off SDES-off ICE=remove rtcp-mux-demux";
	}
}
"""


@scenario("the operator's own route chooses for each phone",
          defines=["JINGLE_OWN_MEDIA"], cfg=OWN)
def own_route(world):
    romeo, phone = at_home(world, account=";mediaenc=srtp-mand")
    for sdp in romeo_calls(world, phone, romeo):
        is_sdes(sdp)
    phone.stop()
    other = world.phone("1002", hz=PHONE_HZ)
    call = romeo.calls(world.gateway_jid("1002"))
    other.is_called()
    other.answers()
    call.is_answered()
    assert_heard((call, PHONE_HZ), (other, ROMEO_HZ))
    is_plain(sdp_on_wire(world, 0, "INVITE", target=other.address))
    other.hangs_up()
    call.ends()


def directly(world):
    """rtpengine was not asked for anything."""
    assert not world.rtpengine.told()


ICE = {"account": ";mediaenc=dtls_srtp;medianat=ice",
       "config": "rtcp_mux yes\n"}


# a client that trickles has nothing in its session-initiate that the phone
# could reach
@scenario("without rtpengine: DTLS-SRTP and ICE on both sides, directly",
          defines=["JINGLE_WITHOUT_RTPENGINE"], persona=False)
def direct(world):
    romeo, phone = at_home(world, **ICE)
    for sdp in romeo_calls(world, phone, romeo):
        is_dtls(sdp)
        assert attribute(sdp, "candidate"), sdp
    directly(world)


@scenario("the same when the phone calls",
          defines=["JINGLE_WITHOUT_RTPENGINE"], persona=False)
def direct_called(world):
    romeo, phone = at_home(world, **ICE)
    for sdp in phone_calls(world, phone, romeo):
        is_dtls(sdp)
        assert attribute(sdp, "candidate"), sdp
    directly(world)
