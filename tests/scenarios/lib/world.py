# SPDX-License-Identifier: GPL-2.0-or-later
"""A world: its network, its servers, the gateway, and who lives in it."""

import contextlib
import os
import re
import secrets
import socket
import sqlite3
import threading
import time

from . import asterisk, browser, chromium, database, dino, ejabberd, \
    federation, gajim, jami, linphone, prosody, purple, qxmpp, turn_server, \
    twinkle, webphone
from .agent.persona import persona
from .baresip import Phone
from .kamailio import Kamailio, add_subscriber, make_database
from .ladder import Ladder
from .msrp_peer import MsrpCall, MsrpEnd
from .net import BRIDGE_IPV6, Network
from .process import POLL, Failed, run, wait_until
from .registrar import Registrar
from .rtpengine import Rtpengine
from .sidecar import Sidecar
from .sip_ua import SipUa, socket_in
from .sipp import Sipp
from .tcp_ua import TcpUa
from .wire import Wire
from .ws_ua import WsUa
from .xmpp import XmppClient, new_password, register_account

REPO = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__)))))
CALLS_END = 10  # seconds from the last scene to the last trace of a call
BUILD = os.environ.get("JINGLE_BUILD", f"{REPO}/build")
WEBSOCKET_PORT = 8080  # of cfg/examples/webphones.cfg
STREAM_PORTS = {"c2s": 5222, "component": 5347, "http": 5280}


class World:
    """All in the namespaces of this process, ports as in real life.

    folder: private and readable by the servers' users
    server: prosody or ejabberd
    store: does the XMPP server keep messages for offline users? "offline":
        till they come, "mam": for them to ask, True: both
    more: further components; connections: the sidecar's to each of them
    turn: a TURN server, of which the XMPP server tells its clients
    gateway: start Kamailio with the modules, and the sidecar?
    kamailio: its configuration, None: the shipped one; or a function that is
    given the world and returns it
    cfg: text that is appended to it; defines: for its #!ifdef
    tables: of further Kamailio modules (acc, dialog …), in the database
    sql: mysql or postgres: where calls and subscriptions are kept, instead
        of a file; then there is world.sql
    federated: there is a second XMPP server, too, as world.foreign
    dns: phones find our domains by DNS
    rooms: the XMPP server has group chats, at the domain world.rooms
    """

    def __init__(self, folder, server="prosody", store=True, gateway=True,
                 kamailio=None, cfg="", defines=(), network=None,
                 ports=None, sip_port=5060, ng=2223, media=(30000, 30999),
                 address=None, listen=None, cert=None, tls=False,
                 component="gw.example", sip_domain="sip.example", more=(),
                 connections=1, turn=False, federated=False, dns=False, tables=(),
                 sql=None,
                 media_addresses=None, rtpengine=(), rooms=False):
        self.folder = folder
        self.repo = REPO
        self.server = server
        self.xmpp_domain = "xmpp.example"
        self.component = component
        self.network = network or Network()
        self.sip_domain = sip_domain if gateway else self.network.address
        self.ports = dict(STREAM_PORTS, **(ports or {}))
        self.sip_port = sip_port
        self.address = address or self.network.address
        self.with_gateway = gateway
        if tls or federated:
            cert = make_cert(folder, [self.xmpp_domain, self.component,
                                      federation.Foreign.domain])
        self.cert = cert
        self.secret = secrets.token_hex(24)
        self.people = []
        self.persona = None  # of clients that are made without options
        self.played = set()  # the personas of this scenario's clients
        self.passwords = {}
        self.sip_passwords = {}
        self.number = 0
        self.lock = threading.Lock()
        self.pages = {}
        self.trusted = False
        self.wire = None
        self.open_database = None
        self.started = []
        self.components = [self.component] + list(more)
        self.connections = connections
        self.turn = turn_server.TurnServer(
            f"{folder}/turn", self.address, self.xmpp_domain) \
            if turn and server == "prosody" and not turn_server.available() \
            else None
        self.xmpp_server = self.make_server(server, store, cert)
        self.rooms = f"rooms.{self.xmpp_domain}"
        if rooms:
            self.xmpp_server.rooms = self.rooms
        self.foreign = self.dns = None
        self.with_dns = dns
        if federated:
            self.xmpp_server.s2s = federation.S2S_PORT
            self.foreign = federation.Foreign(self)
        self.rtpengine = Rtpengine(
            f"{folder}/rtpengine", f"{REPO}/cfg/rtpengine.conf",
            media_addresses or self.address, ng, media, rtpengine)
        self.database = f"{folder}/kamailio.sqlite"
        self.tables = tables
        self.sql = sql and database.server(sql, f"{folder}/{sql}")
        if sql:
            cfg += database.config(self.sql)
        self.kamailio = Kamailio(
            f"{folder}/kamailio", self.kamailio_config(kamailio, cfg),
            BUILD, self.address, sip_port,
            list(defines) + self.defines(ng), listen=listen)
        self.sidecar = self.make_sidecar()

    def make_server(self, server, store, cert):
        """The XMPP server with the shipped snippet."""
        name = f"{self.folder}/{server}"
        common = (self.xmpp_domain, self.component, self.secret, self.address,
                  self.ports, store, cert)
        more = [(name, self.secret) for name in self.components[1:]]
        if server == "prosody":
            return prosody.Prosody(
                name, f"{REPO}/cfg/prosody.cfg.lua", *common, more=more,
                turn_secret=self.turn and self.turn.secret)
        return ejabberd.Ejabberd(
            name, f"{REPO}/cfg/ejabberd.yml", *common, more=more,
            connections=self.connections)

    def make_sidecar(self, name="sidecar", connections=None, **options):
        """A sidecar for all components, not started yet; options: level, and
        component, secret, port when they are not ours."""
        port = options.get("port", self.ports["component"])
        apart = isinstance(self.xmpp_server, ejabberd.Ejabberd)
        return Sidecar(
            f"{self.folder}/{name}", f"{BUILD}/jingle-sidecar",
            options.get("component", self.component),
            options.get("secret", self.secret), port,
            config=f"{REPO}/cfg/jingle-sidecar.conf",
            more=[(c, self.secret, port + n + 1 if apart else port)
                  for n, c in enumerate(self.components[1:])],
            connections=connections or self.connections,
            level=options.get("level", "notice"))

    def kamailio_config(self, base, cfg):
        """The shipped configuration as it is, our additions at its end."""
        base = base or f"{REPO}/cfg/kamailio.cfg"
        if callable(base):
            base = base(self)
        if not cfg:
            return base
        path = f"{self.folder}/kamailio.cfg"
        with open(path, "w", encoding="utf-8") as file:
            file.write(f'include_file "{base}"\n\n{cfg}\n')
        return path

    def defines(self, ng):
        """Our names for the shipped configuration."""
        return [f'SIP_DOMAIN="{self.sip_domain}"',
                f'XMPP_DOMAIN="{self.xmpp_domain}"',
                f'XMPP_COMPONENT="{",".join(self.components)}"',
                f'DB_URL="sqlite:///{self.database}"',
                f'RTPENGINE="udp:127.0.0.1:{ng}"']

    # --- coming up and going down ---

    def step(self, start, part):
        self.started.append(part)
        start()

    def start(self):
        self.start_network()
        make_database(self.database, self.tables)
        # whoever closes a database last locks it: that shall be nobody while
        # Kamailio runs, whose queries do not wait
        self.open_database = sqlite3.connect(self.database)
        self.open_database.execute("SELECT count(*) FROM version").fetchone()
        if self.turn:
            self.step(self.turn.start, self.turn)
        if self.with_dns:
            self.dns = federation.dns_for_phones(self)
        if self.foreign:
            self.dns = federation.dns_for(self)
            self.step(self.foreign.start, self.foreign)
        self.step(self.xmpp_server.start, self.xmpp_server)
        self.step(self.rtpengine.start, self.rtpengine)
        if self.sql:
            self.step(self.sql.start, self.sql)
        self.step(self.kamailio.start, self.kamailio)
        if self.with_gateway:
            self.step(self.sidecar.start, self.sidecar)
            for component in self.components:
                self.kamailio.process.wait_log(f"component {component} is up\n")
        return self

    def start_network(self):
        self.network.start()
        self.start_wire()

    def start_wire(self):
        self.wire = Wire(["lo", self.network.bridge],
                         [self.ports["c2s"]] + [
                             self.ports["component"] + n
                             for n in range(len(self.components))],
                         [self.sip_port]).start()

    def check(self):
        """Nobody died meanwhile, and no call is left that nobody is in."""
        for part in self.started:
            part.process.check()
        if self.with_gateway:
            wait_until(lambda: not self.calls().strip(), CALLS_END,
                       "all calls have ended; jingle.list says\n" +
                       self.calls())
            self.rtpengine.forgets_all(CALLS_END)

    def calls(self):
        return self.kamailio.rpc("jingle.list")

    def reset(self):
        """Send everybody home; servers stay."""
        for peer in reversed(self.people):
            peer.stop()
        self.people = []

    def stop(self):
        self.reset()
        for part in reversed(self.started):
            part.stop()
        self.started = []
        if self.dns:
            self.dns.stop()
        if self.open_database:
            self.open_database.close()
        if self.wire:
            self.wire.stop()
        self.network.stop()

    # --- people ---

    def at_home(self, peer):
        with self.lock:
            self.people.append(peer)
        return peer

    def folder_for(self, name):
        """A folder for each person's each coming."""
        with self.lock:
            self.number += 1
            return f"{self.folder}/{self.number:02d}-{name}"

    def account(self, user):
        """Make an XMPP account (once); return its password."""
        if user not in self.passwords:
            password = new_password()
            register_account(self.address, self.ports["c2s"],
                             self.xmpp_domain, user, password)
            self.passwords[user] = password
        return self.passwords[user]

    def sip_password(self, user):
        """Make a SIP account (once); return its password."""
        if user not in self.sip_passwords:
            password = new_password()
            add_subscriber(self.database, user, self.sip_domain, password)
            self.sip_passwords[user] = password
        return self.sip_passwords[user]

    def jid(self, user):
        return f"{user}@{self.xmpp_domain}"

    def gateway_jid(self, user):
        """The JID by which XMPP users call one of our SIP users."""
        return f"{user}@{self.component}"

    def xmpp_client(self, user, resource="scripted", make=XmppClient,
                    **options):
        """A scripted client that is online; persona: which client it is, the
        scenario's where nothing else is wanted of it."""
        password = self.account(user)
        if self.persona and not set(options) - {"hz", "presence"}:
            options["persona"] = self.persona
        if options.get("persona"):
            self.played.add(options["persona"])
        netns, _ = self.network.client(f"{user}-{resource}"[:24])
        client = self.at_home(make(
            self.folder_for(user), user, self.xmpp_domain, self.address,
            self.ports["c2s"], password, netns, resource, **options))
        if not persona(options.get("persona")).JMI:
            # it can only be rung by who knows that it is there
            self.adds_contact(client, "1099")
        return client

    def browser(self, user, **options):
        """stanza.js in Chromium, online."""
        password = self.account(user)
        netns, _ = self.network.client(f"{user}-browser"[:24])
        return self.at_home(browser.BrowserClient(
            self.folder_for(user), self.web_page("client"), user,
            self.xmpp_domain,
            f"ws://{self.address}:{self.ports['http']}/xmpp-websocket"
            if isinstance(self.xmpp_server, prosody.Prosody) else
            f"ws://{self.address}:{self.ports['http']}/ws",
            password, netns, **options))

    def web_page(self, script):
        """The address of a page with this script, bundled once."""
        with self.lock:
            if script not in self.pages:
                self.pages[script] = chromium.bundle(self.folder, script)
            return self.pages[script]

    def befriend(self, user, contact):
        """Both accounts have each other in their rosters, as after a
        request and its approval; contact is a client that is online."""
        client = self.xmpp_client(user, "roster", jmi=False)
        for one, other in ((client, contact), (contact, client)):
            one.sends(f"<presence type='subscribe' to='{other.jid}'/>")
            one.gets_presence(other.jid, "subscribed")
        client.stop()
        self.people.remove(client)

    def dino(self, user, contact, make=dino.Dino, **options):
        """Dino, online, with one contact whose chat is open."""
        if not self.trusted:
            dino.trust(self.folder, self.cert[0], self.address,
                       [self.xmpp_domain])
            self.trusted = True
        password = self.account(user)
        netns, _ = self.network.client(f"{user}-dino"[:24])
        return self.at_home(make(
            self.folder_for(user), user, self.xmpp_domain, password, contact,
            netns, **options)).start()

    def gajim(self, user, **options):
        """Gajim, online."""
        password = self.account(user)
        netns, _ = self.network.client(f"{user}-gajim"[:24])
        return self.at_home(gajim.Gajim(
            self.folder_for(user), user, self.xmpp_domain, self.address,
            self.ports["c2s"], password, netns, **options))

    def qxmpp(self, user, make=qxmpp.Qxmpp, **options):
        """A client made of QXmpp, online."""
        return self.library_client(make, user, options)

    def purple(self, user, make=purple.Purple, **options):
        """A client made of libpurple, online."""
        return self.library_client(make, user, options)

    def library_client(self, make, user, options):
        password = self.account(user)
        netns, _ = self.network.client(f"{user}-{make.resource}"[:24])
        return self.at_home(make(
            self.folder_for(user), user, self.xmpp_domain, self.address,
            self.ports["c2s"], password, netns, **options))

    def phone(self, user, make=Phone, **options):
        """baresip, registered at our Kamailio."""
        netns, address = self.network.client(f"phone-{user}"[:24])
        phone = self.at_home(make(
            self.folder_for(user), user, self.sip_domain,
            f"{self.address}:{self.sip_port}", address, netns,
            password=self.sip_password(user), **options))
        phone.start()
        phone.seen = 0
        return phone

    def jami(self, user, make=jami.Jami, **options):
        """Jami, registered at our Kamailio."""
        netns, address = self.network.client(f"jami-{user}"[:24])
        return self.at_home(make(
            self.folder_for(user), user, self.sip_domain,
            f"{self.address}:{self.sip_port}", address, netns,
            self.sip_password(user), **options))

    def linphone(self, user, make=linphone.Linphone, **options):
        """Linphone, registered at our Kamailio."""
        netns, address = self.network.client(f"linphone-{user}"[:24])
        return self.at_home(make(
            self.folder_for(user), user, self.sip_domain,
            f"{self.address}:{self.sip_port}", address, netns,
            self.sip_password(user), **options)).registers()

    def asterisk(self, **options):
        """Asterisk, with the page's lines for our Kamailio."""
        netns, address = self.network.client("pbx")
        return self.at_home(asterisk.Asterisk(
            self.folder_for("pbx"), address, netns,
            {"192.0.2.1": self.address, "192.0.2.30": address,
             "xmpp.example": self.xmpp_domain}, **options)).starts()

    def twinkle(self, user, make=twinkle.Twinkle, **options):
        """Twinkle, registered at our Kamailio."""
        netns, address = self.network.client(f"twinkle-{user}"[:24])
        return self.at_home(make(
            self.folder_for(user), user, self.sip_domain,
            f"{self.address}:{self.sip_port}", address, netns,
            self.sip_password(user), **options)).registers()

    def sip_ua(self, user, register=True, ipv6=False, **options):
        """A SIP user agent that does only what it is told."""
        netns, address = self.network.client(f"ua-{user}"[:24])
        proxy, family = self.address, socket.AF_INET
        if ipv6:
            address = self.network.ipv6_of(f"ua-{user}"[:24])
            proxy, family = BRIDGE_IPV6, socket.AF_INET6
        ua = self.at_home(SipUa(user, address, (proxy, self.sip_port),
                                socket_in(netns, family), self.sip_domain,
                                **options))
        ua.password = self.sip_password(user)
        return ua.registers() if register else ua

    def msrp_phone(self, user, **options):
        """The same with an end of MSRP sessions, whose options these are."""
        ua = self.sip_ua(user)
        netns, _ = self.network.client(f"ua-{user}"[:24])
        return MsrpCall(ua, self.at_home(
            MsrpEnd(user, ua.address, netns, **options)))

    def tcp_ua(self, user, **options):
        """The same over TCP, registered."""
        netns, address = self.network.client(f"ua-{user}"[:24])
        ua = self.at_home(TcpUa(user, address, (self.address, self.sip_port),
                                netns, self.sip_domain, **options))
        ua.password = self.sip_password(user)
        return ua.registers()

    def web_ua(self, user):
        """The same over a WebSocket, registered."""
        netns, address = self.network.client(f"ua-{user}"[:24])
        ua = self.at_home(WsUa(user, address, (self.address, WEBSOCKET_PORT),
                               netns, self.sip_domain))
        ua.password = self.sip_password(user)
        return ua.registers()

    def web_phone(self, library, user, server=None, make=webphone.WebPhone,
                  **options):
        """JsSIP or SIP.js in Chromium, registered."""
        netns, address = self.network.client(f"{library}-{user}"[:24])
        return self.at_home(make(
            self.folder_for(user), self.web_page("phone"), library, user,
            self.sip_domain,
            server or f"ws://{self.address}:{WEBSOCKET_PORT}",
            self.sip_password(user), address, netns, **options))

    def sipp(self, scenario, user, register=False, **options):
        """sipp playing a scenario of sipp/ as one of our SIP users."""
        netns, address = self.network.client(f"sipp-{user}"[:24])
        common = (user, self.sip_password(user), self.sip_domain,
                  f"{self.address}:{self.sip_port}", address, netns)
        if register:
            self.at_home(Sipp(
                self.folder_for(f"register-{user}"), "uac_register", *common,
                port=5069, keys={"contact_port": "5070"})).ends_well()
        return self.at_home(Sipp(self.folder_for(user), scenario, *common,
                                 **options))

    def sip_uri(self, user):
        """What a phone dials for an XMPP user."""
        return f"{user}@{self.xmpp_domain}"

    def adds_contact(self, client, user):
        """An XMPP user has (or adds) a SIP user as a contact, who is shown
        as available.

        return the full JID that the call button calls
        """
        contact = self.gateway_jid(user)
        client.sends(f"<presence type='subscribe' to='{contact}'/>")
        return client.gets_presence(contact)

    def has_contact(self, user, contact):
        """An XMPP user whose program is started later has a SIP user as a
        contact; return the contact's full JID."""
        client = self.xmpp_client(user, "roster", jmi=False)
        full = self.adds_contact(client, contact)
        client.stop()
        self.people.remove(client)
        return full

    def browser_adds_contact(self, client, user):
        contact = self.gateway_jid(user)
        client.do("subscribe", jid=contact)
        return client.wait("available", bare=contact)["jid"]

    def together(self, *makers):
        """Run several makers of people at once; return the people."""
        results = [None] * len(makers)
        errors = []

        def make(n, maker):
            try:
                results[n] = maker()
            except Exception as error:  # the first is raised below
                errors.append(error)
        threads = [threading.Thread(target=make, args=(n, m))
                   for n, m in enumerate(makers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if errors:
            raise errors[0]
        return results

    # --- what happened ---

    def info_codes(self, count):
        """The codes by which our user agent answers so many INFO requests."""
        def found():
            return [int(r.text.split()[1]) for r in self.wire.sip()
                    if r.text.startswith("SIP/2.0 ") and
                    r.source[0] == r.target[0] and
                    re.search(r"\r\nCSeq: *\d+ INFO\r\n", r.text)]
        return set(wait_until(lambda: len(found()) >= count and found(), 15,
                              f"answers to {count} INFO requests"))

    def columns(self):
        """Who stands where in a ladder."""
        sip = (Phone, SipUa, Sipp, jami.Jami, linphone.Linphone,
               twinkle.Twinkle, asterisk.Asterisk, webphone.WebPhone,
               Registrar)
        xmpp = [(p.user, [a for n, (_, a) in self.network.clients.items()
                          if n.startswith(f"{p.user}-")])
                for p in self.people
                if not isinstance(p, (*sip, MsrpEnd))]
        phones = [(p.user, [(p.address, p.port)]) for p in self.people
                  if isinstance(p, sip)]
        server = type(self.xmpp_server).__name__.lower()
        return xmpp + [
            (server, [self.ports["c2s"],
                      ("127.0.0.1", self.ports["component"])]),
            ("gateway", ["127.0.0.1", (self.address, self.sip_port)]),
        ] + phones

    def ladder(self, since=0.0):
        return Ladder(self.columns()).text(
            [r for r in self.wire.records if r.when >= since])


def make_cert(folder, names):
    """A self-signed certificate; return (certificate, key)."""
    cert, key = f"{folder}/cert.pem", f"{folder}/key.pem"
    run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
         "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30", "-keyout",
         key, "-out", cert, "-subj", f"/CN={names[0]}", "-addext",
         "subjectAltName=" + ",".join(f"DNS:{n}" for n in names)])
    os.chmod(key, 0o644)
    return cert, key


def assert_heard(*pairs, timeout=20):
    """Each listener hears its tone: (listener, hz), …"""
    for listener, hz in pairs:
        wait_until(lambda listener=listener, hz=hz: listener.hears(hz),
                   timeout, f"{listener.user} hears {hz} Hz")


@contextlib.contextmanager
def stays(condition, seconds, what):
    """For what must NOT happen while the block runs and shortly after. A
    condition that cannot be looked at fails, too."""
    yield
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            raise AssertionError(what)
        time.sleep(POLL)
