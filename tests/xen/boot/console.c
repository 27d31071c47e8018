/* SPDX-License-Identifier: BSD-2-Clause */
#include "console.h"

#include <string.h>

static const char mark[] = "(XEN) ";
#define MARK_LEN (sizeof(mark) - 1)

static void append(struct console *console, char c)
{
	unsigned int who = console->in_xen;

	if (console->len[who] + 1 < CONSOLE_LINE_SIZE)
		console->line[who][console->len[who]++] = c;
}

static bool ends_in_mark(const struct console *console)
{
	size_t len = console->len[0];

	return len >= MARK_LEN && !memcmp(console->line[0] + len - MARK_LEN, mark, MARK_LEN);
}

void console_feed(struct console *console, const char *bytes, size_t len,
		  void (*on_line)(void *arg, bool from_xen, const char *line), void *arg)
{
	for (size_t i = 0; i < len; i++) {
		unsigned int who = console->in_xen;

		if (bytes[i] == '\r' || !bytes[i])
			continue;
		if (bytes[i] == '\n') {
			console->line[who][console->len[who]] = '\0';
			console->len[who] = 0;
			console->in_xen = false;
			on_line(arg, who, console->line[who]);
			continue;
		}
		append(console, bytes[i]);
		if (!who && ends_in_mark(console)) {
			console->len[0] -= MARK_LEN;
			memcpy(console->line[1], mark, MARK_LEN);
			console->len[1] = MARK_LEN;
			console->in_xen = true;
		}
	}
}
