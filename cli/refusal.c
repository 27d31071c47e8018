/* SPDX-License-Identifier: BSD-2-Clause */
#include "refusal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char *const verbs[] = {
	[REQUEST_UPLOAD] = "upload", [REQUEST_GET] = "get",
	[REQUEST_LIST] = "list",     [REQUEST_INFO] = "get info of",
	[REQUEST_UNLOAD] = "unload", [REQUEST_REVERT] = "revert",
	[REQUEST_APPLY] = "apply",   [REQUEST_REPLACE] = "replace with",
	[REQUEST_CHECK] = "check",
};

/** struct meaning - what an error number says where the host itself says nothing more */
struct meaning {
	int error;
	const char *text;
};

static const struct meaning upload_meanings[] = {
	{EEXIST, "a payload of that name is loaded, or (on an unmodified Xen) another payload "
		 "defines one of its symbols. Unload that one first, or choose another name."},
	{ENOENT, "it needs a symbol that the hypervisor does not have. Rebuild it against the "
		 "tree of the hypervisor that runs."},
	{EINVAL, "it is malformed, built for another hypervisor (build-id), or patches something "
		 "that this hypervisor will not have patched. The hypervisor's log (xl dmesg) says "
		 "which; if it is the build-id, rebuild against the tree that runs."},
	{EOPNOTSUPP,
	 "it uses a kind of ELF file, relocation or record version that this hypervisor's "
	 "loader does not know. Rebuild it with --for livepatch, or run a "
	 "hypervisor with the xSplice core."},
	{EOVERFLOW, "a relocation or a jump does not reach. Unload payloads that are not needed."},
	{ENODATA, "the hypervisor was built without a build-id, so nothing can be matched "
		  "against it."},
	{ENOMEM, "the hypervisor has no memory left for it. Unload payloads that are not needed."},
	{EFAULT, "the hypervisor could not read it."},
	{0, NULL},
};

static const struct meaning apply_meanings[] = {
	{EINVAL, "it depends on another payload than the one applied last, or the code to patch "
		 "is not what it expects. An unmodified Xen wants the hypervisor's build-id in "
		 "the first payload, the last applied one's in the next: rebuild with --depends "
		 "PAYLOAD, or skip that test with --nodeps."},
	{0, NULL},
};

static const struct meaning revert_meanings[] = {
	{EINVAL, "it is not applied, or not the one that was applied last. Revert in the opposite "
		 "order of apply."},
	{0, NULL},
};

static const struct meaning unload_meanings[] = {
	{EINVAL, "it is applied. Revert it first."},
	{EBUSY, "it is applied, in use, or an action on it is under way. Revert it first."},
	{0, NULL},
};

static const struct meaning any_meanings[] = {
	{EPERM,
	 "not permitted. Run it as root in dom0; a security policy (XSM) may forbid it too."},
	{EACCES,
	 "not permitted: a security policy (XSM) forbids it, or this Xen's sysctl interface "
	 "is none of those known here (4.13 to 4.22)."},
	{ENOSYS, "this hypervisor is built without live patching (CONFIG_LIVEPATCH)."},
	{EOPNOTSUPP, "this host does not know that request."},
	{EBUSY, "the CPUs did not meet in time, a vCPU's stack may return into the code, or "
		"another action "
		"is under way. Try again, or with a longer --timeout."},
	{EAGAIN, "another action is under way. Try again when it is over."},
	{ENOENT, "there is no payload of that name. The loaded ones: xen-xsplice list"},
	{0, NULL},
};

static const struct meaning *const meanings[] = {
	[REQUEST_UPLOAD] = upload_meanings, [REQUEST_GET] = any_meanings,
	[REQUEST_LIST] = any_meanings,	    [REQUEST_INFO] = any_meanings,
	[REQUEST_UNLOAD] = unload_meanings, [REQUEST_REVERT] = revert_meanings,
	[REQUEST_APPLY] = apply_meanings,   [REQUEST_REPLACE] = apply_meanings,
	[REQUEST_CHECK] = apply_meanings,
};

enum request_kind request_of_action(uint32_t action)
{
	switch (action) {
	case XS_ACTION_UNLOAD:
		return REQUEST_UNLOAD;
	case XS_ACTION_REVERT:
		return REQUEST_REVERT;
	case XS_ACTION_APPLY:
		return REQUEST_APPLY;
	case XS_ACTION_REPLACE:
		return REQUEST_REPLACE;
	default:
		return REQUEST_CHECK;
	}
}

static const char *meaning_in(const struct meaning *table, int error)
{
	for (; table->text; table++)
		if (table->error == error)
			return table->text;
	return NULL;
}

static const char *meaning_of(enum request_kind request, int error)
{
	const char *text = meaning_in(meanings[request], error);

	return text ? text : meaning_in(any_meanings, error);
}

/* @explained: the host gave a reason of its own, so the number is about the payload, not about us. */
static enum exit_status status_of(enum request_kind request, int error, bool explained)
{
	if (error == EBUSY || error == EAGAIN)
		return EXIT_BUSY;
	if (error == ENOSYS)
		return EXIT_UNSUPPORTED;
	if (explained || request == REQUEST_UPLOAD)
		return !explained && (error == EPERM || error == EACCES) ? EXIT_PERMISSION
									 : EXIT_REFUSED;
	switch (error) {
	case EPERM:
	case EACCES:
		return EXIT_PERMISSION;
	case ENOENT:
		return EXIT_NOT_FOUND;
	case EOPNOTSUPP:
		return EXIT_UNSUPPORTED;
	default:
		return EXIT_REFUSED;
	}
}

/* The host's own reason, if it is about this very failure. */
static bool own_reason(struct host *host, const char *name, int error, struct xs_payload_info *info)
{
	return name && !host_payload_info(host, name, info) && info->rc == -error &&
	       info->reason[0];
}

/* What an unmodified Xen leaves behind; our core's reasons say it themselves. */
static const char *aftermath(struct host *host, enum request_kind request, int error)
{
	if (host->kind != HOST_UNMODIFIED || (request != REQUEST_UPLOAD && error == ENOENT))
		return "";
	switch (request) {
	case REQUEST_UPLOAD:
		return " Nothing was loaded.";
	case REQUEST_REPLACE:
		return " An unmodified Xen reverts everything before it looks: payloads that were "
		       "applied may not be any more, see: xen-xsplice list";
	case REQUEST_APPLY:
		return " It stays loaded and not applied.";
	case REQUEST_REVERT:
		return " It stays as it was.";
	default:
		return "";
	}
}

/* Our core undoes what it cannot finish; not every reason says so. */
static const char *unchanged(const char *reason)
{
	return strcasestr(reason, "nothing was changed") ? "" : " (nothing was changed)";
}

int refuse(struct host *host, enum request_kind request, const char *name, int error,
	   struct failure *failure)
{
	struct xs_payload_info info;
	const char *text;

	if (own_reason(host, name, error, &info))
		return fail(failure, status_of(request, error, true), "cannot %s %s: %s%s",
			    verbs[request], name, info.reason, unchanged(info.reason));
	text = meaning_of(request, error);
	if (!name && request == REQUEST_INFO)
		return fail(failure, status_of(request, error, false),
			    "the host refuses to be controlled: %s (%s)",
			    text ? text : "it gives no reason.", errno_text(error));
	return fail(failure, status_of(request, error, false), "cannot %s %s: %s (%s)%s",
		    verbs[request], name ? name : "payloads",
		    text ? text : "the host gives no reason.", errno_text(error),
		    aftermath(host, request, error));
}
