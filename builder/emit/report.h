/* SPDX-License-Identifier: BSD-2-Clause */
/* What is in the payload and why, for whoever signs it off: docs/report.md. */
#ifndef BUILDER_REPORT_H
#define BUILDER_REPORT_H

#include "build.h"
#include "tree/change.h"

struct json_object;

/** struct verdict - how the run ended */
struct verdict {
	enum build_status status;
	const char *path;     /* of the payload; NULL: there is none */
	struct bytes payload; /* its content */
};

/** report_say() - the short form, on stderr */
void report_say(const struct build *build, const struct verdict *verdict);

/**
 * report_write() - the long form, text or JSON, into options->report
 * Also of a run without a payload: then it says what was refused. The same inputs give the same report,
 * wherever they lie.
 */
enum build_status report_write(const struct build *build, const struct change *change,
			       const struct verdict *verdict);

/** report_kind() - what an atom of the payload is, in a word or two */
const char *report_kind(const struct atom *atom);

/** report_id() - a build-id in hexadecimal digits */
char *report_id(struct bytes id);

/** report_text() - the text form of what report_write() collected */
char *report_text(struct json_object *report);

#endif
