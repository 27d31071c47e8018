# SPDX-License-Identifier: BSD-2-Clause
objects := subject.o
