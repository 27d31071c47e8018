/* SPDX-License-Identifier: BSD-2-Clause */
/* Expects five bytes at the function's entry, but finds others. */
#define EXPECT 0x0b, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc
#include "payload.inc"
