// SPDX-License-Identifier: BSD-2-Clause
int helper_unused;
