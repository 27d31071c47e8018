/* SPDX-License-Identifier: BSD-2-Clause */
struct thing {
	long a;
};
struct thing *thing_get(void);
