/* SPDX-License-Identifier: BSD-2-Clause */
/* Nothing is wrong with this one: what the others are refused for is their one difference. */
#include "payload.inc"
