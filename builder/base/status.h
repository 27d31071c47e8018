/* SPDX-License-Identifier: BSD-2-Clause */
/* The exit statuses of xsplice-build: the manual page shows the same table. */
#ifndef BUILDER_STATUS_H
#define BUILDER_STATUS_H

/** enum build_status - how a run, or a step of it, ended */
enum build_status {
	BUILD_OK = 0,
	BUILD_INTERNAL = 1, /* wrong usage, file cannot be read or written, no memory */
	BUILD_REFUSED = 2,  /* the change cannot be a payload; every reason was told */
	BUILD_NOTHING = 3,  /* the change has no effect at run time */
	BUILD_PATCH = 4,    /* a patch does not apply */
	BUILD_COMPILE = 5,  /* base or patched source does not build */
	BUILD_MISMATCH = 6, /* the hypervisor image was not built from this tree */
	BUILD_VERIFY = 7,   /* the payload was built, and xsplice-verify refuses it */
};

#endif
