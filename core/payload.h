/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The core's own structures: one payload, and the engine that holds them. Private to core/.
 */
#ifndef XS_CORE_PAYLOAD_H
#define XS_CORE_PAYLOAD_H

#include "core.h"
#include "image.h"

struct xs_plan;

/** struct xs_patch - one function record, proven: what a plan is made of */
struct xs_patch {
	const char *name; /* for messages; lives as long as the payload */
	uint64_t old_va;
	uint64_t new_va; /* 0: NOPs */
	uint32_t old_len;
	uint32_t new_len;
	enum xs_patch_kind kind;
	uint64_t write_va; /* the range that changes */
	uint32_t write_len;
	uint32_t expect_len; /* 0: none */
	uint8_t *expect;     /* expect_len bytes, then as many of mask; owned by the payload */
	uint8_t *saved;	     /* write_len bytes that stood there before; owned by the payload */
	bool live;	     /* switched on */
	char name_buf[64];
};

/** struct xs_kept - a symbol kept for backtraces and for payloads that link to this one */
struct xs_kept {
	uint64_t va;
	uint64_t size;
	uint32_t name; /* offset into the payload's strings */
	bool global;
};

struct xs_payload {
	char name[XS_NAME_SIZE];
	struct xs_core *core;
	struct xs_payload *next;  /* in the order of upload */
	struct xs_payload *below; /* in the order of application; NULL: none, or not applied */
	uint32_t state;		  /* atomic: enum xs_state */
	int32_t rc;		  /* atomic: published last, with release */

	struct xs_span memory; /* all of it, as reserved; the spans are pieces of it */
	struct xs_tables tables;
	bool attached;
	void *cookie;
	uint8_t *data_copy; /* the writable span as it was loaded; NULL if it is empty */
	bool data_used;	    /* it, or what is in the reserve, may have changed since */

	uint64_t percpu_va; /* its piece of the host's reserve in every CPU's area */
	size_t percpu_len;  /* 0: it has none */

	struct xs_patch *patches;
	unsigned int patch_count;
	struct xs_func *funcs; /* the placed records */

	const uint64_t *hooks[XS_HOOKS]; /* placed arrays of addresses */
	unsigned int hook_count[XS_HOOKS];

	struct xs_kept *symbols; /* sorted by address */
	unsigned int symbol_count;
	char *strings;

	const char *pointed; /* a function whose address the host may hold; NULL: none */
	unsigned int pointed_count;
	bool ran; /* its code may have run: APPLY or REPLACE got as far as a hook or the writes */

	char *metadata;
	uint32_t metadata_len;

	struct xs_build_id build_id;
	struct xs_build_id depends;
	struct xs_build_id host_depends;

	struct xs_payload **providers; /* each once; their @users counts this one */
	unsigned int provider_count;
	unsigned int users;

	uint64_t upload_ns;
	uint64_t lingers; /* not 0: CPUs may be inside of it until core->stops has come to this */
	struct xs_stop_stats last;
	struct xs_reason why;
};

/** enum xs_slot_state - low bits of a CPU's slot; the bits above are the stop's generation */
enum xs_slot_state {
	XS_SLOT_RUNNING = 0, /* generation 0 */
	XS_SLOT_OFFLINE = 1, /* generation 0 */
	XS_SLOT_INSIDE = 2,  /* stands at its quiescence point */
	XS_SLOT_STOPPED = 3, /* interrupts off */
	XS_SLOT_SYNCED = 4,  /* sees the new code */
};

/** struct xs_slot - what one CPU tells the driver; a cache line of its own */
struct xs_slot {
	uint32_t state; /* atomic: generation << 3 | enum xs_slot_state */
	uint32_t seen;	/* its owner's: the last generation after which it synchronised */
	uint8_t fill[56];
};

/** struct xs_stop - the rendezvous; see switch.c */
struct xs_stop {
	uint32_t word;	 /* atomic: generation of the requested stop, 0: none */
	uint32_t phase;	 /* atomic: generation << 3 | enum xs_phase */
	uint32_t driver; /* atomic: generation << 1, | 1 once it has its driver */
	uint32_t generation;
	uint64_t requested_ns;
	uint64_t timeout_ns;
	struct xs_slot *slots;
	unsigned int limit;
	struct xs_stop_stats stats;
	struct xs_reason why;
};

/** struct xs_work - the action under way; the driver's from the request until @busy falls */
struct xs_work {
	uint32_t busy; /* atomic */
	uint32_t action;
	struct xs_payload *payload;
	struct xs_plan *plan;
	int rc;
	bool committed;	  /* the plan's writes were made */
	bool second_half; /* the post hook runs */
	bool reverted_live;
};

/** struct xs_shadows - shadow variables, under the host's guard; see shadow.c */
struct xs_shadows {
	struct xs_shadow **buckets;
	uint64_t bucket_count;	/* 0, or a power of two */
	uint64_t count;		/* atomic */
	bool in_stop;		/* atomic: hooks run in the stop */
	struct xs_shadow *dead; /* detached in the stop; the driver's */
};

struct xs_core {
	const struct xs_host *host;
	void *ctx;
	struct xs_payload *first; /* atomic links: read by fault handlers */
	unsigned int count;
	uint32_t list_version;
	struct xs_payload *top; /* of the applied ones */
	struct xs_stop stop;
	struct xs_work work;
	struct xs_shadows shadows;

	uint64_t stops;
	uint64_t stops_failed;
	uint64_t longest_stopped_ns;
	char last_name[XS_NAME_SIZE];
	struct xs_stop_stats last;

	/* The last refused upload, for INFO. */
	char refused_name[XS_NAME_SIZE];
	int32_t refused_rc;
	struct xs_build_id refused_build_id, refused_depends, refused_host_depends;
	struct xs_reason refused_why;
};

/* ---- place.c ---------------------------------------------------------------------------------- */

/** struct xs_slots - how many address slots the linker wants, and where they came to lie */
struct xs_slots {
	uint32_t got_count, plt_count;
	uint64_t got_va, plt_va;
	uint8_t *got_mem, *plt_mem;
};

/** xs_place() - reserve memory, copy the placed sections there, give each its address */
int xs_place(struct xs_payload *payload, struct xs_image *image, struct xs_slots *slots,
	     struct xs_reason *why);
/** xs_place_seal() - RX, RO, RW */
int xs_place_seal(struct xs_payload *payload, struct xs_reason *why);
void xs_place_release(struct xs_payload *payload);

/** xs_payload_mem() - where the core may read [va, va + len) of a payload; NULL if it is not all in one span */
void *xs_payload_mem(const struct xs_payload *payload, uint64_t va, size_t len);
/** xs_payload_text() - the same, in the text only */
const void *xs_payload_text(const struct xs_payload *payload, uint64_t va, size_t len);
/** xs_payload_string() - is there a NUL-terminated string at @va? NULL if not */
const char *xs_payload_string(const struct xs_payload *payload, uint64_t va);

/* ---- percpu.c: new per-CPU variables --------------------------------------------------------- */

/** xs_percpu_place() - give its per-CPU sections their addresses, zeroed; its place ends with the payload */
int xs_percpu_place(struct xs_payload *payload, struct xs_image *image, struct xs_reason *why);
/** xs_percpu_clear() - zero them on every CPU: -EBUSY while CPUs come or go */
int xs_percpu_clear(const struct xs_payload *payload, struct xs_reason *why);

/* ---- calls.c: alternative calls through pointers that are gone ------------------------------- */

/** xs_calls_link() - fill the slots; before anything reads them, behind relocation */
int xs_calls_link(struct xs_payload *payload, const struct xs_image *image, struct xs_reason *why);

/* ---- link.c ----------------------------------------------------------------------------------- */

/** xs_link_resolve() - addresses of what the payload does not hold itself; records the providers */
int xs_link_resolve(struct xs_payload *payload, struct xs_image *image, struct xs_slots *slots,
		    struct xs_reason *why);
/** xs_link_records() - own addresses, slots, the function records; after xs_place() */
int xs_link_records(struct xs_payload *payload, struct xs_image *image,
		    const struct xs_slots *slots, struct xs_reason *why);
/** xs_link_rest() - every other relocation; after xs_funcs_read(), which knows what runs in place */
int xs_link_rest(const struct xs_payload *payload, const struct xs_image *image,
		 const struct xs_slots *slots, struct xs_reason *why);

/* ---- symbols.c -------------------------------------------------------------------------------- */

int xs_symbols_keep(struct xs_payload *payload, const struct xs_image *image,
		    struct xs_reason *why);
/** xs_payload_at() - the payload whose memory @va is in, NULL if none; any context */
struct xs_payload *xs_payload_at(const struct xs_core *core, uint64_t va);
/** xs_symbols_global() - the address of the payload's own global symbol @name; false if none */
bool xs_symbols_global(const struct xs_payload *payload, const char *name, uint64_t *va);

/* ---- pointers.c: addresses of new functions that the payload leaves in the host -------------- */

/** xs_pointers_read() - which functions those are; after xs_symbols_keep() */
int xs_pointers_read(struct xs_payload *payload, const struct xs_image *image,
		     struct xs_reason *why);
/** xs_pointers_unload() - refused if such an address may still be there: the host would call freed memory */
int xs_pointers_unload(const struct xs_payload *payload, struct xs_reason *why);

/* ---- tables.c --------------------------------------------------------------------------------- */

/** xs_tables_prepare() - find, prove, apply alternatives, sort; before sealing */
int xs_tables_prepare(struct xs_payload *payload, const struct xs_image *image,
		      struct xs_reason *why);

/* ---- depend.c --------------------------------------------------------------------------------- */

bool xs_build_id_equal(const struct xs_build_id *a, const struct xs_build_id *b);
/** xs_build_id_hex() - into @buf of 2 * XS_BUILD_ID_MAX + 1 bytes; returns @buf */
const char *xs_build_id_hex(const struct xs_build_id *id, char *buf);
#define XS_BUILD_ID_HEX (2 * XS_BUILD_ID_MAX + 1)

/** xs_depend_host() - is the payload for this host? -ENODATA, -EINVAL */
int xs_depend_host(const struct xs_core *core, const struct xs_image *image, const char *name,
		   struct xs_reason *why);
/** xs_depend_apply() - is what it stands on applied (or, @loaded_only, loaded)? */
int xs_depend_apply(const struct xs_payload *payload, struct xs_reason *why);
/** xs_depend_upload() - warn when what it stands on is not known yet */
void xs_depend_upload(const struct xs_payload *payload);
/** xs_depend_on() - does @payload stand on @other, directly or through others? */
bool xs_depend_on(const struct xs_payload *payload, const struct xs_payload *other);
/** xs_depend_replace() - REPLACE leaves nothing but the host to stand on */
int xs_depend_replace(const struct xs_payload *payload, struct xs_reason *why);
/** xs_depend_revert() - refused while an applied payload stands on this one, or lies over it */
int xs_depend_revert(const struct xs_payload *payload, struct xs_reason *why);
/** xs_depend_overlap() - refused when an applied payload it does not stand on has the same function */
int xs_depend_overlap(const struct xs_payload *payload, struct xs_reason *why);

/* ---- funcs.c: function records ---------------------------------------------------------------- */

int xs_funcs_read(struct xs_payload *payload, const struct xs_image *image, struct xs_reason *why);
void xs_funcs_free(struct xs_payload *payload);
/** xs_funcs_inplace() - the patch whose new body is code to run in place and contains @va; or NULL */
const struct xs_patch *xs_funcs_inplace(const struct xs_payload *payload, uint64_t va);

/* ---- verify.c --------------------------------------------------------------------------------- */

/** xs_verify_patch() - may this range be patched, does the jump reach? Fills write_va, write_len */
int xs_verify_patch(const struct xs_payload *payload, struct xs_patch *patch,
		    struct xs_reason *why);
/** xs_verify_expect() - do @bytes (write range and expectation share them, from old_va on) agree? */
int xs_verify_expect(const struct xs_payload *payload, const struct xs_patch *patch,
		     const uint8_t *bytes, struct xs_reason *why);

/* ---- registry.c ------------------------------------------------------------------------------- */

struct xs_payload *xs_registry_find(struct xs_core *core, const char *name);
void xs_registry_add(struct xs_core *core, struct xs_payload *payload);
void xs_registry_remove(struct xs_core *core, struct xs_payload *payload);
void xs_registry_push(struct xs_core *core, struct xs_payload *payload);
void xs_registry_drop(struct xs_core *core, struct xs_payload *payload);
bool xs_registry_applied(const struct xs_payload *payload);

/** enum xs_verdict - a cell of the state × action table */
enum xs_verdict { XS_VERDICT_WRONG_STATE, XS_VERDICT_NOW, XS_VERDICT_STOP };

/** struct xs_cell - what an action does in a state; @next: the state after success, 0: gone */
struct xs_cell {
	enum xs_verdict verdict;
	uint32_t next;
};

/** xs_registry_cell() - NULL for an action that does not exist */
const struct xs_cell *xs_registry_cell(uint32_t state, uint32_t action);
const char *xs_action_name(uint32_t action);

/* ---- upload.c --------------------------------------------------------------------------------- */

/** xs_payload_free() - of an unapplied payload nobody uses: detach, release, forget */
void xs_payload_free(struct xs_payload *payload);

/* ---- work.c: the action under way ------------------------------------------------------------- */

static inline bool xs_has_hook(const struct xs_payload *payload, enum xs_hook hook)
{
	return payload->hook_count[hook] != 0;
}

/** xs_work_hook() - call the one hook of that kind; its result, never positive */
int xs_work_hook(const struct xs_payload *payload, enum xs_hook hook, bool returns);

/** xs_work_commit() - in the stop: hooks and writes of the action under way */
int xs_work_commit(struct xs_core *core);
/**
 * xs_work_settle() - after the stop, @rc its result: state, log, post hook
 * Return: true if the post hook switched the payload off while CPUs ran: some may still be inside.
 */
bool xs_work_settle(struct xs_core *core, int rc);
/** xs_work_publish() - the end of an action; @lingers: CPUs may still be inside of the payload */
void xs_work_publish(struct xs_core *core, int rc, bool lingers);

/* ---- shadow.c --------------------------------------------------------------------------------- */

/** xs_shadow_stop() - hooks run in the stop from now on, or no longer */
void xs_shadow_stop(struct xs_core *core, bool begin);
/** xs_shadow_inherit() - @to replaced @from */
void xs_shadow_inherit(struct xs_core *core, const struct xs_payload *from, struct xs_payload *to);
/** xs_shadow_forget() - after an action: free what was detached in the stop and, if @payload is off, all of its */
void xs_shadow_forget(struct xs_core *core, const struct xs_payload *payload);
void xs_shadow_fini(struct xs_core *core);

/* ---- switch.c --------------------------------------------------------------------------------- */

int xs_stop_init(struct xs_core *core);
void xs_stop_fini(struct xs_core *core);
/** xs_stop_request() - the work is ready: ask the CPUs to meet */
void xs_stop_request(struct xs_core *core, uint64_t timeout_ns);

/* ---- log -------------------------------------------------------------------------------------- */

void xs_log(const struct xs_core *core, enum xs_log level, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
