# SPDX-License-Identifier: GPL-2.0-or-later
"""A private Prosody with the shipped snippet."""

import os
import shutil

from .process import Process, run

CONFIG = """
pidfile = "{folder}/prosody.pid"
daemonize = false
data_path = "{folder}/data"
plugin_paths = {{ }}
log = {{ {{ levels = {{ min = "{level}" }}; to = "console" }} }}
interfaces = {{ {interfaces} }}
local_interfaces = {{ "127.0.0.1" }}
c2s_ports = {{ {c2s} }}
http_ports = {{ {http} }}
https_ports = {{ }}
http_interfaces = {{ {interfaces} }}
s2s_ports = {{ {s2s} }}
s2s_interfaces = {{ {interfaces} }}
s2s_require_encryption = false
s2s_secure_auth = false
modules_enabled = {{
	"disco"; "roster"; "saslauth"; "pep"; "carbons"; "blocklist"; "ping";
	"smacks"; "csi_simple"; "websocket"; "register_ibr"; "tls"; "limits";
	"user_account_management";
	{modules}
}}
modules_disabled = {{ {disabled} }}
allow_registration = true
authentication = "internal_plain"
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
cross_domain_websocket = true
consider_websocket_secure = true
archive_expires_after = "1d"
storage = "internal"
{tls}
VirtualHost "{domain}"

Include "conf.d/*.cfg.lua"
"""

TLS = """ssl = {{ certificate = "{cert}"; key = "{key}"; }}
"""


def several(snippet, components):
    """The shipped snippet, its component block once for each component.

    components: [(name, secret)]
    """
    head, block = snippet.split('Component "', 1)
    return head + "\n".join(
        ('Component "' + block).replace("gw.example", name).replace(
            '"change-me"', f'"{secret}"') for name, secret in components)


class Prosody:
    """folder: private, made here. ports: dict with c2s, component, http.
    more: further components, (name, secret) each. turn_secret: of a TURN
    server at our address, which clients are told about. s2s: port for other
    servers, None: there are no others."""

    def __init__(self, folder, snippet, domain, component, secret, address,
                 ports, store=True, cert=None, level="info", more=(),
                 turn_secret=None, s2s=None):
        self.folder = folder
        self.snippet = snippet
        self.domain = domain
        self.components = [(component, secret)] + list(more)
        self.turn_secret = turn_secret
        self.address = address
        self.ports = ports
        self.store = store
        self.cert = cert
        self.level = level
        self.s2s = s2s
        self.rooms = None  # domain of group chats
        self.process = None
        self.log = f"{folder}.log"

    def config(self):
        modules = '"mam";' if self.store in (True, "mam") else ""
        modules += ' "turn_external";' if self.turn_secret else ""
        modules += '"dialback";' if self.s2s else ""
        disabled = "" if self.s2s else '"s2s";'
        disabled += "" if self.store in (True, "offline") else \
            '"offline";'
        tls = TLS.format(cert=self.cert[0], key=self.cert[1]) \
            if self.cert else ""
        return CONFIG.format(
            folder=self.folder, level=self.level, domain=self.domain,
            interfaces=", ".join(f'"{a}"' for a in
                                 dict.fromkeys(["127.0.0.1", self.address])),
            c2s=self.ports["c2s"], http=self.ports["http"],
            s2s=self.s2s or "", modules=modules, disabled=disabled,
            tls=tls) + (f'Component "{self.rooms}" "muc"\n' if self.rooms else "")

    def shipped(self):
        """The shipped snippet with our names in it."""
        with open(self.snippet, encoding="utf-8") as file:
            text = several(file.read(), self.components)
        return text.replace("5347", str(self.ports["component"])).replace(
            "turn.example", self.address).replace(
            "change-me-too", self.turn_secret or "none")

    def start(self, wait=True):
        os.makedirs(f"{self.folder}/data", exist_ok=True)
        path = f"{self.folder}/prosody.cfg.lua"
        with open(path, "w", encoding="utf-8") as file:
            file.write(self.config())
        os.chmod(path, 0o640)
        os.makedirs(f"{self.folder}/conf.d", exist_ok=True)
        with open(f"{self.folder}/conf.d/jingle.cfg.lua", "w",
                  encoding="utf-8") as file:
            file.write(self.shipped())
        user = None
        if os.getuid() == 0:
            user = "prosody"
            run(["chown", "-R", "prosody:prosody", self.folder])
        self.process = Process("prosody", [
            shutil.which("prosody") or "/usr/bin/prosody", "-F", "--config",
            path], self.log, user=user)
        if wait:
            self.wait()

    def wait(self):
        """Wait until clients, components and websockets are served."""
        for name in ("c2s", "component", "http"):
            address = "127.0.0.1" if name == "component" else self.address
            self.process.wait_port(address, self.ports[name])

    def kill(self):
        self.process.kill()

    def stop(self):
        if self.process:
            self.process.stop()
            self.process = None
