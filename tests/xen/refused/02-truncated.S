/* SPDX-License-Identifier: BSD-2-Clause */
/* The end of the file is missing: half of the section headers. truncate: 200 */
#include "payload.inc"
