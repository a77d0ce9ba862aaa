/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The API of xmpp_gateway: who is there, as a test says. */

#include "../../../modules/xmpp_gateway/api.h"
#include "../../../modules/xmpp_link/link_jid.h"

#include "fake.h"

enum
{
	DEVICES = 16,
	CONTACTS = 4,
	SHOWN_MAX = 4096,
};

static struct
{
	char jid[128], node[128];
	int features;
} devices_list[DEVICES];
static int devices_count;
static const char *contacts_list[CONTACTS];
static int contacts_count;
static char shown[SHOWN_MAX];

void fake_device(const char *jid, int features, const char *node)
{
	assert_true(devices_count < DEVICES);
	snprintf(devices_list[devices_count].jid, 128, "%s", jid);
	snprintf(devices_list[devices_count].node, 128, "%s", node);
	devices_list[devices_count++].features = features;
}

void fake_contact(const char *contact)
{
	assert_true(contacts_count < CONTACTS);
	contacts_list[contacts_count++] = contact;
}

const char *fake_shown(void)
{
	return shown;
}

void fake_gateway_clear(void)
{
	devices_count = contacts_count = 0;
	shown[0] = '\0';
}

static str text(const char *s)
{
	return (str){(char *)s, (int)strlen(s)};
}

static const str *resource(void)
{
	static const str name = str_init("gateway");

	return &name;
}

/* gw.example is the component of sip.example, xmpp.example the operator's */
static const xmpp_gateway_addr_conf_t component_conf = {
		.gateway = str_init("gw.example"),
		.sip_domain = str_init("sip.example"),
		.fold_users = 1,
};

static const xmpp_gateway_addr_conf_t *components(int *count)
{
	*count = 1;
	return &component_conf;
}

static const xmpp_gateway_addr_conf_t *component(const str *domain)
{
	return link_folded_equal(domain, &component_conf.gateway) ? &component_conf
															  : NULL;
}

static const xmpp_gateway_addr_conf_t *home(const str *sip_domain)
{
	(void)sip_domain;
	return &component_conf;
}

static int is_local_domain(const str *domain)
{
	return STR_EQ(*domain, text("xmpp.example"));
}

static int is_local_user(const str *jid)
{
	str domain = link_jid_domain(jid);

	return is_local_domain(&domain);
}

static void show(const char *what, const str *ours, const str *user)
{
	size_t n = strlen(shown);

	snprintf(shown + n, sizeof(shown) - n, "%s %.*s %.*s\n", what,
			STR_FMT(ours), STR_FMT(user));
}

static int announce(const str *component, const str *ours, const str *user)
{
	(void)component;
	show("announce", ours, user);
	return 1;
}

static int conceal(const str *component, const str *ours, const str *user)
{
	(void)component;
	show("conceal", ours, user);
	return 1;
}

static int of_user(const char *jid, const str *user)
{
	int bare = (int)strcspn(jid, "/");
	const char *slash = memchr(user->s, '/', (size_t)user->len);
	int len = slash != NULL ? (int)(slash - user->s) : user->len;

	return len == bare && memcmp(jid, user->s, (size_t)len) == 0;
}

static int devices(const str *user, xmpp_gateway_device_f f, void *arg)
{
	xmpp_gateway_device_t d;
	int i, n = 0;

	for(i = 0; i < devices_count; i++) {
		if(!of_user(devices_list[i].jid, user))
			continue;
		memset(&d, 0, sizeof(d));
		d.jid = text(devices_list[i].jid);
		d.node = text(devices_list[i].node);
		d.known = devices_list[i].features >= 0;
		d.features = d.known ? (unsigned)devices_list[i].features : 0;
		n++;
		if(f(&d, arg) != 0)
			break;
	}
	return n;
}

static int is_subscribed(const str *user, const str *contact)
{
	int i;

	(void)user;
	for(i = 0; i < contacts_count; i++)
		if(of_user(contacts_list[i], contact))
			return 1;
	return 0;
}

static int contacts(const str *user, xmpp_gateway_contact_f f, void *arg)
{
	int i;
	str s;

	(void)user;
	for(i = 0; i < contacts_count; i++) {
		s = text(contacts_list[i]);
		if(f(&s, arg) != 0)
			return i + 1;
	}
	return i;
}

static xmpp_gateway_chat_f listener;
static void *listener_arg;

static int on_chat(xmpp_gateway_chat_f f, void *arg)
{
	listener = f;
	listener_arg = arg;
	return 0;
}

int fake_chat(const char *from, const char *to, const char *body, int how)
{
	xmpp_gateway_chat_t chat = {text(body), how == 1, how == 2, how == 3};
	xmpp_link_stanza_t s;

	memset(&s, 0, sizeof(s));
	s.kind = XMPP_LINK_MESSAGE;
	s.component = text("gw.example");
	s.from = text(from);
	s.to = text(to);
	return listener(&s, &chat, listener_arg);
}

static int on_command(const xmpp_gateway_command_t *command)
{
	(void)command;
	return 0;
}

static int add_contact_feature(const char *feature)
{
	(void)feature;
	return 0;
}

static int send_chat(const str *component, const str *contact, const str *user,
		const str *words)
{
	char xml[2048];
	int n;

	(void)component;
	n = snprintf(xml, sizeof(xml), "<message from='%.*s' to='%.*s'><body>%.*s",
			STR_FMT(contact), STR_FMT(user), STR_FMT(words));
	fake_put(fake_stanza_queue, xml, n);
	return 0;
}

static int bind_gateway(xmpp_gateway_api_t *api)
{
	memset(api, 0, sizeof(*api));
	api->resource = resource;
	api->components = components;
	api->component = component;
	api->home = home;
	api->is_local_domain = is_local_domain;
	api->is_local_user = is_local_user;
	api->addr_read = xmpp_gateway_addr_read;
	api->addr_write = xmpp_gateway_addr_write;
	api->addr_to_jid = xmpp_gateway_addr_to_jid;
	api->addr_to_uri = xmpp_gateway_addr_to_uri;
	api->addr_name_quote = xmpp_gateway_addr_name_quote;
	api->addr_name_unquote = xmpp_gateway_addr_name_unquote;
	api->announce = announce;
	api->conceal = conceal;
	api->devices = devices;
	api->is_subscribed = is_subscribed;
	api->contacts = contacts;
	api->on_chat = on_chat;
	api->send_chat = send_chat;
	api->on_command = on_command;
	api->add_contact_feature = add_contact_feature;
	return 0;
}

void fake_gateway_start(void)
{
	fake_export(
			"bind_xmpp_gateway", (cmd_function)(void (*)(void))bind_gateway);
}
