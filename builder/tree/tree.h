/* SPDX-License-Identifier: BSD-2-Clause */
/* The source tree of the running hypervisor: where it is, that it was built, how its objects are made. */
#ifndef BUILDER_TREE_H
#define BUILDER_TREE_H

#include "base/file.h"
#include "options.h"
#include "recipe.h"

/** struct unit - one object file of the build and how to make it again */
struct unit {
	const char *object;  /* relative to the build folder, as are all paths here */
	const char *source;  /* NULL if not known */
	const char *command; /* writes @object when run in the build folder */
	const char *base;    /* the object before and */
	const char *patched; /* after the patch: paths that can be opened; NULL: there is none */
	const char *tree_object;	  /* what the image was linked from, if @base is not */
	const struct recipe *base_recipe; /* how each of the two was made; NULL: not known */
	const struct recipe *recipe;
	uint64_t made_from; /* the same number: of the same files of the patch; 0: not known */
	bool assembly;
	bool boot_only; /* the build renames all its sections to .init */
};

struct units {
	VEC(struct unit) list;
	VEC(const char *) unused; /* files of the patch that nothing in a hypervisor is made from */
	const char *image;	  /* of a program */
	const char *folder;	  /* of the patched sources; messages name files relative to it */
	const char *objects;	  /* of the objects that were not made again */
	const char *generated;	  /* copies of what a program's build made (generated.h) */
	struct map *recipes;	  /* of a program's objects, by their real path */
	bool one_folder;	  /* base and patched sources are never there at the same time */
};

struct tree {
	const char *top;   /* the folder that patches are relative to */
	const char *build; /* where compile commands run: top/xen */
	const char *image; /* build/xen-syms, or what --xen-syms says */
	bool cached;	   /* built by us: @top is in the cache */
};

/**
 * tree_open() - find the tree; build it in the cache if nobody has built it
 *
 * A tree that is built is used as it is, and never written to. One that is not is copied to the cache
 * (XSPLICE_CACHE; the key is its content, configuration and compiler) and built there.
 */
enum build_status tree_open(const struct options *options, struct tree *tree);

/** tree_copy() - what compile commands and make read, without what a build leaves, into @top and @top/xen */
enum build_status tree_copy(const struct tree *tree, const char *top);

/**
 * tree_affected() - the objects that are made from any of @files
 * @files: relative to the top folder.
 * @others: what else (generated headers, linker scripts) is made from them.
 */
enum build_status tree_affected(const struct tree *tree, const char *const *files, size_t count,
				struct units *units, struct units *others);

/** tree_objects() - all objects that the tree's own sources were compiled to */
enum build_status tree_objects(const struct tree *tree, struct units *units);

/** tree_command() - how make made @object in @build, as it recorded; NULL if it did not */
const char *tree_command(const char *build, const char *object);

/** tree_build_path() - a path relative to the top folder, relative to the build folder; NULL: outside */
const char *tree_build_path(const char *path);

#endif
