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
extern struct xs_core *port_core;

/**
 * struct port_payload - the port's part of a payload that is attached
 * @list:    in the port's list of attached payloads, readable without a lock.
 * @payload: the core's.
 * @start:   first address of the payload; @end: the one behind its last.
 * @facade:  what hooks are handed, and what they may look into.
 */
struct port_payload {
	struct list_head list;
	struct xs_payload *payload;
	const void *start, *end;
	struct payload facade;
};

/* memory.c */
void port_memory_init(void);
void *port_alloc(void *ctx, size_t len);
void port_free(void *ctx, void *mem);
int port_reserve(void *ctx, size_t len, struct xs_span *out);
int port_seal(void *ctx, const struct xs_span *span, enum xs_prot prot);
void port_release(void *ctx, const struct xs_span *span);

/* symbols.c */
int port_symbol_by_name(void *ctx, const char *name, uint64_t *va);
const char *port_symbol_by_addr(void *ctx, uint64_t va, uint64_t *start, uint64_t *size, char *buf);
/** port_symbols_lookup() - struct virtual_region's: the name, and the payload's in @namebuf */
const char *port_symbols_lookup(unsigned long addr, unsigned long *symbolsize,
				unsigned long *offset, char *namebuf);

/* text.c */
enum xs_range port_text_range(void *ctx, uint64_t va, size_t len);
const void *port_text_read(void *ctx, uint64_t va, size_t len);
int port_text_alias(void *ctx, uint64_t va, size_t len, void **alias);
void port_text_unalias(void *ctx, void *alias, size_t len);

/* cpus.c */
int port_cpus_init(void);
unsigned int port_cpu_limit(void *ctx);
bool port_cpu_present(void *ctx, unsigned int cpu);
int port_cpus_hold(void *ctx);
void port_cpus_release(void *ctx);
void port_kick(void *ctx);
void port_relax(void *ctx);
uint64_t port_now(void *ctx);

/* stop.c */
unsigned long port_irqs_off(void *ctx);
void port_irqs_on(void *ctx, unsigned long flags);
int port_stop_enter(void *ctx, const char **why);
void port_stop_leave(void *ctx);
void port_sync_core(void *ctx);
int port_parked(void *ctx, const char **why);
/** port_in_stop() - does this CPU stand inside a stop? */
bool port_in_stop(void);

/* nmi.c */
/** port_nmi_install() - filter NMIs from here on; -EBUSY if the filter is in place already */
int port_nmi_install(void);
void port_nmi_remove(void);
/** port_nmi_installed() - false if somebody else has replaced the filter since */
bool port_nmi_installed(void);
/** port_nmi_hold() - this CPU's NMIs are only noted, until port_nmi_let_go() raises them again */
void port_nmi_hold(void);
void port_nmi_let_go(void);

/* tables.c */
int port_alternatives(void *ctx, const struct xs_tables *tables,
		      const struct xs_table *alternatives);
int port_attach(void *ctx, struct xs_payload *payload, const struct xs_tables *tables,
		void **cookie);
void port_detach(void *ctx, void *cookie);

/* facade.c */
int port_facade_init(struct port_payload *p, const struct xs_tables *tables);
void port_facade_fini(struct port_payload *p);
void port_settled(void *ctx, void *cookie, struct xs_payload *payload, enum xs_state state, int rc);

/* hooks.c */
void port_call_void(void *ctx, uint64_t va);
int port_call_hook(void *ctx, uint64_t va, void *cookie, bool returns);

/* identity.c */
int port_build_id(void *ctx, struct xs_build_id *out);
void port_log(void *ctx, enum xs_log level, const char *text);

/* control.c */
void port_keyhandler_init(void);

#endif
