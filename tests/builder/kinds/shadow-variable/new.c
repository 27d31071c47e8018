// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <xsplice/patch.h>
#include "subject.h"
#define SHADOW_CALLS 1
struct session {
	long id;
};
static struct session sessions[2] = {{10}, {20}};
long closed;
/* What struct session would have got, had no session been there yet. */
struct calls {
	long count;
	long limit;
};
static void XS_INDIRECT calls_init(const void *object, void *data, void *arg)
{
	struct calls *calls = data;

	calls->limit = *(const long *)arg + ((const struct session *)object)->id;
}
static void XS_INDIRECT calls_fini(const void *object, void *data)
{
	closed += ((struct calls *)data)->count;
}
static void XS_INDIRECT off(void)
{
	XS_SHADOW_DETACH_ALL(SHADOW_CALLS, calls_fini);
}
XS_UNLOAD_HOOK(off)
void subject(long n)
{
	struct session *session = &sessions[n & 1];
	long limit = 100;
	struct calls *calls;

	if (n == 7)
		XS_SHADOW_DETACH(session, SHADOW_CALLS, NULL);
	calls = XS_SHADOW_ATTACH(struct calls, session, SHADOW_CALLS, calls_init, &limit);
	if (!calls || XS_SHADOW_GET(struct calls, session, SHADOW_CALLS) != calls)
		puts("lost");
	else
		printf("%ld: %ld, %ld of %ld\n", session->id, n, ++calls->count, calls->limit);
}
