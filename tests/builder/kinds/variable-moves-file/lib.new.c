// SPDX-License-Identifier: BSD-2-Clause
extern long level;
long lib(void);
long lib(void)
{
	return ++level;
}
