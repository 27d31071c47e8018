// SPDX-License-Identifier: BSD-2-Clause
/* What stands in which line of a source file: builder/tree/hunks.c. */
#include "tree/hunks.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* struct places_case - "KIND NAME FIRST-LAST, ..." of a text */
struct places_case {
	const char *text;
	const char *places;
};

static const struct places_case cases[] = {
	{"int f(void)\n{\n\treturn 1;\n}\n", "function f 1-4"},
	{"static int\nf(int (*g)(int), struct s *x)\n{\n}\n", "function f 1-4"},
	{"static __attribute__((noinline)) int f(void)\n{\n}\n", "function f 1-3"},
	{"void f(void) __acquires(lock)\n{\n}\n", "function f 1-3"},
	{"static int __init cf_check f(void)\n{\n}\nint __g(void)\n{\n}\n",
	 "function f 1-3, function __g 4-6"},
	{"int f(void);\nint g(int);\n", ""},
	{"struct s {\n\tint a;\n};\nunion u\n{\n\tint a;\n};\nenum e { A,\n B };\n",
	 "type s 1-3, type u 4-7, type e 8-9"},
	{"typedef struct {\n\tint a;\n} t;\n", "type t 1-3"},
	{"static struct s x;\nint y = 1, z;\nlong a[] = {\n\t1,\n};\n",
	 "data x 1-1, data y 2-2, data a 3-5"},
	{"static const struct ops ops = {\n\t.f = f,\n\t.g = (int (*)(void))g,\n};\n",
	 "data ops 1-4"},
	{"#define A 1\n#define B(x) \\\n\tdo { f(x); \\\n\t} while (0)\n#undef A\n",
	 "macro A 1-1, macro B 2-4"},
	{"int f(void)\n{\n#define A 1\n\treturn A;\n}\n", "macro A 3-3, function f 1-5"},
	/* More braces open than close, as the preprocessor is not asked. */
	{"int f(void)\n{\n#ifdef A\n\tif (a) {\n#else\n\tif (b) {\n#endif\n\t}\n}\nint "
	 "g(void)\n{\n}\n",
	 "function f 1-9, function g 10-12"},
	{"int f(void)\n{\n\tputs(\"}\\\"{(\");\n\treturn '{'; /* } */ // }\n}\n", "function f 1-5"},
	{"/* int f(void)\n{ */\nint g(void)\n{\n}\n", "function g 3-5"},
	{"EXPORT(x);\nint f(void) { return 1; }\nint g(void) { return 2; }\n",
	 "function f 2-2, function g 3-3"},
	/* Not C at all, or not to its end. */
	{"", ""},
	{"}}}}))));;;;", ""},
	{"int f(void)\n{\n\tif (x) {", ""},
	{"/* no end\n", ""},
	{"\"no end\nint f(void)\n{\n}\n", "function f 2-4"},
	{"#define", ""},
	{"#define \\\n", ""},
	{"#", ""},
	{"\\", ""},
	{"int f(", ""},
	{"struct", ""},
	{"=;", ""},
};

/* Memory that ends where the text does, for the sanitizers to see beyond. */
static struct bytes tight(const char *text, size_t len)
{
	struct bytes bytes = {malloc(len ? len : 1), len};

	assert_non_null(bytes.at);
	memcpy(bytes.at, text, len);
	return bytes;
}

static void tells_what_stands_where(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct places_case *c = &cases[i];
		size_t len = strlen(c->text);
		struct bytes text = tight(c->text, len);
		struct places places = {0};
		char *found = mem_text("", 0);

		places_read(text, &places);
		for (size_t j = 0; j < places.list.count; j++) {
			const struct place *place = &places.list.items[j];

			found = mem_format("%s%s%s %s %u-%u", found, *found ? ", " : "",
					   place->kind, place->name, place->first, place->last);
		}
		if (strcmp(found, c->places) != 0)
			print_error("%s\n", c->text);
		assert_string_equal(found, c->places);
		free(text.at);
	}
	mem_release_all();
}

/* Every beginning of every text ends somewhere, with lines that the text has. */
static void survives_the_middle_of_a_file(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		for (size_t len = 0; len < strlen(cases[i].text); len++) {
			struct bytes text = tight(cases[i].text, len);
			struct places places = {0};

			places_read(text, &places);
			for (size_t j = 0; j < places.list.count; j++) {
				assert_true(places.list.items[j].first <=
					    places.list.items[j].last);
				assert_true(places.list.items[j].last <= len + 1);
			}
			free(text.at);
		}
	}
	mem_release_all();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_what_stands_where),
		cmocka_unit_test(survives_the_middle_of_a_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
