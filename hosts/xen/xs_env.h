/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the core gets from Xen instead of a C library: fixed-width types, memory and string
 * functions, variable arguments, and the mark of functions that are reached through a pointer.
 */
#ifndef XS_ENV_H
#define XS_ENV_H

#include <xen/types.h>
#include <xen/string.h>
#include <xen/stdarg.h>

/* XS_INDIRECT - the function is called by pointer: it starts with endbr64 where Xen uses IBT */
#define XS_INDIRECT cf_check

#endif
