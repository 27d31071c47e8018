/* SPDX-License-Identifier: BSD-2-Clause */
/* Instructions, as far as relocations need them understood. */
#ifndef BUILDER_INSN_H
#define BUILDER_INSN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ENDBR_LEN 4

/** struct insn - one instruction */
struct insn {
	uint64_t off;
	uint8_t len;
	bool branch;	   /* a direct call or jump with a displacement */
	uint8_t field;	   /* where its displacement from its own end stands in it */
	uint8_t field_len; /* 0: it has none */
	int64_t reach;	   /* that displacement */
	bool ends;	   /* what is behind it does not run: a jump, a return, a trap */
	bool filler;	   /* does nothing, or traps a debugger: what stands between functions */
};

/**
 * insn_next() - decode the instruction at @off
 * Bytes that are no instruction count as one of length 1.
 */
void insn_next(const uint8_t *code, size_t len, uint64_t off, struct insn *out);

/** insn_is_endbr() - does the code begin with a landing pad for calls by pointer? */
bool insn_is_endbr(const uint8_t *code, size_t len);

/** insn_text() - the instruction in words, in memory of the run */
const char *insn_text(const uint8_t *code, size_t len, uint64_t off);

#endif
