/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * An XMPP client made of libpurple, the engine of Pidgin and Finch: it sends
 * a tone, keeps what it hears, and does what lib/library.py tells it.
 *
 * usage: purple_client FOLDER   with FOLDER/config: JID, password, address,
 *                               port, frequency, each on a line of its own
 */
#include <libpurple/purple.h>
#include <libpurple/media-gst.h>
#include <glib-unix.h>
#include <gst/gst.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define KEY_TIME 200 /* milliseconds that a key is down */

static const char *folder, *hz;
static PurpleAccount *account;
static FILE *out;

/* --- libpurple in GLib's main loop --- */

typedef struct
{
	PurpleInputFunction function;
	int fd;
	gpointer data;
} input_t;

static gboolean input_ready(
		GIOChannel *source, GIOCondition condition, gpointer data)
{
	input_t *input = data;
	int what = 0;

	(void)source;
	if(condition & (G_IO_IN | G_IO_HUP | G_IO_ERR))
		what |= PURPLE_INPUT_READ;
	if(condition & (G_IO_OUT | G_IO_HUP | G_IO_ERR | G_IO_NVAL))
		what |= PURPLE_INPUT_WRITE;
	input->function(input->data, input->fd, what);
	return TRUE;
}

static guint input_add(int fd, PurpleInputCondition condition,
		PurpleInputFunction function, gpointer data)
{
	input_t *input = g_new0(input_t, 1);
	GIOChannel *channel = g_io_channel_unix_new(fd);
	GIOCondition wanted = 0;
	guint watch;

	if(condition & PURPLE_INPUT_READ)
		wanted |= G_IO_IN | G_IO_HUP | G_IO_ERR;
	if(condition & PURPLE_INPUT_WRITE)
		wanted |= G_IO_OUT | G_IO_HUP | G_IO_ERR | G_IO_NVAL;
	*input = (input_t){function, fd, data};
	watch = g_io_add_watch_full(
			channel, G_PRIORITY_DEFAULT, wanted, input_ready, input, g_free);
	g_io_channel_unref(channel);
	return watch;
}

static PurpleEventLoopUiOps loop_ops = {
		.timeout_add = g_timeout_add,
		.timeout_remove = g_source_remove,
		.input_add = input_add,
		.input_remove = g_source_remove,
		.timeout_add_seconds = g_timeout_add_seconds,
};

/* --- what it tells --- */

static void tell(const char *event, PurpleMedia *media, const char *sender)
{
	fprintf(out, "{\"event\": \"%s\", \"sid\": \"%p\", \"sender\": \"%s\"}\n",
			event, (void *)media, sender ? sender : "");
	fflush(out);
}

static void state_changed(PurpleMedia *media, PurpleMediaState state,
		const char *session, const char *name, gpointer data)
{
	(void)data;
	if(state == PURPLE_MEDIA_STATE_NEW && session && name
			&& !purple_media_is_initiator(media, session, name))
		tell("call", media, name);
	if(state == PURPLE_MEDIA_STATE_CONNECTED && session)
		tell("connected", media, name);
	if(state == PURPLE_MEDIA_STATE_END && !session && !name)
		tell("ended", media, NULL);
}

static void stream_info(PurpleMedia *media, PurpleMediaInfoType type,
		const char *session, const char *name, gboolean local, gpointer data)
{
	(void)session;
	(void)data;
	if(local)
		return;
	if(type == PURPLE_MEDIA_INFO_ACCEPT)
		tell("accepted", media, name);
	else if(type == PURPLE_MEDIA_INFO_HOLD)
		tell("hold", media, name);
	else if(type == PURPLE_MEDIA_INFO_UNHOLD)
		tell("unhold", media, name);
}

static void media_error(PurpleMedia *media, const char *text, gpointer data)
{
	(void)data;
	fprintf(stderr, "purple_client: %s\n", text);
	tell("error", media, NULL);
}

static gboolean media_begins(PurpleMediaManager *manager, PurpleMedia *media,
		PurpleAccount *whose, const char *name, gpointer data)
{
	(void)manager;
	(void)whose;
	(void)name;
	(void)data;
	g_object_ref(media); /* its address names it as long as we run */
	g_signal_connect(media, "state-changed", G_CALLBACK(state_changed), NULL);
	g_signal_connect(media, "stream-info", G_CALLBACK(stream_info), NULL);
	g_signal_connect(media, "error", G_CALLBACK(media_error), NULL);
	return TRUE;
}

static void signed_on(PurpleConnection *connection, gpointer data)
{
	(void)connection;
	(void)data;
	tell("online", NULL, NULL);
}

static void connection_failed(PurpleConnection *connection,
		PurpleConnectionError reason, const char *text, gpointer data)
{
	(void)connection;
	(void)reason;
	(void)data;
	fprintf(stderr, "purple_client: %s\n", text);
	tell("offline", NULL, NULL);
}

/* --- mouth and ears --- */

static GstElement *made_of(char *description)
{
	GstElement *made = gst_parse_bin_from_description(description, TRUE, NULL);

	g_free(description);
	return made;
}

static GstElement *mouth(PurpleMediaElementInfo *info, PurpleMedia *media,
		const char *session, const char *participant)
{
	(void)info;
	(void)media;
	(void)session;
	(void)participant;
	return made_of(g_strdup_printf("audiotestsrc is-live=true "
								   "samplesperbuffer=160 volume=0.3 freq=%s ! "
								   "audioconvert ! audioresample",
			hz));
}

static GstElement *ears(PurpleMediaElementInfo *info, PurpleMedia *media,
		const char *session, const char *participant)
{
	(void)info;
	(void)media;
	(void)session;
	(void)participant;
	return made_of(g_strdup_printf(
			"audioconvert ! audioresample ! "
			"audio/x-raw,format=S16LE,rate=8000,channels=1 ! "
			"filesink sync=false buffer-mode=2 append=true location=%s/ears",
			folder));
}

static void add_element(const char *id, int type,
		GstElement *(*create)(PurpleMediaElementInfo *, PurpleMedia *,
				const char *, const char *))
{
	PurpleMediaManager *manager = purple_media_manager_get();
	PurpleMediaElementInfo *info = g_object_new(PURPLE_TYPE_MEDIA_ELEMENT_INFO,
			"id", id, "name", id, "type", PURPLE_MEDIA_ELEMENT_AUDIO | type,
			"create-cb", create, NULL);

	purple_media_manager_register_element(manager, info);
	purple_media_manager_set_active_element(manager, info);
}

static void media_init(void)
{
	PurpleMediaManager *manager = purple_media_manager_get();

	purple_media_manager_set_ui_caps(manager,
			PURPLE_MEDIA_CAPS_AUDIO | PURPLE_MEDIA_CAPS_AUDIO_SINGLE_DIRECTION);
	add_element("mouth",
			PURPLE_MEDIA_ELEMENT_SRC | PURPLE_MEDIA_ELEMENT_ONE_SRC, mouth);
	add_element("ears",
			PURPLE_MEDIA_ELEMENT_SINK | PURPLE_MEDIA_ELEMENT_ONE_SINK, ears);
	g_signal_connect(manager, "init-media", G_CALLBACK(media_begins), NULL);
}

/* --- what it is told --- */

static PurpleMedia *media_by_name(const char *name)
{
	void *pointer = NULL;
	GList *all = purple_media_manager_get_media(purple_media_manager_get());

	return sscanf(name, "%p", &pointer) == 1 && g_list_find(all, pointer)
				   ? pointer
				   : NULL;
}

static void reply(const char *number, gboolean ok, const char *why)
{
	if(ok)
		fprintf(out, "{\"id\": %s, \"ok\": true}\n", number);
	else
		fprintf(out, "{\"id\": %s, \"error\": \"%s\"}\n", number, why);
	fflush(out);
}

static gboolean send_digit(PurpleMedia *media, const char *digit)
{
	GList *sessions = purple_media_get_session_ids(media);
	gboolean sent = sessions
					&& purple_media_send_dtmf(
							media, sessions->data, *digit, 10, KEY_TIME);

	g_list_free(sessions);
	return sent;
}

static gboolean key_is_up(gpointer number)
{
	reply(number, TRUE, NULL);
	g_free(number);
	return FALSE;
}

static gboolean obey_in_call(PurpleMedia *media, const char *verb)
{
	static const struct
	{
		const char *verb;
		PurpleMediaInfoType type;
	} infos[] = {{"accept", PURPLE_MEDIA_INFO_ACCEPT},
			{"reject", PURPLE_MEDIA_INFO_REJECT},
			{"terminate", PURPLE_MEDIA_INFO_HANGUP}};

	for(size_t n = 0; n < G_N_ELEMENTS(infos); n++)
		if(!strcmp(verb, infos[n].verb)) {
			purple_media_stream_info(media, infos[n].type, NULL, NULL, TRUE);
			return TRUE;
		}
	return FALSE;
}

static void call(const char *number, const char *jid)
{
	GList *all;

	if(!purple_prpl_initiate_media(account, jid, PURPLE_MEDIA_AUDIO)) {
		reply(number, FALSE, "no call");
		return;
	}
	all = purple_media_manager_get_media(purple_media_manager_get());
	fprintf(out, "{\"id\": %s, \"ok\": \"%p\"}\n", number,
			all ? g_list_last(all)->data : NULL);
	fflush(out);
}

static void obey(char **words)
{
	PurpleMedia *media;

	if(!strcmp(words[1], "can_call")) {
		fprintf(out, "{\"id\": %s, \"ok\": %s}\n", words[0],
				purple_prpl_get_media_caps(account, words[2])
								& PURPLE_MEDIA_CAPS_AUDIO
						? "true"
						: "false");
		fflush(out);
		return;
	}
	if(!strcmp(words[1], "call")) {
		call(words[0], words[2]);
		return;
	}
	media = media_by_name(words[2]);
	if(media && !strcmp(words[1], "presses") && words[3]
			&& send_digit(media, words[3]))
		g_timeout_add(2 * KEY_TIME, key_is_up, g_strdup(words[0]));
	else
		reply(words[0], media && obey_in_call(media, words[1]), "not done");
}

static gboolean command(GIOChannel *source, GIOCondition condition, void *data)
{
	char *line = NULL;
	char **words;

	(void)condition;
	if(g_io_channel_read_line(source, &line, NULL, NULL, NULL)
			!= G_IO_STATUS_NORMAL) {
		g_main_loop_quit(data);
		return FALSE;
	}
	words = g_strsplit(g_strstrip(line), " ", 4);
	if(g_strv_length(words) >= 3)
		obey(words);
	g_strfreev(words);
	g_free(line);
	return TRUE;
}

static void log_in(char **given)
{
	static int handle;
	char *jid = g_strconcat(given[0], "/purple", NULL);

	account = purple_account_new(jid, "prpl-jabber");
	purple_account_set_password(account, given[1]);
	purple_account_set_string(account, "connect_server", given[2]);
	purple_account_set_int(account, "port", atoi(given[3]));
	purple_account_set_string(
			account, "connection_security", "opportunistic_tls");
	purple_account_set_bool(account, "auth_plain_in_clear", TRUE);
	purple_signal_connect(purple_connections_get_handle(), "signed-on", &handle,
			PURPLE_CALLBACK(signed_on), NULL);
	purple_signal_connect(purple_connections_get_handle(), "connection-error",
			&handle, PURPLE_CALLBACK(connection_failed), NULL);
	purple_accounts_add(account);
	purple_account_set_enabled(account, "test", TRUE);
	g_free(jid);
}

int main(int argc, char **argv)
{
	GMainLoop *loop = g_main_loop_new(NULL, FALSE);
	GIOChannel *in = g_io_channel_unix_new(STDIN_FILENO);
	char *path, *text;
	char **given;

	out = fdopen(dup(STDOUT_FILENO), "w");
	dup2(STDERR_FILENO, STDOUT_FILENO); /* libpurple's words are no protocol */
	gst_init(&argc, &argv);
	if(argc != 2)
		return 2;
	folder = argv[1];
	path = g_strconcat(folder, "/config", NULL);
	if(!g_file_get_contents(path, &text, NULL, NULL))
		return 2;
	given = g_strsplit(text, "\n", 6);
	hz = given[4];
	purple_util_set_user_dir(folder);
	purple_debug_set_enabled(getenv("PURPLE_DEBUG") != NULL);
	purple_eventloop_set_ui_ops(&loop_ops);
	if(!purple_core_init("test"))
		return 1;
	/* without TLS, so that the wire can be read */
	purple_plugin_destroy(purple_plugins_find_with_id("core-ssl"));
	purple_set_blist(purple_blist_new());
	media_init();
	log_in(given);
	purple_savedstatus_activate(
			purple_savedstatus_new(NULL, PURPLE_STATUS_AVAILABLE));
	g_io_add_watch(in, G_IO_IN | G_IO_HUP, command, loop);
	g_main_loop_run(loop);
	return 0;
}
