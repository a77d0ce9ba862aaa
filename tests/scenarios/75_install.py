# SPDX-License-Identifier: GPL-2.0-or-later
"""What cfg/doc/INSTALL.md has an operator type and write, apart from the lines
of kamailio.cfg: is it well-formed, and does it name what there is?"""

import glob
import os
import re
import shutil
import subprocess

from lib import edits
from lib.process import run
from lib.scenario import Skip, scenario
from lib.world import REPO

WORLD = {"gateway": False}


def blocks():
    return re.findall(r"^```\n(.*?)^```\n", edits.install_page(), re.M | re.S)


def block(words):
    found = [b for b in blocks() if words in b]
    assert len(found) == 1, f"{words} is in {len(found)} blocks"
    return found[0]


def tool(name):
    if not shutil.which(name):
        raise Skip(f"{name} is not installed")


@scenario("the page's commands are shell, and name files and units that there "
          "are")
def commands(world):
    text = "".join(b for b in blocks()
                   if re.match(r"(apt|chgrp|install|systemctl) ", b))
    assert text.count("\n") > 10, text
    run(["sh", "-n", "-c", text])
    for path in re.findall(r"(?<=\s)cfg/\S+", text):
        assert os.path.exists(f"{REPO}/{path}"), path
    units = re.search(r"systemctl enable --now (.*)", text).group(1).split()
    for unit in units:
        assert glob.glob(f"/lib/systemd/system/{unit}.service") or \
            os.path.exists(f"{REPO}/sidecar/{unit}.service"), unit


def headings(path):
    """What a page's headings are called in links."""
    with open(path, encoding="utf-8") as file:
        return [re.sub(r"[^\w -]", "", line.lstrip("# ").strip()).lower(
            ).replace(" ", "-") for line in file if line.startswith("#")]


@scenario("the page's links lead to files and headings that there are")
def links(world):
    for page in ("README.md", "cfg/doc/INSTALL.md", "cfg/doc/OPERATING.md",
                 "cfg/doc/BROWSER-PHONES.md", "cfg/doc/CONNECT-A-PBX.md",
                 "cfg/doc/ACCOUNTS.md", "cfg/doc/MESSAGES.md",
                 "modules/ARCHITECTURE.md"):
        with open(f"{REPO}/{page}", encoding="utf-8") as file:
            for target in re.findall(r"\]\(([^):]+)\)", file.read()):
                target, _, heading = target.partition("#")
                path = os.path.join(REPO, os.path.dirname(page), target) \
                    if target else f"{REPO}/{page}"
                assert os.path.exists(path), f"{page}: {target}"
                assert not heading or heading in headings(path), \
                    f"{page}: {target}#{heading}"
    for name in os.listdir(f"{REPO}/cfg/examples"):
        assert f"`{name}`" in edits.install_page(), name


@scenario("the firewall's lines are nftables'")
def firewall(world):
    tool("nft")
    path = f"{world.folder}/nft.conf"
    with open(path, "w", encoding="utf-8") as file:
        file.write("table inet filter {\nchain input {\n"
                   f"{block('udp dport')}}}\n}}\n")
    run(["nft", "-c", "-f", path])


@scenario("the tunnel by SSH: a unit that systemd takes, options that ssh takes")
def tunnel(world):
    text = block("jingle-tunnel.service")
    tool("ssh")
    words = re.search(r"^ExecStart=(.*)$", text, re.M).group(1).split()
    said = subprocess.run([words[0], "-G"] + words[1:], check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True)
    assert said.returncode == 0, said.stdout
    assert "localforward [127.0.0.1]:5347 [127.0.0.1]:5347" in said.stdout
    for option in ("batchmode yes", "exitonforwardfailure yes",
                   "serveraliveinterval 15"):
        assert option in said.stdout, option
    tool("systemd-analyze")
    path = f"{world.folder}/jingle-tunnel.service"
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    said = subprocess.run(["systemd-analyze", "verify", path], check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True)
    about = [line for line in said.stdout.splitlines()
             if "jingle-tunnel" in line]
    assert not about, about


@scenario("the tunnel by WireGuard: sections and keys of wg-quick(8)")
def wireguard(world):
    known = {"Interface": {"Address", "PrivateKey", "ListenPort"},
             "Peer": {"PublicKey", "Endpoint", "AllowedIPs",
                      "PersistentKeepalive"}}
    section = None
    for line in block("/etc/wireguard").splitlines():
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            section = known.pop(line.strip("[]"))
            continue
        key, value = (part.strip() for part in line.split("=", 1))
        assert value and key in section, line
        section.remove(key)
    assert not known, known
