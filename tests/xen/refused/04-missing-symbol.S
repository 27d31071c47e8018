/* SPDX-License-Identifier: BSD-2-Clause */
/* A reference to a symbol that neither the payload nor the hypervisor has. */
#define BODY call no_such_helper
#include "payload.inc"
