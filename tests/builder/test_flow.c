// SPDX-License-Identifier: BSD-2-Clause
/* What becomes of an address that a "lea" loads: builder/object/flow.c. */
#include "object/flow.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#define LEA "\x48\x8d\x05\0\0\0\0"		/* lea rax, [rip + ...] */
#define LEA_RBX "\x48\x8d\x1d\0\0\0\0"		/* lea rbx, [rip + ...] */
#define LEA_RDI "\x48\x8d\x3d\0\0\0\0"		/* lea rdi, [rip + ...] */
#define CMP "\x48\x39\x44\x24\x08"		/* cmp [rsp + 8], rax */
#define CMP_RBX "\x48\x39\xdf"			/* cmp rdi, rbx */
#define LOAD "\x8b\x00"				/* mov eax, [rax] */
#define LOAD_ELSEWHERE "\x48\x8b\x86\x80\0\0\0" /* mov rax, [rsi + 0x80] */
#define STORE "\x48\x89\x07"			/* mov [rdi], rax */
#define CLEAR "\x31\xc0"			/* xor eax, eax */
#define CALL "\xe8\0\0\0\0"
#define RET "\xc3"
#define JNE_3 "\x75\x03" /* over three bytes */
#define JMP_3 "\xeb\x03"
#define JMP_BACK "\xeb\xf9" /* to the "cmp" of five bytes before it */
#define NOP_3 "\x0f\x1f\x00"

struct flow_case {
	const char *what;
	const char *code; /* begins with a "lea" */
	size_t len;
	bool keeps;
	bool only_compares;
	size_t elsewhere; /* where else there is a relocation; 0: nowhere */
};

#define CODE(text) text, sizeof(text) - 1

static const struct flow_case cases[] = {
	{"a comparison", CODE(LEA CMP CLEAR RET), true, true, 0},
	{"a load", CODE(LEA LOAD RET), false, false, 0},
	{"nothing", CODE(LEA CLEAR RET), false, true, 0},
	{"a store", CODE(LEA CMP STORE CLEAR RET), true, false, 0},
	{"the result", CODE(LEA CMP RET), true, false, 0},
	{"an argument", CODE(LEA_RDI CALL CLEAR RET), true, false, 0},
	{"a call that does not preserve it", CODE(LEA CMP CALL STORE RET), true, true, 0},
	{"a call that preserves it", CODE(LEA_RBX CMP_RBX CALL CMP_RBX CLEAR RET), true, true, 0},
	{"a store on the path taken", CODE(LEA CMP JNE_3 CLEAR RET STORE CLEAR RET), true, false,
	 0},
	{"overwritten on one path, stored on none",
	 CODE(LEA CMP JNE_3 CLEAR RET LOAD_ELSEWHERE STORE CLEAR RET), true, true, 0},
	{"behind a jump", CODE(LEA CMP JMP_3 STORE CLEAR RET), true, true, 0},
	{"a loop", CODE(LEA CMP JMP_BACK), true, true, 0},
	{"a jump to who knows where", CODE(LEA CMP JNE_3 CLEAR RET CLEAR RET), true, false, 13},
	{"the end of the function", CODE(LEA CMP NOP_3), true, false, 0},
	{"no instruction", CODE(LEA "\x06"), true, false, 0},
	{"no lea", CODE("\x48\x8b\x05\0\0\0\0" RET), true, false, 0},
};

static struct atom atom_of(const struct flow_case *c)
{
	struct atom atom = {.bytes = (const uint8_t *)c->code, .size = c->len};

	vec_push(&atom.relocs, ((struct reloc){.off = 3}));
	if (c->elsewhere)
		vec_push(&atom.relocs, ((struct reloc){.off = c->elsewhere}));
	return atom;
}

static void tells_uses_of_an_address(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct flow_case *c = &cases[i];
		struct atom atom = atom_of(c);

		if (flow_keeps_address(&atom, &atom.relocs.items[0]) != c->keeps)
			fail_msg("%s: keeps: not %d", c->what, c->keeps);
		if (flow_only_compares(&atom, &atom.relocs.items[0]) != c->only_compares)
			fail_msg("%s: only compares: not %d", c->what, c->only_compares);
	}
}

static void survives_any_prefix(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		for (size_t len = 0; len < cases[i].len; len++) {
			struct flow_case c = cases[i];
			struct atom atom;

			c.len = len;
			atom = atom_of(&c);
			flow_keeps_address(&atom, &atom.relocs.items[0]);
			flow_only_compares(&atom, &atom.relocs.items[0]);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_uses_of_an_address),
		cmocka_unit_test(survives_any_prefix),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
