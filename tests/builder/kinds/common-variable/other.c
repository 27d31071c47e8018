// SPDX-License-Identifier: BSD-2-Clause
long counter;
long others = 4;
