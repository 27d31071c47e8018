// SPDX-License-Identifier: BSD-2-Clause
/* A program whose image xsplice-verify looks at. */
int answer(int question);
int main(void);

__attribute__((noinline)) int answer(int question)
{
	return question * 6 + 7;
}

int main(void)
{
	return answer(3);
}
