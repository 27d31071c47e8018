/* SPDX-License-Identifier: BSD-2-Clause */
int step(void);
void walk(void);
