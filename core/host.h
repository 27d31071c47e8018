/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The host interface: all that the core may ask of the program it lives in.
 *
 * One const table of functions, handed over at creation with an opaque @ctx. Functions return 0 or
 * minus an errno of xsplice/errno.h unless they say otherwise. Unless marked "in the stop", a function
 * is called with interrupts on, outside any stop, by the thread that holds the control lock or (for the
 * second half of an action) by the CPU that drove the stop.
 *
 * Addresses: a "va" is where code runs; "mem" is where the core may read or write the same bytes. Both
 * are equal in a live host and differ in an offline one.
 */
#ifndef XS_CORE_HOST_H
#define XS_CORE_HOST_H

#include <xsplice/control.h>
#include <xsplice/errno.h>
#include <xsplice/payload.h>

struct xs_payload;
struct xs_reason;

/** enum xs_prot - how a span of a payload is sealed */
enum xs_prot { XS_PROT_RX, XS_PROT_RO, XS_PROT_RW };

/** enum xs_range - what a range of the host's image is */
enum xs_range {
	XS_RANGE_NONE,	 /* not (wholly) in the image */
	XS_RANGE_TEXT,	 /* code that stays */
	XS_RANGE_RODATA, /* read-only data that stays */
	XS_RANGE_DATA,	 /* writable */
	XS_RANGE_INIT,	 /* gone after boot */
	XS_RANGE_ENTRY,	 /* code that some page tables map alone (.text.entry), stubs */
};

/** enum xs_log - how loud a line is */
enum xs_log { XS_LOG_ERROR, XS_LOG_WARNING, XS_LOG_INFO, XS_LOG_DEBUG };

/** enum xs_hook - the kinds of hooks; the first two are arrays run in the stop */
enum xs_hook {
	XS_HOOK_LOAD,
	XS_HOOK_UNLOAD,
	XS_HOOK_PREAPPLY,
	XS_HOOK_APPLY,
	XS_HOOK_POSTAPPLY,
	XS_HOOK_PREREVERT,
	XS_HOOK_REVERT,
	XS_HOOK_POSTREVERT,
	XS_HOOKS,
};

/** struct xs_span - a page-aligned piece of placed memory; @len in bytes, 0 when empty */
struct xs_span {
	uint64_t va;
	void *mem;
	size_t len;
};

/** struct xs_table - an array of a special table inside a placed payload; @len in bytes */
struct xs_table {
	uint64_t va;
	void *mem;
	size_t len;
};

/** struct xs_tables - what a host must know of a payload to serve its faults and backtraces */
struct xs_tables {
	struct xs_span text, rodata, data;
	struct xs_table bug_frames[4]; /* by kind: run_fn, warn, bug, assert */
	struct xs_table ex_table;      /* sorted by the faulting address once attached */
	const char *name;	       /* the payload's, for backtraces */
};

/** struct xs_reserve - room for variables of payloads in every CPU's area; @align: a power of two, of @va too */
struct xs_reserve {
	uint64_t va; /* as code names it, before it adds the CPU's offset */
	size_t len;
	size_t align;
};

struct xs_host {
	const char *name; /* "xen", "process", "offline" */

	/* Heap. alloc returns zeroed memory or NULL; free accepts NULL. */
	void *(*alloc)(void *ctx, size_t len);
	void (*free)(void *ctx, void *mem);

	/*
	 * May be NULL: then there are no shadow variables. A short lock of its own around their table, taken
	 * by any thread of the host, in interrupts, by the driver in the stop; unguard gets what guard gave.
	 */
	unsigned long (*guard)(void *ctx);
	void (*unguard)(void *ctx, unsigned long flags);

	/*
	 * Memory near the text (within what 32-bit displacements reach from any of the image).
	 * reserve gives one writable, not executable, zeroed piece of @len bytes (whole pages); seal
	 * sets the final permission of a piece of it; release takes all of it back, sealed or not.
	 */
	int (*text_reserve)(void *ctx, size_t len, struct xs_span *out);
	int (*text_seal)(void *ctx, const struct xs_span *span, enum xs_prot prot);
	void (*text_release)(void *ctx, const struct xs_span *span);
	size_t page_size;

	/*
	 * Symbols of the image. by_name: -ENOENT if unknown, -ENOTUNIQ if several have the name.
	 * by_addr: the symbol that contains @va, NULL if none; *@start and *@size in bytes (size 0 if
	 * not known). The string lives as long as @buf (XS_NAME_SIZE bytes) does.
	 */
	int (*symbol_by_name)(void *ctx, const char *name, uint64_t *va);
	const char *(*symbol_by_addr)(void *ctx, uint64_t va, uint64_t *start, uint64_t *size,
				      char *buf);

	/*
	 * Hosts that are programs (else NULL). image_base: what to add to the address in the image's
	 * file (XS_SHN_IMAGE). tls_offset: the offset from the thread pointer of the image's thread-local
	 * variable: of that @name, or with @name NULL of the one at @value in the image's TLS segment;
	 * -ENOENT, -ENOTUNIQ as by_name, -EOPNOTSUPP if it has no fixed offset.
	 */
	uint64_t (*image_base)(void *ctx);
	int (*tls_offset)(void *ctx, const char *name, uint64_t value, int64_t *tpoff);

	/*
	 * May be NULL: then a payload cannot bring per-CPU variables. percpu_reserve: where they come to lie,
	 * the same each time; false if there is no such place. Who lies where is the core's business.
	 * percpu_clear: zeroes a piece of it in every CPU's area, those of offline CPUs included; an area that
	 * the host makes later has to begin as zero. -EBUSY: CPUs come or go right now.
	 */
	bool (*percpu_reserve)(void *ctx, struct xs_reserve *out);
	int (*percpu_clear)(void *ctx, uint64_t va, size_t len);

	/*
	 * The image's bytes. range: what [va, va + len) is. read: where the core may read it, NULL if it
	 * may not. alias: a second, writable mapping of the range, that stays until unalias; *alias has
	 * the same offset in its page as @va. It is asked for 16-byte aligned ranges, for the text of a
	 * sealed payload too, and must be writable in the stop without any further call.
	 * as_linked: the bytes are those of a file; what boot changes in them, it has not.
	 */
	enum xs_range (*text_range)(void *ctx, uint64_t va, size_t len);
	const void *(*text_read)(void *ctx, uint64_t va, size_t len);
	int (*text_alias)(void *ctx, uint64_t va, size_t len, void **alias);
	void (*text_unalias)(void *ctx, void *alias, size_t len);
	bool as_linked;

	/*
	 * CPUs. limit: cpu numbers are below it, constant. present: must a stop gather this one? hold
	 * keeps the set as it is until release (-EBUSY if it cannot be held now). kick makes every
	 * present CPU pass xs_stop_poll() soon. relax: in a busy wait. now: nanoseconds, also in the stop;
	 * on one CPU they never go back, another CPU's may differ a little. A host without CPUs (offline)
	 * leaves all of these NULL, and APPLY is -EOPNOTSUPP.
	 * own_driver: a thread of the host's own runs the stop through xs_stop_drive(); else the first
	 * CPU that polls does.
	 */
	bool own_driver;
	unsigned int (*cpu_limit)(void *ctx);
	bool (*cpu_present)(void *ctx, unsigned int cpu);
	int (*cpus_hold)(void *ctx);
	void (*cpus_release)(void *ctx);
	void (*kick)(void *ctx);
	void (*relax)(void *ctx);
	uint64_t (*now)(void *ctx);

	/*
	 * In the stop. irqs_off/irqs_on: each CPU, around its part. stop_enter: the driver, when all
	 * CPUs have interrupts off: holds back NMIs and machine checks, then looks whether a CPU stands
	 * inside such a handler or a stack is parked; -EBUSY with a static text in *@why if so (what it
	 * held is let go). stop_leave ends what stop_enter began. sync_core: each CPU, serialises its
	 * instruction stream.
	 */
	unsigned long (*irqs_off)(void *ctx);
	void (*irqs_on)(void *ctx, unsigned long flags);
	int (*stop_enter)(void *ctx, const char **why);
	void (*stop_leave)(void *ctx);
	void (*sync_core)(void *ctx);

	/* Outside the stop too: is a stack parked that could return into text? As stop_enter says. */
	int (*parked)(void *ctx, const char **why);

	/*
	 * Tables. alternatives: patches the (writable, unsealed) text of a payload; every entry was
	 * validated by arch, except that the feature number is one the host knows (-EINVAL). attach: from now on faults in the payload's text find its frames and
	 * fixups, backtraces its symbols; detach waits until nobody looks at them any more.
	 * @cookie: the host's own, kept with the payload.
	 */
	int (*alternatives)(void *ctx, const struct xs_tables *tables,
			    const struct xs_table *alternatives);
	int (*attach)(void *ctx, struct xs_payload *payload, const struct xs_tables *tables,
		      void **cookie);
	void (*detach)(void *ctx, void *cookie);

	/*
	 * May be NULL. The driver calls it when the state of a payload changed or an action on it failed,
	 * outside the stop, before the action's post hook: what a façade shows is made true again.
	 * @rc: of the action. xs_func_live() says which functions are switched on.
	 */
	void (*settled)(void *ctx, void *cookie, struct xs_payload *payload, enum xs_state state,
			int rc);

	/*
	 * Hooks. call_void: load/unload hooks, in the stop. call_hook: pre, post and action hooks,
	 * action hooks in the stop, the others outside; the argument the hook sees is the host's façade of
	 * the payload (@cookie). The returned int is the hook's (0 for those that return nothing).
	 */
	void (*call_void)(void *ctx, uint64_t va);
	int (*call_hook)(void *ctx, uint64_t va, void *cookie, bool returns);

	/*
	 * May be NULL, for never: does a call through a pointer fault where no landing pad (endbr64)
	 * stands? Then a payload whose hooks lack theirs is refused.
	 */
	bool (*landing_pads)(void *ctx);

	/*
	 * Identity. signature: NULL if the host never demands one; else judges the whole file before
	 * anything of it is believed.
	 */
	int (*build_id)(void *ctx, struct xs_build_id *out);
	int (*signature)(void *ctx, const void *image, size_t len, struct xs_reason *why);

	void (*log)(void *ctx, enum xs_log level, const char *text);
};

#endif
