# SPDX-License-Identifier: GPL-2.0-or-later
"""A private Prosody with the shipped component snippet."""

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
component_ports = {{ {component} }}
component_interfaces = {{ "127.0.0.1" }}
http_ports = {{ {http} }}
https_ports = {{ }}
http_interfaces = {{ {interfaces} }}
s2s_ports = {{ }}
modules_enabled = {{
	"disco"; "roster"; "saslauth"; "pep"; "carbons"; "blocklist"; "ping";
	"smacks"; "csi_simple"; "websocket"; "register_ibr"; "tls"; {modules}
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

"""

TLS = """ssl = {{ certificate = "{cert}"; key = "{key}"; }}
"""


class Prosody:
    """folder: private, made here. ports: dict with c2s, component, http."""

    def __init__(self, folder, snippet, domain, component, secret, address,
                 ports, store=True, cert=None, level="info"):
        self.folder = folder
        self.snippet = snippet
        self.domain = domain
        self.component = component
        self.secret = secret
        self.address = address
        self.ports = ports
        self.store = store
        self.cert = cert
        self.level = level
        self.process = None
        self.log = f"{folder}.log"

    def config(self):
        """The private base, and the shipped snippet with our names in it."""
        modules = '"mam";' if self.store else ""
        disabled = '"s2s";' if self.store else '"s2s"; "offline";'
        tls = TLS.format(cert=self.cert[0], key=self.cert[1]) \
            if self.cert else ""
        base = CONFIG.format(
            folder=self.folder, level=self.level, domain=self.domain,
            interfaces=", ".join(f'"{a}"' for a in
                                 dict.fromkeys(["127.0.0.1", self.address])),
            c2s=self.ports["c2s"], component=self.ports["component"],
            http=self.ports["http"], modules=modules, disabled=disabled,
            tls=tls)
        with open(self.snippet, encoding="utf-8") as file:
            snippet = file.read()
        return base + snippet.replace("gw.example", self.component).replace(
            "change-me", self.secret)

    def start(self, wait=True):
        os.makedirs(f"{self.folder}/data", exist_ok=True)
        path = f"{self.folder}/prosody.cfg.lua"
        with open(path, "w", encoding="utf-8") as file:
            file.write(self.config())
        os.chmod(path, 0o640)
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

    def stop(self):
        if self.process:
            self.process.stop()
            self.process = None
