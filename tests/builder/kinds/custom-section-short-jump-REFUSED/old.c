// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
/* Two functions of one section, near enough for the two-byte jump. */
long pick(long n);
__asm__(".pushsection .text.fast,\"ax\",@progbits\n"
	".globl pick\n.type pick,@function\npick:\n\tleaq 0x11223344(%rdi),%rdi\n\tjmp beside\n.size pick,.-pick\n"
	".type beside,@function\nbeside:\n\tleaq 5(%rdi),%rax\n\tret\n.size beside,.-beside\n.popsection");
void subject(long n)
{
	printf("%ld\n", pick(n));
}
