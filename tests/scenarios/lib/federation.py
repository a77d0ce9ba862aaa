# SPDX-License-Identifier: GPL-2.0-or-later
"""A second XMPP server, which speaks to the first as servers do: found by
DNS, believed by dialback."""

import os
import socket
import struct
import threading

from .prosody import Prosody
from .process import run
from .xmpp import XmppClient, new_password, register_account

S2S_PORT = 5269  # of the first server
PORTS = {"c2s": 6222, "component": 6347, "http": 6280}
FOREIGN_S2S_PORT = 6269
TYPE_A, TYPE_SRV = 1, 33


def encode_name(name):
    return b"".join(bytes([len(label)]) + label.encode()
                    for label in name.strip(".").split(".")) + b"\0"


class Dns:
    """Answers for servers on port 53; the namespace asks it.

    servers: {domain: (address, s2s port)}; dead: a top-level domain whose name
    servers do not answer
    """

    def __init__(self, folder, servers, host="127.0.0.1"):
        self.servers = servers
        self.dead = None
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.bind((host, 53))
        self.sock.settimeout(0.2)
        self.ending = False
        path = f"{folder}/resolv.conf"
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"nameserver {host}\noptions timeout:1\n")
        os.chmod(path, 0o644)
        run(["mount", "--bind", path, "/etc/resolv.conf"])
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        while not self.ending:
            try:
                data, source = self.sock.recvfrom(4096)
            except TimeoutError:
                continue
            labels, at = self.name(data)
            if not (self.dead and labels[-1] == self.dead):
                self.sock.sendto(self.answer(data, labels, at), source)

    @staticmethod
    def name(query):
        labels, at = [], 12
        while query[at]:
            labels.append(query[at + 1:at + 1 + query[at]].decode().lower())
            at += 1 + query[at]
        return labels, at

    def answer(self, query, labels, at):
        kind = struct.unpack_from("!H", query, at + 1)[0]
        question = query[12:at + 5]
        service = labels[:2] == ["_xmpp-server", "_tcp"]
        domain = ".".join(labels[2:] if service else labels)
        found = b""
        if domain in self.servers:
            address, port = self.servers[domain]
            if service and kind == TYPE_SRV:
                found = struct.pack("!HHH", 0, 0, port) + encode_name(domain)
            elif not service and kind == TYPE_A:
                found = socket.inet_aton(address)
        code = 0 if domain in self.servers else 3  # no such name
        head = query[:2] + struct.pack("!HHHHH", 0x8580 | code, 1,
                                       1 if found else 0, 0, 0)
        record = b"\xc0\x0c" + struct.pack("!HHIH", kind, 1, 60, len(found)) \
            + found if found else b""
        return head + question + record

    def stop(self):
        self.ending = True
        self.thread.join()
        self.sock.close()
        run(["umount", "/etc/resolv.conf"])


class Foreign:
    """The server of foreign.example."""

    domain = "foreign.example"

    def __init__(self, world):
        self.world = world
        folder = f"{world.folder}/foreign"
        self.server = Prosody(
            folder, f"{world.repo}/cfg/prosody.cfg.lua", self.domain,
            "gw.foreign.example", new_password(), world.address, PORTS,
            cert=world.cert, s2s=FOREIGN_S2S_PORT)
        self.passwords = {}

    @property
    def process(self):
        return self.server.process

    def start(self):
        self.server.start()

    def stop(self):
        self.server.stop()

    def client(self, user, resource="scripted", **options):
        """A scripted client that is online there."""
        world = self.world
        if user not in self.passwords:
            self.passwords[user] = new_password()
            register_account(world.address, PORTS["c2s"], self.domain, user,
                             self.passwords[user])
        netns, _ = world.network.client(f"{user}-{resource}"[:24])
        return world.at_home(XmppClient(
            world.folder_for(user), user, self.domain, world.address,
            PORTS["c2s"], self.passwords[user], netns, resource, **options))

    def jid(self, user):
        return f"{user}@{self.domain}"


def dns_for(world):
    """Both servers' domains, for everybody in this namespace."""
    own = (world.address, S2S_PORT)
    return Dns(world.folder, {
        world.xmpp_domain: own, world.component: own,
        Foreign.domain: (world.address, FOREIGN_S2S_PORT)})


def dns_for_phones(world):
    """Kamailio's domains, for phones that know no outbound proxy."""
    own = (world.address, S2S_PORT)
    return Dns(world.folder, {world.sip_domain: own, world.xmpp_domain: own},
               world.address)
