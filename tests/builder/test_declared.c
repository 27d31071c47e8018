// SPDX-License-Identifier: BSD-2-Clause
/* Does the change of a source file, as it is written, touch declarations? builder/tree/declared.c. */
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
	bool same;
};

static const struct declared_case cases[] = {
	{"a body", "#include <a.h>\nint f(int a)\n{\n\treturn a;\n}\n",
	 "#include <a.h>\nint f(int a)\n{\n\tif (!a)\n\t\tb();\n\treturn a;\n}\n", true},
	{"a comment", "int a;\n", "int /* { */ a; // (\n", true},
	{"a new function", "int a;\n", "int a;\nstatic int f(void)\n{\n}\n", true},
	{"line directives", "int a;\n", "#line 3\nint a;\n", true},
	{"a condition in a body", "int f(void)\n{\n#ifdef X\n\tif (a) {\n\t}\n#endif\n}\n",
	 "int f(void)\n{\n#ifdef X\n\tif (b) {\n\t}\n#endif\n}\n", true},
	{"behind a macro of two lines", "#define X(a) { \\\n\t\tb\nint f(void)\n{\n\tx();\n}\n",
	 "#define X(a) { \\\n\t\tb\nint f(void)\n{\n\ty();\n}\n", true},

	{"a member", "struct s { int a; };\n", "struct s { int a, b; };\n", false},
	{"a member of a union in a condition", "#ifdef X\nunion u { int a; };\n#endif\n",
	 "#ifdef X\nunion u { long a; };\n#endif\n", false},
	{"a member and the head of a function", "struct s { int a; };\nint f(int a);\n",
	 "struct s { long a; };\nint f(long a);\n", false},
	{"a member and a macro", "#define N 1\nstruct s { int a; };\n",
	 "#define N 2\nstruct s { long a; };\n", false},
	{"an enumeration", "enum e { A };\n", "enum e { B, A };\n", false},
	{"a parameter", "int f(int a)\n{\n}\n", "int f(int a, int b)\n{\n}\n", false},
	{"a static in a body", "int f(void)\n{\n\tstatic int a;\n}\n",
	 "int f(void)\n{\n\tstatic long a;\n}\n", false},
	{"a macro", "#define N 1\nint f(void)\n{\n}\n", "#define N 2\nint f(void)\n{\n}\n", false},
	{"the second line of a macro", "#define N \\\n\t1\n", "#define N \\\n\t2\n", false},
	{"an include", "int a;\n", "#include <b.h>\nint a;\n", false},
	{"a condition", "#ifdef X\nint a;\n#endif\n", "#ifdef Y\nint a;\n#endif\n", false},
	{"the argument of a macro", "DECLARE(s, int);\n", "DECLARE(s, long);\n", false},
	{"a body that a macro opens", "STRUCT(s) { int a; };\n", "STRUCT(s) { long a; };\n", false},
	{"the same, static", "static STRUCT(s) { int a; } x;\n",
	 "static STRUCT(s) { long a; } x;\n", false},
	{"behind a head in two forms",
	 "#ifdef X\nint f(int a) {\n#else\nint f(void) {\n#endif\n}\nstruct s { int a; };\n",
	 "#ifdef X\nint f(int a) {\n#else\nint f(void) {\n#endif\n}\nstruct s { long a; };\n",
	 false},
	{"a brace too many", "int f(void)\n{ {\n}\nstruct s { int a; };\n",
	 "int f(void)\n{ {\n}\nstruct s { long a; };\n", false},
	{"a body behind a brace that a condition opens",
	 "#ifdef X\nint g(void) {\n#endif\n\ta();\n}\n",
	 "#ifdef X\nint g(void) {\n#endif\n\tb();\n}\n", false},
	{"a condition without end", "#ifdef X\nint a;\n", "#ifdef X\nint a;\n\n", false},
};

static void sees_declarations(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct declared_case *c = &cases[i];

		bool same = declared_same_text(c->base, strlen(c->base), c->patched,
					       strlen(c->patched));

		if (same != c->same)
			fail_msg("%s: %d and not %d", c->what, same, c->same);
	}
}

static void survives_any_prefix(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		for (size_t len = strlen(cases[i].base); len-- > 0;)
			declared_same_text(cases[i].base, len, cases[i].patched, len);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sees_declarations),
		cmocka_unit_test(survives_any_prefix),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
