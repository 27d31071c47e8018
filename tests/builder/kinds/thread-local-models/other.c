// SPDX-License-Identifier: BSD-2-Clause
#include "models.h"
__thread long dynamic = 6;
__thread long initial = 3;
