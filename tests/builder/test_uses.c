// SPDX-License-Identifier: BSD-2-Clause
/* Which uses of a type leave no object behind: builder/types/uses.c. */
#include "types/uses.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

struct uses_case {
	const char *text;
	const char *keyword; /* of the type "s" */
	bool local;
};

static const struct uses_case cases[] = {
	{"struct s { int a; };", "struct", true},
	{"struct s;", "struct", true},
	{"int f(void) { struct s x; }", "struct", true},
	{"int f(void) { struct s x, y[2], z = {1, {2}}; }", "struct", true},
	{"int f(void) { const struct s x; struct s const y; }", "struct", true},
	{"static int f(struct s x, struct s y[2]) { }", "struct", true},
	{"static struct s f(void) { }", "struct", true},
	{"int f(void) { g((struct s){1}); }", "struct", true},
	{"struct __attribute__((packed)) s { int a; }; int f(void) { struct s x; }", "struct",
	 true},
	{"typedef struct { int a; } s; int f(void) { s x; y.s = z->s; }", NULL, true},
	{"struct t { int a; } *s;", "struct", true},
	{"union s { int a; }; int f(struct s *x) { }", "union", true},

	{"struct s x;", "struct", false},
	{"static struct s x;", "struct", false},
	{"struct s { int a; } x;", "struct", false},
	{"int f(void) { struct s *x; }", "struct", false},
	{"int f(void) { struct s x, *y; }", "struct", false},
	{"int f(void) { struct s x[2], **y; }", "struct", false},
	{"int f(struct s *x);", "struct", false},
	{"struct s *f(void);", "struct", false},
	{"int f(void) { static struct s x; }", "struct", false},
	{"int f(void) { extern struct s x; }", "struct", false},
	{"int f(void) { g(sizeof(struct s)); }", "struct", false},
	{"int f(void) { g((struct s *)x); }", "struct", false},
	{"int f(void) { typeof(struct s) x; }", "struct", false},
	{"struct t { struct s x; };", "struct", false},
	{"struct __attribute__((packed)) t { struct s x; };", "struct", false},
	{"int f(void) { struct t { struct s x; } *y; }", "struct", false},
	{"typedef struct s t;", "struct", false},
	{"static struct t x = { &(struct s){1} };", "struct", false},
	{"struct t *x = g(&(struct s){1});", "struct", false},
	{"typedef struct { int a; } s; s x;", NULL, false},
	{"typedef struct { int a; } s, *p;", NULL, false},
	{"int f(void) { struct s", "struct", false},
};

static void tells_local_from_lasting(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct uses_case *c = &cases[i];

		if (uses_only_local(c->text, strlen(c->text), c->keyword, "s") != c->local)
			fail_msg("%s: not taken for %s", c->text, c->local ? "local" : "lasting");
	}
}

static void survives_any_prefix(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		for (size_t len = strlen(cases[i].text); len-- > 0;)
			uses_only_local(cases[i].text, len, cases[i].keyword, "s");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_local_from_lasting),
		cmocka_unit_test(survives_any_prefix),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
