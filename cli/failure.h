/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Exit statuses and the one failure that ends a command.
 *
 * A function that can fail takes a struct failure, fills it where the facts are known and returns
 * -1; callers unwind. main() prints the text once and exits with the status.
 */
#ifndef CLI_FAILURE_H
#define CLI_FAILURE_H

#include <xsplice/control.h>

/** enum exit_status - xen-xsplice(8), EXIT STATUS: documented, scripts count on them */
enum exit_status {
	EXIT_OK = 0,
	EXIT_USAGE = 1,	      /* command line */
	EXIT_REFUSED = 2,     /* the host refused the payload or the action */
	EXIT_NOT_FOUND = 3,   /* no payload of that name */
	EXIT_BUSY = 4,	      /* CPUs did not meet in time, or another action is under way */
	EXIT_PERMISSION = 5,  /* not allowed to control the host */
	EXIT_TRANSPORT = 6,   /* no connection to a host, or one that answers nonsense */
	EXIT_FILE = 7,	      /* local file: unreadable, not a payload, output not writable */
	EXIT_UNSUPPORTED = 8, /* the host cannot do that */
};

struct failure {
	enum exit_status status;
	char text[XS_REASON_SIZE + 1024];
};

/** failure_record() - what fail() does */
void failure_record(struct failure *failure, enum exit_status status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * fail() - record why the command ends; its value is -1, so that callers can `return fail(...)`
 * A macro, for the compiler to see that value: what is set on success only is then known to be set.
 */
#define fail(...) (failure_record(__VA_ARGS__), failure_value())

static inline int failure_value(void)
{
	return -1;
}

/** errno_text() - what one of the host's error numbers (positive) is called, "error N" if unknown */
const char *errno_text(int error);

#endif
