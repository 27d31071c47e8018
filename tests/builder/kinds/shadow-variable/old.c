// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include "subject.h"
struct session {
	long id;
};
static struct session sessions[2] = {{10}, {20}};
long closed;
void subject(long n)
{
	struct session *session = &sessions[n & 1];

	printf("%ld: %ld, %ld\n", session->id, n, closed);
}
