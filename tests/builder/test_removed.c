// SPDX-License-Identifier: BSD-2-Clause
/* Members that are put back: builder/tree/removed.c, builder/tree/view.c. */
#include "tree/removed.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* struct removed_case - what of it is put back: "LINE TYPE: TEXT, ..." */
struct removed_case {
	const char *before, *after;
	const char *kept;
};

static const struct removed_case cases[] = {
	{"struct s {\n\tint a;\n\tint b;\n};\n", "struct s {\n\tint a;\n};\n",
	 "3 struct s: int b;"},
	{"struct s {\n\tint a;\n\tint b;\n\tint c;\n};\n", "struct s {\n\tint b;\n};\n",
	 "2 struct s: int a;, 4 struct s: int c;"},
	/* Several in a line, over several lines, with what a macro makes. */
	{"struct s {\n\tint a; int b; long\n\t\tc, *d;\n\tDECLARE_BITMAP(e, 8);\n\tint f;\n};\n",
	 "struct s {\n\tint f;\n};\n",
	 "2 struct s: int a;, 2 struct s: int b;, 2 struct s: long c, *d;, 4 struct s: "
	 "DECLARE_BITMAP(e, 8);"},
	{"struct s {\n\tint a:1;\n\tint b:2;\n\tint c:3;\n};\n",
	 "struct s {\n\tint a:1;\n\tint c:3;\n};\n", "3 struct s: int b:2;"},
	{"struct s {\n\tint (*f)(int a, int b);\n\tint a;\n};\n", "struct s {\n\tint a;\n};\n",
	 "2 struct s: int (*f)(int a, int b);"},
	/* diff(1) may begin in a comment and end in the next one. */
	{"struct s {\n\t/*\n\t * A.\n\t */\n\tint a;\n\t/*\n\t * B.\n\t */\n\tint b;\n};\n",
	 "struct s {\n\t/*\n\t * B.\n\t */\n\tint b;\n};\n", "5 struct s: int a;"},
	{"struct s {\n\tint a; /* { */\n\tint b; // }\n};\n",
	 "struct s {\n\tint a; /* { */\n\t/* b is gone */\n};\n", "3 struct s: int b;"},
	/* Nested ones. */
	{"struct s {\n\tstruct {\n\t\tint a;\n\t\tint b;\n\t};\n\tunion {\n\t\tint c;\n\t\tint "
	 "d;\n\t} u;\n};\n",
	 "struct s {\n\tstruct {\n\t\tint a;\n\t};\n\tunion {\n\t\tint c;\n\t} u;\n};\n",
	 "4 struct s: int b;, 8 struct s: int d;"},
	{"typedef struct {\n\tstruct {\n\t\tint a;\n\t} x;\n\tint b;\n} t;\n",
	 "typedef struct {\n\tint b;\n} t;\n", "2 t: struct { int a; } x;"},
	{"struct __packed s {\n\tint a;\n\tint b;\n} __attribute__((aligned(8)));\n",
	 "struct __packed s {\n\tint b;\n} __attribute__((aligned(8)));\n", "2 struct s: int a;"},
	{"struct s {\n\tint a;\n#ifdef X\n\tint b;\n#endif\n};\n",
	 "struct s {\n\tint a;\n#ifdef X\n#endif\n};\n", "4 struct s: int b;"},
	{"struct s {\n\tint a;\n#ifdef X\n\tint b;\n#else\n\tint c;\n#endif\n\tint d;\n};\n",
	 "struct s {\n\tint a;\n\tint d;\n};\n", "4 struct s: int b;, 6 struct s: int c;"},
	{"void f(void)\n{\n\tstruct s {\n\t\tint a;\n\t\tint b;\n\t} x;\n}\n",
	 "void f(void)\n{\n\tstruct s {\n\t\tint a;\n\t} x;\n}\n", "5 struct s: int b;"},
	{"struct s {\r\n\tint a;\r\n\tint b;\r\n};\r\n", "struct s {\r\n\tint a;\r\n};\r\n",
	 "3 struct s: int b;"},
	{"struct s {\n\tint a;\n\tint b;\n};", "struct s {\n\tint a;\n};", "3 struct s: int b;"},
	/* Of another name in a scope of its own. */
	{"struct s {\n\tstruct { int b; } a;\n\tint b;\n};\n",
	 "struct s {\n\tstruct { int b; } a;\n};\n", "3 struct s: int b;"},
	/* Replaced, moved, renamed. */
	{"struct s {\n\tint a;\n\tint b;\n};\n", "struct s {\n\tint a;\n\tlong b;\n};\n", ""},
	{"struct s {\n\tint a;\n\tint b;\n};\n", "struct s {\n\tint b;\n\tint a;\n};\n", ""},
	{"struct s {\n\tint a;\n\tint b;\n};\n",
	 "struct s {\n\tint b;\n\tunion {\n\t\tlong c, a;\n\t};\n};\n", ""},
	{"struct s {\n\tint a, b;\n};\n", "struct s {\n\tint a;\n};\n", ""},
	{"struct s {\n\tint a;\n};\n", "struct t {\n\tint b;\n};\n", ""},
	{"struct s {\n\tint a;\n};\nstruct t {\n\tint b;\n};\n", "struct t {\n\tint b;\n};\n", ""},
	/* The first of a union is what initialisers reach. */
	{"union u {\n\tint a;\n\tlong b;\n};\n", "union u {\n\tlong b;\n};\n", ""},
	/* Not whole declarations. */
	{"struct s {\n\tint a,\n\t    b;\n};\n", "struct s {\n\tint a;\n};\n", ""},
	{"struct s {\n\tint\n\ta;\n\tint\n\tb;\n};\n", "struct s {\n\tint\n\tb;\n};\n", ""},
	{"struct s {\n\tint a;\n#ifdef X\n\tint b;\n#endif\n};\n",
	 "struct s {\n\tint a;\n\tint b;\n};\n", ""},
	{"struct s {\n\tint a;\n#ifdef X\n\tint b;\n#endif\n};\n",
	 "struct s {\n\tint a;\n#endif\n};\n", ""},
	{"struct s {\n\tint a;\n#define X 1\n\tint b;\n};\n", "struct s {\n\tint a;\n};\n", ""},
	{"struct s {\n\tint a;\n#\n\tint b;\n#", "struct s {\n\tint a;\n", ""},
	{"struct s {\n\tint a;\n\tstruct {\n\t\tint b;\n\t};\n};\n",
	 "struct s {\n\tint a;\n\t\tint b;\n};\n", ""},
	/* Not in a struct. */
	{"int f(void)\n{\n\tint a;\n\treturn 1;\n}\n", "int f(void)\n{\n\treturn 1;\n}\n", ""},
	{"struct s f(void)\n{\n\tint a;\n\treturn x;\n}\n", "struct s f(void)\n{\n\treturn x;\n}\n",
	 ""},
	{"struct s x = {\n\t.a = 1,\n\t.b = 2,\n};\n", "struct s x = {\n\t.b = 2,\n};\n", ""},
	{"enum e {\n\tA,\n\tB,\n};\n", "enum e {\n\tA,\n};\n", ""},
	{"int a;\nint b;\n", "int a;\n", ""},
	{"#define S struct s { \\\n\tint a; \\\n\tint b; \\\n}\n",
	 "#define S struct s { \\\n\tint a; \\\n}\n", ""},
	/* No C. */
	{"}}}}\n;\n", "}}}}\n", ""},
	{"struct s {\nint a;\n}}}\nint b;\n{{(\nint c;\n", "struct s {\n}}}\n{{(\n",
	 "2 struct s: int a;"},
	{"struct\n", "", ""},
	{"struct {\n/*\nint a;\n", "struct {\n/*\n", ""},
	{"", "struct s {\n", ""},
};

/* struct files - the two sides, where hunks_read() finds them */
struct files {
	char folder[32];
	struct change change;
};

static void files_begin(struct files *files)
{
	snprintf(files->folder, sizeof(files->folder), "/tmp/xsplice-removed-XXXXXX");
	assert_non_null(mkdtemp(files->folder));
	files->change = (struct change){.before = mem_format("%s/before", files->folder),
					.after = mem_format("%s/after", files->folder)};
	assert_int_equal(file_make_folder(files->change.before), BUILD_OK);
	assert_int_equal(file_make_folder(files->change.after), BUILD_OK);
	vec_push(&files->change.files, "x.h");
}

/* Memory that ends where the text does, for the sanitizers to see beyond. */
static struct bytes tight(const char *text, size_t len)
{
	struct bytes bytes = {malloc(len ? len : 1), len};

	assert_non_null(bytes.at);
	memcpy(bytes.at, text, len);
	return bytes;
}

static struct bytes put_back(const struct files *files, struct bytes before, struct bytes after,
			     struct removed *removed)
{
	struct hunks hunks = {0};

	assert_int_equal(
		file_write(mem_format("%s/x.h", files->change.before), before.at, before.len),
		BUILD_OK);
	assert_int_equal(file_write(mem_format("%s/x.h", files->change.after), after.at, after.len),
			 BUILD_OK);
	assert_int_equal(hunks_read(&files->change, &hunks), BUILD_OK);
	return removed_put_back("x.h", before, after, &hunks, removed);
}

static void puts_back_whole_declarations(void **state)
{
	struct files files;

	(void)state;
	files_begin(&files);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct removed_case *c = &cases[i];
		struct bytes before = tight(c->before, strlen(c->before));
		struct bytes after = tight(c->after, strlen(c->after));
		struct removed removed = {0};
		struct bytes text = put_back(&files, before, after, &removed);
		char *kept = mem_text("", 0);

		for (size_t j = 0; j < removed.list.count; j++) {
			const struct removed_member *member = &removed.list.items[j];

			kept = mem_format("%s%s%s %s: %s", kept, j ? ", " : "",
					  member->where + strlen("x.h:"), member->type,
					  member->text);
		}
		if (strcmp(kept, c->kept) != 0)
			print_error("%s\n", c->before);
		assert_string_equal(kept, c->kept);
		assert_int_equal(text.at == after.at, !*c->kept);
		free(before.at);
		free(after.at);
	}
	file_remove_tree(files.folder);
	mem_release_all();
}

/* A file may end anywhere on either side. */
static void survives_the_middle_of_a_file(void **state)
{
	struct files files;

	(void)state;
	files_begin(&files);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		size_t before_len = strlen(cases[i].before), after_len = strlen(cases[i].after);

		for (size_t len = 0; len < before_len; len += 5) {
			struct bytes before = tight(cases[i].before, before_len - len);
			struct bytes after =
				tight(cases[i].after, after_len > len ? after_len - len : 0);
			struct removed removed = {0};
			struct bytes text = put_back(&files, before, after, &removed);

			assert_true(text.len >= after.len);
			free(before.at);
			free(after.at);
		}
	}
	file_remove_tree(files.folder);
	mem_release_all();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(puts_back_whole_declarations),
		cmocka_unit_test(survives_the_middle_of_a_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
