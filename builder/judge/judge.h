/* SPDX-License-Identifier: BSD-2-Clause */
/* What a payload cannot do safely: refused with place, reason and way out, all of it together. */
#ifndef BUILDER_JUDGE_H
#define BUILDER_JUDGE_H

#include "build.h"

/** judge() - BUILD_OK, BUILD_REFUSED, BUILD_NOTHING or BUILD_MISMATCH; told on stderr */
enum build_status judge(struct build *build);

#endif
