/* SPDX-License-Identifier: BSD-2-Clause */
struct thing {
	int a;
	long b;
};
struct thing *thing_get(void);
