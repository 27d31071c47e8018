/* SPDX-License-Identifier: BSD-2-Clause */
struct thing {
	int a;
	int flag;
	long b;
};
struct thing *thing_get(void);
