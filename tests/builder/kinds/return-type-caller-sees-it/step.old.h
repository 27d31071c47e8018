/* SPDX-License-Identifier: BSD-2-Clause */
void step(void);
void walk(void);
