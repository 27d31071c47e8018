/* SPDX-License-Identifier: BSD-2-Clause */
/* Thread-local variables, reached in ways that a linker makes shorter ones of (psABI, "TLS"). */
#ifndef BUILDER_TLS_H
#define BUILDER_TLS_H

#include "object.h"

/**
 * tls_relax() - rewrite code that asks __tls_get_addr() for a variable
 *
 * A linker does the same when it makes a program: general dynamic becomes initial exec, local dynamic
 * becomes local exec. So the code compares with the program's, and a payload needs no module of its own.
 */
void tls_relax(struct object *object);

#endif
