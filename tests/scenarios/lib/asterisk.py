# SPDX-License-Identifier: GPL-2.0-or-later
"""Asterisk, of Debian sid (utils/asterisk-root), run by chroot: driven by its
command line. Its lines for Kamailio are those of cfg/doc/CONNECT-A-PBX.md; what
stands here besides is a test's telephones, tones and recordings."""

import glob
import itertools
import os
import re
import socket
import subprocess

from . import tone
from .process import Failed, Process, run, wait_until

REPO = os.path.abspath(os.path.join(os.path.dirname(__file__), "../../.."))
ROOT = os.environ.get("ASTERISK_ROOT",
                      "/var/cache/kamailio-jingle/asterisk")
PAGE = f"{REPO}/cfg/doc/CONNECT-A-PBX.md"
NUMBERS = itertools.count(1)
HZ = 1000  # what an extension that answers by itself plays
HOLD_HZ = 1500  # music on hold
ANNOUNCED_HZ = 2100  # announcements

MODULES = """[modules]
autoload=no
{loads}"""

# what the tests need, in the order in which it can be loaded
LOADED = (
    "res_timing_timerfd res_pjproject res_sorcery_config res_sorcery_memory "
    "res_sorcery_astdb res_statsd res_geolocation res_pjsip res_pjsip_pubsub "
    "res_pjsip_session res_pjsip_authenticator_digest "
    "res_pjsip_outbound_authenticator_digest "
    "res_pjsip_endpoint_identifier_ip res_pjsip_endpoint_identifier_user "
    "res_pjsip_caller_id res_pjsip_diversion res_pjsip_dtmf_info "
    "res_pjsip_empty_info "
    "res_pjsip_header_funcs res_pjsip_nat res_pjsip_path res_pjsip_refer "
    "res_pjsip_registrar res_pjsip_rfc3326 res_pjsip_sdp_rtp "
    "res_http_websocket "
    "res_rtp_asterisk res_srtp res_crypto res_format_attr_opus "
    "res_musiconhold chan_pjsip codec_alaw codec_ulaw codec_a_mu codec_g722 "
    "codec_resample codec_speex codec_opus_open_source format_wav format_pcm format_sln bridge_simple "
    "bridge_softmix "
    "bridge_native_rtp bridge_holding bridge_builtin_features pbx_config "
    "app_dial app_echo app_playtones app_playback app_mixmonitor app_read "
    "app_senddtmf app_queue app_confbridge app_transfer app_verbose "
    "app_stack app_mwi func_callerid func_channel func_strings func_logic "
    "func_dialplan res_clioriginate app_originate func_pjsip_endpoint "
    "func_pjsip_contact func_hangupcause func_global app_bridgewait")

CONF = {
    "asterisk.conf": """[directories]
astetcdir => {inside}
astmoddir => {modules}
astvarlibdir => {inside}/lib
astdbdir => {inside}/lib
astkeydir => {inside}/lib
astdatadir => /usr/share/asterisk
astagidir => /usr/share/asterisk/agi-bin
astspooldir => {inside}/spool
astrundir => {inside}/run
astlogdir => {inside}/log
[options]
verbose = 3
""",
    "logger.conf": """[logfiles]
console => notice,warning,error,verbose,dtmf
""",
    "rtp.conf": "[general]\nrtpstart=10000\nrtpend=10099\nstrictrtp=no\n",
    "musiconhold.conf": """[default]
mode=files
directory={inside}/music
""",
    "queues.conf": """[general]
[help]
strategy=ringall
musicclass=default
announce-frequency=5
periodic-announce-frequency=5
periodic-announce={inside}/announced
joinempty=yes
""",
    "confbridge.conf": """[general]
[room]
type=bridge
[guest]
type=user
announce_only_user=no
quiet=yes
""",
}

# its telephone 601, for pjsip.conf
TELEPHONE = """
[601]
type = endpoint
context = internal
aors = 601
auth = 601
disallow = all
allow = alaw
direct_media = no
callerid = Anna <601>

[601]
type = aor
max_contacts = 1

[601]
type = auth
auth_type = userpass
username = 601
password = telephone
"""


def available():
    """None, or why it cannot run here."""
    if os.access(f"{ROOT}/usr/sbin/asterisk", os.X_OK):
        return None
    return f"no Asterisk in {ROOT}: see utils/asterisk-root"


def fetch():
    """Fetch it, once; its scenarios are skipped where that fails."""
    subprocess.run([f"{REPO}/utils/asterisk-root"], check=False)


def page_lines(name):
    """The blocks of the page that begin with `; NAME`, as one text."""
    with open(PAGE, encoding="utf-8") as file:
        blocks = re.findall(r"^```\n(.*?)^```\n", file.read(), re.M | re.S)
    found = [b for b in blocks if b.startswith(f"; {name}\n")]
    if not found:
        raise Failed(f"{PAGE} has no block of {name}")
    return "\n".join(found)


def mounts():
    """What a chroot needs of a booted system; in this mount namespace only."""
    if os.path.ismount(f"{ROOT}/pbx"):
        return
    run(["mount", "-t", "tmpfs", "tmpfs", f"{ROOT}/pbx"])
    run(["mount", "-t", "proc", "proc", f"{ROOT}/proc"])
    # no name server is asked for its own name
    for name, text in (
            ("hosts", f"127.0.0.1 localhost {socket.gethostname()}\n"),
            ("resolv.conf", "nameserver 127.0.0.1\n")):
        path = f"{ROOT}/pbx/{name}"
        with open(path, "w", encoding="ascii") as file:
            file.write(text)
        run(["touch", f"{ROOT}/etc/{name}"])
        run(["mount", "--bind", path, f"{ROOT}/etc/{name}"])
    for name in ("null", "zero", "random", "urandom"):
        if not os.path.exists(f"{ROOT}/dev/{name}"):
            open(f"{ROOT}/dev/{name}", "w", encoding="ascii").close()
        run(["mount", "--bind", f"/dev/{name}", f"{ROOT}/dev/{name}"])


class Asterisk:
    """values: {text of the page: text instead of it}; dialplan, sip: more
    lines of extensions.conf and pjsip.conf; edits: {line of the page's
    pjsip.conf: line instead of it}; native: let it pass RTP on as it is"""

    def __init__(self, folder, address, netns, values, dialplan="", sip="",
                 edits=(), native=False):
        self.folder = folder
        self.user = "pbx"
        self.address = address
        self.port = 5060
        self.netns = netns
        mounts()
        self.inside = f"/pbx/{next(NUMBERS)}"
        os.makedirs(folder)
        os.mkdir(f"{ROOT}{self.inside}")
        run(["mount", "--bind", folder, f"{ROOT}{self.inside}"])
        for name in ("lib", "spool", "run", "log", "music"):
            os.mkdir(f"{folder}/{name}")
        tone.write_wav(f"{folder}/music/hold.wav", HOLD_HZ)
        tone.write_wav(f"{folder}/announced.wav", ANNOUNCED_HZ, seconds=3)
        modules = glob.glob(f"{ROOT}/usr/lib/*/asterisk/modules")[0]
        texts = {name: text.format(inside=self.inside,
                                   modules=modules[len(ROOT):])
                 for name, text in CONF.items()}
        off = [] if native else re.findall(r"^noload = (\w+)\.so$",
                                           page_lines("modules.conf"), re.M)
        there = [m for m in LOADED.split() if m not in off and
                 os.path.exists(f"{modules}/{m}.so")]
        texts["modules.conf"] = MODULES.format(
            loads="".join(f"load={m}.so\n" for m in there))
        pjsip = page_lines("pjsip.conf")
        for old, new in dict(edits).items():
            if pjsip.count(f"\n{old}\n") != 1:
                raise Failed(f"pjsip.conf has not one line {old!r}")
            pjsip = pjsip.replace(f"\n{old}\n", f"\n{new}\n")
        texts["pjsip.conf"] = pjsip + sip
        texts["extensions.conf"] = page_lines("extensions.conf") + dialplan
        values = dict(values, INSIDE=self.inside)
        for name, text in texts.items():
            for old, new in values.items():
                text = text.replace(old, new)
            with open(f"{folder}/{name}", "w", encoding="utf-8") as file:
                file.write(text)
        self.process = Process(
            "asterisk", ["chroot", ROOT, "/usr/sbin/asterisk", "-C",
                         f"{self.inside}/asterisk.conf", "-f", "-n"],
            f"{folder}.log", netns, env={"TERM": "dumb"})

    def starts(self):
        self.process.wait_log("Asterisk Ready.", 30)
        return self

    def does(self, command):
        """One line of its command line; return what it says."""
        done = subprocess.run(
            ["ip", "netns", "exec", self.netns, "chroot", ROOT,
             "/usr/sbin/asterisk", "-C", f"{self.inside}/asterisk.conf",
             "-rx", command], stdout=subprocess.PIPE, text=True,
            stderr=subprocess.STDOUT, check=False, timeout=20)
        return done.stdout

    def dials(self, uri, extension="talk"):
        """Call by the page's endpoint; who answers is connected with an
        extension of the dialplan."""
        self.does(f"channel originate PJSIP/kamailio/{uri} extension "
                  f"{extension}@tests")

    def sees(self, pattern, timeout=15):
        """Wait for a line of its console."""
        return wait_until(
            lambda: re.search(pattern, self.process.log_text()), timeout,
            f"Asterisk: {pattern}", [self.process])

    def channels(self):
        """The number of its calls' legs."""
        return int(re.search(r"(\d+) active channel", self.does(
            "core show channels count")).group(1))

    def call_ends(self, timeout=15):
        wait_until(lambda: self.channels() == 0, timeout,
                   "Asterisk has no call", [self.process])

    def hangs_up(self):
        self.does("channel request hangup all")

    def hears(self, hz):
        """Does what it hears end with this tone? It writes with a delay."""
        try:
            return tone.has_tone(*tone.recording(f"{self.folder}/heard.wav"),
                                 hz)
        except FileNotFoundError:
            return False

    def stop(self):
        self.process.stop()
        run(["umount", f"{ROOT}{self.inside}"])
