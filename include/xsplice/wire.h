/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The control ABI over a unix stream socket (SOCK_STREAM), one request and one reply at a time.
 *
 * A request is struct xs_wire_request, the payload's name (op name.size bytes, NUL included), then
 * @data_len bytes: the payload file for UPLOAD, nothing else. Pointers inside the op are ignored.
 * A reply is struct xs_wire_reply with the op as the host left it, then @data_len bytes:
 *   LIST   count × struct xs_status, count × u32 name length, count × u32 metadata length, the names,
 *          the metadata, where count is the reply's rc
 *   INFO   min(op.u.info.size of the request, full size) bytes of the structure
 *   others nothing
 * A request that breaks these rules gets rc -EINVAL and the connection is closed.
 */
#ifndef XSPLICE_WIRE_H
#define XSPLICE_WIRE_H

#include <xsplice/control.h>

#define XS_WIRE_MAGIC 0x43505358u /* "XSPC" */
#define XS_WIRE_VERSION 1u

struct xs_wire_request {
	uint32_t magic;
	uint32_t version;
	struct xs_op op;
	uint32_t data_len; /* bytes behind the name */
	uint32_t pad;
};

struct xs_wire_reply {
	uint32_t magic;
	int32_t rc; /* ≥ 0, or minus an errno */
	struct xs_op op;
	uint32_t data_len;
	uint32_t pad;
};

#endif
