/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One connection to one worker. */

#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include "../modules/xmpp_link/link_proto.h"
#include "link_wire.h"

enum
{
	WIRE_READ = 64 * 1024,	/* bytes of room made for each read */
	WIRE_READS = 8,			/* reads for one wake-up: others wait as well */
	WIRE_PIECES = 64,		/* frames in one write */
	WIRE_KEEP = 1024 * 1024 /* bytes of a buffer; larger is freed, or refused */
};


void link_wire_init(link_wire_t *w)
{
	memset(w, 0, sizeof(*w));
	w->fd = -1;
}


int link_wire_open(link_wire_t *w, loop_t *loop, const char *path,
		void (*f)(void *arg, int events), void *arg)
{
	struct sockaddr_un address;
	int rc;

	memset(&address, 0, sizeof(address));
	address.sun_family = AF_UNIX;
	if((size_t)snprintf(address.sun_path, sizeof(address.sun_path), "%s", path)
			>= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	w->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if(w->fd < 0)
		return -errno;
	if(connect(w->fd, (struct sockaddr *)&address, sizeof(address)) != 0) {
		rc = -errno;
		goto error;
	}
	w->watch = loop_watch_new(loop, w->fd, f, arg);
	if(w->watch == NULL) {
		rc = -ENOMEM;
		goto error;
	}
	loop_watch_set(w->watch, LOOP_READ);
	return 0;

error:
	link_wire_close(w);
	return rc;
}


void link_wire_close(link_wire_t *w)
{
	loop_watch_free(w->watch);
	if(w->fd >= 0)
		close(w->fd);
	buf_free(&w->in);
	buf_free(&w->control);
	link_wire_init(w);
}


/* hand out the whole frames in the buffer, keep the rest */
static int wire_frames(
		link_wire_t *w, int (*f)(void *arg, link_frame_t *frame), void *arg)
{
	size_t at = 0;
	link_frame_t frame;
	long n;
	int rc = 0;

	for(;;) {
		n = xmpp_link_frame_read(
				w->in.data + at, w->in.len - at, LINK_FRAME_MAX, &frame);
		if(n <= 0)
			break;
		at += (size_t)n;
		if((rc = f(arg, &frame)) != 0)
			return rc;
	}
	buf_drop(&w->in, at);
	if(n == LINK_BINRPC_INVALID)
		return -EBADMSG;
	return frame.size > w->in.len ? buf_room(&w->in, frame.size - w->in.len)
								  : 0;
}


int link_wire_read(
		link_wire_t *w, int (*f)(void *arg, link_frame_t *frame), void *arg)
{
	ssize_t n;
	size_t room;
	int rc, i;

	for(i = 0; i < WIRE_READS; i++) {
		if(buf_room(&w->in, WIRE_READ) != 0)
			return -ENOMEM;
		room = w->in.cap - w->in.len;
		n = read(w->fd, w->in.data + w->in.len, room);
		if(n == 0)
			return -EPIPE;
		if(n < 0)
			return errno == EAGAIN || errno == EINTR ? 0 : -errno;
		w->in.len += (size_t)n;
		if((rc = wire_frames(w, f, arg)) != 0)
			return rc;
		if((size_t)n < room)
			break; /* that was all: no need to hear EAGAIN */
	}
	if(w->in.len == 0 && w->in.cap > WIRE_KEEP)
		buf_free(&w->in);
	return 0;
}


int link_wire_control(link_wire_t *w, const str *frame)
{
	if(w->control.len > WIRE_KEEP)
		return -ENOBUFS; /* it asks and asks and does not read */
	return buf_add(&w->control, frame->s, (size_t)frame->len);
}


void link_wire_item(link_wire_t *w, queue_item_t *item)
{
	if(w->item == NULL) {
		w->item = item;
		w->item_off = 0;
	}
}


static int wire_pieces(link_wire_t *w, struct iovec *iov)
{
	queue_item_t *item = w->item;
	size_t skip = w->item_off;
	int n = 0;

	if(skip > 0) { /* what is begun comes first */
		iov[n].iov_base = item->frame.s + skip;
		iov[n++].iov_len = (size_t)item->frame.len - skip;
		item = item->next;
	}
	if(w->control.len > w->control_off) {
		iov[n].iov_base = w->control.data + w->control_off;
		iov[n++].iov_len = w->control.len - w->control_off;
	}
	for(; item != NULL && n < WIRE_PIECES; item = item->next) {
		iov[n].iov_base = item->frame.s;
		iov[n++].iov_len = (size_t)item->frame.len;
	}
	return n;
}


/* bytes of the item that are now written; what is left of n */
static size_t wire_wrote_item(link_wire_t *w, size_t n)
{
	size_t left = (size_t)w->item->frame.len - w->item_off;

	if(n < left) {
		w->item_off += n;
		return 0;
	}
	w->item->written = 1;
	w->item = w->item->next;
	w->item_off = 0;
	return n - left;
}


static void wire_wrote(link_wire_t *w, size_t n)
{
	size_t left;

	if(w->item_off > 0 && n > 0)
		n = wire_wrote_item(w, n);
	left = w->control.len - w->control_off;
	if(n < left) {
		w->control_off += n;
		return;
	}
	w->control.len = w->control_off = 0;
	for(n -= left; n > 0;)
		n = wire_wrote_item(w, n);
}


int link_wire_write(link_wire_t *w)
{
	struct iovec iov[WIRE_PIECES + 2];
	struct msghdr message;
	ssize_t n;

	for(;;) {
		memset(&message, 0, sizeof(message));
		message.msg_iov = iov;
		message.msg_iovlen = (size_t)wire_pieces(w, iov);
		if(message.msg_iovlen == 0)
			break;
		n = sendmsg(w->fd, &message, MSG_NOSIGNAL);
		if(n < 0 && errno == EINTR)
			continue;
		if(n < 0 && errno == EAGAIN) {
			loop_watch_set(w->watch, LOOP_READ | LOOP_WRITE);
			return 0;
		}
		if(n < 0)
			return -errno;
		wire_wrote(w, (size_t)n);
	}
	loop_watch_set(w->watch, LOOP_READ);
	return 0;
}
