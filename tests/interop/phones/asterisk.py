# SPDX-License-Identifier: GPL-2.0-or-later
"""A telephone of a PBX: baresip at Asterisk, which has the lines of
cfg/doc/CONNECT-A-PBX.md, as Kamailio has those of cfg/examples/pbx.cfg."""


from lib import asterisk, edits
from lib.baresip import Phone
from lib.process import run

TITLE = "Asterisk"
NUMBER = "601"
CODECS = {"PCMA": "alaw", "PCMU": "ulaw", "G722": "g722", "opus": "opus",
          "speex": "speex"}
LIMITS = {
    "codec=G729": "Debian's has no G.729",
    "avpf": "its telephone here refuses RTP/AVPF",
    "encryption=ice": "is a PBX beside Kamailio, no browser",
    "early=True": "its telephone here says nothing before it answers",
    "transfer": "its telephones transfer within it",
    "transfer in vain": "its telephones transfer within it",
    "transport=tcp": "the page's lines are for UDP",
    "two_phones": "its extensions are no phones of Kamailio's",
    "video=True": "its telephone here has no video",
    "websocket": "is reached by UDP",
}
ENCRYPTION = {"srtp": "media_encryption = sdes",
              "dtls": "media_encryption = dtls\n"
                      "dtls_auto_generate_cert = yes"}
TIMERS = "timers = always\ntimers_min_se = {0}\ntimers_sess_expires = {0}"

DIALPLAN = """
[internal]
include = xmpp
exten = 601,1,Dial(PJSIP/601,60)
"""


def kamailio(world):
    """The example's lines, with the address that the PBX will have."""
    address = world.network.reserve("pbx")
    return edits.copy(world, "pbx.cfg", values={
        "192.0.2.30": address,
        "192\\.0\\.2\\.30": address.replace(".", "\\.")})


WORLD = {"kamailio": kamailio}

available = asterisk.available
prepare = asterisk.fetch


def version():
    return run(["chroot", asterisk.ROOT, "/usr/sbin/asterisk",
                "-V"]).split()[1]


class Telephone(Phone):
    def dials(self, uri):
        """An XMPP user by name, as the page's dial plan has it."""
        super().dials(f"sip:{uri.split('@')[0]}@{self.server.address}")

    def presses(self, digits):
        for digit in digits:
            self.command("sndcode", digit)
        self.command("sndcode", "\4")  # the last key is let go

    def heard_digits(self):
        return "".join(e["param"] for e in self.events
                       if e["type"] == "CALL_DTMF_START")

    def kill(self):
        self.server.process.kill()


def ready(world, hz, number=NUMBER, codec="PCMA", encryption=None, timers=0):
    more = [ENCRYPTION[encryption]] if encryption else []
    if timers:
        more.append(TIMERS.format(timers))
    server = world.asterisk(
        dialplan=DIALPLAN, sip=asterisk.TELEPHONE,
        edits={"send_pai = yes": "\n".join(["send_pai = yes", *more]),
               "allow = alaw,ulaw": f"allow = {CODECS[codec]}"})
    netns, address = world.network.client("telephone")
    phone = world.at_home(Telephone(
        world.folder_for(number), number, server.address,
        f"{server.address}:5060", address, netns, password="telephone",
        hz=hz))
    phone.server = server
    phone.start()
    phone.address = server.address  # it is seen through the PBX
    return phone
