/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the core asks of an instruction set: arch/NAME/ implements it. Everything that knows an opcode
 * or a relocation number is behind this header.
 */
#ifndef XS_CORE_ARCH_H
#define XS_CORE_ARCH_H

#include "core.h"

#define XS_ARCH_MACHINE 62 /* ELF e_machine */

/** XS_BLOCK_LEN - bytes that one store makes visible at once, at addresses that are its multiple */
#define XS_BLOCK_LEN 16u

/* ---- relocations: reloc.c, slot.c ------------------------------------------------------------- */

/** struct xs_fixup - one relocation with everything resolved */
struct xs_fixup {
	uint32_t type;
	uint64_t place;	  /* va of the bytes to change */
	uint8_t *mem;	  /* where to change them */
	uint64_t symbol;  /* S: its va (TLS: its offset from the thread pointer) */
	int64_t addend;	  /* A */
	uint64_t got;	  /* va of the symbol's GOT slot, 0: none */
	uint64_t plt;	  /* va of the symbol's PLT slot, 0: none */
	const char *name; /* the symbol's, for messages */
	bool bug_frame;	  /* the addend's top byte holds line bits (bugframe.c) */
};

/** enum xs_reloc_wants - slots that a relocation type wants for its symbol */
enum xs_reloc_wants {
	XS_RELOC_WANTS_NOTHING = 0,
	XS_RELOC_WANTS_GOT = 1, /* always */
	XS_RELOC_WANTS_PLT = 2, /* a call: if the symbol may be out of reach */
	XS_RELOC_IS_TLS = 4,	/* S is an offset from the thread pointer */
};

/** xs_arch_reloc_len() - bytes that relocation @type changes; 0 for NONE; negative: type not known */
int xs_arch_reloc_len(uint32_t type);
const char *xs_arch_reloc_name(uint32_t type);
unsigned int xs_arch_reloc_wants(uint32_t type);
/** xs_arch_reloc_addend() - the addend that a REL relocation keeps in @bytes */
int64_t xs_arch_reloc_addend(uint32_t type, const uint8_t *bytes);
/** xs_arch_reloc_apply() - -EOVERFLOW when the value does not fit */
int xs_arch_reloc_apply(const struct xs_fixup *fixup, struct xs_reason *why);

#define XS_GOT_SLOT_LEN 8u
#define XS_PLT_SLOT_LEN 16u
/** xs_arch_plt_write() - a stub at @mem (runs at @va) that jumps to what the GOT slot at @got holds */
int xs_arch_plt_write(uint8_t *mem, uint64_t va, uint64_t got, struct xs_reason *why);

/* ---- code: trampoline.c, nop.c, poke.c -------------------------------------------------------- */

#define XS_JUMP_LEN 5u
#define XS_ENDBR_LEN 4u

/** xs_arch_is_endbr() - is this an indirect-branch landing pad, in either of its two forms? */
bool xs_arch_is_endbr(const uint8_t *bytes);
/** xs_arch_jump() - the jump at @from to @to; -EOVERFLOW beyond ±2 GiB */
int xs_arch_jump(uint8_t *to_bytes, uint64_t from, uint64_t to);
/** xs_arch_jump_read() - are the XS_JUMP_LEN @bytes at @va a jump? Then *@to is where it goes */
bool xs_arch_jump_read(const uint8_t *bytes, uint64_t va, uint64_t *to);
/** xs_arch_nops() - @len bytes of no-operations */
void xs_arch_nops(uint8_t *bytes, size_t len);
/** xs_arch_usable() - can this CPU do what xs_arch_poke() promises? */
bool xs_arch_usable(void);
/**
 * xs_arch_poke() - store the bytes of one block whose bit in @mask is set, all visible at once
 * @block: XS_BLOCK_LEN-aligned, writable; code may be running from the same memory.
 */
void xs_arch_poke(uint8_t *block, const uint8_t *bytes, uint32_t mask);

/* ---- special tables: bugframe.c, alternative.c, extable.c ------------------------------------- */

/** struct xs_bug - a bug frame, decoded as the host's fault handler will do */
struct xs_bug {
	uint64_t loc; /* the trapping instruction */
	uint64_t ptr; /* file name; the function to run, for kind 0 */
	uint64_t msg; /* kind 3: the assertion's text; else 0 */
};

/** xs_arch_bug_len() - bytes of a frame of @kind */
size_t xs_arch_bug_len(unsigned int kind);
struct xs_bug xs_arch_bug_decode(const uint8_t *frame, uint64_t va, unsigned int kind);
/** xs_arch_bug_traps() - do these bytes trap as a bug frame's location must? */
bool xs_arch_bug_traps(const uint8_t *bytes);
#define XS_BUG_TRAP_LEN 2u
#define XS_BUG_DISP_LEN 8u /* of a frame's displacements with line bits, at its beginning */

/** struct xs_alternative - an entry of .altinstructions, decoded */
struct xs_alternative {
	uint64_t orig;
	uint64_t repl;
	uint32_t orig_len; /* padding included */
	uint32_t repl_len;
	uint64_t pointer; /* of an alternative call: where its function pointer is; else 0 */
};

#define XS_ALTERNATIVE_LEN 14u
/** xs_arch_alternative_decode() - -EINVAL for lengths that no host could patch */
int xs_arch_alternative_decode(const uint8_t *entry, uint64_t va, struct xs_alternative *out,
			       struct xs_reason *why);
/** xs_arch_alternative_call() - fills @alt->pointer from the original instruction, if it is a call */
int xs_arch_alternative_call(const uint8_t *entry, const uint8_t *orig, const uint8_t *repl,
			     struct xs_alternative *alt, struct xs_reason *why);

/** enum xs_call - what became of an alternative call that boot had its hands on */
enum xs_call {
	XS_CALL_OTHER,	 /* it is none */
	XS_CALL_DIRECT,	 /* a call of what its pointer held */
	XS_CALL_NULL,	 /* a trap: it held nothing */
	XS_CALL_POINTER, /* what it was before: a call through the pointer */
};

#define XS_CALL_LEN 6u
/** xs_arch_call_read() - what the XS_CALL_LEN @bytes at @va are; *@to: where a direct call goes */
enum xs_call xs_arch_call_read(const uint8_t *bytes, uint64_t va, uint64_t *to);

#define XS_EX_ENTRY_LEN 8u
/** xs_arch_ex_decode() - an exception table entry: the faulting and the continuing address */
void xs_arch_ex_decode(const uint8_t *entry, uint64_t va, uint64_t *fault, uint64_t *fixup);
/** xs_arch_ex_sort() - by faulting address; displacements follow their entries */
void xs_arch_ex_sort(uint8_t *table, uint64_t va, size_t len);

#endif
