/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Compilers of a program's build, made to compile what can be compared: a section a function, no dates, no
 * names of folders. Whatever the build does to find its compiler, it meets ours or the compiler is told.
 */
#ifndef BUILDER_INTERPOSE_H
#define BUILDER_INTERPOSE_H

#include "base/file.h"

/**
 * interpose_write() - the compilers, into @folder/compilers
 * @top:     where the sources are: a prefix that no string of theirs shall have.
 * @include: a folder of headers that is searched last.
 *
 * A compiler found through PATH is ours. gcc, called by its path as CMake does, looks into COMPILER_PATH
 * for cc1, and finds ours; clang reads CCC_OVERRIDE_OPTIONS; CMake has a launcher for any compiler.
 *
 * Each command line is recorded in a file of its own in @folder/commands: strings, each ended by a NUL,
 * which are the number of words, the working folder, and the words, of which the compiler is the first.
 * Those of a clang that is called by its path are in files X.json, as clang itself writes them for a
 * compilation database, with all that was added to them.
 */
enum build_status interpose_write(const char *folder, const char *top, const char *include);

/** interpose_words() - what each compilation gets in addition, for /bin/sh */
char *interpose_words(const char *top, const char *include);

/** interpose_environment() - commands for /bin/sh that put them in front of what follows */
char *interpose_environment(const char *folder, const char *top);

#endif
