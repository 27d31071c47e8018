/* SPDX-License-Identifier: BSD-2-Clause */
/* What the user is told while the builder works: all of it goes to stderr. */
#ifndef BUILDER_SAY_H
#define BUILDER_SAY_H

#include <stdbool.h>

/** say_begin() - start the clock; @step_count steps are to come, @with_debug lets say_debug() speak */
void say_begin(int step_count, bool with_debug);
/** say_step() - "[n/steps  1.2 s] NAME: text"; what the documentation calls the step */
void say_step(const char *name, const char *format, ...) __attribute__((format(printf, 2, 3)));
/** say_skipped() - steps that --from leaves out */
void say_skipped(int count);
/** say_progress() - of what began at @since, @n of @total are done; on a terminal in place */
void say_progress(double since, int n, int total, const char *what);
/** say() - a line of its own; say_error() - with the program's name in front */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
void say_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
/** say_debug() - only with --debug */
void say_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));
/** say_elapsed() - seconds since say_begin() */
double say_elapsed(void);

#endif
