/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How a request of the control ABI reaches a host: one file a transport.
 *
 * Every transport moves a struct xs_op, a name and data, and brings back what the host says in the
 * form that wire.h gives to replies; nobody above needs to know which it was.
 */
#ifndef CLI_TRANSPORT_H
#define CLI_TRANSPORT_H

#include <stddef.h>

#include "failure.h"

struct transport;

/** struct answer - what a host answered: @rc ≥ 0 or minus an errno; @data as wire.h says, owned by the caller */
struct answer {
	int rc;
	void *data;
	size_t len; /* bytes */
};

struct transport_ops {
	/**
	 * call - ask the host
	 * @op: the request; pointers and the name in it are the transport's to fill in. On return, the
	 *      op as the host left it. For LIST, the IN values of name_total_size and
	 *      metadata_total_size are the room that the caller wants made.
	 * @name: the payload's name, or NULL for requests that have none.
	 * @data: the payload file for UPLOAD, else NULL.
	 * @data_len: its size in bytes.
	 * @answer: filled in on success.
	 * Return: 0 if the host answered (an error is an answer too), else -1 with @failure filled in.
	 */
	int (*call)(struct transport *transport, struct xs_op *op, const char *name,
		    const void *data, size_t data_len, struct answer *answer,
		    struct failure *failure);
	/** close - frees @transport */
	void (*close)(struct transport *transport);
};

/** struct transport - the head that each transport's own structure begins with */
struct transport {
	const struct transport_ops *ops;
};

/**
 * transport_open() - connect to a host
 * @spec: "xen" or "unix:PATH".
 * @out: receives the transport; end it with transport_close().
 */
int transport_open(const char *spec, struct transport **out, struct failure *failure);

int transport_xen_open(struct transport **out, struct failure *failure);
int transport_unix_open(const char *path, struct transport **out, struct failure *failure);

/** transport_close() - NULL is fine */
void transport_close(struct transport *transport);

/** answer_fini() - free what an answer holds; a zeroed one is fine */
void answer_fini(struct answer *answer);

#endif
