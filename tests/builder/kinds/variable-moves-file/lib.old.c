// SPDX-License-Identifier: BSD-2-Clause
long level = 2;
long lib(void);
long lib(void)
{
	return ++level;
}
