/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * An XMPP client made of QXmpp's own call manager, as Kaidan is: it sends a
 * tone, keeps what it hears, and does what lib/library.py tells it.
 *
 * usage: qxmpp_client FOLDER   with FOLDER/config: JID, password, address,
 *                              port, frequency, each on a line of its own
 */
#include <QCoreApplication>
#include <QFile>
#include <QHash>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSocketNotifier>
#include <QXmppCall.h>
#include <QXmppCallManager.h>
#include <QXmppCallStream.h>
#include <QXmppClient.h>
#include <QXmppConfiguration.h>
#include <QXmppLogger.h>
#include <cstdio>
#include <gst/gst.h>
#include <iostream>
#include <string>
#include <unistd.h>

namespace {

QString folder, hz;
QHash<QString, QXmppCall *> calls;

void say(const QJsonObject &message)
{
	fputs(QJsonDocument(message).toJson(QJsonDocument::Compact).constData(),
			stdout);
	fputc('\n', stdout);
	fflush(stdout);
}

void tell(const char *event, const QString &sid, const QString &sender = {})
{
	say({{"event", event}, {"sid", sid}, {"sender", sender}});
}

GstElement *part(GstElement *pipeline, const QString &description)
{
	GstElement *made = gst_parse_bin_from_description(
			description.toUtf8().constData(), TRUE, nullptr);
	gst_bin_add(GST_BIN(pipeline), made);
	return made;
}

void link(GstPad *from, GstPad *to, GstElement *added)
{
	if(gst_pad_link(from, to) != GST_PAD_LINK_OK)
		fputs("qxmpp_client: pads are not linked\n", stderr);
	gst_element_sync_state_with_parent(added);
}

void furnish(QXmppCall *call, QXmppCallStream *stream)
{
	if(!stream || stream->media() != "audio")
		return;
	GstElement *pipeline = call->pipeline();
	stream->setReceivePadCallback([pipeline](GstPad *pad) {
		GstElement *ears = part(pipeline,
				"audioconvert ! audioresample ! "
				"audio/x-raw,format=S16LE,rate=8000,channels=1 ! "
				"filesink sync=false buffer-mode=2 append=true location="
						+ folder + "/ears");
		link(pad, gst_element_get_static_pad(ears, "sink"), ears);
	});
	stream->setSendPadCallback([pipeline](GstPad *pad) {
		GstElement *mouth =
				part(pipeline, "audiotestsrc is-live=true samplesperbuffer=160 volume=0.3 freq="
									   + hz
									   + " ! audioconvert ! audioresample ! "
										 "queue max-size-time=1000000");
		link(gst_element_get_static_pad(mouth, "src"), pad, mouth);
	});
}

void keep(QXmppCall *call)
{
	const QString sid = call->sid();
	calls[sid] = call;
	furnish(call, call->audioStream());
	QObject::connect(call, &QXmppCall::streamCreated, call,
			[call](QXmppCallStream *stream) { furnish(call, stream); });
	QObject::connect(
			call, &QXmppCall::ringing, call, [sid] { tell("ringing", sid); });
	QObject::connect(call, &QXmppCall::stateChanged, call,
			[sid](QXmppCall::State state) {
				if(state == QXmppCall::ActiveState)
					tell("accepted", sid);
			});
	QObject::connect(call, &QXmppCall::connected, call,
			[sid] { tell("connected", sid); });
	QObject::connect(call, &QXmppCall::finished, call, [call, sid] {
		calls.remove(sid);
		call->deleteLater();
		tell("ended", sid);
	});
}

QJsonObject obey(
		QXmppCallManager *manager, const QString &verb, const QString &what)
{
	if(verb == "call") {
		QXmppCall *call = manager->call(what);
		if(!call)
			return {{"error", "no call"}};
		keep(call);
		return {{"ok", call->sid()}};
	}
	QXmppCall *call = calls.value(what);
	if(!call)
		return {{"error", "no such call"}};
	if(verb == "accept")
		call->accept();
	else if(verb == "video")
		call->addVideo();
	else
		call->hangup();
	return {{"ok", true}};
}

} // namespace

int main(int argc, char **argv)
{
	gst_init(&argc, &argv);
	QCoreApplication app(argc, argv);
	if(argc != 2)
		return 2;
	folder = argv[1];
	QFile file(folder + "/config");
	if(!file.open(QIODevice::ReadOnly))
		return 2;
	const QStringList given = QString(file.readAll()).split('\n');
	hz = given[4];

	QXmppClient client;
	client.logger()->setLoggingType(QXmppLogger::FileLogging);
	client.logger()->setLogFilePath(folder + "/stanzas.log");
	auto *manager = new QXmppCallManager;
	client.addExtension(manager);
	QObject::connect(manager, &QXmppCallManager::callReceived, &app,
			[](QXmppCall *call) {
				keep(call);
				tell("call", call->sid(), call->jid());
			});
	QObject::connect(
			&client, &QXmppClient::connected, &app, [] { tell("online", {}); });
	QObject::connect(&client, &QXmppClient::disconnected, &app,
			[] { tell("offline", {}); });

	QSocketNotifier in(STDIN_FILENO, QSocketNotifier::Read);
	QObject::connect(&in, &QSocketNotifier::activated, &app, [&] {
		std::string line;
		if(!std::getline(std::cin, line))
			return app.quit();
		const QStringList words = QString::fromStdString(line).split(' ');
		QJsonObject reply = obey(manager, words.value(1), words.value(2));
		reply["id"] = words.value(0).toInt();
		say(reply);
	});

	QXmppConfiguration configuration;
	configuration.setJid(given[0] + "/qxmpp");
	configuration.setPassword(given[1]);
	configuration.setHost(given[2]);
	configuration.setPort(given[3].toInt());
	configuration.setStreamSecurityMode(QXmppConfiguration::TLSDisabled);
	configuration.setAutoReconnectionEnabled(false);
	client.connectToServer(configuration);
	return app.exec();
}
