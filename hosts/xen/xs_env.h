/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the core gets from Xen instead of a C library: fixed-width types, memory and string
 * functions, formatted text, and the mark of functions that are reached through a pointer.
 */
#ifndef XS_XEN_ENV_H
#define XS_XEN_ENV_H

#include <xen/types.h>
#include <xen/string.h>
#include <xen/lib.h>

/* XS_INDIRECT - the function is called by pointer: it starts with endbr64 where Xen uses IBT */
#define XS_INDIRECT cf_check

/* xs_vsnprintf() - as vsnprintf(); Xen's knows the formats without floats */
#define xs_vsnprintf vsnprintf

#endif
