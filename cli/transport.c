/* SPDX-License-Identifier: BSD-2-Clause */
#include "transport.h"

#include <stdlib.h>
#include <string.h>

int transport_open(const char *spec, struct transport **out, struct failure *failure)
{
	if (!strcmp(spec, "xen"))
		return transport_xen_open(out, failure);
	if (!strncmp(spec, "unix:", 5) && spec[5])
		return transport_unix_open(spec + 5, out, failure);
	return fail(failure, EXIT_USAGE, "no such host: '%s'; it is 'xen' or 'unix:PATH'", spec);
}

void transport_close(struct transport *transport)
{
	if (transport)
		transport->ops->close(transport);
}

void answer_fini(struct answer *answer)
{
	free(answer->data);
	answer->data = NULL;
	answer->len = 0;
}
