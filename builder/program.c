// SPDX-License-Identifier: BSD-2-Clause
#include "compile.h"

#include <string.h>

#include "say.h"

enum build_status compile_program(const struct options *options, const struct patch *below,
				  size_t below_count, const struct patch *patches, size_t count,
				  struct workspace *workspace, struct units *units)
{
	say_error("not yet");
	return BUILD_INTERNAL;
}
