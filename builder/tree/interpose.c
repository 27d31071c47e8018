// SPDX-License-Identifier: BSD-2-Clause
#include "interpose.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/say.h"

/* What every compilation gets; options of the driver and of cc1 alike. */
static const char *const options[] = {
	"-ffunction-sections",		"-fdata-sections",
	"-Wno-builtin-macro-redefined", "-D__DATE__=\"Jan  1 1970\"",
	"-D__TIME__=\"00:00:00\"",	"-D__TIMESTAMP__=\"Thu Jan  1 00:00:00 1970\"",
};

static const char *find_program(const char *name)
{
	const char *search = getenv("PATH");
	char *folder, *rest = mem_format("%s", search ? search : "/usr/bin:/bin");

	while ((folder = strsep(&rest, ":"))) {
		char *path = mem_format("%s/%s", folder, name);

		if (!access(path, X_OK))
			return path;
	}
	return NULL;
}

char *interpose_words(const char *top, const char *include)
{
	char *words = mem_format("-idirafter %s %s", run_quote(include),
				 run_quote(mem_format("-fmacro-prefix-map=%s/=", top)));

	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
		words = mem_format("%s %s", words, run_quote(options[i]));
	return words;
}

static enum build_status write_script(const char *path, const char *text)
{
	enum build_status status = file_write(path, text, strlen(text));

	if (status == BUILD_OK && chmod(path, 0755)) {
		say_error("cannot make %s executable", path);
		status = BUILD_INTERNAL;
	}
	return status;
}

/* What the user had in COMPILER_PATH. */
static const char *restore_path(void)
{
	const char *old = getenv("COMPILER_PATH");

	return old ? mem_format("COMPILER_PATH=%s", run_quote(old)) : "unset COMPILER_PATH";
}

/* Where one command makes a program of sources, the objects in between are kept. */
static const char save_object[] = "save= stays=\n"
				  "for word; do\n"
				  "	case $word in\n"
				  "	-c | -S | -E | -M | -MM | /dev/*) stays=1 ;;\n"
				  "	*.c | *.cc | *.cpp | *.cxx | *.C | *.c++) [ ! -f \"$word\" "
				  "] || save=-save-temps=obj ;;\n"
				  "	esac\n"
				  "done\n"
				  "[ -z \"$stays\" ] || save=\n";

static enum build_status write_driver(const char *folder, const char *name, const char *words)
{
	const char *real = find_program(name);

	if (!real)
		return BUILD_OK;
	real = run_quote(real);
	return write_script(
		mem_format("%s/compilers/bin/%s", folder, name),
		mem_format("#!/bin/sh\n"
			   "%s\n"
			   "%s"
			   "printf '%%s\\0' $(($# + 1)) \"$PWD\" %s \"$@\" >>%s/commands/$$\n"
			   "exec %s \"$@\" %s $save\n",
			   restore_path(), save_object, real, run_quote(folder), real, words));
}

/* gcc tells cc1 in COLLECT_GCC what it was called, in COLLECT_GCC_OPTIONS with what but the source. */
static enum build_status write_proper(const char *folder, const char *name, const char *words)
{
	return write_script(mem_format("%s/compilers/%s", folder, name),
			    mem_format("#!/bin/sh\n"
				       "%s\n"
				       "real=$(\"$COLLECT_GCC\" -print-prog-name=%s)\n"
				       "source=\n"
				       "for word; do\n"
				       "	case $word in\n"
				       "	-dumpbase) break ;;\n"
				       "	*.c | *.cc | *.cpp | *.cxx | *.C | *.c++) [ ! -f "
				       "\"$word\" ] || source=$word ;;\n"
				       "	esac\n"
				       "done\n"
				       "(\n"
				       "	eval \"set -- $COLLECT_GCC_OPTIONS\"\n"
				       "	printf '%%s\\0' $(($# + 2)) \"$PWD\" "
				       "\"$COLLECT_GCC\" \"$@\" \"$source\" "
				       ">>%s/commands/$$\n"
				       ")\n"
				       "exec \"$real\" \"$@\" %s\n",
				       restore_path(), name, run_quote(folder), words));
}

/* What CMake puts in front of each compilation, whatever its compiler. */
static enum build_status write_launcher(const char *folder, const char *words)
{
	return write_script(mem_format("%s/compilers/launch", folder),
			    mem_format("#!/bin/sh\n"
				       "%s\n"
				       "printf '%%s\\0' $# \"$PWD\" \"$@\" >>%s/commands/$$\n"
				       "exec \"$@\" %s\n",
				       restore_path(), run_quote(folder), words));
}

enum build_status interpose_write(const char *folder, const char *top, const char *include)
{
	static const char *const drivers[] = {"cc",
					      "c99",
					      "gcc",
					      "gcc-12",
					      "clang",
					      "clang-14",
					      "c++",
					      "g++",
					      "g++-12",
					      "clang++",
					      "x86_64-linux-gnu-gcc",
					      "x86_64-linux-gnu-g++"};
	const char *words = interpose_words(top, include);
	enum build_status status = file_make_folder(mem_format("%s/compilers/bin", folder));

	if (status == BUILD_OK)
		status = file_make_folder(mem_format("%s/commands", folder));
	for (size_t i = 0; status == BUILD_OK && i < sizeof(drivers) / sizeof(*drivers); i++)
		status = write_driver(folder, drivers[i], words);
	if (status == BUILD_OK)
		status = write_launcher(folder, words);
	if (status == BUILD_OK)
		status = write_proper(folder, "cc1", words);
	if (status == BUILD_OK)
		status = write_proper(folder, "cc1plus", words);
	return status;
}

/*
 * clang's variable holds words between spaces, without any quoting. Where nothing is compiled, the option
 * that records would be one too many, and a warning.
 */
static char *clang_edits(const char *folder, const char *top)
{
	char *edits = mem_text("#", 1);

	if (!strchr(top, ' '))
		edits = mem_format("%s +-fmacro-prefix-map=%s/=", edits, top);
	if (!strchr(folder, ' '))
		edits = mem_format("%s +-gen-cdb-fragment-path +%s/commands "
				   "+-Wno-unused-command-line-argument",
				   edits, folder);
	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
		if (!strchr(options[i], ' '))
			edits = mem_format("%s +%s", edits, options[i]);
	return edits;
}

char *interpose_environment(const char *folder, const char *top)
{
	return mem_format("export PATH=%s/compilers/bin:\"$PATH\" "
			  "COMPILER_PATH=%s/compilers${COMPILER_PATH:+:$COMPILER_PATH} "
			  "CCC_OVERRIDE_OPTIONS=%s CCACHE_DISABLE=1 "
			  "CMAKE_C_COMPILER_LAUNCHER=%s/compilers/launch "
			  "CMAKE_CXX_COMPILER_LAUNCHER=%s/compilers/launch",
			  run_quote(folder), run_quote(folder), run_quote(clang_edits(folder, top)),
			  run_quote(folder), run_quote(folder));
}
