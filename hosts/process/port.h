/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The process host's own structures. One program is one host: there is a single struct port.
 *
 * Locks, outermost first: control.lock (around the core's control functions), workers.lock.
 */
#ifndef XS_PROCESS_PORT_H
#define XS_PROCESS_PORT_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <xsplice/process.h>
#include <xsplice/wire.h>

#include "../../core/core.h"

#define PAGE_LEN 4096u

/* ---- program.c: what the kernel loaded -------------------------------------------------------- */

#define PROGRAM_SEGMENTS 16u

/** struct segment - one PT_LOAD; addresses at run time */
struct segment {
	uint64_t va;
	uint64_t len;	/* in memory, bytes */
	uint32_t flags; /* PF_* */
};

struct program {
	uint64_t base;	 /* run-time address minus the address in the file */
	uint64_t lo, hi; /* of all segments */
	uint64_t relro_lo,
		relro_hi; /* written by the loader alone, read-only since (PT_GNU_RELRO) */
	struct segment segments[PROGRAM_SEGMENTS];
	unsigned int segment_count;
	struct xs_build_id build_id;
	bool has_tls;
	int64_t tls_offset; /* from the thread pointer to the TLS segment's first byte */
	uint64_t tls_len;
};

/** program_read() - fill in @program from what is in memory; needs no file */
int program_read(struct program *program, struct xs_reason *why);

/** program_range() - what [va, va + len) of the image is */
enum xs_range program_range(const struct program *program, uint64_t va, size_t len);

/* ---- elffile.c: the program's ELF file, or its debug file ------------------------------------- */

/** struct elf_file - an ELF64 file, read through libelf */
struct elf_file {
	int fd;
	struct Elf *elf;
};

/** elf_file_open() - -ENOENT and the like from open(), -ENOEXEC if it is no such file */
int elf_file_open(struct elf_file *file, const char *path, struct xs_reason *why);
void elf_file_close(struct elf_file *file);
/** elf_file_build_id() - false if it has none */
bool elf_file_build_id(const struct elf_file *file, struct xs_build_id *out);

/** struct elf_view - a section's header facts; @bytes NULL where the file holds none */
struct elf_view {
	const char *name;
	const uint8_t *bytes;
	size_t len;
	uint64_t addr;
	uint64_t flags;
	uint32_t type;
	uint32_t link;
};

/** elf_file_section() - section @idx; false beyond the last one or if it lies outside the file */
bool elf_file_section(const struct elf_file *file, size_t idx, struct elf_view *out);
/** elf_file_find() - the first section called @name, or (NULL) of @type */
bool elf_file_find(const struct elf_file *file, const char *name, uint32_t type,
		   struct elf_view *out);

/* ---- symtab.c: the program's symbols ---------------------------------------------------------- */

/** struct symbol - @file is the source file of a local one, "" if not known */
struct symbol {
	const char *name;
	const char *file;
	uint64_t va; /* TLS: offset in the TLS segment */
	uint64_t size;
	bool global, tls, sized;
};

struct symtab {
	struct symbol *symbols; /* sorted by address; TLS ones behind the others */
	unsigned int count, tls_count;
	uint32_t *buckets; /* by name: 1 + index; 0: empty */
	uint32_t *chain;
	uint32_t bucket_mask;
	char *strings; /* the names */
};

/**
 * symtab_read() - from the program's own file, else from a debug file with its build-id
 * @debug_path: as in struct xs_process_options. Return: 0, -ENODATA, -ENOMEM, …
 */
int symtab_read(struct symtab *symtab, const struct program *program, const struct elf_file *exe,
		const char *debug_path, struct xs_reason *why);
void symtab_free(struct symtab *symtab);

/** symtab_find() - @name, also as file.c#name. A global one hides locals. -ENOENT, -ENOTUNIQ */
int symtab_find(const struct symtab *symtab, const char *name, bool tls, uint64_t *va,
		bool *global);
/** symtab_at() - the symbol that contains @va, or NULL */
const struct symbol *symtab_at(const struct symtab *symtab, uint64_t va);

/* ---- text.c: the image's bytes; near.c: memory near them -------------------------------------- */

struct text {
	const struct program *program;
	uint8_t *shared; /* a bit a page from program->lo on: is it a page of a memfd? */
};

int text_init(struct text *text, const struct program *program);
void text_fini(struct text *text);
/** text_alias() - a writable mapping of the same pages; of the image's, or of shared memory (near.c) */
int text_alias(struct text *text, uint64_t va, size_t len, void **alias);
void text_unalias(void *alias, size_t len);
/** text_private() - in a child: pages that parent and child share become the child's own */
int text_private(uint64_t va, size_t len, int prot);
/** text_fork_child() - text_private() for all of the image's shared pages */
int text_fork_child(struct text *text);

/** near_reserve() - shared, writable, zeroed; within ±2 GiB of all of the image */
int near_reserve(const struct program *program, size_t len, struct xs_span *out);
int near_seal(const struct xs_span *span, enum xs_prot prot);
void near_release(const struct xs_span *span);

/* ---- shadow.c --------------------------------------------------------------------------------- */

unsigned long shadow_guard(void *ctx);
void shadow_unguard(void *ctx, unsigned long flags);

/* ---- workers.c -------------------------------------------------------------------------------- */

#define WORKERS_DEFAULT 256u

/** struct worker - one registered thread; a cache line of its own */
struct worker {
	uint32_t present; /* atomic */
	uint32_t inside;  /* atomic: it has seen the stop, no need to kick it */
	pid_t tid;	  /* atomic; 0: free */
	uint32_t away;	  /* atomic: offline, nobody waits for it */
	uint8_t fill[48];
};

struct workers {
	pthread_mutex_t lock;
	pthread_cond_t released; /* held fell */
	bool held;
	uint32_t gathering; /* atomic; a futex: a stop waits for workers to arrive */
	struct worker *slots;
	unsigned int limit;
	unsigned int count;
	int kick_signal;
	uint64_t kicked_ns; /* atomic */
	pthread_key_t key;  /* its destructor unregisters a thread that ends */
};

int workers_init(struct workers *workers, unsigned int limit, int kick_signal,
		 struct xs_reason *why);
void workers_fini(struct workers *workers);
/** workers_unregistered() - threads that are neither workers nor the host's own */
int workers_unregistered(struct workers *workers);

bool worker_present(struct workers *workers, unsigned int idx);
int workers_hold(struct workers *workers);
void workers_release(struct workers *workers);
void workers_kick(struct workers *workers);
/** workers_gathered() - they are all there: wakes those that sleep */
void workers_gathered(struct workers *workers);
/** workers_relax() - in a busy wait; the driver kicks again now and then */
void workers_relax(struct workers *workers);

/* ---- faults.c: SIGILL, SIGSEGV, SIGBUS -------------------------------------------------------- */

int faults_init(const struct program *program, const struct elf_file *exe, struct xs_reason *why);
void faults_fini(void);
int faults_attach(struct xs_payload *payload, const struct xs_tables *tables, void **cookie);
void faults_detach(void *cookie);

/* ---- control.c: the lock, the driver thread, requests; socket.c: who may ask ------------------ */

struct control {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	pthread_t driver;
	bool driver_runs;
	uint32_t requested, served; /* stops */
	bool driving;
	bool quit;
	pid_t driver_tid;
};

int control_init(struct control *control, struct xs_reason *why);
void control_fini(struct control *control);

/**
 * control_request() - do what a client asks
 * @name: NUL-terminated, or NULL. @data: @request->data_len bytes.
 * @out:  reply's data, to be freed by the caller; NULL if there is none.
 *
 * Return: false if the request broke the protocol's rules and the connection is to be closed.
 */
bool control_request(const struct xs_wire_request *request, const char *name, const void *data,
		     struct xs_wire_reply *reply, void **out);

struct server {
	pthread_t thread;
	bool runs;
	int listener;
	int wake[2]; /* a byte in here ends it */
	pid_t tid;
	char path[108];
};

int server_init(struct server *server, const char *path, unsigned int request_ms,
		struct xs_reason *why);
void server_fini(struct server *server);
/** server_forget() - in a child: close the parent's clients */
void server_forget(void);

/* ---- fork.c ------------------------------------------------------------------------------------ */

/** fork_init() - from now on a child gets text of its own */
int fork_init(void);

/* ---- host.c: all of it ------------------------------------------------------------------------ */

struct port {
	struct program program;
	struct symtab symtab;
	struct text text;
	struct workers workers;
	struct control control;
	struct server server;
	struct xs_core *core;
	void (*log)(void *log_arg, enum xs_process_log level, const char *text);
	void *log_arg;
	bool forking; /* the thread in fork() holds control.lock */
	bool runs;    /* atomic */
};

extern struct port port;

void port_log(enum xs_log level, const char *format, ...) __attribute__((format(printf, 2, 3)));
uint64_t port_now(void);

#endif
