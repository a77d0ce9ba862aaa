/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why a call ended, in Jingle's words and in SIP's. PURE. */

#include <stdio.h>
#include <string.h>

#include "../xmpp_link/xml_build.h"
#include "jingle_reason.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

typedef struct code_row
{
	int from; /* SIP code or Q.850 cause */
	int to;
} code_row_t;

typedef struct phrase_row
{
	int code;
	const char *phrase;
} phrase_row_t;

typedef struct condition_row
{
	jingle_reason_error_t error; /* type: RFC 6120 section 8.3.3 */
	int full;					 /* SIP code when a full JID said it */
	int bare;
} condition_row_t;

typedef struct error_row
{
	int code;
	const char *condition;
} error_row_t;

/* clang-format off */

/* indexed by jingle_reason_t */
static const jingle_reason_sip_t to_sip[JINGLE_REASONS] = {
	/* reason                                code cause q850 warning */
	{JINGLE_REASON_NONE,                     480, 200,  16,  0},
	{JINGLE_REASON_UNKNOWN,                  500, 500, 111,  0},
	{JINGLE_REASON_ALTERNATIVE_SESSION,      486, 486,  17,  0},
	{JINGLE_REASON_BUSY,                     486, 486,  17,  0},
	{JINGLE_REASON_CANCEL,                   487, 487,  16,  0},
	{JINGLE_REASON_CONNECTIVITY_ERROR,       480, 503,  41,  0},
	{JINGLE_REASON_DECLINE,                  603, 603,  21,  0},
	{JINGLE_REASON_EXPIRED,                  480, 408,  19,  0},
	{JINGLE_REASON_FAILED_APPLICATION,       488, 488,  65,  305},
	{JINGLE_REASON_FAILED_TRANSPORT,         480, 503,  41,  0},
	{JINGLE_REASON_GENERAL_ERROR,            500, 500, 111,  0},
	{JINGLE_REASON_GONE,                     480, 480,  20,  0},
	{JINGLE_REASON_INCOMPATIBLE_PARAMETERS,  488, 488,  65,  305},
	{JINGLE_REASON_MEDIA_ERROR,              488, 488,  65,  305},
	{JINGLE_REASON_SECURITY_ERROR,           488, 403,  21,  399},
	{JINGLE_REASON_SUCCESS,                  480, 200,  16,  0},
	{JINGLE_REASON_TIMEOUT,                  480, 408,  19,  0},
	{JINGLE_REASON_UNSUPPORTED_APPLICATIONS, 488, 488,  65,  304},
	{JINGLE_REASON_UNSUPPORTED_TRANSPORTS,   488, 488,  65,  304},
};

/* SIP code -> reason; other codes go by their class */
static const code_row_t from_sip[] = {
	{401, JINGLE_REASON_SECURITY_ERROR},
	{403, JINGLE_REASON_DECLINE},
	{404, JINGLE_REASON_GONE},
	{407, JINGLE_REASON_SECURITY_ERROR},
	{408, JINGLE_REASON_TIMEOUT},
	{410, JINGLE_REASON_GONE},
	{415, JINGLE_REASON_INCOMPATIBLE_PARAMETERS},
	{420, JINGLE_REASON_INCOMPATIBLE_PARAMETERS},
	{421, JINGLE_REASON_INCOMPATIBLE_PARAMETERS},
	/* Kamailio's own: cannot send, cannot resolve */
	{477, JINGLE_REASON_CONNECTIVITY_ERROR},
	{478, JINGLE_REASON_CONNECTIVITY_ERROR},
	{480, JINGLE_REASON_TIMEOUT},
	{481, JINGLE_REASON_GONE},
	{484, JINGLE_REASON_GONE},
	{485, JINGLE_REASON_GONE},
	{486, JINGLE_REASON_BUSY},
	{487, JINGLE_REASON_CANCEL},
	{488, JINGLE_REASON_INCOMPATIBLE_PARAMETERS},
	{502, JINGLE_REASON_CONNECTIVITY_ERROR},
	{503, JINGLE_REASON_CONNECTIVITY_ERROR},
	{504, JINGLE_REASON_TIMEOUT},
	{600, JINGLE_REASON_BUSY},
	{603, JINGLE_REASON_DECLINE},
	{604, JINGLE_REASON_GONE},
	{606, JINGLE_REASON_INCOMPATIBLE_PARAMETERS},
	{607, JINGLE_REASON_DECLINE},
	{608, JINGLE_REASON_DECLINE},
};

/* RFC 3398 section 7.2.4.1; what it does not name is 500 */
static const code_row_t q850_to_sip[] = {
	{1, 404}, {2, 404}, {3, 404}, {17, 486}, {18, 408}, {19, 480},
	{20, 480}, {21, 403}, {22, 410}, {23, 410}, {26, 404}, {27, 502},
	{28, 484}, {29, 501}, {34, 503}, {38, 503}, {41, 503}, {42, 503},
	{47, 503}, {55, 403}, {57, 403}, {58, 503}, {65, 488}, {70, 488},
	{79, 501}, {87, 403}, {88, 503}, {102, 504}, {111, 500}, {127, 500},
};

/* RFC 3261 section 21, RFC 3265, 3329, 4028, 4412, 5079, 5626, 6086, 6665, 8197, 8688 */
static const phrase_row_t phrases[] = {
	{100, "Trying"}, {180, "Ringing"}, {181, "Call Is Being Forwarded"},
	{182, "Queued"}, {183, "Session Progress"}, {200, "OK"},
	{202, "Accepted"}, {300, "Multiple Choices"}, {301, "Moved Permanently"},
	{302, "Moved Temporarily"}, {305, "Use Proxy"},
	{380, "Alternative Service"}, {400, "Bad Request"}, {401, "Unauthorized"},
	{402, "Payment Required"}, {403, "Forbidden"}, {404, "Not Found"},
	{405, "Method Not Allowed"}, {406, "Not Acceptable"},
	{407, "Proxy Authentication Required"}, {408, "Request Timeout"},
	{410, "Gone"}, {413, "Request Entity Too Large"},
	{414, "Request-URI Too Long"}, {415, "Unsupported Media Type"},
	{416, "Unsupported URI Scheme"}, {420, "Bad Extension"},
	{421, "Extension Required"}, {422, "Session Interval Too Small"},
	{423, "Interval Too Brief"}, {433, "Anonymity Disallowed"},
	{469, "Bad Info Package"}, {480, "Temporarily Unavailable"},
	{481, "Call/Transaction Does Not Exist"}, {482, "Loop Detected"},
	{483, "Too Many Hops"}, {484, "Address Incomplete"}, {485, "Ambiguous"},
	{486, "Busy Here"}, {487, "Request Terminated"},
	{488, "Not Acceptable Here"}, {489, "Bad Event"}, {491, "Request Pending"},
	{493, "Undecipherable"}, {500, "Server Internal Error"},
	{501, "Not Implemented"}, {502, "Bad Gateway"},
	{503, "Service Unavailable"}, {504, "Server Time-out"},
	{505, "Version Not Supported"}, {513, "Message Too Large"},
	{600, "Busy Everywhere"}, {603, "Decline"},
	{604, "Does Not Exist Anywhere"}, {606, "Not Acceptable"},
	{607, "Unwanted"}, {608, "Rejected"},
};

/* RFC 7247 table 2 and its notes 1, 2 and 5; the type is RFC 6120's */
static const condition_row_t conditions[] = {
	/* condition                 type      full bare */
	{{"bad-request",             "modify"}, 400, 400},
	{{"conflict",                "cancel"}, 400, 400},
	{{"feature-not-implemented", "cancel"}, 405, 501},
	{{"forbidden",               "auth"},   403, 603},
	{{"gone",                    "cancel"}, 410, 410},
	{{"internal-server-error",   "cancel"}, 500, 500},
	{{"item-not-found",          "cancel"}, 404, 604},
	{{"jid-malformed",           "modify"}, 400, 400},
	{{"not-acceptable",          "modify"}, 406, 606},
	{{"not-allowed",             "cancel"}, 403, 403},
	{{"not-authorized",          "auth"},   401, 401},
	{{"policy-violation",        "modify"}, 403, 403},
	{{"recipient-unavailable",   "wait"},   480, 600},
	{{"redirect",                "modify"}, 302, 302},
	{{"registration-required",   "auth"},   407, 407},
	{{"remote-server-not-found", "cancel"}, 404, 404},
	{{"remote-server-timeout",   "wait"},   408, 408},
	{{"resource-constraint",     "wait"},   500, 500},
	{{"service-unavailable",     "cancel"}, 480, 480},
	{{"subscription-required",   "auth"},   400, 400},
	{{"undefined-condition",     "cancel"}, 400, 400},
	{{"unexpected-request",      "wait"},   491, 491},
};

/* RFC 7247 table 3; other codes go by their class */
static const error_row_t errors[] = {
	{301, "gone"}, {380, "not-acceptable"}, {401, "not-authorized"},
	{403, "forbidden"}, {404, "item-not-found"},
	{405, "feature-not-implemented"}, {406, "not-acceptable"},
	{407, "registration-required"}, {408, "remote-server-timeout"},
	{410, "gone"}, {413, "policy-violation"}, {414, "policy-violation"},
	{415, "not-acceptable"}, {416, "not-acceptable"},
	{420, "feature-not-implemented"}, {421, "not-acceptable"},
	{423, "resource-constraint"}, {430, "recipient-unavailable"},
	{439, "feature-not-implemented"}, {440, "policy-violation"},
	{480, "recipient-unavailable"}, {481, "item-not-found"},
	{482, "not-acceptable"}, {483, "not-acceptable"},
	{484, "item-not-found"}, {485, "item-not-found"},
	{486, "recipient-unavailable"}, {487, "recipient-unavailable"},
	{488, "not-acceptable"}, {489, "policy-violation"},
	{491, "unexpected-request"}, {501, "feature-not-implemented"},
	{502, "remote-server-not-found"}, {504, "remote-server-timeout"},
	{505, "not-acceptable"}, {513, "policy-violation"},
	{604, "item-not-found"}, {606, "not-acceptable"},
};

/* clang-format on */

static const char *const classes[] = {"redirect", "bad-request",
		"internal-server-error", "recipient-unavailable"};

static int row_find(const code_row_t *rows, int n, int from)
{
	int i;

	for(i = 0; i < n; i++) {
		if(rows[i].from == from)
			return rows[i].to;
	}
	return -1;
}


/* --- text ---------------------------------------------------------------- */

/* Append text, one line, whole characters, what fits; 0 when it is not UTF-8. */
static int text_add(char *to, int *len, int cap, const char *s, int s_len)
{
	int i, c, start = *len;

	for(i = 0; i < s_len; i += c) {
		c = (int)xml_build_char(s + i, (size_t)(s_len - i));
		if(c == 0 && (unsigned char)s[i] >= 0x80) {
			*len = start;
			return 0;
		}
		if(c == 0)
			c = 1;
		if(*len + c > cap)
			break;
		memcpy(to + *len, s + i, (size_t)c);
		if(c == 1 && ((unsigned char)s[i] < 0x20 || s[i] == 0x7f))
			to[*len] = ' ';
		*len += c;
	}
	return *len > start;
}


static int quoted_add(char *to, int *len, int cap, const char *s, int s_len)
{
	int i;

	for(i = 0; i < s_len; i++) {
		if(*len + 2 > cap)
			return -1;
		if(s[i] == '"' || s[i] == '\\')
			to[(*len)++] = '\\';
		to[(*len)++] = s[i];
	}
	return 0;
}


/* --- Jingle -> SIP -------------------------------------------------------- */

const jingle_reason_sip_t *jingle_reason_sip(jingle_reason_t reason)
{
	if((int)reason < 0 || reason >= JINGLE_REASONS)
		reason = JINGLE_REASON_UNKNOWN;
	return &to_sip[reason];
}


int jingle_reason_code(jingle_reason_t reason, int decline)
{
	if(reason == JINGLE_REASON_DECLINE && decline > 0)
		return decline;
	return jingle_reason_sip(reason)->code;
}


int jingle_reason_jmi_code(jingle_reason_t reason, int age, int decline)
{
	/* Conversations and Dino never say why: after their ring time the user did
	 * not answer, before it the user declined */
	if(reason == JINGLE_REASON_NONE && age > JINGLE_REASON_RING_MS)
		return 480;
	if(reason == JINGLE_REASON_NONE)
		return decline > 0 ? decline : 486;
	return jingle_reason_code(reason, decline);
}


jingle_reason_t jingle_reason_for_cancel(jingle_reason_t reason)
{
	return jingle_reason_sip(reason)->cause == 200 ? JINGLE_REASON_CANCEL
												   : reason;
}


const char *jingle_reason_phrase(int code)
{
	static const char *const of_class[] = {"Redirection", "Request Failure",
			"Server Failure", "Global Failure"};
	int i;

	for(i = 0; i < ROWS(phrases); i++) {
		if(phrases[i].code == code)
			return phrases[i].phrase;
	}
	return code >= 300 && code <= 699 ? of_class[code / 100 - 3] : "Unknown";
}


const char *jingle_reason_warning(int warning)
{
	switch(warning) {
		case 304:
			return "Media type not available";
		case 305:
			return "Incompatible media format";
		case 399:
			return "Miscellaneous warning";
		default:
			return NULL;
	}
}


int jingle_reason_header(
		jingle_reason_t reason, const str *text, char *buf, int cap, str *value)
{
	const jingle_reason_sip_t *row = jingle_reason_sip(reason);
	char said[JINGLE_REASON_TEXT_MAX];
	int n, len = 0;

	if(text == NULL || text->s == NULL
			|| !text_add(said, &len, sizeof(said), text->s, text->len)) {
		text_add(said, &len, sizeof(said), jingle_reason_phrase(row->cause),
				(int)strlen(jingle_reason_phrase(row->cause)));
	}
	n = snprintf(buf, (size_t)cap, "SIP;cause=%d;text=\"", row->cause);
	if(n >= cap || quoted_add(buf, &n, cap, said, len) < 0)
		return -1;
	len = snprintf(buf + n, (size_t)(cap - n), "\", Q.850;cause=%d", row->q850);
	if(len >= cap - n)
		return -1;
	value->s = buf;
	value->len = n + len;
	return 0;
}


/* --- SIP -> Jingle -------------------------------------------------------- */

jingle_reason_t jingle_reason_of_code(int code, int all_refused)
{
	int r = row_find(from_sip, ROWS(from_sip), code);

	if(r == JINGLE_REASON_INCOMPATIBLE_PARAMETERS && all_refused)
		return JINGLE_REASON_UNSUPPORTED_APPLICATIONS;
	if(r >= 0)
		return (jingle_reason_t)r;
	if(code >= 200 && code < 300)
		return JINGLE_REASON_SUCCESS;
	return code >= 300 && code < 400 ? JINGLE_REASON_GONE
									 : JINGLE_REASON_GENERAL_ERROR;
}


jingle_reason_t jingle_reason_of_q850(int cause)
{
	int code;

	if(cause == 16 || cause == 31) /* normal clearing; normal, unspecified */
		return JINGLE_REASON_SUCCESS;
	code = row_find(q850_to_sip, ROWS(q850_to_sip), cause);
	return jingle_reason_of_code(code < 0 ? 500 : code, 0);
}


static int is_name(const char *s, int len, const char *name)
{
	int i;

	if(len != (int)strlen(name))
		return 0;
	for(i = 0; i < len; i++) {
		if((s[i] | 0x20) != (name[i] | 0x20))
			return 0;
	}
	return 1;
}


/* Next token, separator or quoted string; its length, 0 at the end. */
static int next_token(const char **s, const char *end)
{
	const char *p;

	while(*s < end && (**s == ' ' || **s == '\t' || **s == '\r' || **s == '\n'))
		(*s)++;
	p = *s;
	if(p == end)
		return 0;
	if(*p == '"') {
		for(p++; p < end && *p != '"'; p++) {
			if(*p == '\\' && p + 1 < end)
				p++;
		}
		return (int)(p - *s) + (p < end);
	}
	if(*p == ';' || *p == ',' || *p == '=')
		return 1;
	while(p < end && memchr(" \t\r\n;,=\"", *p, 8) == NULL)
		p++;
	return (int)(p - *s);
}


static int digits_read(const char *s, int len)
{
	int i, n = 0;

	for(i = 0; i < len && i < 4 && s[i] >= '0' && s[i] <= '9'; i++)
		n = n * 10 + s[i] - '0';
	return i == len ? n : 0;
}


static void read_param(jingle_reason_header_t *h, int *cause, const char *name,
		int name_len, const char *s, int len)
{
	if(cause && *cause == 0 && is_name(name, name_len, "cause"))
		*cause = digits_read(s, len);
	if(cause == NULL || h->text.len > 0 || !is_name(name, name_len, "text"))
		return;
	if(len >= 2 && s[0] == '"' && s[len - 1] == '"') {
		s++;
		len -= 2;
	}
	h->text.s = (char *)s;
	h->text.len = len;
}


int jingle_reason_read(const str *value, jingle_reason_header_t *h)
{
	const char *s, *end, *name = NULL;
	int n, name_len = 0, first = 1, *cause = NULL;

	memset(h, 0, sizeof(*h));
	if(value == NULL || value->s == NULL)
		return -1;
	s = value->s;
	end = s + value->len;
	for(; (n = next_token(&s, end)) > 0; s += n) {
		if(*s == ',') {
			first = 1;
		} else if(*s == ';') {
			name = NULL;
		} else if(*s == '=') {
			continue;
		} else if(first) {
			first = 0;
			cause = is_name(s, n, "SIP")	 ? &h->sip
					: is_name(s, n, "Q.850") ? &h->q850
											 : NULL;
		} else if(name == NULL) {
			name = s;
			name_len = n;
		} else {
			read_param(h, cause, name, name_len, s, n);
		}
	}
	return h->sip > 0 || h->q850 > 0 ? 0 : -1;
}


/* The text of a header, without the backslashes of its quoted string. */
static void text_unescape(jingle_reason_text_t *said, const str *text)
{
	char unescaped[JINGLE_REASON_TEXT_MAX * 2];
	int i, n = 0;

	for(i = 0; i < text->len && n < (int)sizeof(unescaped); i++) {
		if(text->s[i] == '\\' && i + 1 < text->len)
			i++;
		unescaped[n++] = text->s[i];
	}
	/* cut between characters */
	while(i < text->len && n > 0 && ((unsigned char)unescaped[n - 1] & 0x80))
		n--;
	said->text_len = 0;
	text_add(said->text, &said->text_len, sizeof(said->text), unescaped, n);
}


void jingle_reason_of_reply(
		int code, const str *phrase, int warning, jingle_reason_text_t *said)
{
	char number_text[16];
	int n;

	said->reason = jingle_reason_of_code(code, warning == 304);
	if(warning == 305 && said->reason == JINGLE_REASON_INCOMPATIBLE_PARAMETERS)
		said->reason = JINGLE_REASON_FAILED_APPLICATION;
	n = snprintf(number_text, sizeof(number_text), "%d ", code);
	said->text_len = 0;
	text_add(said->text, &said->text_len, sizeof(said->text), number_text, n);
	if(phrase == NULL || phrase->s == NULL
			|| !text_add(said->text, &said->text_len, sizeof(said->text),
					phrase->s, phrase->len)) {
		text_add(said->text, &said->text_len, sizeof(said->text),
				jingle_reason_phrase(code),
				(int)strlen(jingle_reason_phrase(code)));
	}
}


void jingle_reason_of_bye(const str *header, jingle_reason_text_t *said)
{
	jingle_reason_header_t h;

	said->reason = JINGLE_REASON_SUCCESS;
	said->text_len = 0;
	if(jingle_reason_read(header, &h) < 0)
		return;
	said->reason = h.sip > 0 ? jingle_reason_of_code(h.sip, 0)
							 : jingle_reason_of_q850(h.q850);
	text_unescape(said, &h.text);
}


void jingle_reason_of_cancel(const str *header, jingle_reason_text_t *said)
{
	jingle_reason_header_t h;

	said->reason = JINGLE_REASON_CANCEL;
	said->text_len = said->elsewhere = 0;
	if(jingle_reason_read(header, &h) < 0)
		return;
	text_unescape(said, &h.text);
	said->elsewhere = h.sip == 200;
}


/* --- stanza errors -------------------------------------------------------- */

int jingle_reason_of_error(const str *condition, int flags)
{
	const condition_row_t *row;
	int i;

	for(i = 0; i < ROWS(conditions); i++) {
		row = &conditions[i];
		if(condition->len != (int)strlen(row->error.condition)
				|| memcmp(condition->s, row->error.condition,
						   (size_t)condition->len)
						   != 0)
			continue;
		if((flags & JINGLE_REASON_ADDRESS) && row->full == 410)
			return 301;
		return (flags & JINGLE_REASON_FULL_JID) ? row->full : row->bare;
	}
	return 400; /* as undefined-condition */
}


static const char *error_condition(int code)
{
	int i;

	for(i = 0; i < ROWS(errors); i++) {
		if(errors[i].code == code)
			return errors[i].condition;
	}
	return code >= 300 && code <= 699 ? classes[code / 100 - 3]
									  : "internal-server-error";
}


const jingle_reason_error_t *jingle_reason_error(int code)
{
	static const jingle_reason_error_t fallback = {
			"undefined-condition", "cancel"};
	const char *condition = error_condition(code);
	int i;

	for(i = 0; i < ROWS(conditions); i++) {
		if(strcmp(conditions[i].error.condition, condition) == 0)
			return &conditions[i].error;
	}
	return &fallback;
}
