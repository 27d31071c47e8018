/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A client of the control socket, for tests: each call is one request on a connection of its own, and
 * returns the reply's rc. Actions are waited for: what is returned is the action's result.
 */
#ifndef CLIENT_H
#define CLIENT_H

#include <xsplice/wire.h>

/** client_path() - the socket that all calls use */
void client_path(const char *path);

/** client_connect() - a bare connection, for hostile ones; minus an errno */
int client_connect(void);
/** client_send() - all of it, or as much as the host takes before it hangs up */
void client_send(int fd, const void *bytes, size_t len);
/** client_receive() - one reply head; false if the host hung up instead */
bool client_receive(int fd, struct xs_wire_reply *reply);

/** client_call() - @op is replaced by the reply's; reply data go to @out (freed by the caller) if not NULL */
int client_call(struct xs_op *op, const char *name, const void *data, size_t len, void **out,
		size_t *out_len);

/** client_payload() - read the payload that client_upload() would; freed by the caller */
void *client_payload(const char *file, size_t *len);
/** client_upload_bytes() - a payload from memory */
int client_upload_bytes(const char *name, const void *bytes, size_t len);
/** client_upload() - the payload $XS_TEST_PAYLOADS/$XS_TEST_KIND-@file */
int client_upload(const char *name, const char *file);
int client_action(const char *name, uint32_t action, uint32_t timeout_ns);
int client_get(const char *name, struct xs_status *status);
int client_info(struct xs_info *info);
int client_payload_info(const char *name, struct xs_payload_info *info);

#endif
