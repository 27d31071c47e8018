/* SPDX-License-Identifier: BSD-2-Clause */
#include "failure.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void failure_record(struct failure *failure, enum exit_status status, const char *format, ...)
{
	va_list args;

	failure->status = status;
	va_start(args, format);
	vsnprintf(failure->text, sizeof(failure->text), format, args);
	va_end(args);
}

const char *errno_text(int error)
{
	static char text[64];
	const char *name = strerrorname_np(error);

	if (name)
		snprintf(text, sizeof(text), "%s", name);
	else
		snprintf(text, sizeof(text), "error %d", error);
	return text;
}
