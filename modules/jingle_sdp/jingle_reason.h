/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why a call ended, in Jingle's words and in SIP's. PURE: tables and lookups.
 *
 * Sources: XEP-0166 section 7.4, XEP-0353, RFC 3326, RFC 3398 sections 7.2.4.1
 * and 8.2.6.1, RFC 7247 section 7. Text of the other side is bounded, cleaned
 * of control characters, and empty when it is not UTF-8. */

#ifndef JINGLE_REASON_H
#define JINGLE_REASON_H

#include "../../core/str.h"
#include "jingle_media.h"

enum
{
	JINGLE_REASON_TEXT_MAX = 128,	/* bytes of a text that crosses */
	JINGLE_REASON_HEADER_MAX = 384, /* bytes of a Reason header's value */
	JINGLE_REASON_RING_MS = 25000,	/* later rejects come from a ring timer */
};

/* What a Jingle reason is in SIP. */
typedef struct jingle_reason_sip
{
	jingle_reason_t reason;
	int code;	 /* final response while the INVITE is unanswered */
	int cause;	 /* SIP cause in the Reason header of BYE and CANCEL */
	int q850;	 /* Q.850 cause beside it */
	int warning; /* warn-code beside code, 0: none */
} jingle_reason_sip_t;

/* A Reason header read; what it does not have is 0 or empty. */
typedef struct jingle_reason_header
{
	int sip;
	int q850;
	str text; /* a view into the value, quotes taken off, escapes as they are */
} jingle_reason_header_t;

/* What a SIP message says, in Jingle's words. */
typedef struct jingle_reason_text
{
	jingle_reason_t reason;
	char text[JINGLE_REASON_TEXT_MAX];
	int text_len;
	int elsewhere; /* CANCEL: another phone has taken the call */
} jingle_reason_text_t;

/* A stanza error condition with the type RFC 6120 gives it. */
typedef struct jingle_reason_error
{
	const char *condition;
	const char *type;
} jingle_reason_error_t;

/* Flags of jingle_reason_of_error(). */
enum
{
	JINGLE_REASON_FULL_JID = 1, /* the error came from a full JID */
	JINGLE_REASON_ADDRESS = 2,	/* <gone/> holds a new address */
};

/* Jingle -> SIP ---------------------------------------------------------- */

/** The row of a reason; none at all is read as success, an unknown one as
 * general-error. Never NULL. */
const jingle_reason_sip_t *jingle_reason_sip(jingle_reason_t reason);

/**
 * Final response to an INVITE that the XMPP side refuses by session-terminate.
 *
 * @param decline code for decline, 0: 603 (486 lets a proxy try other branches)
 */
int jingle_reason_code(jingle_reason_t reason, int decline);

/**
 * Final response for a JMI reject.
 *
 * @param age     milliseconds since our propose: a reject without a reason that
 *                comes after JINGLE_REASON_RING_MS is the client's ring timer
 * @param decline as above
 */
int jingle_reason_jmi_code(jingle_reason_t reason, int age, int decline);

/**
 * Value of a Reason header for BYE, CANCEL or a response (RFC 6432):
 * SIP;cause=486;text="Busy Here", Q.850;cause=17
 *
 * @param text of the XMPP side, or NULL: the cause's own phrase
 * @param buf  JINGLE_REASON_HEADER_MAX bytes hold every result
 * @return 0, -1: no room
 */
int jingle_reason_header(jingle_reason_t reason, const str *text, char *buf,
		int cap, str *value);

/** The reason for the header of a CANCEL: none and success become cancel, for
 * SIP cause 200 tells phones that the call was answered elsewhere (RFC 3326). */
jingle_reason_t jingle_reason_for_cancel(jingle_reason_t reason);

/** Standard reason phrase of a SIP code; of its class when it is not known.
 * Never NULL. */
const char *jingle_reason_phrase(int code);

/** Text of a warn-code (RFC 3261 section 20.43), NULL when it is not known. */
const char *jingle_reason_warning(int warning);

/* SIP -> Jingle ---------------------------------------------------------- */

/** Reason for a final response. all_refused: the answer or the response left
 * no m= line (unsupported-applications rather than incompatible-parameters). */
jingle_reason_t jingle_reason_of_code(int code, int all_refused);

/** Reason for a Q.850 cause. */
jingle_reason_t jingle_reason_of_q850(int cause);

/**
 * Read the value of one Reason header, or of several joined by commas. The
 * first cause of each protocol counts.
 *
 * @return 0, -1: it says nothing that we know
 */
int jingle_reason_read(const str *value, jingle_reason_header_t *h);

/* What a response, a BYE or a CANCEL says; phrase and header may be NULL or
 * empty. The text of a response is "486 Busy Here". warning: the warn-code
 * (RFC 3261 section 20.43) that came with it, or 0: a 488 says by 305 that no
 * codec is common, which is failed-application (XEP-0167 section 5). */
void jingle_reason_of_reply(
		int code, const str *phrase, int warning, jingle_reason_text_t *said);
void jingle_reason_of_bye(const str *header, jingle_reason_text_t *said);
void jingle_reason_of_cancel(const str *header, jingle_reason_text_t *said);

/* stanza errors (RFC 7247 section 7) -------------------------------------- */

/**
 * Final response for a stanza error that ends a call's set-up. As the RFC has
 * it, but service-unavailable is 480: servers say it for users who are offline,
 * who do not exist and who have blocked the caller.
 *
 * @param condition element name of the condition
 * @param flags     JINGLE_REASON_FULL_JID, JINGLE_REASON_ADDRESS
 */
int jingle_reason_of_error(const str *condition, int flags);

/** Stanza error for a SIP code. Never NULL. */
const jingle_reason_error_t *jingle_reason_error(int code);

#endif
