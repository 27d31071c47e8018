// SPDX-License-Identifier: BSD-2-Clause
#include "say.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "stop.h"

static struct timespec begin;
static int step, steps;
static bool verbose, in_place;

static void line_end(void)
{
	if (in_place)
		fputs("\r\033[K", stderr);
	in_place = false;
}

void say_begin(int step_count, bool with_debug)
{
	clock_gettime(CLOCK_MONOTONIC, &begin);
	steps = step_count;
	step = 0;
	verbose = with_debug;
}

double say_elapsed(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - begin.tv_sec) + (double)(now.tv_nsec - begin.tv_nsec) / 1e9;
}

void say_skipped(int count)
{
	step += count;
}

void say_step(const char *name, const char *format, ...)
{
	va_list args;

	stop_check();
	line_end();
	fprintf(stderr, "[%d/%d %5.1f s] %s: ", ++step, steps, say_elapsed(), name);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
}

void say_progress(double since, int n, int total, const char *what)
{
	double seconds = say_elapsed() - since;

	if (isatty(STDERR_FILENO)) {
		fprintf(stderr, "\r\033[K    %d of %d, %.1f s: %s", n, total, seconds, what);
		in_place = true;
	} else if (n == total || n % 50 == 0) {
		fprintf(stderr, "    %d of %d, %.1f s\n", n, total, seconds);
	}
}

void say(const char *format, ...)
{
	va_list args;

	line_end();
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
}

void say_error(const char *format, ...)
{
	va_list args;

	line_end();
	fputs("xsplice-build: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
}

void say_debug(const char *format, ...)
{
	va_list args;

	if (!verbose)
		return;
	line_end();
	fputs("    ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
}
