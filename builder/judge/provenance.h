/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Is this the right tree? What the image says of its making, and what it is, against what is here. Each
 * function tells what differs and returns BUILD_MISMATCH; with --any-tree it is noted, and BUILD_OK.
 */
#ifndef BUILDER_PROVENANCE_H
#define BUILDER_PROVENANCE_H

#include "build.h"

/** provenance_config() - the configuration in the hypervisor's image against the tree's */
enum build_status provenance_config(struct build *build, const struct tree *tree);

/** provenance_compiler() - the compilers in the image's .comment against those of both objects of each pair */
enum build_status provenance_compiler(struct build *build);

/**
 * provenance_flags() - the compiler's flags in the image's debug information against those of the base objects
 * @folder: to work in.
 *
 * Nothing is compared where the image, or clang, does not say them.
 */
enum build_status provenance_flags(struct build *build, const char *folder);

/** provenance_match() - compare the functions of all objects of a hypervisor's tree with the image, and say nothing */
enum build_status provenance_match(struct build *build, const struct tree *tree);

/**
 * provenance_functions() - what run-pre matching found
 * @tree: it was matched; NULL, a program: the base objects of all pairs are.
 */
enum build_status provenance_functions(struct build *build, const struct tree *tree);

#endif
