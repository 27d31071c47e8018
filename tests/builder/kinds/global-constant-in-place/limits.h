/* SPDX-License-Identifier: BSD-2-Clause */
extern const int limits[4];
int limit(long n);
