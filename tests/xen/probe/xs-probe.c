// SPDX-License-Identifier: BSD-2-Clause
/*
 * xs-probe - look at the running Xen from dom0
 *
 * What a hypercall answers, what a debug key prints, what CPUID says to a guest. It prints, it does
 * not judge. Exit status: 0 whatever Xen answered, 2 for a mistake in the command or a dom0 without
 * the Xen devices.
 */
#include <err.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "hypercall.h"

#define CONSOLE_CHUNK 4096

static void print_result(long ret)
{
	const char *name = ret < 0 && ret > -4096 ? strerrorname_np((int)-ret) : NULL;

	if (name)
		printf("-%s", name);
	else
		printf("%ld", ret);
}

/* call OP ARG... [-- FIELD...] */
static void command_call(int argc, char **argv)
{
	uint64_t arg[5] = {0};
	int op, i, n = 0;

	op = argc > 0 ? hypercall_number(argv[0]) : -1;
	if (op < 0)
		errx(2, "call: no such hypercall: %s", argc > 0 ? argv[0] : "(none)");
	for (i = 1; i < argc && strcmp(argv[i], "--"); i++) {
		if (n == 5)
			errx(2, "call: at most five arguments");
		arg[n++] = buffer_parse_arg(argv[i]);
	}
	print_result(hypercall((unsigned int)op, arg));
	for (i++; i < argc; i++) {
		putchar(' ');
		buffer_print_field(argv[i]);
	}
	putchar('\n');
}

/* Reads the console ring on from @index; @show says whether it is printed. Returns the new end. */
static uint32_t read_console(uint32_t index, int show)
{
	static char *text;
	union {
		struct {
			uint8_t clear, incremental, pad[2];
			uint32_t index;
			uint64_t buffer;
			uint32_t count;
		} op;
		uint8_t bytes[128];
	} u;
	long ret;

	if (!text)
		text = hypercall_memory(CONSOLE_CHUNK);
	do {
		memset(&u, 0, sizeof(u));
		u.op.incremental = 1;
		u.op.index = index;
		u.op.buffer = (uintptr_t)text;
		u.op.count = CONSOLE_CHUNK;
		ret = sysctl(XS_SYSCTL_READCONSOLE, &u);
		if (ret)
			errx(2, "reading Xen's console: %s", strerror((int)-ret));
		/* An index at the end means "from the start" to Xen: nothing new then. */
		if (u.op.index == index)
			break;
		if (u.op.count > CONSOLE_CHUNK || u.op.index - u.op.count < index)
			break;
		if (show)
			fwrite(text, 1, u.op.count, stdout);
		index = u.op.index;
	} while (u.op.count == CONSOLE_CHUNK);
	return index;
}

/* key KEYS: what Xen's debug keys print */
static void command_key(int argc, char **argv)
{
	union {
		struct {
			uint64_t keys;
			uint32_t nr;
		} op;
		uint8_t bytes[128];
	} u = {.bytes = {0}};
	uint32_t index;
	size_t len;
	char *keys;
	long ret;

	if (argc != 1)
		errx(2, "key: which keys?");
	len = strlen(argv[0]);
	keys = memcpy(hypercall_memory(len + 1), argv[0], len);
	index = read_console(0, 0);
	u.op.keys = (uintptr_t)keys;
	u.op.nr = (uint32_t)len;
	ret = sysctl(XS_SYSCTL_DEBUG_KEYS, &u);
	if (ret) {
		print_result(ret);
		putchar('\n');
		return;
	}
	read_console(index, 1);
}

/* cpuid LEAF [SUBLEAF]: as Xen shows it to this guest */
static void command_cpuid(int argc, char **argv)
{
	uint32_t a, b, c, d;

	if (argc < 1 || argc > 2)
		errx(2, "cpuid: LEAF [SUBLEAF]");
	a = (uint32_t)buffer_parse_arg(argv[0]);
	c = argc > 1 ? (uint32_t)buffer_parse_arg(argv[1]) : 0;
	/* Xen's prefix for "emulate the next instruction". */
	__asm__ volatile(".byte 0x0f, 0x0b, 0x78, 0x65, 0x6e; cpuid"
			 : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
	printf("%08x %08x %08x %08x\n", a, b, c, d);
}

/* gs SELECTOR: Xen loads this program's %gs with it; the answer, and what %gs holds then */
static void command_gs(int argc, char **argv)
{
	uint64_t arg[5] = {3 /* SEGBASE_GS_USER_SEL */};
	unsigned int held;
	long ret;

	if (argc != 1)
		errx(2, "gs: which selector?");
	arg[1] = buffer_parse_arg(argv[0]);
	ret = hypercall(25 /* set_segment_base */, arg);
	__asm__ volatile("mov %%gs, %0" : "=r"(held));
	print_result(ret);
	printf(" %#x\n", held);
}

/* poke DOMAIN GFN OFFSET HEX: bytes into another domain's memory */
static void command_poke(int argc, char **argv)
{
	const char *hex;
	uint64_t off;
	uint8_t *page;
	unsigned int byte;

	if (argc != 4)
		errx(2, "poke: DOMAIN GFN OFFSET HEX");
	page = hypercall_guest_page((uint16_t)buffer_parse_arg(argv[0]), buffer_parse_arg(argv[1]));
	off = buffer_parse_arg(argv[2]);
	for (hex = argv[3]; hex[0] && hex[1] && sscanf(hex, "%2x", &byte) == 1 && off < 4096;
	     hex += 2)
		page[off++] = (uint8_t)byte;
	if (*hex)
		errx(2, "poke: no bytes of a page: %s", hex);
}

static void usage(void)
{
	fputs("usage: xs-probe call OP [ARG...] [-- FIELD...]  one hypercall: its result, then "
	      "fields\n"
	      "       xs-probe key KEYS                       what Xen's debug keys print\n"
	      "       xs-probe console                        Xen's console ring\n"
	      "       xs-probe cpuid LEAF [SUBLEAF]           as Xen emulates it: eax ebx ecx edx\n"
	      "       xs-probe gs SELECTOR                    Xen loads %gs with it: the answer, "
	      "%gs\n"
	      "       xs-probe poke DOMAIN GFN OFFSET HEX     bytes into another domain's memory\n"
	      "ARG:   a number, or {ITEM,...}: a zeroed buffer, or [ITEM,...]: one that cannot be "
	      "written;\n"
	      "       ITEM: u8= u16= u32= u64= s= z= {...} [...]\n"
	      "FIELD: BUFFER:OFFSET:TYPE; TYPE: u8 u16 u32 u64 i32 i64 x64 s hN\n",
	      stderr);
	exit(2);
}

int main(int argc, char **argv)
{
	if (argc < 2)
		usage();
	if (!strcmp(argv[1], "cpuid")) {
		command_cpuid(argc - 2, argv + 2);
		return 0;
	}
	hypercall_open();
	if (!strcmp(argv[1], "call"))
		command_call(argc - 2, argv + 2);
	else if (!strcmp(argv[1], "key"))
		command_key(argc - 2, argv + 2);
	else if (!strcmp(argv[1], "gs"))
		command_gs(argc - 2, argv + 2);
	else if (!strcmp(argv[1], "poke"))
		command_poke(argc - 2, argv + 2);
	else if (!strcmp(argv[1], "console"))
		read_console(0, 1);
	else
		usage();
	return 0;
}
