/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A host as the commands see it: the requests of the control ABI, errors already explained.
 *
 * Functions that take a struct failure return 0, or -1 with it filled in. Out-parameters are written
 * only on success.
 */
#ifndef CLI_HOST_H
#define CLI_HOST_H

#include "transport.h"

/** enum host_kind - who answers */
enum host_kind {
	HOST_XSPLICE,	 /* our core: CHECK, INFO, reasons */
	HOST_UNMODIFIED, /* a Xen with its own live patching: four commands, error numbers */
};

struct host {
	struct transport *transport;
	enum host_kind kind;
	struct xs_info info; /* as of host_open(); all zero when unmodified */
};

/** host_open() - connect to @spec (see transport_open()) and find out what kind of host it is */
int host_open(const char *spec, struct host *host, struct failure *failure);
/** host_close() - a zeroed one is fine */
void host_close(struct host *host);

int host_upload(struct host *host, const char *name, const void *image, size_t len,
		struct failure *failure);

int host_get(struct host *host, const char *name, struct xs_status *out, struct failure *failure);

/** struct host_request - an action and how long it may take */
struct host_request {
	uint32_t action;     /* enum xs_action */
	uint32_t timeout_ns; /* for the CPUs to meet; 0: the host's default */
	uint32_t flags;	     /* XS_FLAG_* */
	uint64_t wait_ns;    /* for the result, beyond @timeout_ns; then EXIT_BUSY */
};

/** host_action() - ask for an action and wait for its result */
int host_action(struct host *host, const char *name, const struct host_request *request,
		struct failure *failure);

/**
 * host_payload_info() - what INFO knows of one payload, or of the last refused upload of that name
 * Return: 0, or minus the host's errno (-EOPNOTSUPP on an unmodified one); -1 is EPERM here too, no
 * failure is recorded: the caller can do without.
 */
int host_payload_info(struct host *host, const char *name, struct xs_payload_info *out);

/** host_ask() - one raw request; the host's own error is in answer->rc, not in @failure */
int host_ask(struct host *host, struct xs_op *op, const char *name, const void *data, size_t len,
	     struct answer *answer, struct failure *failure);

#endif
