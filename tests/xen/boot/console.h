/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The lines of a serial console that Xen and dom0 write to.
 *
 * Xen prints a line in one go, dom0's driver hands over a few bytes at a time, so a line of Xen's can
 * stand in the middle of one of dom0's. It begins with "(XEN) " wherever it does; what remains is whole.
 */
#ifndef XB_CONSOLE_H
#define XB_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>

#define CONSOLE_LINE_SIZE 1024

/** struct console - zeroed is empty; longer lines are cut */
struct console {
	char line[2][CONSOLE_LINE_SIZE]; /* dom0's, Xen's */
	size_t len[2];
	bool in_xen;
};

/**
 * console_feed() - take bytes as they arrive
 * @on_line: called with each line that is complete, without its end.
 */
void console_feed(struct console *console, const char *bytes, size_t len,
		  void (*on_line)(void *arg, bool from_xen, const char *line), void *arg);

#endif
