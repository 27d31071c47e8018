/* SPDX-License-Identifier: BSD-2-Clause */
long scale(long n, long by);
