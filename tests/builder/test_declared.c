// SPDX-License-Identifier: BSD-2-Clause
/* Which declarations the change of a source file, as it is written, touches: builder/tree/declared.c. */
#include "tree/declared.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

struct declared_case {
	const char *what;
	const char *base;
	const char *patched;
	enum declared differ;
};

static const struct declared_case cases[] = {
	{"a body", "#include <a.h>\nint f(int a)\n{\n\treturn a;\n}\n",
	 "#include <a.h>\nint f(int a)\n{\n\tif (!a)\n\t\tb();\n\treturn a;\n}\n", DECLARED_SAME},
	{"a comment", "int a;\n", "int /* { */ a; // (\n", DECLARED_SAME},
	{"a new function", "int a;\n", "int a;\nstatic int f(void)\n{\n}\n", DECLARED_SAME},
	{"line directives", "int a;\n", "#line 3\nint a;\n", DECLARED_SAME},
	{"a condition in a body", "int f(void)\n{\n#ifdef X\n\tif (a) {\n\t}\n#endif\n}\n",
	 "int f(void)\n{\n#ifdef X\n\tif (b) {\n\t}\n#endif\n}\n", DECLARED_SAME},
	{"behind a macro of two lines", "#define X(a) { \\\n\t\tb\nint f(void)\n{\n\tx();\n}\n",
	 "#define X(a) { \\\n\t\tb\nint f(void)\n{\n\ty();\n}\n", DECLARED_SAME},

	{"a member", "struct s { int a; };\n", "struct s { int a, b; };\n", DECLARED_RECORDS},
	{"a member of a union in a condition", "#ifdef X\nunion u { int a; };\n#endif\n",
	 "#ifdef X\nunion u { long a; };\n#endif\n", DECLARED_RECORDS},
	{"a member and the head of a function", "struct s { int a; };\nint f(int a);\n",
	 "struct s { long a; };\nint f(long a);\n", DECLARED_OTHERWISE},
	{"a member and a macro", "#define N 1\nstruct s { int a; };\n",
	 "#define N 2\nstruct s { long a; };\n", DECLARED_OTHERWISE},
	{"an enumeration", "enum e { A };\n", "enum e { B, A };\n", DECLARED_OTHERWISE},
	{"a parameter", "int f(int a)\n{\n}\n", "int f(int a, int b)\n{\n}\n", DECLARED_OTHERWISE},
	{"a static in a body", "int f(void)\n{\n\tstatic int a;\n}\n",
	 "int f(void)\n{\n\tstatic long a;\n}\n", DECLARED_OTHERWISE},
	{"a macro", "#define N 1\nint f(void)\n{\n}\n", "#define N 2\nint f(void)\n{\n}\n",
	 DECLARED_OTHERWISE},
	{"the second line of a macro", "#define N \\\n\t1\n", "#define N \\\n\t2\n",
	 DECLARED_OTHERWISE},
	{"an include", "int a;\n", "#include <b.h>\nint a;\n", DECLARED_OTHERWISE},
	{"a condition", "#ifdef X\nint a;\n#endif\n", "#ifdef Y\nint a;\n#endif\n",
	 DECLARED_OTHERWISE},
	{"the argument of a macro", "DECLARE(s, int);\n", "DECLARE(s, long);\n",
	 DECLARED_OTHERWISE},
	{"a body that a macro opens", "STRUCT(s) { int a; };\n", "STRUCT(s) { long a; };\n",
	 DECLARED_OTHERWISE},
	{"the same, static", "static STRUCT(s) { int a; } x;\n",
	 "static STRUCT(s) { long a; } x;\n", DECLARED_OTHERWISE},
	{"behind a head in two forms",
	 "#ifdef X\nint f(int a) {\n#else\nint f(void) {\n#endif\n}\nstruct s { int a; };\n",
	 "#ifdef X\nint f(int a) {\n#else\nint f(void) {\n#endif\n}\nstruct s { long a; };\n",
	 DECLARED_OTHERWISE},
	{"a brace too many", "int f(void)\n{ {\n}\nstruct s { int a; };\n",
	 "int f(void)\n{ {\n}\nstruct s { long a; };\n", DECLARED_OTHERWISE},
	{"a body behind a brace that a condition opens",
	 "#ifdef X\nint g(void) {\n#endif\n\ta();\n}\n",
	 "#ifdef X\nint g(void) {\n#endif\n\tb();\n}\n", DECLARED_OTHERWISE},
	{"a condition without end", "#ifdef X\nint a;\n", "#ifdef X\nint a;\n\n",
	 DECLARED_OTHERWISE},
};

static void sees_declarations(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct declared_case *c = &cases[i];

		enum declared differ =
			declared_text(c->base, strlen(c->base), c->patched, strlen(c->patched));

		if (differ != c->differ)
			fail_msg("%s: %d and not %d", c->what, differ, c->differ);
	}
}

static void survives_any_prefix(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		for (size_t len = strlen(cases[i].base); len-- > 0;)
			declared_text(cases[i].base, len, cases[i].patched, len);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sees_declarations),
		cmocka_unit_test(survives_any_prefix),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
