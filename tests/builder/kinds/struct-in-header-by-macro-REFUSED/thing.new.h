/* SPDX-License-Identifier: BSD-2-Clause */
/* Two objects see padding behind "a", the one between them does not. */
struct thing {
	int a;
	int flag;
#ifdef WIDE
	int c;
#endif
	long b;
};
static inline long thing_sum(const struct thing *thing)
{
	return thing->flag + thing->a + thing->b;
}
