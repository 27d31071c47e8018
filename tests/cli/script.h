/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a fake host is asked and what it answers, read from a file.
 *
 * Lines "> REQUEST" and "< REPLY" in turn. A request is written as the script sees it:
 *   upload NAME LEN | get NAME | list idx=N nr=N | action VERB NAME timeout=N flags=N | info [NAME]
 * A reply is "rc=N" and then, as the request needs it,
 *   state=N status=N                                       get
 *   version=N left=N names=N metadata=N                    list, the sizes
 *   entry=NAME,STATE,RC[,KEY=VALUE|KEY=VALUE...]           list, an entry; may be repeated
 *   MEMBER=N, build_id=HEX, host=TEXT, ..., reason=TEXT    info; reason takes the rest of the line
 * where \e is an escape character;
 * or "raw HEX": these very bytes, then the conversation ends (unix socket only).
 */
#ifndef FAKE_SCRIPT_H
#define FAKE_SCRIPT_H

#include <stdio.h>

#include <xsplice/control.h>

#define FAKE_DATA_MAX 65536

struct fake_reply {
	int rc;
	struct xs_op op;
	uint32_t data_len;
	uint8_t data[FAKE_DATA_MAX]; /* as wire.h orders it; or the raw bytes */
	bool raw;
};

/**
 * fake_script_answer() - match a request against the next line, and read the reply to it
 * @name: "" for none. Differences are told on stderr, and answered with -EPROTO.
 */
void fake_script_answer(FILE *script, const struct xs_op *op, const char *name, size_t data_len,
			struct fake_reply *reply);

/** fake_script_end() - complain on stderr about requests never made; Return: all complaints so far */
int fake_script_end(FILE *script);

#endif
