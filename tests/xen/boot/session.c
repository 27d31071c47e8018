/* SPDX-License-Identifier: BSD-2-Clause */
#include "session.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <regex.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define READ_MAX 32
#define FIND_MAX 4096
#define LAST_LINES 25
/* After a crash the rest of the report is still to come. */
#define CRASH_GRACE_S 2

double session_seconds(const struct session *session)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - session->start.tv_sec) +
	       (double)(now.tv_nsec - session->start.tv_nsec) / 1e9;
}

/* reply() - one line of input for dom0 */
__attribute__((format(printf, 2, 3))) static void reply(struct session *session, const char *format,
							...)
{
	char line[128];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line) - 1, format, args);
	va_end(args);
	if (session->log)
		fprintf(session->log, "[%8.3f] > %s\n", session_seconds(session), line);
	strcat(line, "\n");
	if (write(session->machine->serial, line, strlen(line)) < 0)
		perror("serial line");
}

/* locate() - "0xADDRESS" or "SYMBOL" or "SYMBOL+OFFSET" */
static bool locate(const struct session *session, const char *where, uint64_t *va)
{
	char name[128], *plus, *end;

	if (where[0] >= '0' && where[0] <= '9') {
		*va = strtoull(where, &end, 0);
		return !*end;
	}
	snprintf(name, sizeof(name), "%s", where);
	plus = strchr(name, '+');
	if (plus)
		*plus++ = '\0';
	if (!session->symbols || !symbols_find(session->symbols, name, va))
		return false;
	if (plus)
		*va += strtoull(plus, NULL, 0);
	return true;
}

static void do_snapshot(struct session *session, const char *name)
{
	long len = -1;

	if (session->symbols)
		len = snapshots_take(session->snapshots, name, session->machine, session->symbols);
	if (len < 0)
		reply(session, "error");
	else
		reply(session, "ok %ld", len);
}

static void do_same(struct session *session, const char *args)
{
	char a[64], b[64];
	uint64_t first, off;
	long differ = -1;

	if (sscanf(args, "%63s %63s", a, b) == 2)
		differ = snapshots_compare(session->snapshots, a, b, &first);
	if (differ < 0) {
		reply(session, "error");
	} else if (!differ) {
		reply(session, "same");
	} else {
		const char *name = symbols_at(session->symbols, first, &off);

		reply(session, "differ %ld 0x%" PRIx64 " %.64s+0x%" PRIx64, differ, first, name,
		      off);
	}
}

static void do_symbol(struct session *session, const char *name)
{
	uint64_t va;

	if (locate(session, name, &va))
		reply(session, "0x%" PRIx64, va);
	else
		reply(session, "unknown");
}

/* put_hex() - @len bytes as text */
static void put_hex(char *hex, const unsigned char *bytes, unsigned int len)
{
	for (unsigned int i = 0; i < len; i++)
		snprintf(hex + (size_t)2 * i, 3, "%02x", bytes[i]);
}

static void do_read(struct session *session, const char *args)
{
	unsigned char bytes[READ_MAX];
	char where[128], hex[2 * READ_MAX + 1];
	unsigned int len;
	uint64_t va;

	if (sscanf(args, "%127s %u", where, &len) != 2 || !len || len > READ_MAX ||
	    !locate(session, where, &va) || machine_read(session->machine, va, bytes, len)) {
		reply(session, "error");
		return;
	}
	put_hex(hex, bytes, len);
	reply(session, "%s", hex);
}

/* find_bytes() - the first byte from which on @regex matches the bytes in @hex; -1 for none */
static long find_bytes(const regex_t *regex, const char *hex)
{
	regmatch_t match;

	for (long at = 0; !regexec(regex, hex + at, 1, &match, 0); at++) {
		at += match.rm_so;
		if (!(at % 2))
			return at / 2;
	}
	return -1;
}

static void do_find(struct session *session, const char *args)
{
	unsigned char bytes[FIND_MAX];
	char where[128], pattern[128], hex[2 * FIND_MAX + 1];
	unsigned int len;
	regex_t regex;
	uint64_t va;
	long at;

	if (sscanf(args, "%127s %u %127s", where, &len, pattern) != 3 || !len || len > FIND_MAX ||
	    !locate(session, where, &va) || machine_read(session->machine, va, bytes, len) ||
	    regcomp(&regex, pattern, REG_EXTENDED)) {
		reply(session, "error");
		return;
	}
	put_hex(hex, bytes, len);
	at = find_bytes(&regex, hex);
	regfree(&regex);
	if (at < 0)
		reply(session, "none");
	else
		reply(session, "+%#lx", at);
}

static void do_mark(struct session *session, const char *args)
{
	session->xen_mark = session->xen_count;
	reply(session, "ok");
}

static void do_console(struct session *session, const char *pattern)
{
	unsigned int count = 0;
	regex_t regex;

	if (regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB)) {
		reply(session, "error");
		return;
	}
	for (size_t i = session->xen_mark; i < session->xen_count; i++)
		count += !regexec(&regex, session->xen_lines[i], 0, NULL, 0);
	regfree(&regex);
	reply(session, "%u", count);
}

static void do_nmis(struct session *session, const char *args)
{
	if (sscanf(args, "%u %u", &session->nmis_left, &session->nmi_every_ms) != 2) {
		session->nmis_left = 0;
		reply(session, "error");
		return;
	}
	session->nmi_next = session_seconds(session);
	reply(session, "ok");
}

/* send_nmi() - the next one, if it is due; how many seconds until the one after it, at most @wait */
static double send_nmi(struct session *session, double wait)
{
	double now = session_seconds(session);

	if (!session->nmis_left)
		return wait;
	if (now >= session->nmi_next) {
		if (machine_nmi(session->machine))
			session->nmis_left = 1;
		session->nmis_left--;
		session->nmi_next = now + session->nmi_every_ms / 1e3;
	}
	return session->nmi_next - now < wait ? session->nmi_next - now : wait;
}

static void do_result(struct session *session, const char *args)
{
	bool pass = !strncmp(args, "PASS", 4);

	if (pass)
		session->passed++;
	else
		session->failed++;
	printf("%s\n", args);
}

static void do_say(struct session *session, const char *text)
{
	printf("%s\n", text);
}

static void do_up(struct session *session, const char *args)
{
	session->up = true;
}

static void do_end(struct session *session, const char *args)
{
	session->ended = true;
	session->status = atoi(args);
}

static const struct {
	const char *word;
	void (*run)(struct session *session, const char *args);
} requests[] = {
	{"say", do_say},   {"result", do_result}, {"snapshot", do_snapshot},
	{"same", do_same}, {"symbol", do_symbol}, {"read", do_read},
	{"find", do_find}, {"mark", do_mark},	  {"console", do_console},
	{"nmis", do_nmis}, {"up", do_up},	  {"end", do_end},
};

static void serve(struct session *session, const char *request)
{
	size_t len = strcspn(request, " ");

	for (size_t i = 0; i < sizeof(requests) / sizeof(*requests); i++) {
		if (strlen(requests[i].word) == len && !memcmp(requests[i].word, request, len)) {
			requests[i].run(session, request + len + (request[len] == ' '));
			fflush(stdout);
			return;
		}
	}
	fprintf(stderr, "xen-boot: dom0 asks for something unknown: %s\n", request);
	reply(session, "error");
}

static void keep_xen_line(struct session *session, const char *line)
{
	char **grown = realloc(session->xen_lines, (session->xen_count + 1) * sizeof(*grown));

	if (!grown)
		return;
	session->xen_lines = grown;
	grown[session->xen_count] = strdup(line);
	if (grown[session->xen_count])
		session->xen_count++;
}

static void on_line(void *arg, bool from_xen, const char *line)
{
	struct session *session = arg;
	bool request = !from_xen && !strncmp(line, "@xs ", 4);

	if (session->log)
		fprintf(session->log, "[%8.3f] %s\n", session_seconds(session), line);
	if (from_xen)
		keep_xen_line(session, line);
	if (request)
		serve(session, line + 4);
	else if (session->verbose)
		printf("%s\n", line);
	if (strstr(line, from_xen ? "(XEN) Panic on CPU" : "Kernel panic"))
		session->crashed = true;
}

/* show_end() - the last lines that Xen said, for whoever has to find out */
static void show_end(const struct session *session)
{
	size_t i = session->xen_count > LAST_LINES ? session->xen_count - LAST_LINES : 0;

	for (; i < session->xen_count; i++)
		fprintf(stderr, "  %s\n", session->xen_lines[i]);
}

int session_run(struct session *session, unsigned int timeout_s)
{
	double deadline = timeout_s;
	const char *why = NULL;

	clock_gettime(CLOCK_MONOTONIC, &session->start);
	while (!session->ended) {
		struct pollfd pfd = {.fd = session->machine->serial, .events = POLLIN};
		double left = deadline - session_seconds(session);
		bool crashed = session->crashed;
		char bytes[4096];
		ssize_t len;

		if (left <= 0) {
			why = session->up ? "dom0 did not end in time" : "dom0 did not come up";
			break;
		}
		if (poll(&pfd, 1, (int)(send_nmi(session, left) * 1000) + 1) <= 0)
			continue;
		len = read(session->machine->serial, bytes, sizeof(bytes));
		if (len <= 0) {
			why = "the machine is gone";
			break;
		}
		console_feed(&session->console, bytes, (size_t)len, on_line, session);
		if (session->crashed && !crashed)
			deadline = session_seconds(session) + CRASH_GRACE_S;
	}
	if (session->crashed)
		why = "the hypervisor or dom0 panicked";
	if (!why)
		return 0;
	fflush(stdout);
	fprintf(stderr, "xen-boot: %s after %.1f s; Xen's last lines:\n", why,
		session_seconds(session));
	show_end(session);
	return -1;
}

void session_fini(struct session *session)
{
	for (size_t i = 0; i < session->xen_count; i++)
		free(session->xen_lines[i]);
	free(session->xen_lines);
	session->xen_lines = NULL;
	session->xen_count = 0;
}
