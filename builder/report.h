/* SPDX-License-Identifier: BSD-2-Clause */
/* What is in the payload and why, for whoever signs it off. */
#ifndef BUILDER_REPORT_H
#define BUILDER_REPORT_H

#include "build.h"

/** report_say() - the short form, on stderr */
void report_say(const struct build *build, const char *path, size_t len);
/** report_write() - the long form, text or JSON, into options->report */
enum build_status report_write(const struct build *build, const char *path, size_t len);

#endif
