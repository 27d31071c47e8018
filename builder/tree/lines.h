/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Line neutrality: a patch moves the lines below it, and __LINE__ is code. Behind each change a "#line"
 * directive gives what follows its old number back, so that it compiles to the bytes it had.
 */
#ifndef BUILDER_LINES_H
#define BUILDER_LINES_H

#include "base/file.h"

/**
 * lines_neutralize() - rewrite the C source (or header) @patched, which was @base
 *
 * A line that differs in comments and white space only did not change.
 * A directive goes before the first unchanged line behind a change at which none can do harm: outside
 * comments, strings, continued lines and parentheses (a macro's arguments). One inside an #if group is
 * repeated in the group's other branches and behind it, because a group may be skipped.
 * Comments and blank lines that were added between parentheses, where none can go, are left out.
 * Unchanged files are left alone.
 */
enum build_status lines_neutralize(const char *base, const char *patched);

#endif
