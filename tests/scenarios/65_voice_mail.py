# SPDX-License-Identifier: GPL-2.0-or-later
"""Voice mail of SIP accounts (RFC 3842): a second Kamailio with presence and
presence_mwi, and a scripted provider."""

import re

from lib.accounts import CFG, account, config, provider_of, shown, state_is
from lib.process import wait_until
from lib.registrar import DOMAIN
from lib.scenario import scenario
from lib.world import stays

WORLD = {"kamailio": config, "cfg": CFG}
SUMMARY = "application/simple-message-summary"


class Mailbox:
    """Says how many messages alice has, by PUBLISH (RFC 3903)."""

    def __init__(self, world, provider):
        self.ua = world.sip_ua("mailbox", register=False)
        self.ua.body_type = SUMMARY
        self.target = (provider.address, provider.port)
        self.etag = None

    def has(self, new, old=0):
        uri = f"sip:alice@{DOMAIN}"
        self.ua.send(self.ua.request(
            "PUBLISH", uri, from_=f"<{uri}>;tag=m", body=summary(new, old),
            headers=[("Event", "message-summary"), ("Expires", "3600")] + (
                [("SIP-If-Match", self.etag)] if self.etag else [])),
            self.target)
        self.etag = self.ua.receives_code(200, method="PUBLISH").get("SIP-ETag")


def summary(new, old=0):
    return f"Messages-Waiting: {'yes' if new else 'no'}\r\n" \
        f"Voice-Message: {new}/{old} (0/0)\r\n"


def voicemail_is(world, state, timeout=10):
    wait_until(lambda: shown(world).get("voicemail") == state, timeout,
               f"the subscription is {state}")


def subscribes(world):
    return [r.text for r in world.wire.sip() if r.text.startswith("SUBSCRIBE ")
            and r.source[0] == world.address]


def texts(client, world):
    return [e["xml"] for e in client.had("stanza", name="message")
            if (e["sender"] or "").startswith(world.component)
            and "voice message" in e["xml"]]


@scenario("the user is told of new messages, and of nothing twice; the contact's "
          "status has the count; refreshed in its dialog; ended with the account; "
          "a provider that lost its memory is asked again; Kamailio is killed, and "
          "remembers", loud="the provider and Kamailio are killed")
def messages(world):
    provider = provider_of(world, voicemail=True, max_expires=4)
    romeo = world.xmpp_client("romeo")
    romeo.sends(f"<presence type='subscribe' to='{world.component}'/>")
    romeo.gets_presence(world.component, "subscribed")
    mailbox = Mailbox(world, provider)
    mailbox.has(0, 3)
    with account(world, provider):
        state_is(world, "registered")
        voicemail_is(world, "active")
        assert not texts(romeo, world)
        mailbox.has(2)
        romeo.reads(world.component, ">2 new voice messages<")
        status = f"sip:alice@{DOMAIN}: registered, 2 new voice messages"
        wait_until(lambda: [e for e in romeo.had("stanza", name="presence")
                            if status in e["xml"]], 5, "the status has it")
        assert shown(world)["status"] == status, shown(world)
        # refreshed, and its NOTIFY says the same once more
        seen = len(subscribes(world))
        wait_until(lambda: len(subscribes(world)) >= seen + 2, 10,
                   "it is refreshed")
        tags = [re.search(r"^To: .*", s, re.M).group(0)
                for s in subscribes(world)[seen:]]
        assert all(";tag=" in t for t in tags), tags
        assert len(texts(romeo, world)) == 1, texts(romeo, world)
        mailbox.has(1, 1)
        wait_until(lambda: shown(world)["voice_new"] == "1", 5, "one is heard")
        mailbox.has(3)
        romeo.reads(world.component, ">3 new voice messages<")
        assert len(texts(romeo, world)) == 2, texts(romeo, world)
        # a restart makes nothing new of what was told
        wait_until(lambda: "store_waiting: 0" in
                   world.kamailio.rpc("xmpp_account.stats"), 5,
                   "all is written")
        world.kamailio.kill()
        world.kamailio.start()
        wait_until(lambda: world.kamailio.rpc("xmpp_link.list").count(
            "streams: gw.example") == 4, 20, "all are linked")
        assert shown(world)["voice_new"] == "3", shown(world)
        seen = len(subscribes(world))
        voicemail_is(world, "active")
        wait_until(lambda: len(subscribes(world)) > seen, 10,
                   "it is refreshed")
        assert shown(world)["voice_new"] == "3", shown(world)
        assert len(texts(romeo, world)) == 2, texts(romeo, world)
        provider.kill()
        seen = len(subscribes(world))
        provider.start()
        wait_until(lambda: any(re.search(r"^To: <[^;]*>\r?$", s, re.M)
                               for s in subscribes(world)[seen:]), 40,
                   "a dialog begins anew")
        mailbox.etag = None  # what is published is forgotten after 4 s
        mailbox.has(4)
        romeo.reads(world.component, ">4 new voice messages<")
        voicemail_is(world, "active")
        seen = len(subscribes(world))
    wait_until(lambda: any(re.search(r"^Expires: 0\r?$", s, re.M)
                           for s in subscribes(world)[seen:]), 5,
               "it is unsubscribed")


def scripted(ua):
    class Scripted:
        proxy = f"{ua.address}:{ua.port}"

        def account(self, _):
            return "secret"
    return Scripted()


def registers(world, ua):
    request = ua.receives("REGISTER")
    ua.reply(request, 200, headers=[("Contact", request.get("Contact"))],
             contact=False)
    return state_is(world, "registered")["contact"]


def notifies(ua, request, response, new, **options):
    ua.send(ua.request(
        "NOTIFY", request.contact_uri(), body=summary(new),
        from_=options.get("from_", response.get("To")),
        to=options.get("to", request.get("From")),
        call_id=options.get("call_id", request.get("Call-ID")),
        headers=[("Event", options.get("event", "message-summary")),
                 ("Subscription-State", options.get(
                     "state", "active;expires=3600"))]))
    return ua.receives_code(options.get("code", 200), method="NOTIFY")


@scenario("a NOTIFY that nobody asked for: of the registrar it counts, of a "
          "stranger, in another dialog, or by a fork not; before the 200 it does")
def whose_notify(world):
    ua = world.sip_ua("registrar", register=False)
    stranger = world.sip_ua("stranger", register=False)
    ua.body_type = stranger.body_type = SUMMARY
    romeo = world.xmpp_client("romeo")
    with account(world, scripted(ua)):
        contact = registers(world, ua)
        request = ua.receives("SUBSCRIBE")
        assert request.get("Event") == "message-summary"
        assert request.get("Accept") == SUMMARY
        assert request.get("Expires") == "3600"
        assert request.contact_uri() == contact

        class Early:
            """The 200, before it is sent."""
            @staticmethod
            def get(_):
                return request.get("To") + ";tag=callee1"
        notifies(ua, request, Early, 1)
        romeo.reads(world.component, ">1 new voice message<")
        response = ua.reply(request, 200, headers=[("Expires", "3600")])
        notifies(ua, request, response, 2)
        romeo.reads(world.component, ">2 new voice messages<")
        tag = request.get("From")
        for options in (
                {"call_id": "another"}, {"to": tag.split(";")[0] + ";tag=x"},
                {"from_": request.get("To") + ";tag=fork"}):
            notifies(ua, request, response, 9, code=481, **options)
        notifies(stranger, request, response, 9, code=481,
                 to=tag.split(";")[0])
        # another event is not for us
        notifies(ua, request, response, 9, code=4, event="presence")
        with stays(lambda: shown(world)["voice_new"] != "2", 1, "it counts"):
            pass
        notifies(ua, request, response, 5, to=tag.split(";")[0],
                 call_id="unsolicited", from_=f"<sip:mwi@{DOMAIN}>;tag=u")
        romeo.reads(world.component, ">5 new voice messages<")
        # gone: nobody is told of it any more
        notifies(ua, request, response, 5,
                 state="terminated;reason=noresource")
        voicemail_is(world, "refused")
    ua.reply(ua.receives("REGISTER"), 200)
    notifies(ua, request, response, 7, code=481)


@scenario("a provider without voice mail is asked once, and nothing is lost by it")
def without(world):
    ua = world.sip_ua("registrar", register=False)
    before = len(subscribes(world))
    with account(world, scripted(ua)):
        registers(world, ua)
        ua.reply(ua.receives("SUBSCRIBE"), 489, "Bad Event")
        voicemail_is(world, "refused")
        with stays(lambda: len(subscribes(world)) > before + 1, 3, "it is asked again"):
            pass
        assert shown(world)["state"] == "registered"
    ua.reply(ua.receives("REGISTER"), 200)


@scenario("off by its parameter", cfg=CFG + """
modparam("xmpp_account", "voicemail_expires", 0)
""")
def off(world):
    ua = world.sip_ua("registrar", register=False)
    with account(world, scripted(ua)):
        registers(world, ua)
        with stays(lambda: subscribes(world), 4, "it is asked"):
            pass
    ua.reply(ua.receives("REGISTER"), 200)
