// SPDX-License-Identifier: BSD-2-Clause
/* What a C++ compiler makes of an inline function: a group in each object, of which one is linked. */
long shared(long n);
__asm__(".pushsection .text.shared,\"axG\",@progbits,shared,comdat\n"
	".weak shared\n.type shared,@function\nshared:\n\tleaq 10(%rdi),%rax\n\tnop\n\tret\n"
	".size shared,.-shared\n.popsection");
