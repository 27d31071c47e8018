// SPDX-License-Identifier: BSD-2-Clause
#include "port.h"

#include <cpuid.h>
#include <dlfcn.h>
#include <errno.h>
#include <linux/membarrier.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

struct port port;

/* ---- log and clock ----------------------------------------------------------------------------- */

static void log_line(enum xs_log level, const char *text)
{
	static const char *const words[] = {"error", "warning", "info", "debug"};

	if (port.log)
		port.log(port.log_arg, (enum xs_process_log)level, text);
	else if (level != XS_LOG_DEBUG)
		fprintf(stderr, "xsplice: %s: %s\n", words[level], text);
}

void port_log(enum xs_log level, const char *format, ...)
{
	char text[XS_REASON_SIZE + 2 * XS_NAME_SIZE];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	log_line(level, text);
}

uint64_t port_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* ---- the core's table of functions ------------------------------------------------------------- */

static void *host_alloc(void *ctx, size_t len)
{
	return calloc(1, len);
}

static void host_free(void *ctx, void *mem)
{
	free(mem);
}

static int host_text_reserve(void *ctx, size_t len, struct xs_span *out)
{
	return near_reserve(&port.program, len, out);
}

static int host_text_seal(void *ctx, const struct xs_span *span, enum xs_prot prot)
{
	return near_seal(span, prot);
}

static void host_text_release(void *ctx, const struct xs_span *span)
{
	near_release(span);
}

/*
 * The program's global symbols, then what its libraries export, then its statics: an undefined symbol
 * of a payload compiled from C is a global one; a static of the same name in a file that has nothing to do
 * with it must not get in the way.
 */
static int host_symbol_by_name(void *ctx, const char *name, uint64_t *va)
{
	bool global = false;
	uint64_t found = 0;
	void *exported;
	int err;

	err = symtab_find(&port.symtab, name, false, &found, &global);
	if (err || !global) {
		exported = dlsym(RTLD_DEFAULT, name);
		if (exported) {
			*va = (uintptr_t)exported;
			return 0;
		}
	}
	if (!err)
		*va = found;
	return err;
}

static const char *host_symbol_by_addr(void *ctx, uint64_t va, uint64_t *start, uint64_t *size,
				       char *buf)
{
	const struct symbol *symbol = symtab_at(&port.symtab, va);

	if (!symbol)
		return NULL;
	*start = symbol->va;
	*size = symbol->size;
	snprintf(buf, XS_NAME_SIZE, "%s", symbol->name);
	return buf;
}

static uint64_t host_image_base(void *ctx)
{
	return port.program.base;
}

static int host_tls_offset(void *ctx, const char *name, uint64_t value, int64_t *tpoff)
{
	bool global;
	int err;

	if (name) {
		err = symtab_find(&port.symtab, name, true, &value, &global);
		if (err) /* a library's own may lie anywhere, in each thread elsewhere */
			return err == -ENOENT && dlsym(RTLD_DEFAULT, name) ? -EOPNOTSUPP : err;
	}
	if (!port.program.has_tls || value > port.program.tls_len)
		return -ENOENT;
	*tpoff = port.program.tls_offset + (int64_t)value;
	return 0;
}

static enum xs_range host_text_range(void *ctx, uint64_t va, size_t len)
{
	return program_range(&port.program, va, len);
}

static const void *host_text_read(void *ctx, uint64_t va, size_t len)
{
	if (program_range(&port.program, va, len) == XS_RANGE_NONE)
		return NULL;
	return (const void *)(uintptr_t)va;
}

static int host_text_alias(void *ctx, uint64_t va, size_t len, void **alias)
{
	return text_alias(&port.text, va, len, alias);
}

static void host_text_unalias(void *ctx, void *alias, size_t len)
{
	text_unalias(alias, len);
}

static unsigned int host_cpu_limit(void *ctx)
{
	return port.workers.limit;
}

static bool host_cpu_present(void *ctx, unsigned int cpu)
{
	return worker_present(&port.workers, cpu);
}

static int host_cpus_hold(void *ctx)
{
	return workers_hold(&port.workers);
}

static void host_cpus_release(void *ctx)
{
	workers_release(&port.workers);
}

static void host_kick(void *ctx)
{
	workers_kick(&port.workers);
}

static void host_relax(void *ctx)
{
	workers_relax(&port.workers);
}

static uint64_t host_now(void *ctx)
{
	return port_now();
}

/* A program's interrupts are its signals: a handler is code of the image too. */
static unsigned long host_irqs_off(void *ctx)
{
	unsigned long old = 0, all = ~0ul;
	unsigned long synchronous = 1ul << (SIGSEGV - 1) | 1ul << (SIGILL - 1) |
				    1ul << (SIGBUS - 1) | 1ul << (SIGFPE - 1) |
				    1ul << (SIGTRAP - 1);

	all &= ~synchronous;
	/* The driver comes by here when it has gathered all, before it says so. */
	if (gettid() == port.control.driver_tid)
		workers_gathered(&port.workers);
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, &old, sizeof(old));
	return old;
}

static void host_irqs_on(void *ctx, unsigned long flags)
{
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &flags, NULL, sizeof(flags));
}

static int host_stop_enter(void *ctx, const char **why)
{
	return 0;
}

static void host_stop_leave(void *ctx)
{
}

/*
 * The driver makes every CPU that runs a thread of this process serialise, those of threads that never
 * registered too; the others do it for themselves.
 */
static void host_sync_core(void *ctx)
{
	unsigned int a, b, c, d;

	if (gettid() == port.control.driver_tid)
		syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE, 0, 0);
	__cpuid(0, a, b, c, d);
}

static int host_parked(void *ctx, const char **why)
{
	return 0;
}

static int host_attach(void *ctx, struct xs_payload *payload, const struct xs_tables *tables,
		       void **cookie)
{
	return faults_attach(payload, tables, cookie);
}

static void host_detach(void *ctx, void *cookie)
{
	faults_detach(cookie);
}

static void host_call_void(void *ctx, uint64_t va)
{
	((void (*)(void))(uintptr_t)va)();
}

static int host_call_hook(void *ctx, uint64_t va, void *cookie, bool returns)
{
	if (returns)
		return ((int (*)(void *))(uintptr_t)va)(cookie);
	((void (*)(void *))(uintptr_t)va)(cookie);
	return 0;
}

static int host_build_id(void *ctx, struct xs_build_id *out)
{
	*out = port.program.build_id;
	return 0;
}

static void host_log(void *ctx, enum xs_log level, const char *text)
{
	log_line(level, text);
}

static const struct xs_host host = {
	.name = "process",
	.alloc = host_alloc,
	.free = host_free,
	.guard = shadow_guard,
	.unguard = shadow_unguard,
	.text_reserve = host_text_reserve,
	.text_seal = host_text_seal,
	.text_release = host_text_release,
	.page_size = PAGE_LEN,
	.symbol_by_name = host_symbol_by_name,
	.symbol_by_addr = host_symbol_by_addr,
	.image_base = host_image_base,
	.tls_offset = host_tls_offset,
	.text_range = host_text_range,
	.text_read = host_text_read,
	.text_alias = host_text_alias,
	.text_unalias = host_text_unalias,
	.own_driver = true,
	.cpu_limit = host_cpu_limit,
	.cpu_present = host_cpu_present,
	.cpus_hold = host_cpus_hold,
	.cpus_release = host_cpus_release,
	.kick = host_kick,
	.relax = host_relax,
	.now = host_now,
	.irqs_off = host_irqs_off,
	.irqs_on = host_irqs_on,
	.stop_enter = host_stop_enter,
	.stop_leave = host_stop_leave,
	.sync_core = host_sync_core,
	.parked = host_parked,
	.attach = host_attach,
	.detach = host_detach,
	.call_void = host_call_void,
	.call_hook = host_call_hook,
	.build_id = host_build_id,
	.log = host_log,
};

/* ---- start and stop ---------------------------------------------------------------------------- */

static void port_fini(void)
{
	server_fini(&port.server);
	control_fini(&port.control);
	faults_fini();
	xs_core_free(port.core);
	port.core = NULL;
	workers_fini(&port.workers);
	text_fini(&port.text);
	symtab_free(&port.symtab);
}

static int port_init(const struct xs_process_options *options, struct xs_reason *why)
{
	struct elf_file exe = {0};
	int err;

	err = program_read(&port.program, why);
	if (!err)
		err = elf_file_open(&exe, "/proc/self/exe", why);
	if (!err)
		err = symtab_read(&port.symtab, &port.program, &exe, options->debug_file, why);
	if (!err && text_init(&port.text, &port.program))
		err = xs_refuse(why, ENOMEM, "no memory for a map of the text's pages");
	if (!err)
		err = workers_init(&port.workers, options->max_workers, options->kick_signal, why);
	if (!err && xs_core_new(&host, &port, &port.core))
		err = xs_refuse(why, ENOMEM, "no memory for the engine");
	if (!err && fork_init())
		err = xs_refuse(why, ENOMEM, "no memory for the handlers of fork()");
	if (!err)
		err = faults_init(&port.program, &exe, why);
	if (!err)
		err = control_init(&port.control, why);
	if (!err)
		err = server_init(&port.server, options->socket_path, options->request_ms, why);
	elf_file_close(&exe);
	return err;
}

int xs_process_start(const struct xs_process_options *options, char *why, size_t why_len)
{
	struct xs_reason reason = {.text = ""};
	int err;

	if (__atomic_load_n(&port.runs, __ATOMIC_ACQUIRE)) {
		err = xs_refuse(&reason, EALREADY, "the program is patchable already");
		goto tell;
	}
	memset(&port, 0, sizeof(port));
	port.log = options->log;
	port.log_arg = options->log_arg;
	/* Where the kernel lacks it, workers and those that come online still serialise themselves. */
	syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE, 0, 0);
	err = port_init(options, &reason);
	if (err)
		port_fini();
	else
		__atomic_store_n(&port.runs, true, __ATOMIC_RELEASE);
tell:
	if (err && why && why_len)
		snprintf(why, why_len, "%s", reason.text);
	return err;
}

int xs_process_stop(void)
{
	if (!__atomic_load_n(&port.runs, __ATOMIC_ACQUIRE))
		return -EINVAL;
	pthread_mutex_lock(&port.workers.lock);
	if (port.workers.count) {
		pthread_mutex_unlock(&port.workers.lock);
		return -EBUSY;
	}
	__atomic_store_n(&port.runs, false, __ATOMIC_RELEASE);
	pthread_mutex_unlock(&port.workers.lock);
	port_fini();
	return 0;
}
