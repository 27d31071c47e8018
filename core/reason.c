// SPDX-License-Identifier: BSD-2-Clause
#include "payload.h"

int xs_refuse(struct xs_reason *why, int err, const char *format, ...)
{
	__builtin_va_list args;

	if (why) {
		__builtin_va_start(args, format);
		xs_vsnprintf(why->text, sizeof(why->text), format, args);
		__builtin_va_end(args);
	}
	return -err;
}

void xs_log(const struct xs_core *core, enum xs_log level, const char *format, ...)
{
	char text[XS_NAME_SIZE + XS_REASON_SIZE + 64];
	__builtin_va_list args;

	__builtin_va_start(args, format);
	xs_vsnprintf(text, sizeof(text), format, args);
	__builtin_va_end(args);
	core->host->log(core->ctx, level, text);
}
