# SPDX-License-Identifier: GPL-2.0-or-later
"""A private ejabberd with the shipped snippet."""

import glob
import os
import pwd
import re
import secrets

from .process import Process, run

CONFIG = """
hosts: ["{domain}"]
loglevel: {level}
log_rotate_count: 0
hide_sensitive_log_data: false
registration_timeout: infinity
auth_method: internal
auth_password_format: plain
default_db: mnesia
listen:
  - {{port: {c2s}, ip: "{address}", module: ejabberd_c2s, access: c2s,
     max_stanza_size: 262144, shaper: c2s_shaper, {tls}}}
  - {{port: {http}, ip: "{address}", module: ejabberd_http,
     request_handlers: {{"/ws": ejabberd_http_ws}}}}
{listen}
acl: {{local: {{user_regexp: ""}}}}
access_rules: {{c2s: {{allow: all}}, local: {{allow: local}},
  register: {{allow: all}}}}
shaper_rules: {{max_user_sessions: 20, max_user_offline_messages: 100,
  c2s_shaper: normal}}
modules:
  mod_adhoc: {{}}
  mod_blocking: {{}}
  mod_caps: {{}}
  mod_carboncopy: {{}}
  mod_disco: {{}}
  mod_ping: {{}}
  mod_privacy: {{}}
  mod_pubsub: {{plugins: [flat, pep]}}
  mod_register: {{ip_access: all, access: register}}
  mod_roster: {{}}
  mod_stream_mgmt: {{}}
{modules}
{rest}
"""


def sections(text):
    """The top-level keys of a YAML file, each with its lines."""
    found = re.split(r"^(?=\w+:\n)", re.sub(r"^#.*\n", "", text, flags=re.M),
                     flags=re.M)
    return {key: body for key, _, body in
            (part.partition(":\n") for part in found if ":\n" in part)}


def several(listen, components):
    """The shipped listeners, the component's once for each component.

    components: [(name, secret, port)]
    """
    block, rest = re.split(r"^(?=  # STUN)", listen, maxsplit=1, flags=re.M)
    return "".join(
        block.replace("gw.example", name).replace("change-me", secret).replace(
            "5347", str(port)) for name, secret, port in components) + rest


class Ejabberd:
    """As Prosody: folder private, ports with c2s, component, http.

    connections: how many each component has, as domain_balancing says
    """

    def __init__(self, folder, snippet, domain, component, secret, address,
                 ports, store=True, cert=None, level="info", more=(),
                 connections=1):
        self.folder = folder
        self.snippet = snippet
        self.domain = domain
        self.components = [(component, secret, ports["component"])] + [
            (name, word, ports["component"] + n + 1)
            for n, (name, word) in enumerate(more)]
        self.connections = connections
        self.address = address
        self.ports = ports
        self.store = store
        self.cert = cert
        self.level = level
        self.rooms = None  # domain of group chats
        self.process = None
        self.epmd = None
        self.log = f"{folder}.log"

    def config(self):
        with open(self.snippet, encoding="utf-8") as file:
            text = file.read().replace("192.0.2.1", self.address)
        if self.connections > 1:
            text = re.sub(r"^#(domain_balancing|  )", r"\1", text,
                          flags=re.M)
        # each part joins what we have under the same key
        parts = sections(text)
        listen = several(parts.pop("listen"), self.components)
        modules = ("  mod_mam: {default: always}\n"
                   if self.store in (True, "mam") else "") + \
            ("  mod_offline: {}" if self.store in (True, "offline") else "")
        if self.rooms:
            modules += f'\n  mod_muc: {{host: "{self.rooms}"}}'
        modules += "\n" + parts.pop("modules")
        rest = "".join(f"{key}:\n{body}" for key, body in parts.items())
        for old, new in (("gw.example", self.components[0][0]),
                         ("component_number: 2",
                          f"component_number: {self.connections}")):
            rest = rest.replace(old, new)
        tls = f'certfile: "{self.cert[0]}", starttls: true' if self.cert \
            else "starttls: false"
        return CONFIG.format(
            domain=self.domain, level=self.level, address=self.address,
            c2s=self.ports["c2s"], http=self.ports["http"], tls=tls,
            listen=listen, modules=modules, rest=rest)

    def start(self, wait=True):
        os.makedirs(f"{self.folder}/spool", exist_ok=True)
        path = f"{self.folder}/ejabberd.yml"
        with open(path, "w", encoding="utf-8") as file:
            file.write(self.config())
        user = None
        if os.getuid() == 0:
            user = "ejabberd"
            run(["chown", "-R", f"{user}:{user}", self.folder])
        libs = [os.path.dirname(os.path.dirname(p)) for p in
                glob.glob("/usr/lib/*/ejabberd*/ebin") +
                glob.glob("/usr/lib/ejabberd*/ebin")]
        node = f"jingle{os.getpid()}"
        epmd_port = str(self.ports.get("epmd", 4369))
        env = {"EJABBERD_CONFIG_PATH": path, "HOME": self.folder,
               "EJABBERD_LOG_PATH": f"{self.folder}/ejabberd.log",
               "ERL_EPMD_PORT": epmd_port, "ERL_EPMD_ADDRESS": "127.0.0.1",
               "ERL_CRASH_DUMP": f"{self.folder}/crash.dump",
               "ERL_LIBS": ":".join(dict.fromkeys(libs))}
        # epmd by itself, so that erl does not leave a daemon behind
        epmd = glob.glob("/usr/lib/erlang/erts-*/bin/epmd") + \
            ["/usr/bin/epmd"]
        self.epmd = Process("epmd", [epmd[0], "-port", epmd_port, "-address",
                                     "127.0.0.1"],
                            f"{self.folder}.epmd.log", user=user, env=env)
        self.process = Process("ejabberd", [
            "/usr/bin/erl", "-noinput", "-sname", f"{node}@localhost",
            "-start_epmd", "false", "-setcookie", secrets.token_hex(12),
            "-kernel", "inet_dist_use_interface", "{127,0,0,1}",
            "-mnesia", "dir", f'"{self.folder}/spool"',
            "+K", "true", "-s", "ejabberd"],
            self.log, user=user, env=env, cwd=self.folder)
        if wait:
            self.wait()

    def wait(self):
        for name in ("component", "http", "c2s"):
            address = "127.0.0.1" if name == "component" else self.address
            self.process.wait_port(address, self.ports[name], 60)

    def kill(self):
        """kill -9; epmd is a server of its own, gone as well."""
        self.process.kill()
        self.epmd.stop()

    def stop(self):
        for process in (self.process, self.epmd):
            if process:
                process.stop()
        self.process = self.epmd = None


def available():
    """None, or why there is no ejabberd here."""
    try:
        pwd.getpwnam("ejabberd")
    except KeyError:
        return "no ejabberd"
    return None
