/* SPDX-License-Identifier: BSD-2-Clause */
/* A function record of a version that nobody has defined. */
#define VERSION 9
#include "payload.inc"
