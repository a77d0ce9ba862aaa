# SPDX-License-Identifier: GPL-2.0-or-later
"""The network of a test: a bridge with the servers, a namespace per client.

libnice, aioice and Chromium gather no loopback candidates: clients need an
interface and a default route of their own.
"""

import contextlib
import ipaddress
import itertools
import json
import os
import socket
import threading

from .process import Failed, run

BRIDGE_IPV6 = "fd77::1"
BRIDGE_MAC = "02:77:00:00:00:01"
NUMBERS = itertools.count(1)


class Network:
    """A bridge; its own address is the servers', .2, .3 … are the clients'."""

    def __init__(self, prefix=None, subnet="10.77.0.0/24", ipv6=True):
        # the kernel takes its time to forget a namespace: no name twice
        prefix = prefix or f"jg{next(NUMBERS)}"
        self.subnet = ipaddress.ip_network(subnet)
        self.prefix = prefix
        self.bridge = f"{prefix}-br"
        self.ipv6 = ipv6
        self.clients = {}
        self.reserved = {}
        self.walls = []
        self.used = 1
        self.lock = threading.Lock()

    @property
    def address(self):
        return str(self.subnet[1])

    def start(self):
        run(["ip", "link", "set", "lo", "up"])
        # a fixed MAC: else it changes with each new port, and what the others
        # have in their ARP caches is wrong for seconds
        run(["ip", "link", "add", self.bridge, "address", BRIDGE_MAC, "type",
             "bridge"])
        run(["ip", "address", "add", f"{self.address}/{self.subnet.prefixlen}",
             "dev", self.bridge])
        if self.ipv6:
            run(["ip", "address", "add", f"{BRIDGE_IPV6}/64", "dev",
                 self.bridge, "nodad"])
        run(["ip", "link", "set", self.bridge, "up"])

    def client(self, name):
        """Make (once) a client's namespace; return its name and address."""
        with self.lock:
            return self.make_client(name)

    def reserve(self, name):
        """The address that a client will have: for configurations that name
        it and are written before anybody comes."""
        with self.lock:
            if name not in self.reserved:
                self.used += 1
                self.reserved[name] = self.used
            return str(self.subnet[self.reserved[name]])

    def make_client(self, name):
        if name in self.clients:
            return self.clients[name]
        number = self.reserved.get(name)
        if not number:
            self.used += 1
            number = self.used
        netns = f"{self.prefix}-{name}"
        address = str(self.subnet[number])
        link = f"{self.prefix}-v{number}"
        run(["ip", "netns", "add", netns])
        run(["ip", "link", "add", link, "type", "veth", "peer", "name",
             "eth0", "netns", netns])
        run(["ip", "link", "set", link, "master", self.bridge, "up"])
        run(["ip", "-n", netns, "link", "set", "lo", "up"])
        run(["ip", "-n", netns, "address", "add",
             f"{address}/{self.subnet.prefixlen}", "dev", "eth0"])
        if self.ipv6:
            run(["ip", "-n", netns, "address", "add",
                 f"fd77::{number:x}/64", "dev", "eth0", "nodad"])
        run(["ip", "-n", netns, "link", "set", "eth0", "up"])
        run(["ip", "-n", netns, "route", "add", "default", "via",
             self.address])
        self.clients[name] = (netns, address)
        return self.clients[name]

    def ipv6_of(self, name):
        """A client's IPv6 address."""
        address = ipaddress.ip_address(self.client(name)[1])
        return f"fd77::{int(address) - int(self.subnet[0]):x}"

    def cut(self, name):
        """Pull a client's cable."""
        netns, _ = self.clients[name]
        run(["ip", "-n", netns, "link", "set", "eth0", "down"])

    def restore(self, name):
        """Plug it in again."""
        netns, _ = self.clients[name]
        run(["ip", "-n", netns, "link", "set", "eth0", "up"])
        run(["ip", "-n", netns, "route", "replace", "default", "via",
             self.address])

    def lets_out(self, name, udp):
        """A firewall in front of a client: of UDP only these ports pass."""
        netns, address = self.clients[name]
        ipv6 = f"fd77::{int(address.rsplit('.', 1)[1]):x}"
        ports = ", ".join(str(port) for port in udp)
        # a drop on the way out would be an error for the sender
        run(["nft", f"table inet from-{name} {{ chain in {{ type filter hook "
             f"input priority 0; ip saddr {address} udp dport != {{ {ports} }}"
             f" drop; ip6 saddr {ipv6} udp dport != {{ {ports} }} drop; }}; }}"])
        run(["ip", "netns", "exec", netns, "nft", "table inet only { chain in "
             "{ type filter hook input priority 0; udp sport != "
             f"{{ {ports} }} drop; }}; }}"])
        self.walls.append(f"from-{name}")

    def stop(self):
        """Remove all; for a network outside of a namespace of its own."""
        for netns, _ in self.clients.values():
            with contextlib.suppress(Failed):
                run(["ip", "netns", "delete", netns])
        for wall in self.walls:
            run(["nft", f"delete table inet {wall}"])
        self.clients, self.walls = {}, []
        with contextlib.suppress(Failed):
            run(["ip", "link", "delete", self.bridge])


def private_run_folder():
    """Give this mount namespace a /run of its own (ip netns, Kamailio)."""
    run(["mount", "-t", "tmpfs", "tmpfs", "/run"])
    os.mkdir("/run/netns")
    os.mkdir("/run/kamailio")
    os.mkdir("/run/lock")


def free_port(address="127.0.0.1", kind=socket.SOCK_STREAM):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, kind) as probe:
        probe.bind((address, 0))
        return probe.getsockname()[1]


def free_subnet(first="10.77.0.0/24"):
    """A /24 that no interface or route of this host uses, nor another caller.

    return (subnet, claim): keep the claim open as long as it is used
    """
    taken = []
    for route in json.loads(run(["ip", "-json", "-4", "route", "show", "table",
                                 "all"]) or "[]"):
        with contextlib.suppress(ValueError):
            taken.append(ipaddress.ip_network(route.get("dst", ""),
                                              strict=False))
    start = ipaddress.ip_network(first)
    base = int(start.network_address)
    for number in range(178):
        net = ipaddress.ip_network((base + 256 * number, 24))
        if any(net.overlaps(other) for other in taken if other.prefixlen):
            continue
        claim = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            claim.bind(f"\0jingle-demo-{net}")
        except OSError:
            claim.close()
            continue
        return str(net), claim
    raise Failed("no free 10.77.x.0/24 network")
