/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fixed-width integer types for every public header. A freestanding build (the core inside a
 * hypervisor) defines XS_FREESTANDING and supplies them in its env header; everyone else has C11.
 */
#ifndef XSPLICE_TYPES_H
#define XSPLICE_TYPES_H

#ifdef XS_FREESTANDING
#include "xs_env.h"
#else
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#endif

#endif
