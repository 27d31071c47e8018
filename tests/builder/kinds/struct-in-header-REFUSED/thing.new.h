/* SPDX-License-Identifier: BSD-2-Clause */
struct thing {
	long a;
	long b;
};
struct thing *thing_get(void);
