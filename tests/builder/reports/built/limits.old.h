// SPDX-License-Identifier: BSD-2-Clause
#define LIMIT 8
