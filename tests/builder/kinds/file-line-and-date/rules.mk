# SPDX-License-Identifier: BSD-2-Clause
# Each build has a time of its own.
export SOURCE_DATE_EPOCH := $(shell od -An -N4 -tu4 /dev/urandom)
