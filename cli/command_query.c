/* SPDX-License-Identifier: BSD-2-Clause */
/* list, get, info: the commands that only look. */
#include "command.h"

#include <stdio.h>

#include "json.h"
#include "listing.h"
#include "payload_file.h"
#include "refusal.h"
#include "text.h"

int command_list(const struct invocation *invocation, struct failure *failure)
{
	struct listing listing;

	if (listing_read(invocation->host, &listing, failure))
		return -1;
	if (invocation->options->json)
		json_list(&listing, invocation->host);
	else
		text_list(&listing, invocation->host);
	listing_fini(&listing);
	return 0;
}

int command_get(const struct invocation *invocation, struct failure *failure)
{
	const char *name = invocation->args[0];
	struct xs_status status;

	if (payload_name_check(name, failure) || host_get(invocation->host, name, &status, failure))
		return -1;
	if (invocation->options->json)
		json_status(name, &status, invocation->host);
	else
		printf("%s: %s, last result %s\n", name, state_name(status.state),
		       text_result(status.rc));
	return 0;
}

static int info_of_host(const struct invocation *invocation, struct failure *failure)
{
	struct listing listing;

	if (invocation->options->json) {
		json_host(invocation->host);
		return 0;
	}
	if (listing_read(invocation->host, &listing, failure))
		return -1;
	text_host(invocation->host, &listing);
	listing_fini(&listing);
	return 0;
}

static int info_of_payload(const struct invocation *invocation, struct failure *failure)
{
	struct host *host = invocation->host;
	const char *name = invocation->args[0];
	struct xs_payload_info info;
	struct listing listing;
	int err;

	if (payload_name_check(name, failure))
		return -1;
	if (host->kind == HOST_UNMODIFIED)
		return fail(failure, EXIT_UNSUPPORTED,
			    "an unmodified Xen keeps no more of a payload than its state: "
			    "xen-xsplice get %s",
			    name);
	err = host_payload_info(host, name, &info);
	if (err)
		return refuse(host, REQUEST_GET, name, -err, failure);
	if (listing_read(host, &listing, failure))
		return -1;
	if (invocation->options->json)
		json_payload(name, &info, &listing, host);
	else
		text_payload(name, &info, &listing, host);
	listing_fini(&listing);
	return 0;
}

int command_info(const struct invocation *invocation, struct failure *failure)
{
	return invocation->arg_count ? info_of_payload(invocation, failure)
				     : info_of_host(invocation, failure);
}
