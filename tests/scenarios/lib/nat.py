# SPDX-License-Identifier: GPL-2.0-or-later
"""A NAT router with clients behind it that cannot reach each other: neither
by their own addresses nor by the router's (no hairpin), as in many mobile
networks and guest WLANs."""

from .process import run

RULES = """
table ip nat {
	chain postrouting {
		type nat hook postrouting priority 100;
		oifname "out" masquerade
	}
}
table ip filter {
	chain forward {
		type filter hook forward priority 0;
		iifname "in*" oifname "in*" drop
	}
}
"""


class Nat:
    """outside: the router's address on the servers' network."""

    def __init__(self, network, outside="10.77.0.200"):
        self.network = network
        self.outside = outside
        self.netns = f"{network.prefix}-nat"
        self.used = 0

    def start(self):
        link = f"{self.network.prefix}-nat"
        run(["ip", "netns", "add", self.netns])
        run(["ip", "link", "add", link, "type", "veth", "peer", "name", "out",
             "netns", self.netns])
        run(["ip", "link", "set", link, "master", self.network.bridge, "up"])
        self.ip("link", "set", "lo", "up")
        self.ip("address", "add", f"{self.outside}/24", "dev", "out")
        self.ip("link", "set", "out", "up")
        self.ip("route", "add", "default", "via", self.network.address)
        self.inside("sysctl", "-qw", "net.ipv4.ip_forward=1")
        self.inside("nft", "-f", "-", input=RULES)
        # for Network.stop()
        self.network.clients["nat"] = (self.netns, self.outside)
        return self

    def ip(self, *words):
        run(["ip", "-n", self.netns, *words])

    def inside(self, *words, **options):
        run(["ip", "netns", "exec", self.netns, *words], **options)

    def client(self, name):
        """Make a namespace behind the router; Network.client(name) gives it
        from now on."""
        self.used += 1
        netns = f"{self.network.prefix}-{name}"
        subnet = f"192.168.{self.used}"
        run(["ip", "netns", "add", netns])
        self.ip("link", "add", f"in{self.used}", "type", "veth", "peer",
                "name", "eth0", "netns", netns)
        self.ip("address", "add", f"{subnet}.1/24", "dev", f"in{self.used}")
        self.ip("link", "set", f"in{self.used}", "up")
        run(["ip", "-n", netns, "link", "set", "lo", "up"])
        run(["ip", "-n", netns, "address", "add", f"{subnet}.2/24", "dev",
             "eth0"])
        run(["ip", "-n", netns, "link", "set", "eth0", "up"])
        run(["ip", "-n", netns, "route", "add", "default", "via",
             f"{subnet}.1"])
        self.network.clients[name] = (netns, f"{subnet}.2")
        return self.network.clients[name]
