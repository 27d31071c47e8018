// SPDX-License-Identifier: BSD-2-Clause
/*
 * Traps of XS_WARN and XS_BUG, and accesses that may fault: the handlers look into the program's own
 * tables and those of attached payloads, and hand on what is in none of them.
 *
 * Readers are handlers in any thread. They are counted; whoever takes a table away waits until the
 * count was seen at zero once.
 */
#include "port.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

#include "../../core/arch.h"

#define LINE_BITS 7u
#define DISPLACEMENT_BITS 24u

struct attached {
	struct xs_tables tables;
	struct attached *next; /* atomic */
};

static struct {
	struct xs_tables own;	/* the program's */
	struct attached *first; /* atomic */
	uint32_t readers;	/* atomic */
	bool installed;
	struct sigaction old[NSIG];
} faults;

static const int signals[] = {SIGILL, SIGSEGV, SIGBUS};

/* ---- the tables -------------------------------------------------------------------------------- */

struct trap {
	unsigned int kind;
	struct xs_bug bug;
	unsigned int line;
	const char *payload; /* NULL: the program itself */
};

static bool trap_find(const struct xs_tables *tables, uint64_t va, struct trap *out)
{
	unsigned int kind;
	size_t off, len;

	for (kind = 0; kind < 4; kind++) {
		const struct xs_table *t = &tables->bug_frames[kind];

		len = xs_arch_bug_len(kind);
		for (off = 0; off + len <= t->len; off += len) {
			const uint8_t *frame = (const uint8_t *)t->mem + off;
			int32_t words[2];

			out->bug = xs_arch_bug_decode(frame, t->va + off, kind);
			if (out->bug.loc != va)
				continue;
			/* A negative displacement borrowed one from the line bits above it. */
			memcpy(words, frame, sizeof(words));
			words[0] = (int32_t)((uint32_t)words[0] +
					     ((uint32_t)words[0] & 0x800000u ? 0x1000000u : 0));
			words[1] = (int32_t)((uint32_t)words[1] +
					     ((uint32_t)words[1] & 0x800000u ? 0x1000000u : 0));
			out->line =
				(((uint32_t)words[0] >> DISPLACEMENT_BITS & 0x7f) << LINE_BITS) |
				((uint32_t)words[1] >> DISPLACEMENT_BITS & 0x7f);
			out->kind = kind;
			out->payload = tables->name;
			return true;
		}
	}
	return false;
}

static bool fixup_find(const struct xs_tables *tables, uint64_t va, uint64_t *fixup)
{
	const struct xs_table *t = &tables->ex_table;
	uint64_t fault;
	size_t off;

	for (off = 0; off + XS_EX_ENTRY_LEN <= t->len; off += XS_EX_ENTRY_LEN) {
		xs_arch_ex_decode((const uint8_t *)t->mem + off, t->va + off, &fault, fixup);
		if (fault == va)
			return true;
	}
	return false;
}

static void readers_enter(void)
{
	/* Pairs with the loads in faults_detach(): either it sees this reader or this one its change. */
	__atomic_add_fetch(&faults.readers, 1, __ATOMIC_SEQ_CST);
}

static void readers_leave(void)
{
	__atomic_sub_fetch(&faults.readers, 1, __ATOMIC_RELEASE);
}

/* ---- handlers ---------------------------------------------------------------------------------- */

static void place_format(uint64_t va, char *out, size_t len)
{
	uint64_t start = 0, size = 0;
	const char *payload = NULL, *name;
	const struct symbol *symbol;

	name = port.core ? xs_symbol_at(port.core, va, &start, &size, &payload) : NULL;
	if (name) {
		snprintf(out, len, "%s+%#lx [%s]", name, (unsigned long)(va - start), payload);
		return;
	}
	symbol = symtab_at(&port.symtab, va);
	if (symbol)
		snprintf(out, len, "%s+%#lx", symbol->name, (unsigned long)(va - symbol->va));
	else
		snprintf(out, len, "%#lx", (unsigned long)va);
}

static void trap_report(const struct trap *trap)
{
	const char *file = (const char *)(uintptr_t)trap->bug.ptr;
	char place[2 * XS_NAME_SIZE + 32];

	place_format(trap->bug.loc, place, sizeof(place));
	if (trap->kind == 1)
		port_log(XS_LOG_WARNING, "warning at %s:%u, %s", file, trap->line, place);
	else if (trap->kind == 2)
		port_log(XS_LOG_ERROR, "bug at %s:%u, %s", file, trap->line, place);
	else
		port_log(XS_LOG_ERROR, "assertion '%s' failed at %s:%u, %s",
			 (const char *)(uintptr_t)trap->bug.msg, file, trap->line, place);
}

static bool trap_serve(ucontext_t *context)
{
	uint64_t va = (uint64_t)context->uc_mcontext.gregs[REG_RIP];
	struct attached *a;
	struct trap trap;
	bool found;

	readers_enter();
	found = trap_find(&faults.own, va, &trap);
	for (a = __atomic_load_n(&faults.first, __ATOMIC_SEQ_CST); !found && a;
	     a = __atomic_load_n(&a->next, __ATOMIC_ACQUIRE))
		found = trap_find(&a->tables, va, &trap);
	if (found && trap.kind == 0)
		((void (*)(void *))(uintptr_t)trap.bug.ptr)(context);
	else if (found)
		trap_report(&trap);
	readers_leave();
	if (!found || trap.kind > 1)
		return false;
	context->uc_mcontext.gregs[REG_RIP] = (greg_t)(va + XS_BUG_TRAP_LEN);
	return true;
}

static bool fixup_serve(ucontext_t *context)
{
	uint64_t va = (uint64_t)context->uc_mcontext.gregs[REG_RIP], fixup = 0;
	struct attached *a;
	bool found;

	readers_enter();
	found = fixup_find(&faults.own, va, &fixup);
	for (a = __atomic_load_n(&faults.first, __ATOMIC_SEQ_CST); !found && a;
	     a = __atomic_load_n(&a->next, __ATOMIC_ACQUIRE))
		found = fixup_find(&a->tables, va, &fixup);
	readers_leave();
	if (found)
		context->uc_mcontext.gregs[REG_RIP] = (greg_t)fixup;
	return found;
}

static void fault_arrives(int number, siginfo_t *info, void *context)
{
	const struct sigaction *old = &faults.old[number];
	struct sigaction fall_back = {.sa_handler = SIG_DFL};
	int error = errno;

	if (number == SIGILL ? trap_serve(context) : fixup_serve(context)) {
		errno = error;
		return;
	}
	errno = error;
	if (old->sa_flags & SA_SIGINFO)
		old->sa_sigaction(number, info, context);
	else if (old->sa_handler != SIG_DFL && old->sa_handler != SIG_IGN)
		old->sa_handler(number);
	else
		sigaction(number, &fall_back, NULL); /* it happens again on return, and is fatal */
}

/* ---- comings and goings ------------------------------------------------------------------------ */

static void table_own(struct xs_table *table, const struct program *program,
		      const struct elf_file *exe, const char *name)
{
	struct elf_view view;

	if (!elf_file_find(exe, name, 0, &view) || !view.addr)
		return;
	table->va = program->base + view.addr;
	table->mem = (void *)(uintptr_t)table->va;
	table->len = view.len;
	if (program_range(program, table->va, table->len) == XS_RANGE_NONE)
		memset(table, 0, sizeof(*table));
}

int faults_init(const struct program *program, const struct elf_file *exe, struct xs_reason *why)
{
	struct sigaction action = {.sa_sigaction = fault_arrives,
				   .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
	char name[] = ".bug_frames.0";
	unsigned int i;

	for (i = 0; i < 4; i++) {
		name[sizeof(name) - 2] = (char)('0' + i);
		table_own(&faults.own.bug_frames[i], program, exe, name);
	}
	table_own(&faults.own.ex_table, program, exe, XS_SEC_EX_TABLE);
	if (faults.installed) /* kept by an earlier stop, or inherited from the parent */
		return 0;
	for (i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		if (sigaction(signals[i], &action, &faults.old[signals[i]]))
			return xs_refuse(why, errno, "cannot catch signal %d: %s", signals[i],
					 strerror(errno));
	faults.installed = true;
	return 0;
}

void faults_fini(void)
{
	unsigned int i;

	/* Payloads that stay applied still need them. */
	if (faults.first)
		return;
	for (i = 0; faults.installed && i < sizeof(signals) / sizeof(*signals); i++)
		sigaction(signals[i], &faults.old[signals[i]], NULL);
	faults.installed = false;
}

int faults_attach(struct xs_payload *payload, const struct xs_tables *tables, void **cookie)
{
	struct attached *a = calloc(1, sizeof(*a));

	if (!a)
		return -ENOMEM;
	a->tables = *tables;
	a->next = faults.first;
	__atomic_store_n(&faults.first, a, __ATOMIC_SEQ_CST);
	*cookie = a;
	return 0;
}

void faults_detach(void *cookie)
{
	struct attached **at = &faults.first;

	while (*at && *at != cookie)
		at = &(*at)->next;
	if (!*at)
		return;
	__atomic_store_n(at, (*at)->next, __ATOMIC_SEQ_CST);
	while (__atomic_load_n(&faults.readers, __ATOMIC_SEQ_CST))
		sched_yield();
	free(cookie);
}
