/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The payload file: a relocatable ELF64 object (ELF gABI, "Object Files"; x86-64 psABI).
 *
 * Base container: the one that Xen 4.17 and later read (their livepatch ABI v2). Sections of the
 * xSplice extension are recognised by their type (OS-specific range), not by name; they carry no
 * SHF_ALLOC and need no relocation, so a Xen without our core ignores them. See
 * docs/payload-format.md.
 */
#ifndef XSPLICE_PAYLOAD_H
#define XSPLICE_PAYLOAD_H

#include <xsplice/types.h>

#define XS_SEC_FUNCS ".livepatch.funcs"
#define XS_SEC_DEPENDS ".livepatch.depends"
#define XS_SEC_HOST_DEPENDS ".livepatch.xen_depends"
#define XS_SEC_BUILD_ID ".note.gnu.build-id"
#define XS_SEC_HOOKS_LOAD ".livepatch.hooks.load"
#define XS_SEC_HOOKS_UNLOAD ".livepatch.hooks.unload"
#define XS_SEC_HOOKS_PREAPPLY ".livepatch.hooks.preapply"
#define XS_SEC_HOOKS_APPLY ".livepatch.hooks.apply"
#define XS_SEC_HOOKS_POSTAPPLY ".livepatch.hooks.postapply"
#define XS_SEC_HOOKS_PREREVERT ".livepatch.hooks.prerevert"
#define XS_SEC_HOOKS_REVERT ".livepatch.hooks.revert"
#define XS_SEC_HOOKS_POSTREVERT ".livepatch.hooks.postrevert"
#define XS_SEC_MODINFO ".modinfo"
#define XS_SEC_ALTERNATIVES ".altinstructions"
#define XS_SEC_BUG_FRAMES ".bug_frames." /* followed by the kind, 0 to 3 */
#define XS_SEC_EX_TABLE ".ex_table"
#define XS_SEC_PERCPU ".bss.percpu" /* and what begins so: new per-CPU variables, NOBITS */

/* Of a Xen with our core: the per-CPU variable that they come to lie in, and how it is aligned. */
#define XS_PERCPU_RESERVE "per_cpu__xs_reserve"
#define XS_PERCPU_ALIGN 128u

/* Of a Xen with our core, the function by which it is known to link alternative calls (XS_SHT_CALLS). */
#define XS_CALLS_ENGINE "xs_calls_link"

#define XS_PAYLOAD_MAX_LEN (2u << 20) /* bytes */
#define XS_PAYLOAD_MAX_SECTIONS 1024u

#define XS_EXPECT_MAX 31

/** struct xs_func - one entry of .livepatch.funcs, Xen's struct livepatch_func */
struct xs_func {
	uint64_t name;	   /* pointer to the function's name */
	uint64_t new_addr; /* 0: write new_size bytes of NOP over the old function */
	uint64_t old_addr; /* 0: look the name up */
	uint32_t new_size;
	uint32_t old_size;
	uint8_t version;
	uint8_t opaque[39]; /* zero in the file; the host's own once loaded */
	uint8_t expect;	    /* bit 0: enabled; bits 1-5: length; bits 6-7: zero */
	uint8_t expect_data[XS_EXPECT_MAX];
};

/**
 * XS_SHN_IMAGE - st_shndx of a symbol of the host's image, where the host is a program
 *
 * st_value is the address in the image's own ELF file; the loader adds the image base (0 for a program
 * at a fixed address). For STT_TLS, st_value is the offset in the image's TLS segment, as in its own symbol
 * table, and the symbol stands for the offset from the thread pointer. Guarded by the build-id, like
 * the SHN_ABS that a payload for Xen uses: statics need no unique names. What is in no image (the C
 * library's) stays SHN_UNDEF and is looked up by name; calls and GOT loads of what is out of reach get
 * a slot inside the payload.
 */
#define XS_SHN_IMAGE 0xff20 /* SHN_LOOS */

#define XS_FUNC_VERSION 2	    /* what a Xen without our core accepts too */
#define XS_FUNC_VERSION_XSPLICE 130 /* cannot work without our core */

#define XS_EXPECT_ENABLED 1u
#define XS_EXPECT_LEN(expect) (((expect) >> 1) & 31u)

/** enum xs_section_type - sh_type of extension sections (SHT_LOOS + "XS" << 8 ...) */
enum xs_section_type {
	XS_SHT_PATCHES =
		0x60585301, /* struct xs_patch_record[]; sh_link: XS_SHT_EXPECT; sh_info: .livepatch.funcs */
	XS_SHT_EXPECT = 0x60585302, /* bytes and masks that the records speak of */
	XS_SHT_SOURCE =
		0x60585303, /* the patches it was made from, as text: the next payload on top needs them */
	XS_SHT_POINTERS =
		0x60585304, /* uint32_t[]: symbols of its new functions whose address it may store in the host; sh_link: the symbol table */
	XS_SHT_CALLS =
		0x60585305, /* struct xs_call_record[]: slots for pointers that the host gave up; sh_link: the symbol table */
};

/** enum xs_patch_kind - how a function record is switched on */
enum xs_patch_kind {
	XS_PATCH_TRAMPOLINE = 0, /* a jump at the old entry */
	XS_PATCH_INPLACE_TEXT =
		1, /* new_size bytes of the new body over the old one, NOPs up to old_size */
	XS_PATCH_INPLACE_RODATA = 2, /* new_size == old_size bytes over the old object */
};

/**
 * struct xs_patch_record - what .livepatch.funcs[func_idx] cannot say
 * @expect_off: into the XS_SHT_EXPECT section: @expect_len bytes of what must stand at old_addr,
 *              followed by @expect_len bytes of mask (1 bits are compared). 0 length: no such test.
 */
struct xs_patch_record {
	uint32_t func_idx;
	uint32_t kind; /* enum xs_patch_kind */
	uint32_t expect_off;
	uint32_t expect_len;
};

/**
 * struct xs_call_record - a pointer that was gone after boot, of whose alternative calls some are left in the host
 * @slot: the symbol of 8 zero bytes of the payload's data, aligned so: they become the pointer.
 * @site: address of the host's call through the pointer, which boot made a direct one, or a trap.
 */
struct xs_call_record {
	uint32_t slot;
	uint32_t zero;
	uint64_t site;
};

#endif
