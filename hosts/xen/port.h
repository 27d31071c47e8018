/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The Xen port: what its files share.
 *
 * One engine per hypervisor. The control lock around the core is Xen's sysctl lock for the ABI's
 * commands; the console key takes a lock that livepatch_op() holds too.
 */
#ifndef XS_PORT_H
#define XS_PORT_H

#include <core/core.h>
#include <xsplice/errno.h>
#include <xsplice/payload.h>

#include <xen/init.h>
#include <xen/list.h>
#include <xen/livepatch.h>
#include <xen/livepatch_payload.h>

/* The engine; NULL until it is set up. */
extern struct xs_core *xs_port_core;

/**
 * struct xs_port_payload - the port's part of a payload that is attached
 * @list:    in the port's list of attached payloads, readable without a lock.
 * @payload: the core's.
 * @start:   first address of the payload; @end: the one behind its last.
 * @facade:  what hooks are handed, and what they may look into.
 * @id, @depends, @host_depends: what the facade's build-ids point to.
 */
struct xs_port_payload {
	struct list_head list;
	struct xs_payload *payload;
	const void *start, *end;
	struct payload facade;
	struct xs_build_id id, depends, host_depends;
};

/* memory.c */
void xs_port_memory_init(void);
void *xs_port_alloc(void *ctx, size_t len);
void xs_port_free(void *ctx, void *mem);
int xs_port_reserve(void *ctx, size_t len, struct xs_span *out);
int xs_port_seal(void *ctx, const struct xs_span *span, enum xs_prot prot);
void xs_port_release(void *ctx, const struct xs_span *span);

/* shadow.c */
unsigned long xs_port_guard(void *ctx);
void xs_port_unguard(void *ctx, unsigned long flags);

/* symbols.c */
int xs_port_symbol_by_name(void *ctx, const char *name, uint64_t *va);
const char *xs_port_symbol_by_addr(void *ctx, uint64_t va, uint64_t *start, uint64_t *size,
				   char *buf);
/** xs_port_symbols_lookup() - struct virtual_region's: the name, and the payload's in @namebuf */
const char *xs_port_symbols_lookup(unsigned long addr, unsigned long *symbolsize,
				   unsigned long *offset, char *namebuf);

/* percpu.c */
bool xs_port_percpu_reserve(void *ctx, struct xs_reserve *out);
int xs_port_percpu_clear(void *ctx, uint64_t va, size_t len);

/* text.c */
enum xs_range xs_port_text_range(void *ctx, uint64_t va, size_t len);
const void *xs_port_text_read(void *ctx, uint64_t va, size_t len);
int xs_port_text_alias(void *ctx, uint64_t va, size_t len, void **alias);
void xs_port_text_unalias(void *ctx, void *alias, size_t len);

/* cpus.c */
int xs_port_cpus_init(void);
unsigned int xs_port_cpu_limit(void *ctx);
bool xs_port_cpu_present(void *ctx, unsigned int cpu);
int xs_port_cpus_hold(void *ctx);
void xs_port_cpus_release(void *ctx);
void xs_port_kick(void *ctx);
void xs_port_relax(void *ctx);
uint64_t xs_port_now(void *ctx);

/* stop.c */
unsigned long xs_port_irqs_off(void *ctx);
void xs_port_irqs_on(void *ctx, unsigned long flags);
int xs_port_stop_enter(void *ctx, const char **why);
void xs_port_stop_leave(void *ctx);
void xs_port_sync_core(void *ctx);
int xs_port_parked(void *ctx, const char **why);
/** xs_port_in_stop() - does this CPU stand inside a stop? */
bool xs_port_in_stop(void);

/* nmi.c */
/** xs_port_nmi_install() - filter NMIs from here on; -EBUSY if the filter is in place already */
int xs_port_nmi_install(void);
void xs_port_nmi_remove(void);
/** xs_port_nmi_installed() - false if somebody else has replaced the filter since */
bool xs_port_nmi_installed(void);
/** xs_port_nmi_hold() - this CPU's NMIs are only noted, until xs_port_nmi_let_go() raises them again */
void xs_port_nmi_hold(void);
void xs_port_nmi_let_go(void);

/* tables.c */
int xs_port_alternatives(void *ctx, const struct xs_tables *tables,
			 const struct xs_table *alternatives);
int xs_port_attach(void *ctx, struct xs_payload *payload, const struct xs_tables *tables,
		   void **cookie);
void xs_port_detach(void *ctx, void *cookie);

/* facade.c */
int xs_port_facade_init(struct xs_port_payload *p, const struct xs_tables *tables);
void xs_port_facade_fini(struct xs_port_payload *p);
void xs_port_settled(void *ctx, void *cookie, struct xs_payload *payload, enum xs_state state,
		     int rc);

/* hooks.c */
void xs_port_call_void(void *ctx, uint64_t va);
int xs_port_call_hook(void *ctx, uint64_t va, void *cookie, bool returns);

/* identity.c */
int xs_port_build_id(void *ctx, struct xs_build_id *out);
void xs_port_log(void *ctx, enum xs_log level, const char *text);

/* control.c */
void xs_port_keyhandler_init(void);

#endif
