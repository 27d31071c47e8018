// SPDX-License-Identifier: BSD-2-Clause
/* A program whose image xsplice-verify looks at. */
int answer(int question);
#ifdef RESERVE
extern char per_cpu__xs_reserve[RESERVE]; /* as a Xen with our core has it, for per-CPU variables */
char per_cpu__xs_reserve[RESERVE] __attribute__((aligned(128)));
#endif
int main(void);

__attribute__((noinline)) int answer(int question)
{
	return question * 6 + 7;
}

int main(void)
{
	return answer(3);
}
