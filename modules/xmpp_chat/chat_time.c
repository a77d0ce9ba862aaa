/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: time stamps of SIP, CPIM and XMPP. PURE
 */

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "chat_time.h"

enum
{
	DAY = 24 * 3600,
	TEXT_MAX = CHAT_TIME_SIZE - 1, /* bytes of one that is read */
};

static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
		"Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
/* 1970 began on a Thursday */
static const char days[7][4] = {
		"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};

typedef struct moment
{
	int year, month, day; /* month, day: from 1 */
	int hour, minute, second;
} moment_t;

/* Days since 1970 of a date of the Gregorian calendar: years are counted from
 * March, so that a leap day is the last of one */
static int64_t days_of(const moment_t *m)
{
	int64_t year = m->month > 2 ? m->year : m->year - 1;
	int month = m->month > 2 ? m->month - 3 : m->month + 9;

	return year * 365 + year / 4 - year / 100 + year / 400
		   + (month * 153 + 2) / 5 + m->day - 1 - 719468;
}


static int date_is_possible(const moment_t *m)
{
	static const int length[] = {
			31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return m->year >= 1970 && m->month >= 1 && m->month <= 12 && m->day >= 1
		   && m->day <= length[m->month - 1] && m->hour < 24 && m->minute < 60
		   && m->second <= 60;
}


static int64_t seconds_of(const moment_t *m)
{
	return days_of(m) * DAY + m->hour * 3600 + m->minute * 60 + m->second;
}


static void moment_of(int64_t t, moment_t *m)
{
	int64_t z = t / DAY + 719468, era = z / 146097;
	int64_t of_era = z - era * 146097;
	int64_t year =
			(of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
	int month = (int)((5 * of_year + 2) / 153);
	int rest = (int)(t % DAY);

	m->day = (int)(of_year - (153 * month + 2) / 5) + 1;
	m->month = month < 10 ? month + 3 : month - 9;
	m->year = (int)(year + era * 400) + (m->month <= 2);
	m->hour = rest / 3600;
	m->minute = rest / 60 % 60;
	m->second = rest % 60;
}


/* exactly n digits. return what follows, NULL: they are not there */
static const char *digits(const char *p, int n, int *value)
{
	*value = 0;
	if(p == NULL)
		return NULL;
	for(; n > 0; n--, p++) {
		if(*p < '0' || *p > '9')
			return NULL;
		*value = *value * 10 + (*p - '0');
	}
	return p;
}


static const char *literal(const char *p, const char *z)
{
	size_t n = strlen(z);

	return p && strncasecmp(p, z, n) == 0 ? p + n : NULL;
}


static const char *clock_read(const char *p, moment_t *m)
{
	p = literal(digits(p, 2, &m->hour), ":");
	p = literal(digits(p, 2, &m->minute), ":");
	return digits(p, 2, &m->second);
}


static const char *month_read(const char *p, moment_t *m)
{
	for(m->month = 1; p && m->month <= 12; m->month++)
		if(strncasecmp(p, months[m->month - 1], 3) == 0)
			return p + 3;
	return NULL;
}


/* with a NUL behind it, without blanks around it. return 0, -1 too long */
static int copied(const str *text, char out[CHAT_TIME_SIZE])
{
	const char *p = text->s, *end = text->s + text->len;

	while(p < end && (*p == ' ' || *p == '\t'))
		p++;
	while(end > p && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	if(end - p > TEXT_MAX || p == end)
		return -1;
	memcpy(out, p, (size_t)(end - p));
	out[end - p] = '\0';
	return 0;
}


int xmpp_chat_time_sip(const str *text, int64_t *t)
{
	char buf[CHAT_TIME_SIZE];
	const char *p;
	moment_t m;

	if(text->len <= 0 || copied(text, buf) < 0)
		return -1;
	p = strchr(buf, ',');
	p = literal(p, ", ");
	p = literal(digits(p, 2, &m.day), " ");
	p = literal(month_read(p, &m), " ");
	p = literal(digits(p, 4, &m.year), " ");
	p = literal(clock_read(p, &m), " GMT");
	if(p == NULL || *p || !date_is_possible(&m))
		return -1;
	*t = seconds_of(&m);
	return 0;
}


/* "Z", "+01:00"; what it differs by, in seconds. return what follows */
static const char *zone_read(const char *p, int *offset)
{
	int sign = *p == '-' ? -1 : 1, hours = 0, minutes = 0;

	*offset = 0;
	if(*p == 'Z' || *p == 'z')
		return p + 1;
	if(*p != '-' && *p != '+')
		return NULL;
	p = literal(digits(p + 1, 2, &hours), ":");
	p = digits(p, 2, &minutes);
	*offset = sign * (hours * 3600 + minutes * 60);
	return p;
}


int xmpp_chat_time_iso(const str *text, int64_t *t)
{
	char buf[CHAT_TIME_SIZE];
	const char *p = buf;
	moment_t m;
	int offset;

	if(text->len <= 0 || copied(text, buf) < 0)
		return -1;
	p = literal(digits(p, 4, &m.year), "-");
	p = literal(digits(p, 2, &m.month), "-");
	p = literal(digits(p, 2, &m.day), "T");
	p = clock_read(p, &m);
	if(p && *p == '.')
		for(p++; *p >= '0' && *p <= '9';)
			p++;
	p = p ? zone_read(p, &offset) : NULL;
	if(p == NULL || *p || !date_is_possible(&m))
		return -1;
	*t = seconds_of(&m) - offset;
	return 0;
}


/* of another year there is no form in four digits. return 0, -1 */
static int moment_writable(int64_t t, moment_t *m)
{
	if(t < 0 || t > INT64_C(253402300799))
		return -1;
	moment_of(t, m);
	return 0;
}


void xmpp_chat_time_write_sip(int64_t t, char out[CHAT_TIME_SIZE])
{
	moment_t m;

	out[0] = '\0';
	if(moment_writable(t, &m) == 0)
		snprintf(out, CHAT_TIME_SIZE, "%s, %02d %s %04d %02d:%02d:%02d GMT",
				days[t / DAY % 7], m.day, months[m.month - 1], m.year, m.hour,
				m.minute, m.second);
}


void xmpp_chat_time_write_iso(int64_t t, char out[CHAT_TIME_SIZE])
{
	moment_t m;

	out[0] = '\0';
	if(moment_writable(t, &m) == 0)
		snprintf(out, CHAT_TIME_SIZE, "%04d-%02d-%02dT%02d:%02d:%02dZ", m.year,
				m.month, m.day, m.hour, m.minute, m.second);
}
