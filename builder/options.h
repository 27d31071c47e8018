/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line of xsplice-build. */
#ifndef BUILDER_OPTIONS_H
#define BUILDER_OPTIONS_H

#include "base/mem.h"
#include "base/status.h"

/** struct options_pair - two objects to compare */
struct options_pair {
	const char *object[2];
};

/** struct options - as given; paths are as the user wrote them */
struct options {
	const char *tree;
	VEC(const char *) patches;
	const char *out;
	const char *name;	   /* of the payload; default: the first patch's, without suffix */
	const char *xen_syms;	   /* the running hypervisor's symbols; default: the tree's own */
	VEC(const char *) depends; /* payload files, or build-ids in hexadecimal */
	const char *report;
	const char *build;		/* a program's build command; NULL: the tree is Xen's */
	const char *image;		/* the program, as it runs */
	VEC(struct options_pair) pairs; /* objects that are compared without any tree */
	int jobs;
	bool xen_debug;
	bool debug;
	bool livepatch; /* only what an unmodified Xen understands */
	bool keep;
	const char *keep_folder; /* NULL: a temporary one */
	bool resume;		 /* --from: the kept objects are made already */
	bool json;
	bool no_verify;
	bool allow_padding; /* new members in what was padding are noted only */
	bool keep_removed;  /* members that the patches remove stay, unused */
	bool any_tree;	    /* a base that differs from the image is only a warning */
};

/** options_parse() - BUILD_OK, BUILD_INTERNAL; *@leave: --help or --version was answered */
enum build_status options_parse(int argc, char **argv, struct options *options, bool *leave);

#endif
