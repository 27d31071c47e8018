/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The core's interface to its hosts.
 *
 * Rules for every function here, unless it says otherwise: the caller holds its control lock (one
 * lock, the host's, around all of these); interrupts are on; strings are NUL-terminated; errors are
 * minus an errno of xsplice/errno.h; out-parameters are written only on success. Nothing given in is
 * kept beyond the call.
 */
#ifndef XS_CORE_CORE_H
#define XS_CORE_CORE_H

#include "host.h"

struct xs_core;

/** struct xs_reason - one sentence (or two) that says why something was refused */
struct xs_reason {
	char text[XS_REASON_SIZE];
};

/**
 * xs_refuse() - record why, return the error
 * @why: may be NULL. @err: an errno of xsplice/errno.h, positive. @format: as printf's, without floats.
 * Return: -@err.
 */
int xs_refuse(struct xs_reason *why, int err, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * xs_core_new() - an engine with no payloads; @host and @ctx outlive it
 *
 * Return: 0; -ENOMEM, -EINVAL (table incomplete), -EOPNOTSUPP (the host has CPUs, and they cannot store
 * 16 bytes at once, without which a jump might be seen half written).
 */
int xs_core_new(const struct xs_host *host, void *ctx, struct xs_core **out);

/** xs_core_free() - NULL is fine; payloads that are applied stay applied, their memory too */
void xs_core_free(struct xs_core *core);

/* ---- control: what the ABI's commands do; the host marshals ---------------------------------- */

/** xs_upload() - everything design §3 UPLOAD says; @image is borrowed for the call */
int xs_upload(struct xs_core *core, const char *name, const void *image, size_t len);

/** xs_get() - -ENOENT if there is no such payload. Needs no lock but the list's stability. */
int xs_get(struct xs_core *core, const char *name, struct xs_status *out);

/**
 * xs_action() - begin an action on a payload
 * @action: enum xs_action. @timeout_ns: 0 for the default. @flags: XS_FLAG_*.
 *
 * UNLOAD and CHECK are finished on return, their result in rc too. APPLY, REVERT and REPLACE are
 * accepted (0; the payload's rc is -EAGAIN and the stop is requested) or refused at once (the error is
 * returned *and* kept as rc, with its reason for INFO). -EBUSY while another action is under way.
 */
int xs_action(struct xs_core *core, const char *name, uint32_t action, uint32_t timeout_ns,
	      uint32_t flags);

/** xs_payload_next() - the payload behind @prev in the order of upload; NULL: first, and at the end */
struct xs_payload *xs_payload_next(struct xs_core *core, struct xs_payload *prev);
unsigned int xs_payload_count(const struct xs_core *core);
/** xs_list_version() - changes whenever the list does */
uint32_t xs_list_version(const struct xs_core *core);
const char *xs_payload_name(const struct xs_payload *payload);
void xs_payload_status(const struct xs_payload *payload, struct xs_status *out);
/** xs_payload_metadata() - the .modinfo contents; *@len 0 if none */
const char *xs_payload_metadata(const struct xs_payload *payload, uint32_t *len);

int xs_info(struct xs_core *core, struct xs_info *out);
/** xs_payload_info() - also answers for the last refused upload of that name */
int xs_payload_info(struct xs_core *core, const char *name, struct xs_payload_info *out);

/* ---- CPUs: no lock is held ------------------------------------------------------------------- */

/** xs_stop_word() - nonzero while a stop is requested; the host's quiescence point tests it first */
const uint32_t *xs_stop_word(const struct xs_core *core);

/**
 * xs_stop_poll() - @cpu is at a point with nothing of interest on its stack
 *
 * Takes part in a requested stop and returns when it is over. On the CPU that drove it, the rest of the
 * action (post hooks, unmapping, logging) is done on return too. A call with no stop requested returns
 * at once.
 */
void xs_stop_poll(struct xs_core *core, unsigned int cpu);

/** xs_stop_drive() - hosts with own_driver: run the requested stop and the rest of the action */
void xs_stop_drive(struct xs_core *core);

/** xs_cpu_offline() - until xs_cpu_online(), @cpu runs nothing of the image and no stop waits for it */
void xs_cpu_offline(struct xs_core *core, unsigned int cpu);
/** xs_cpu_online() - waits while a stop is under way */
void xs_cpu_online(struct xs_core *core, unsigned int cpu);

/* ---- shadow variables ------------------------------------------------------------------------- */

/**
 * The functions of <xsplice/patch.h> for a host with one engine: any thread, no lock; not from handlers of
 * NMIs, machine checks or signals, not from @init, which runs under the host's guard.
 *
 * xs_core_shadow_get() - the data attached to @object under @id, NULL if there are none; also in the stop
 * xs_core_shadow_attach() - the same; if there are none, @size zeroed bytes that @init (may be NULL) has
 * filled in. They belong to the payload with the address @here in it: they are freed when it is reverted,
 * handed on when it is replaced. NULL: no memory; in the stop: there are none.
 * xs_core_shadow_detach(), xs_core_shadow_detach_all() - one, or all of an @id; @fini (may be NULL) sees each
 * when nobody finds it any more. Also in the stop: what is detached there is freed after it.
 */
typedef void (*xs_shadow_init_t)(const void *object, void *data, void *arg);
typedef void (*xs_shadow_fini_t)(const void *object, void *data);
void *xs_core_shadow_get(struct xs_core *core, const void *object, uint64_t id);
void *xs_core_shadow_attach(struct xs_core *core, const void *object, uint64_t id, uint64_t size,
			    xs_shadow_init_t init, void *arg, const void *here);
void xs_core_shadow_detach(struct xs_core *core, const void *object, uint64_t id,
			   xs_shadow_fini_t fini);
void xs_core_shadow_detach_all(struct xs_core *core, uint64_t id, xs_shadow_fini_t fini);

/* ---- lookups: any context, no lock: for fault handlers and backtraces ------------------------- */

/**
 * xs_symbol_at() - the payload symbol that contains @va
 * Return: its name, or NULL. *@start, *@size as for the host's; *@payload is the payload's name.
 */
const char *xs_symbol_at(struct xs_core *core, uint64_t va, uint64_t *start, uint64_t *size,
			 const char **payload);

/** xs_is_text() - is @va inside the text of a loaded payload? */
bool xs_is_text(struct xs_core *core, uint64_t va);

/* ---- the payload as seen by a host's façade --------------------------------------------------- */

/** xs_payload_funcs() - the placed function records, writable while the payload is not applied */
struct xs_func *xs_payload_funcs(struct xs_payload *payload, unsigned int *count);

/** xs_func_live() - is function record @idx switched on, by writes of the core? */
bool xs_func_live(const struct xs_payload *payload, unsigned int idx);

/** xs_payload_tables() - where the payload lies; valid until it is unloaded */
const struct xs_tables *xs_payload_tables(const struct xs_payload *payload);

/** xs_payload_ids() - who it is, what it stands on, which host it is for; any may be NULL */
void xs_payload_ids(const struct xs_payload *payload, struct xs_build_id *id,
		    struct xs_build_id *depends, struct xs_build_id *host_depends);

/** xs_payload_hooks() - the placed array of addresses of its @hook hooks; *@count 0 if none */
const uint64_t *xs_payload_hooks(const struct xs_payload *payload, enum xs_hook hook,
				 unsigned int *count);

/** xs_payload_symbols() - symbols kept for backtraces; @idx below the returned count reads one */
unsigned int xs_payload_symbols(const struct xs_payload *payload, unsigned int idx,
				const char **name, uint64_t *va, uint64_t *size);

/**
 * xs_payload_revert_live() - from a post hook of a failed REVERT: switch the payload off after all
 *
 * For payloads whose revert hook declines in the stop and whose post hook finishes the job (Xen's
 * revert_payload() and revert_payload_tail()). The action's writes are made one by one, each jump with
 * one atomic store, while the CPUs run; the payload is LOADED afterwards. Interrupts may be off.
 * Return: 0; -EINVAL if no such action is in its second half, or nothing is switched on.
 */
int xs_payload_revert_live(struct xs_payload *payload);

#endif
