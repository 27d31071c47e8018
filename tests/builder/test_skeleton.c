// SPDX-License-Identifier: BSD-2-Clause
/* What builder/types/skeleton.c takes for a declaration, in C as it is written and in C as it should not be. */
#include "types/skeleton.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

struct skeleton_case {
	const char *what;
	const char *base;
	const char *patched;
	bool types;	      /* a type or variable may have changed */
	const char *function; /* whose head changed */
};

static const struct skeleton_case cases[] = {
	/* nothing that matters */
	{"equal", "int a; int f(void) { return a; }", "int a; int f(void) { return a; }", 0, NULL},
	{"body", "int f(void) { return 1; }", "int f(void) { if (x) { y(); } return 2; }", 0, NULL},
	{"initialiser", "int a = 1, b[2] = {1, 2};", "int a = (3, 4), b[2] = {[1] = 7};", 0, NULL},
	{"comment", "int a;", "int /* struct { */ a; // {\n", 0, NULL},
	{"line markers", "# 1 \"x.h\" 2\nint a;", "#line 7\nint a;\n# 12 \"y{.h\"", 0, NULL},
	{"brace in string", "int f(void) { p(\"}\"); } int a;",
	 "int f(void) { p(\"{\\\"{\"); } int a;", 0, NULL},
	{"brace in character", "int f(void) { p('}'); } int a;",
	 "int f(void) { p('{'); p('\\''); } int a;", 0, NULL},
	{"new function", "struct s { int a; };", "struct s { int a; }; int f(struct s *s) {}", 0,
	 NULL},
	{"new variable", "int a;", "int a; static int b = 3;", 0, NULL},
	{"new type", "int a;", "struct s { int x; }; typedef struct s s_t; int a;", 0, NULL},
	{"forward declaration", "int f(struct s *s) {}", "struct s; int f(struct s *s) {}", 0,
	 NULL},
	{"declared once more", "int f(int a) {}", "int f(int a) {} int g(void);", 0, NULL},
	{"assembly", "int a;", "asm(\".pushsection x; } {\"); int a;", 0, NULL},
	{"assertion", "int a;", "_Static_assert(sizeof(int) == 4, \"{\"); int a;", 0, NULL},
	{"pragma of warnings", "int a;", "#pragma GCC diagnostic push\nint a;", 0, NULL},
	{"local variable", "int f(void) { struct s { int a; } x; int i; }",
	 "int f(void) { struct s { int a; } x; long i; }", 0, NULL},
	{"compound literal", "int f(void) { g((struct s){ 1 }); }",
	 "int f(void) { g((struct s){ 1, 2 }); }", 0, NULL},
	{"statement expression", "int a[2] = { ({ 1; }), 2 };", "int a[2] = { ({ 3; }), 2 };", 0,
	 NULL},
	{"new static in a body", "int f(void) { }", "int f(void) { static int n = 3; }", 0, NULL},

	/* types */
	{"member added", "struct s { int a; };", "struct s { int a; int b; };", 1, NULL},
	{"member of a member", "struct s { struct { int a; } x[2]; };",
	 "struct s { struct { int a, b; } x[2]; };", 1, NULL},
	{"bit-field", "struct s { int a : 3; };", "struct s { int a : 4; };", 1, NULL},
	{"union", "union u { int a; };", "union u { int a; long b; };", 1, NULL},
	{"attribute before the tag", "struct __attribute__((packed)) s { int a; };",
	 "struct __attribute__((packed)) s { int a; int b; };", 1, NULL},
	{"attribute behind", "struct s { int a; long b; };",
	 "struct s { int a; long b; } __attribute__((packed));", 1, NULL},
	{"anonymous enumeration", "enum { A, B };", "enum { B, A };", 1, NULL},
	{"enumerator value", "enum e { A = 1 };", "enum e { A = 2 };", 1, NULL},
	{"enumeration with a base", "enum e : char { A };", "enum e : char { A, B };", 1, NULL},
	{"typedef", "typedef int t; t a;", "typedef long t; t a;", 1, NULL},
	{"typedef of a function", "typedef int f_t(int);", "typedef int f_t(int, int);", 1, NULL},
	{"typedef of a pointer", "typedef int (*f_t)(int);", "typedef int (*f_t)(long);", 1, NULL},
	{"typedef to another type", "typedef struct a { int x; } t;",
	 "struct b { int y; }; typedef struct b t;", 1, NULL},
	{"array bound", "int a[2];", "int a[3];", 1, NULL},
	{"array of pointers", "int (*a[2])(int);", "int (*a[2])(long);", 1, NULL},
	{"variable with an initialiser", "int a = 1;", "long a = 1;", 1, NULL},
	{"second of two variables", "int a = f(1, 2), *b;", "int a = f(1, 2), **b;", 1, NULL},
	{"variable becomes a function", "int f;", "int f(void);", 1, NULL},
	{"nested tag", "struct a { struct b { int x; } y; };",
	 "struct b { int x, z; }; struct a { struct b y; };", 1, NULL},
	{"in a body", "int f(void) { struct s { int a; } x; }",
	 "int f(void) { struct s { long a; } x; }", 1, NULL},
	{"static in a body", "int f(void) { static int n; }", "int f(void) { static float n; }", 1,
	 NULL},
	{"extern in a body", "int f(void) { extern int n; }", "int f(void) { extern long n; }", 1,
	 NULL},
	{"typedef in a body", "int f(void) { typedef int t; }", "int f(void) { typedef long t; }",
	 1, NULL},
	{"sizeof a type in a body", "int f(void) { g(sizeof(struct s { int a; })); }",
	 "int f(void) { g(sizeof(struct s { long a; })); }", 1, NULL},
	{"in a statement expression", "int a = ({ struct s { int a; } x; x.a; });",
	 "int a = ({ struct s { long a; } x; x.a; });", 1, NULL},
	{"in a parameter list", "int f(struct s { int a; } *s);", "int f(struct s { long a; } *s);",
	 1, NULL},
	{"type that a function returns", "struct s { int a; } f(void) { g(); }",
	 "struct s { long a; } f(void) { g(); }", 1, NULL},
	{"packing", "struct s { int a; long b; };", "#pragma pack(1)\nstruct s { int a; long b; };",
	 1, NULL},
	{"packing inside", "struct s { int a; long b; };",
	 "struct s { int a;\n#pragma pack(1)\nlong b; };", 1, NULL},
	{"behind a function without end", "int f(void) { { } struct s { int a; };",
	 "int f(void) { { } struct s { long a; };", 1, NULL},
	{"behind a string without end", "int f(void) { p(\"abc\n); } struct s { int a; };",
	 "int f(void) { p(\"abc\n); } struct s { long a; };", 1, NULL},
	{"in extern \"C\"", "extern \"C\" { struct s { int a; }; }",
	 "extern \"C\" { struct s { long a; }; }", 1, NULL},
	{"with __extension__", "struct s { __extension__ union { int a; }; };",
	 "struct s { __extension__ union { long a; }; };", 1, NULL},
	{"a type of its own file", "typeof(x) a;", "typeof(y) a;", 1, NULL},

	/* heads of functions */
	{"parameter added", "int f(int a) { }", "int f(int a, int b) { }", 0, "f"},
	{"return type", "static int f(void) { }", "static long f(void) { }", 0, "f"},
	{"attribute", "int __attribute__((x(1))) f(void) { }",
	 "int __attribute__((x(2))) f(void) { }", 0, "f"},
	{"declaration", "int f(int);", "int f(long);", 0, "f"},
	{"K&R", "int f(a) int a; { return a; } int b;", "int f(a, c) int a; { return c; } int b;",
	 0, "f"},
	{"returns a structure", "struct s f(int a) { }", "struct s f(long a) { }", 0, "f"},
	{"name in brackets", "int (f)(int a) { }", "int (f)(long a) { }", 1, NULL},
	{"pointer, not function", "int (*f)(int a);", "int (*f)(long a);", 1, NULL},
	{"returns a pointer to a function", "int (*f(int a))(int) { }", "int (*f(int a))(long) { }",
	 1, NULL},
};

static void compares_declarations(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct skeleton_case *c = &cases[i];
		struct skeleton base = {0}, patched = {0};
		struct skeleton_diff diff = {0};

		skeleton_scan(&base, c->base, strlen(c->base));
		skeleton_scan(&patched, c->patched, strlen(c->patched));
		skeleton_compare(&base, &patched, &diff);
		if (diff.types != c->types)
			fail_msg("%s: a change of types was%s seen", c->what,
				 c->types ? " not" : "");
		if (diff.functions.count != !!c->function)
			fail_msg("%s: %zu heads differ", c->what, diff.functions.count);
		if (c->function && !skeleton_function(&diff, c->function))
			fail_msg("%s: the head of another function", c->what);
		skeleton_scan(&patched, c->base, strlen(c->base));
		skeleton_compare(&base, &patched, &diff);
		if (diff.types || diff.functions.count)
			fail_msg("%s: differs from itself", c->what);
	}
}

static void tells_differences_apart(void **state)
{
	static const char base[] = "struct s { int a; }; enum e { A }; struct t { int a; };";
	static const char *const patched[] = {
		"struct s { int a, b; }; enum e { A }; struct t { int a; };",
		"int more; struct s { int a, b; }; enum e { A }; struct t { int a; };",
		"struct s { int a, c; }; enum e { A }; struct t { int a; };",
		"struct s { int a, b; }; enum e { A, B }; struct t { int a; };",
	};
	struct skeleton_diff diffs[4] = {0};

	(void)state;
	for (int i = 0; i < 4; i++) {
		struct skeleton a = {0}, b = {0};

		skeleton_scan(&a, base, strlen(base));
		skeleton_scan(&b, patched[i], strlen(patched[i]));
		skeleton_compare(&a, &b, &diffs[i]);
	}
	assert_true(diffs[0].only_records);
	assert_true(diffs[0].print == diffs[1].print);
	assert_true(diffs[0].print != diffs[2].print);
	assert_false(diffs[3].only_records);
}

/* Each prefix of a text is a text that breaks off. */
static void survives_any_prefix(void **state)
{
	struct skeleton skeleton = {0}, again = {0};
	struct skeleton_diff diff = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		for (size_t len = strlen(cases[i].patched); len-- > 0;) {
			skeleton_scan(&skeleton, cases[i].patched, len);
			skeleton_scan(&again, cases[i].patched, len);
			skeleton_compare(&skeleton, &again, &diff);
			assert_false(diff.types);
		}
	}
}

static void is_unsure_beyond_measure(void **state)
{
	enum { DEPTH = 100000, PIECE = 21 };
	char *text = mem_alloc(DEPTH * PIECE + 1);
	struct skeleton skeleton = {0}, again = {0};
	struct skeleton_diff diff = {0};

	(void)state;
	for (int i = 0; i < DEPTH; i++)
		memcpy(text + i * PIECE, "static int a = ({ 1 ;", PIECE);
	skeleton_scan(&skeleton, text, strlen(text));
	skeleton_scan(&again, text, strlen(text));
	assert_true(skeleton.unsure);
	skeleton_compare(&skeleton, &again, &diff);
	assert_true(diff.types);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(compares_declarations),
		cmocka_unit_test(tells_differences_apart),
		cmocka_unit_test(survives_any_prefix),
		cmocka_unit_test(is_unsure_beyond_measure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
