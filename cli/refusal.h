/* SPDX-License-Identifier: BSD-2-Clause */
/* Why a host said no, in words: its own where it has any, else what the error number can mean. */
#ifndef CLI_REFUSAL_H
#define CLI_REFUSAL_H

#include "host.h"

/** enum request_kind - what was asked: the same number means different things */
enum request_kind {
	REQUEST_UPLOAD,
	REQUEST_GET,
	REQUEST_LIST,
	REQUEST_INFO,
	REQUEST_UNLOAD,
	REQUEST_REVERT,
	REQUEST_APPLY,
	REQUEST_REPLACE,
	REQUEST_CHECK,
};

/** request_of_action() - enum xs_action as a request_kind */
enum request_kind request_of_action(uint32_t action);

/**
 * refuse() - explain the host's error
 * @name: the payload's, or NULL.
 * @error: the host's errno, positive.
 *
 * Asks a host with our core for its recorded reason; for an unmodified one says what the number
 * means there, what state things are in and what to do next.
 * Return: always -1, with @failure filled in.
 */
int refuse(struct host *host, enum request_kind request, const char *name, int error,
	   struct failure *failure);

#endif
