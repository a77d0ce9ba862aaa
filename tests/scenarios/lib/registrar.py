# SPDX-License-Identifier: GPL-2.0-or-later
"""A provider: a second Kamailio with digest authentication and a registrar, at
an address of its own, and phones of its users."""

import os
import re
import shutil
import subprocess

from .baresip import Phone
from .kamailio import module_path, no_such
from .process import Failed, Process, wait_until
from .xmpp import new_password

DOMAIN = "pbx.example"
CONFIG = """#!KAMAILIO
debug=2
auto_aliases=no
children=2
alias="{domain}"
loadmodule "tm.so"
loadmodule "sl.so"
loadmodule "rr.so"
loadmodule "pv.so"
loadmodule "kex.so"
loadmodule "textops.so"
loadmodule "siputils.so"
loadmodule "xlog.so"
loadmodule "ctl.so"
loadmodule "usrloc.so"
loadmodule "registrar.so"
loadmodule "auth.so"
loadmodule "htable.so"
#!ifdef WITH_TLS
enable_tls=yes
loadmodule "tls.so"
modparam("tls", "certificate", "{folder}/tls.pem")
modparam("tls", "private_key", "{folder}/tls.key")
modparam("tls", "tls_method", "TLSv1.2+")
#!endif
#!ifdef WITH_VOICEMAIL
loadmodule "presence.so"
loadmodule "presence_mwi.so"
modparam("presence", "publ_cache", 2)
modparam("presence", "subs_db_mode", 0)
modparam("presence", "min_expires", 0)
modparam("presence", "max_expires", {max_expires})
modparam("presence", "server_address", "sip:{address}")
#!endif
modparam("ctl", "binrpc", "unixs:{ctl}")
modparam("usrloc", "db_mode", 0)
modparam("registrar", "min_expires", {min_expires})
modparam("registrar", "max_expires", {max_expires})
modparam("auth", "algorithm", "{algorithm}")
modparam("auth", "nonce_expire", {nonce_expire})
modparam("htable", "htable", "password=>size=8;")
modparam("htable", "htable", "min=>size=2;")
modparam("htable", "htable", "within=>size=2;")
modparam("htable", "htable", "place=>size=4;")

request_route {{
#!ifdef WITH_VOICEMAIL
	if(is_method("PUBLISH")) {{
		handle_publish();
		exit;
	}}
	if(is_method("SUBSCRIBE") && ($rd == "{domain}" || has_totag())) {{
		if(!has_totag()) {{
			if(!pv_proxy_authenticate("{domain}", "$sht(password=>$fU)", "0")) {{
				proxy_challenge("{domain}", "1");
				exit;
			}}
			consume_credentials();
			record_route();
		}}
		t_newtran();
		handle_subscribe();
		exit;
	}}
#!endif
	if(has_totag() && !is_method("ACK") && $sht(within=>$fU) != $null) {{
		if(!pv_proxy_authenticate("{domain}", "$sht(password=>$fU)", "0")) {{
			proxy_challenge("{domain}", "1");
			exit;
		}}
		consume_credentials();
	}}
	if(has_totag()) {{
		if(loose_route() || is_method("ACK")) {{
			t_relay();
		}} else {{
			sl_send_reply("404", "Not here");
		}}
		exit;
	}}
	if(is_method("CANCEL")) {{
		if(t_check_trans()) {{
			t_relay();
		}}
		exit;
	}}
	t_check_trans();
	if($sht(password=>$fU) == $null || $fd != "{domain}") {{
		sl_send_reply("404", "Not Found");
		exit;
	}}
	if(is_method("REGISTER")) {{
		if(!pv_www_authenticate("{domain}", "$sht(password=>$fU)", "0")) {{
			www_challenge("{domain}", "1");
			exit;
		}}
		if($au != $tU) {{
			sl_send_reply("403", "Not your address");
			exit;
		}}
		if($sht(min=>s) != $null && $(hdr(Expires){{s.int}}) > 0
				&& $(hdr(Expires){{s.int}}) < $(sht(min=>s){{s.int}})) {{
			append_to_reply("Min-Expires: $sht(min=>s)\\r\\n");
			sl_send_reply("423", "Interval Too Brief");
			exit;
		}}
		save("location");
		exit;
	}}
	if(!is_method("INVITE")) {{
		sl_send_reply("405", "Method Not Allowed");
		exit;
	}}
	if(!pv_proxy_authenticate("{domain}", "$sht(password=>$fU)", "0")) {{
		proxy_challenge("{domain}", "1");
		exit;
	}}
	consume_credentials();
	record_route();
	if($sht(place=>$rU) != $null) {{
		$du = $sht(place=>$rU);
	}} else if(!lookup("location")) {{
		sl_send_reply("404", "Not Found");
		exit;
	}}
	t_relay();
}}
"""


class Registrar:
    """world.at_home() has it; its users are made by account()."""

    def __init__(self, world, name="provider", algorithm="MD5", transport="udp",
                 min_expires=1, max_expires=3600, nonce_expire=300, port=5060,
                 voicemail=False, tls=None):
        self.world = world
        self.user = name
        self.netns, self.address = world.network.client(name)
        self.folder = world.folder_for(name)
        self.port = port
        self.transport = transport
        self.voicemail = voicemail
        self.tls = tls  # (certificate, key): at port 5061, too
        self.ctl = f"/run/{name}_ctl"
        self.process = None
        self.passwords = {}
        os.makedirs(self.folder, exist_ok=True)
        with open(f"{self.folder}/kamailio.cfg", "w", encoding="utf-8") as file:
            file.write(CONFIG.format(
                domain=DOMAIN, folder=self.folder, ctl=self.ctl, address=self.address, min_expires=min_expires,
                max_expires=max_expires, algorithm=algorithm,
                nonce_expire=nonce_expire))

    @property
    def proxy(self):
        return f"{self.address}:{self.port}"

    @property
    def tls_proxy(self):
        return f"{self.address}:5061"

    def options(self):
        found = []
        if self.voicemail:
            found += ["-A", "WITH_VOICEMAIL"]
        if self.tls:
            for path, name in zip(self.tls, ("tls.pem", "tls.key")):
                shutil.copy(path, f"{self.folder}/{name}")
            found += ["-A", "WITH_TLS", "-l", f"tls:{self.tls_proxy}"]
        return found

    def start(self):
        self.process = Process("provider", [
            "/usr/sbin/kamailio", "-DD", "-E", "-f",
            f"{self.folder}/kamailio.cfg", "-L", module_path(""), "-Y",
            self.folder, "-m", "16", "-M", "4", "-l",
            f"udp:{self.proxy}", "-l", f"tcp:{self.proxy}"] + self.options(),
            f"{self.folder}.log", netns=self.netns)
        wait_until(self.answers, 20, "the provider answers RPC",
                   [self.process])
        for user, password in self.passwords.items():
            self.set_password(user, password)
        return self

    def kamcmd(self, *words):
        return subprocess.run(
            ["kamcmd", "-s", f"unixs:{self.ctl}", "--"] + list(words),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            timeout=20, check=False)

    def answers(self):
        return os.path.exists(self.ctl) and \
            self.kamcmd("core.version").returncode == 0

    def rpc(self, *words):
        done = self.kamcmd(*words)
        if done.returncode != 0 or done.stdout.startswith("error"):
            raise Failed(f"the provider's {' '.join(words)}: {done.stdout}")
        return done.stdout

    def set_password(self, user, password):
        self.passwords[user] = password
        self.rpc("htable.sets", "password", user, f"s:{password}")

    def wants(self, seconds):
        """It answers 423 to less."""
        self.rpc("htable.sets", "min", "s", f"s:{seconds}")

    def asks_within(self, user):
        """It challenges what this user sends within calls, too."""
        self.rpc("htable.sets", "within", user, "s:1")

    def places(self, user, ua):
        """Calls of this user go to a user agent that is not registered."""
        self.rpc("htable.sets", "place", user, f"s:sip:{ua.address}:{ua.port}")

    def account(self, name):
        """Make a user (once); return its password."""
        if name not in self.passwords:
            self.set_password(name, new_password())
        return self.passwords[name]

    def contacts(self, user):
        """The addresses at which a user is registered."""
        try:
            text = self.rpc("ul.lookup", "location", user)
        except Failed as error:
            if not no_such(error):
                raise
            return []
        return re.findall(r"Address: (\S+)", text)

    def phone(self, user, **options):
        """baresip, registered here."""
        netns, address = self.world.network.client(f"phone-{user}"[:24])
        phone = self.world.at_home(Phone(
            self.world.folder_for(user), user, DOMAIN, self.proxy, address,
            netns, password=self.account(user), **options))
        phone.start()
        phone.seen = 0
        return phone

    def stop(self):
        if self.process:
            self.process.stop()
            self.process = None

    def kill(self):
        self.process.kill()
        self.process = None
