/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The error numbers of the control ABI: those of Xen's public/errno.h, which are Linux's. Functions
 * return them negated.
 */
#ifndef XSPLICE_ERRNO_H
#define XSPLICE_ERRNO_H

enum xs_errno {
	XS_EPERM = 1,	/* signature missing or wrong */
	XS_ENOENT = 2,	/* no such payload, symbol */
	XS_EAGAIN = 11, /* an action is under way */
	XS_ENOMEM = 12, /* no memory, or none near the text */
	XS_EACCES = 13, /* range that may not be patched; wrong interface version */
	XS_EFAULT = 14, /* bad user address */
	XS_EBUSY = 16,	/* CPUs did not meet, a stack is parked, a provider is in use */
	XS_EEXIST = 17, /* name is taken */
	XS_ENODEV = 19,
	XS_EINVAL = 22, /* malformed file or request, wrong state, failed expectation */
	XS_ENOSPC = 28,
	XS_EDOM = 33,
	XS_ENOSYS = 38,	    /* not built in */
	XS_ENODATA = 61,    /* host has no build-id */
	XS_ENOTUNIQ = 76,   /* several symbols of that name */
	XS_EOVERFLOW = 75,  /* relocation or jump out of reach */
	XS_EOPNOTSUPP = 95, /* ELF kind, relocation type, record version, command not known */
};

#endif
