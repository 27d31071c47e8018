/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What dom0 and the driver say to each other.
 *
 * dom0 prints lines that begin with "@xs "; those marked → are answered with one line of input:
 *
 *   @xs say TEXT            TEXT goes to the driver's output
 *   @xs result PASS|FAIL NAME...
 *                           a test's verdict, counted
 *   @xs snapshot NAME       → "ok BYTES": the hypervisor's text and rodata are copied under NAME
 *   @xs same A B            → "same", or "differ COUNT ADDRESS SYMBOL+OFFSET"
 *   @xs symbol NAME         → its address, "0x...", or "unknown"
 *   @xs read WHERE LEN      → LEN (1 to 32) bytes of hypervisor memory in hex; WHERE is an address or
 *                           SYMBOL[+OFFSET]
 *   @xs find WHERE LEN REGEX
 *                           → where in those LEN (up to 4096) bytes, in hex, the extended regular expression
 *                           REGEX first matches from the beginning of a byte on: "+OFFSET", or "none"
 *   @xs mark                → "ok": "@xs console" looks at what Xen says from here on
 *   @xs console REGEX       → how many lines of Xen's since the last mark match the extended regular
 *                           expression REGEX
 *   @xs nmis COUNT MS       → "ok"; from now on COUNT NMIs to every CPU, one each MS milliseconds
 *   @xs end STATUS          over; STATUS is 0 or a failure
 *
 * A request that cannot be served is answered with "error".
 */
#ifndef XB_SESSION_H
#define XB_SESSION_H

#include "console.h"
#include "machine.h"
#include "snapshot.h"
#include "symbols.h"

#include <stdio.h>
#include <time.h>

/** struct session - one run of a machine; owned by its creator, strings and files borrowed */
struct session {
	struct machine *machine;
	const struct symbols *symbols; /* NULL: requests that need them fail */
	struct snapshots *snapshots;
	FILE *log;    /* everything both sides say; NULL for none */
	bool verbose; /* dom0's other lines and Xen's go to stdout too */
	struct timespec start;

	struct console console;
	char **xen_lines; /* all that Xen said, for "@xs console" */
	size_t xen_count;
	size_t xen_mark; /* where "@xs console" begins */
	unsigned int passed, failed;
	unsigned int nmis_left, nmi_every_ms;
	double nmi_next; /* seconds */
	bool up, ended, crashed;
	int status; /* dom0's, once ended */
};

/** session_seconds() - since its start */
double session_seconds(const struct session *session);

/**
 * session_run() - serve dom0 until it ends, crashes, the machine is gone or @timeout_s is over
 *
 * Return: 0 if dom0 ended, else -1 with the reason and the log's last lines on stderr.
 */
int session_run(struct session *session, unsigned int timeout_s);

/** session_fini() - free what it gathered */
void session_fini(struct session *session);

#endif
