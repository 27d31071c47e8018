// SPDX-License-Identifier: BSD-2-Clause
/* Command lines of compilers, and what else may stand in their place: builder/tree/recipe.c. */
#include "tree/recipe.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

struct recipe_case {
	const char *command;
	const char *source; /* NULL: it is no recipe */
	const char *output;
	const char *again; /* how its text is made */
};

/* What gcc gets for a text. */
#define GCC_TEXT "-w -ftrack-macro-expansion=0 -E -o 'x.i'"

static const struct recipe_case cases[] = {
	{"gcc -O2 -c a.c -o a.o", "a.c", "a.o", "'gcc' '-O2' " GCC_TEXT " 'a.c'"},
	{"gcc -c a.c", "a.c", NULL, "'gcc' " GCC_TEXT " 'a.c'"},
	{"gcc -oa.o -c a.c", "a.c", "a.o", "'gcc' " GCC_TEXT " 'a.c'"},
	{"gcc -MMD -MP -MF .a.d -MQ a.o -MTa -c a.c -o a.o", "a.c", "a.o",
	 "'gcc' " GCC_TEXT " 'a.c'"},
	{"gcc -Wp,-MD,a.d -c a.c -o a.o", "a.c", "a.o", "'gcc' " GCC_TEXT " 'a.c'"},
	{"gcc -include b.c -c a.c -o a.o", "a.c", "a.o",
	 "'gcc' '-include' 'b.c' " GCC_TEXT " 'a.c'"},
	{"gcc '-DX=\"a b\"' -DY=\\\"z\\\" \"-DZ=\\$1\" -c a.c", "a.c", NULL,
	 "'gcc' '-DX=\"a b\"' '-DY=\"z\"' '-DZ=$1' " GCC_TEXT " 'a.c'"},
	{"gcc '-D__OBJECT_LABEL__=common/kernel.o' -c common/kernel.c", "common/kernel.c", NULL,
	 "'gcc' '-D__OBJECT_LABEL__=common/kernel.o' " GCC_TEXT " 'common/kernel.c'"},
	{"g++ -c a.cpp -o a.o", "a.cpp", "a.o", "'g++' -w -E -o 'x.i' 'a.cpp'"},
	{"gcc -c \"it's.c\"", "it's.c", NULL, "'gcc' " GCC_TEXT " 'it'\\''s.c'"},

	{"gcc a.c -o a", NULL, NULL, NULL},	  /* links */
	{"gcc -c a.c b.c", NULL, NULL, NULL},	  /* two */
	{"gcc -c a.o -o b.o", NULL, NULL, NULL},  /* nothing */
	{"gcc -c a.c; rm a.c", NULL, NULL, NULL}, /* more than a compiler */
	{"gcc -c a.c && mv a b", NULL, NULL, NULL},
	{"gcc -c a.c $(flags)", NULL, NULL, NULL}, /* not known before it runs */
	{"gcc -c a.c \"$X\"", NULL, NULL, NULL},
	{"gcc -c a.c `flags`", NULL, NULL, NULL},
	{"gcc -c *.c", NULL, NULL, NULL},
	{"gcc -c a.c >log", NULL, NULL, NULL},
	{"gcc -c 'a.c", NULL, NULL, NULL}, /* breaks off */
	{"gcc -c \"a.c", NULL, NULL, NULL},
	{"gcc -c a.c -o", "a.c", NULL, "'gcc' '-o' " GCC_TEXT " 'a.c'"},
	{"", NULL, NULL, NULL},
	{"   ", NULL, NULL, NULL},
};

static bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static void takes_command_lines_apart(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct recipe_case *c = &cases[i];
		const struct recipe *recipe = recipe_from_command("/folder", c->command);

		if (!recipe != !c->source)
			fail_msg("%s: is%s a recipe", c->command, c->source ? "" : " not");
		if (!recipe)
			continue;
		if (!same(recipe->source, c->source) || !same(recipe->output, c->output))
			fail_msg("%s: makes %s of %s", c->command,
				 recipe->output ? recipe->output : "?", recipe->source);
		if (!same(recipe_preprocess(recipe, "x.i"), c->again))
			fail_msg("%s: again: %s", c->command, recipe_preprocess(recipe, "x.i"));
	}
}

static void survives_any_prefix(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		for (size_t len = strlen(cases[i].command); len-- > 0;)
			recipe_from_command("/", mem_text(cases[i].command, len));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_command_lines_apart),
		cmocka_unit_test(survives_any_prefix),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
