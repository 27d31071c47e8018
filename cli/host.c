/* SPDX-License-Identifier: BSD-2-Clause */
#include "host.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "duration.h"
#include "refusal.h"

/* Between two looks at an action under way: short at first, for a stop is; then patient. */
#define POLL_FIRST_NS 200000u
#define POLL_LAST_NS 50000000u

/* Beside minus an errno: no answer was understood. */
#define HOST_BROKEN (-4096)

int host_ask(struct host *host, struct xs_op *op, const char *name, const void *data, size_t len,
	     struct answer *answer, struct failure *failure)
{
	*answer = (struct answer){0};
	if (host->transport->ops->call(host->transport, op, name, data, len, answer, failure))
		return -1;
	if (answer->rc <= HOST_BROKEN) {
		fail(failure, EXIT_TRANSPORT, "the host answers %d, which is no error number",
		     answer->rc);
		answer_fini(answer);
		return -1;
	}
	return 0;
}

/*
 * INFO into a structure of ours. A host that is older fills in less (the rest stays zero), a newer
 * one is cut off by the size we give. Return: 0, minus the host's errno; HOST_BROKEN for a broken
 * conversation, with @failure filled in.
 */
static int ask_info(struct host *host, const char *name, void *out, size_t size,
		    struct failure *failure)
{
	struct xs_op op = {.cmd = XS_CMD_INFO, .u.info = {.size = (uint32_t)size}};
	struct answer answer;
	int rc;

	if (host_ask(host, &op, name, NULL, 0, &answer, failure))
		return HOST_BROKEN;
	rc = answer.rc;
	if (rc >= 0) {
		memset(out, 0, size);
		if (answer.len)
			memcpy(out, answer.data, answer.len < size ? answer.len : size);
		rc = 0;
	}
	answer_fini(&answer);
	return rc;
}

int host_open(const char *spec, struct host *host, struct failure *failure)
{
	int err;

	memset(host, 0, sizeof(*host));
	if (transport_open(spec, &host->transport, failure))
		return -1;
	err = ask_info(host, NULL, &host->info, sizeof(host->info), failure);
	if (err == -EOPNOTSUPP) {
		host->kind = HOST_UNMODIFIED;
		return 0;
	}
	if (err == HOST_BROKEN)
		goto close_transport;
	if (err) {
		refuse(host, REQUEST_INFO, NULL, -err, failure);
		goto close_transport;
	}
	if (host->info.version != XS_INFO_VERSION) {
		fail(failure, EXIT_UNSUPPORTED,
		     "the host speaks version %u of INFO, this tool version %u; use the tool that "
		     "came with the host",
		     host->info.version, XS_INFO_VERSION);
		goto close_transport;
	}
	host->info.host[sizeof(host->info.host) - 1] = '\0';
	host->info.last_name[sizeof(host->info.last_name) - 1] = '\0';
	host->kind = HOST_XSPLICE;
	return 0;

close_transport:
	host_close(host);
	return -1;
}

void host_close(struct host *host)
{
	transport_close(host->transport);
	host->transport = NULL;
}

int host_upload(struct host *host, const char *name, const void *image, size_t len,
		struct failure *failure)
{
	struct xs_op op = {.cmd = XS_CMD_UPLOAD, .u.upload = {.size = len}};
	struct answer answer;
	int rc;

	if (host_ask(host, &op, name, image, len, &answer, failure))
		return -1;
	rc = answer.rc;
	answer_fini(&answer);
	return rc < 0 ? refuse(host, REQUEST_UPLOAD, name, -rc, failure) : 0;
}

/* Return: 0, minus the host's errno, or HOST_BROKEN with @failure filled in. */
static int ask_status(struct host *host, const char *name, struct xs_status *out,
		      struct failure *failure)
{
	struct xs_op op = {.cmd = XS_CMD_GET};
	struct answer answer;
	int rc;

	if (host_ask(host, &op, name, NULL, 0, &answer, failure))
		return HOST_BROKEN;
	rc = answer.rc;
	answer_fini(&answer);
	if (rc < 0)
		return rc;
	*out = op.u.get.status;
	return 0;
}

int host_get(struct host *host, const char *name, struct xs_status *out, struct failure *failure)
{
	int err = ask_status(host, name, out, failure);

	if (err == HOST_BROKEN)
		return -1;
	return err ? refuse(host, REQUEST_GET, name, -err, failure) : 0;
}

int host_payload_info(struct host *host, const char *name, struct xs_payload_info *out)
{
	struct failure unread;
	int err;

	if (host->kind == HOST_UNMODIFIED)
		return -EOPNOTSUPP;
	err = ask_info(host, name, out, sizeof(*out), &unread);
	if (!err)
		out->reason[sizeof(out->reason) - 1] = '\0';
	return err;
}

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void sleep_ns(uint64_t ns)
{
	struct timespec span = {.tv_sec = (time_t)(ns / 1000000000u),
				.tv_nsec = (long)(ns % 1000000000u)};

	nanosleep(&span, NULL);
}

/* Asynchronous: reads the payload's rc until the action is over; then out holds its result. */
static int await(struct host *host, const char *name, const struct host_request *request,
		 struct xs_status *out, struct failure *failure)
{
	uint64_t timeout_ns = request->timeout_ns ? request->timeout_ns : XS_TIMEOUT_DEFAULT_NS;
	uint64_t bound_ns = timeout_ns + request->wait_ns;
	uint64_t start = now_ns(), pause = POLL_FIRST_NS;
	char text[DURATION_TEXT_SIZE];

	for (;;) {
		if (host_get(host, name, out, failure))
			return -1;
		if (out->rc != -EAGAIN)
			return 0;
		if (now_ns() - start > bound_ns)
			return fail(failure, EXIT_BUSY,
				    "%s: no result after %s; the action is still under way. Its "
				    "end can be seen with: xen-xsplice get %s",
				    name, duration_format(bound_ns, text), name);
		sleep_ns(pause);
		pause = pause * 2 < POLL_LAST_NS ? pause * 2 : POLL_LAST_NS;
	}
}

static uint32_t state_after(uint32_t action)
{
	switch (action) {
	case XS_ACTION_APPLY:
	case XS_ACTION_REPLACE:
		return XS_STATE_APPLIED;
	case XS_ACTION_REVERT:
		return XS_STATE_LOADED;
	default:
		return 0; /* any, or gone */
	}
}

/* An unmodified Xen answers an action in the wrong state with success, and does nothing. */
static int refuse_no_effect(struct host *host, const char *name, uint32_t action,
			    struct failure *failure)
{
	struct xs_status status;
	uint32_t after = state_after(action);
	int err;

	if (host->kind != HOST_UNMODIFIED || !after)
		return 0;
	err = ask_status(host, name, &status, failure);
	if (err)
		return err == HOST_BROKEN
			       ? -1
			       : refuse(host, request_of_action(action), name, -err, failure);
	if (status.rc == -EAGAIN)
		return fail(failure, EXIT_BUSY, "%s: another action on it is under way", name);
	if (status.state != after)
		return 0;
	return fail(failure, EXIT_REFUSED, "%s is %s; nothing was done", name,
		    after == XS_STATE_APPLIED ? "applied already" : "not applied");
}

int host_action(struct host *host, const char *name, const struct host_request *request,
		struct failure *failure)
{
	struct xs_op op = {.cmd = XS_CMD_ACTION,
			   .u.action = {.cmd = request->action,
					.timeout = request->timeout_ns,
					.flags = request->flags}};
	enum request_kind kind = request_of_action(request->action);
	uint32_t expected = state_after(request->action);
	struct xs_status status;
	struct answer answer;
	int rc;

	if (refuse_no_effect(host, name, request->action, failure))
		return -1;
	if (host_ask(host, &op, name, NULL, 0, &answer, failure))
		return -1;
	rc = answer.rc;
	answer_fini(&answer);
	if (rc < 0)
		return refuse(host, kind, name, -rc, failure);
	if (request->action == XS_ACTION_UNLOAD)
		return 0;
	if (await(host, name, request, &status, failure))
		return -1;
	if (status.rc < 0)
		return refuse(host, kind, name, -status.rc, failure);
	if (expected && status.state != expected)
		return fail(failure, EXIT_REFUSED,
			    "%s: the host reports success, but the payload is still %s", name,
			    status.state == XS_STATE_APPLIED ? "applied" : "not applied");
	return 0;
}
