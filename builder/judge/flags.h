/* SPDX-License-Identifier: BSD-2-Clause */
/* Compiler flags that matter for code, as the debug information of two compilations has them. */
#ifndef BUILDER_FLAGS_H
#define BUILDER_FLAGS_H

#include "types/producer.h"

/** flags_are_said() - does it say with which flags? gcc does, unless told not to; clang only if told to */
bool flags_are_said(const char *producer);

/**
 * flags_difference() - "-O2 there, -O1 here; -fwrapv here only"; NULL if there is none
 *
 * Of an option that is given more than once, or also in the negative, the last one counts. Warnings, debug
 * information, macros and folders do not matter.
 */
const char *flags_difference(const char *there, const char *here);

/**
 * flags_in() - what the image says of @source that is nearest to @here
 * @source: relative to the top of its sources.
 * Return: a producer, NULL if the image has none of that source.
 */
const char *flags_in(const struct producers *image, const char *source, const char *here);

#endif
