/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef THING_H
#define THING_H
struct thing {
	/*
	 * What it is.
	 */
	long a;
	/*
	 * What it was.
	 */
	union {
		struct { int c, d; } old;
		void (*call)(long n); /* or who knows */
	};
	/*
	 * What it will be.
	 */
	long b;
};
struct thing *thing(void);
long value(long n);
#endif
