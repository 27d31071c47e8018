/* SPDX-License-Identifier: BSD-2-Clause */
/* check, apply, replace, revert, unload: what happens to a loaded payload. */
#include "command.h"

#include <stdio.h>

#include "duration.h"
#include "payload_file.h"

struct host_request request_from(const struct options *options, uint32_t action)
{
	return (struct host_request){.action = action,
				     .timeout_ns = options->timeout_ns,
				     .flags = options->nodeps ? XS_FLAG_NODEPS : 0,
				     .wait_ns = options->wait_ns};
}

void print_done(struct host *host, const char *name, const char *verb)
{
	struct xs_payload_info info;
	char stopped[DURATION_TEXT_SIZE], gathered[DURATION_TEXT_SIZE];

	printf("%s: %s", name, verb);
	if (!host_payload_info(host, name, &info) && info.last.cpus)
		printf("; %u CPU%s stopped for %s (gathered in %s), %u bytes written in %u place%s",
		       info.last.cpus, info.last.cpus == 1 ? "" : "s",
		       duration_format(info.last.stopped_ns, stopped),
		       duration_format(info.last.gather_ns, gathered), info.last.write_bytes,
		       info.last.writes, info.last.writes == 1 ? "" : "s");
	putchar('\n');
}

static int run_action(const struct invocation *invocation, uint32_t action, const char *verb,
		      struct failure *failure)
{
	struct host_request request = request_from(invocation->options, action);
	const char *name = invocation->args[0];

	if (payload_name_check(name, failure) ||
	    host_action(invocation->host, name, &request, failure))
		return -1;
	print_done(invocation->host, name, verb);
	return 0;
}

int command_apply(const struct invocation *invocation, struct failure *failure)
{
	return run_action(invocation, XS_ACTION_APPLY, "applied", failure);
}

int command_replace(const struct invocation *invocation, struct failure *failure)
{
	return run_action(invocation, XS_ACTION_REPLACE, "applied in place of all others", failure);
}

int command_revert(const struct invocation *invocation, struct failure *failure)
{
	return run_action(invocation, XS_ACTION_REVERT, "reverted", failure);
}

int command_unload(const struct invocation *invocation, struct failure *failure)
{
	struct host_request request = {.action = XS_ACTION_UNLOAD};
	const char *name = invocation->args[0];

	if (payload_name_check(name, failure) ||
	    host_action(invocation->host, name, &request, failure))
		return -1;
	printf("%s: unloaded\n", name);
	return 0;
}

/* An unmodified Xen has no CHECK: the state it reports is what there is to say. */
static int report_unmodified(struct host *host, const char *name, struct failure *failure)
{
	struct xs_status status;

	if (host_get(host, name, &status, failure))
		return -1;
	printf("%s: %s\n", name, status.state == XS_STATE_APPLIED ? "applied" : "loaded");
	printf("This is an unmodified Xen, which cannot check a payload without applying it.\n");
	if (status.state == XS_STATE_APPLIED)
		printf("Applied: every test it makes was passed when the payload was applied.\n");
	else
		printf("Loaded: form, symbols, relocations and the hypervisor's build-id were "
		       "accepted at upload.\nWhat it depends on, the code it expects and the "
		       "meeting of the CPUs are tested by apply only.\n");
	return 0;
}

int command_check(const struct invocation *invocation, struct failure *failure)
{
	struct host_request request = request_from(invocation->options, XS_ACTION_CHECK);
	const char *name = invocation->args[0];

	if (payload_name_check(name, failure))
		return -1;
	if (invocation->host->kind == HOST_UNMODIFIED)
		return report_unmodified(invocation->host, name, failure);
	if (host_action(invocation->host, name, &request, failure))
		return -1;
	printf("%s: could be applied now; nothing was changed\n", name);
	return 0;
}
