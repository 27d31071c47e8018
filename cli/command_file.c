/* SPDX-License-Identifier: BSD-2-Clause */
/* upload, load: the commands that begin with a file. */
#include "command.h"

#include <stdio.h>

#include "duration.h"
#include "payload_file.h"

void print_uploaded(struct host *host, const char *name, size_t len)
{
	struct xs_payload_info info;
	char text[DURATION_TEXT_SIZE];

	printf("%s: uploaded, %zu bytes", name, len);
	if (!host_payload_info(host, name, &info))
		printf("; %u function%s, loaded in %s", info.funcs, info.funcs == 1 ? "" : "s",
		       duration_format(info.upload_ns, text));
	putchar('\n');
}

static int upload_file(struct host *host, const char *name, const char *path,
		       struct failure *failure)
{
	struct payload_file file;
	int err;

	if (payload_name_check(name, failure) || payload_file_read(path, &file, failure))
		return -1;
	err = host_upload(host, name, file.image, file.len, failure);
	if (!err)
		print_uploaded(host, name, file.len);
	payload_file_fini(&file);
	return err;
}

int command_upload(const struct invocation *invocation, struct failure *failure)
{
	return upload_file(invocation->host, invocation->args[0], invocation->args[1], failure);
}

/* After a failed apply: @failure keeps why, and learns what became of the payload. */
static void unload_again(struct host *host, const char *name, struct failure *failure)
{
	struct host_request unload = {.action = XS_ACTION_UNLOAD};
	struct failure again;
	struct failure why = *failure;

	if (host_action(host, name, &unload, &again))
		fail(failure, why.status, "%s\nIt is still loaded: %s", why.text, again.text);
	else
		fail(failure, why.status, "%s\nIt was unloaded again.", why.text);
}

int command_load(const struct invocation *invocation, struct failure *failure)
{
	struct host_request apply = request_from(invocation->options, XS_ACTION_APPLY);
	struct host *host = invocation->host;
	char name[XS_NAME_SIZE];

	if (payload_name_of(invocation->args[0], name, failure) ||
	    upload_file(host, name, invocation->args[0], failure))
		return -1;
	if (!host_action(host, name, &apply, failure)) {
		print_done(host, name, "applied");
		return 0;
	}
	unload_again(host, name, failure);
	return -1;
}
