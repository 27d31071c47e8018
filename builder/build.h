/* SPDX-License-Identifier: BSD-2-Clause */
/* One run: what is compared with what, what ships, and why not. */
#ifndef BUILDER_BUILD_H
#define BUILDER_BUILD_H

#include "object/image.h"
#include "options.h"
#include "tree/patch.h"
#include "judge/runpre.h"
#include "tree/tree.h"

/** struct pair - an object before and after the patch; one of them is empty if the other is alone */
struct pair {
	const struct unit *unit;
	struct object *base;
	struct object *patched;
};

/** struct below - a payload that this one is built on top of */
struct below {
	const char *path; /* NULL: only its id is known */
	struct bytes build_id;
	struct bytes source; /* the patches it was made from */
	struct map symbols;  /* name without the payload's suffix -> its full name (char *) */
	struct map replaced; /* functions that it replaced, by name (non-NULL) */
};

/** enum bind - where a reference of the payload leads */
enum bind { BIND_PAYLOAD, BIND_IMAGE, BIND_BELOW, BIND_LIBRARY, BIND_NOWHERE };

struct binding {
	enum bind kind;
	struct atom *atom;		  /* BIND_PAYLOAD */
	const struct image_symbol *image; /* BIND_IMAGE */
	const char *name;		  /* BIND_BELOW, BIND_LIBRARY; for messages */
	bool weak;			  /* BIND_LIBRARY: zero, if nobody has it */
};

/** struct inlet - a way into assembly that ships as a whole section (judge/whole.h) */
struct inlet {
	const char *name;	       /* the label's, and what is between it and the place */
	const struct object *object;   /* the patched one */
	const struct section *from;    /* of the base object; */
	uint64_t off, size;	       /* the place in it, and as far as the next one */
	uint64_t va;		       /* where that is in the image */
	const struct section *section; /* what it leads to now, */
	uint64_t to;		       /* and where */
};

/** struct call - a pointer that is gone after boot, and who tells what it was: emit/calls.h */
struct call {
	const struct image_symbol *pointer;
	int64_t point;			   /* which of the pointers in it */
	const char *name;		   /* of that one, for messages */
	const struct image_symbol *caller; /* a function of the image that calls through it, */
	uint64_t site;			   /* here */
	uint64_t slot;			   /* emit: where its slot is in .rodata */
};

struct blocker {
	const char *where;
	const char *what;
	const char *instead;
};

struct build {
	const struct options *options;
	struct image image;
	VEC(struct pair) pairs;
	VEC(struct below) below;
	struct map exports; /* global symbols that patched objects define: name -> atom */

	VEC(struct atom *) functions; /* replaced, each with a twin; payload order */
	VEC(struct inlet) inlets;     /* jumps to assembly that ships whole */
	VEC(struct call) calls;	      /* pointers that get a slot */
	VEC(struct atom *) shipped;   /* everything in the payload, payload order */
	VEC(struct atom *) boot_only; /* changed, but gone after boot */
	VEC(struct blocker) blockers;
	VEC(const char *) notes;
	VEC(const struct patch *) patches;
	struct bytes put_back;	   /* one more patch: --keep-removed */
	VEC(struct object *) tree; /* all objects of a hypervisor's tree */
	struct runpre runpre;
	struct map named; /* patch directives: "ignore X", "force X" (non-NULL) */
};

/** block() - one more reason why this cannot be a payload; told together, at the end */
void block(struct build *build, const struct atom *atom, const char *instead, const char *format,
	   ...) __attribute__((format(printf, 4, 5)));
/** block_at() - the same; @where: "file:line", or NULL */
void block_at(struct build *build, const char *where, const char *instead, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
void note(struct build *build, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** atom_place() - source file of an atom, for messages */
const char *atom_place(const struct atom *atom);

#endif
