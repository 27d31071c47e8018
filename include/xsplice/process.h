/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Make a multi-threaded Linux program patchable while it runs (libxsplice-host, x86-64).
 *
 * The program starts the host once, registers the threads that do its work, and each of them passes
 * xs_worker_quiesce() at the bottom of its loop, where no function that a patch may change is on its
 * stack. An operator then drives the program through a unix socket with xen-xsplice --host
 * unix:PATH. A patch goes in while every registered worker stands at its quiescence point or is
 * offline; the workers lose microseconds, connections and data are kept.
 *
 * Rules for every function here: any thread may call it, unless it says otherwise; none may be called
 * from a signal handler; strings given in are copied.
 *
 * What the program must know:
 *  - It needs a build-id (gcc -Wl,--build-id, the default of most distributions) and its symbol table:
 *    its own .symtab, or the separate debug file with the same build-id. Without either
 *    xs_process_start() refuses.
 *  - Threads that never register are not stopped. They may run in the middle of a function while it is
 *    patched; each patched range is then old or new for them, a block of 16 bytes at a time. Keep such
 *    threads out of the code you patch. How many there are is shown by INFO.
 *  - While a worker is offline it must not run code or handlers of the program's image (blocking in a
 *    system call or in a library is what it is for).
 *  - Text pages that a patch touches become pages of an anonymous file (memfd), never writable where
 *    they run. Debuggers cannot set breakpoints there afterwards.
 *  - A child made by fork() gets text of its own, as it was patched at that moment, and no host until it
 *    starts one.
 */
#ifndef XSPLICE_PROCESS_H
#define XSPLICE_PROCESS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define XS_PROCESS_API __attribute__((visibility("default")))

/** enum xs_process_log - how loud a line is */
enum xs_process_log {
	XS_PROCESS_LOG_ERROR,
	XS_PROCESS_LOG_WARNING,
	XS_PROCESS_LOG_INFO,
	XS_PROCESS_LOG_DEBUG,
};

/**
 * struct xs_process_options - how to run the host; zero means the default everywhere but @socket_path
 * @socket_path: where the control socket goes (mode 0600). A stale socket there is replaced, one that
 *               is listened on is not (-EADDRINUSE).
 * @debug_file:  ELF file with the program's symbol table, same build-id. NULL: the program's own
 *               .symtab, else /usr/lib/debug/.build-id/.
 * @max_workers: workers registered at a time, at most; 0 is 256.
 * @kick_signal: sent to workers that a stop waits for, so that a blocking call returns with EINTR. 0:
 *               none; workers then go offline around blocking calls. The host installs an empty
 *               handler; the signal must not have one.
 * @request_ms:  how long a client of the socket may take to send a request, and to take the reply; 0: 10 s.
 * @log:         called for each line (no newline at its end), from the host's own threads, from
 *               workers and, for XS_WARN and XS_BUG, from the trap handler of the thread that ran
 *               into them. NULL: lines go to stderr, without those of XS_PROCESS_LOG_DEBUG.
 * @log_arg:     handed to @log.
 */
struct xs_process_options {
	const char *socket_path;
	const char *debug_file;
	unsigned int max_workers;
	int kick_signal;
	unsigned int request_ms;
	void (*log)(void *log_arg, enum xs_process_log level, const char *text);
	void *log_arg;
};

/**
 * xs_process_start() - make this program patchable
 * @why:     on failure, the reason in one sentence; may be NULL.
 * @why_len: size of @why in bytes.
 *
 * Starts two threads (all signals blocked) and installs handlers for SIGILL, SIGSEGV and SIGBUS that
 * hand on what is not theirs to those that were there before; a program that installs its own comes first.
 *
 * Return: 0; -EALREADY if it runs; -ENODATA without build-id or symbol table; -EADDRINUSE; -EBUSY (kick
 * signal in use); -EINVAL; -ENOMEM; or minus what the system said. On failure nothing was changed.
 */
XS_PROCESS_API int xs_process_start(const struct xs_process_options *options, char *why,
				    size_t why_len);

/**
 * xs_process_stop() - end the control socket and the host's threads
 *
 * Waits for an action under way. Payloads that are applied stay applied, their memory stays. No worker
 * may be registered any more.
 * Return: 0; -EBUSY while workers are registered; -EINVAL if it does not run.
 */
XS_PROCESS_API int xs_process_stop(void);

/** xs_process_unregistered() - threads of this process that no stop waits for; minus an errno */
XS_PROCESS_API int xs_process_unregistered(void);

/* ---- workers ---------------------------------------------------------------------------------- */

/**
 * xs_worker_register() - the calling thread takes part in stops from now on
 *
 * A thread that ends is unregistered. Waits while a stop is under way.
 * Return: 0; -EALREADY; -ENOSPC beyond max_workers; -EINVAL if the host does not run.
 */
XS_PROCESS_API int xs_worker_register(void);
XS_PROCESS_API void xs_worker_unregister(void);

/**
 * xs_worker_offline() - until xs_worker_online() the thread runs nothing of the program's image
 *
 * Around calls that may block. Neither nests. Threads that never registered may call both: nothing
 * happens. xs_worker_online() waits while a stop is under way.
 */
XS_PROCESS_API void xs_worker_offline(void);
XS_PROCESS_API void xs_worker_online(void);

/* Nonzero while a stop gathers the workers. Only for xs_worker_quiesce(). */
XS_PROCESS_API extern uint32_t xs_process_stop_word;
XS_PROCESS_API void xs_worker_quiesce_slow(void);

/**
 * xs_worker_quiesce() - the bottom of the worker's loop: nothing of interest is on the stack
 *
 * Costs one load and one branch while no stop is requested.
 */
static inline void xs_worker_quiesce(void)
{
	if (__builtin_expect(__atomic_load_n(&xs_process_stop_word, __ATOMIC_RELAXED) != 0, 0))
		xs_worker_quiesce_slow();
}

/* ---- bugs and warnings: real in the program and in its payloads ------------------------------- */

/*
 * An instruction that traps, and a bug frame that says where: two 24-bit displacements to the trap and
 * to the file's name, with 14 bits of line in the bytes above them. Kind 1 warns and goes on, 2 is a
 * bug, 3 an assertion with a text. The same tables as Xen's.
 */
#define XS_BUG_FRAME_(kind, line, more, ...)                                                       \
	__asm__ volatile("1:	ud2\n"                                                                \
			 "	.pushsection .bug_frames." #kind ", \"a\", @progbits\n"            \
			 "	.balign 4\n"                                                            \
			 "2:	.long 1b - 2b + %c[hi]\n"                                             \
			 "	.long %c[file] - 2b + %c[lo]\n" more "	.popsection\n"              \
			 :                                                                         \
			 : [file] "i"(__FILE__), [hi] "i"((((line) >> 7) & 0x7f) << 24),           \
			   [lo] "i"(((line)&0x7f) << 24) __VA_ARGS__)

/** XS_WARN() - log where this is, go on */
#define XS_WARN() XS_BUG_FRAME_(1, __LINE__, "")

/** XS_WARN_ON() - XS_WARN() if @condition; its value is whether */
#define XS_WARN_ON(condition)                                                                      \
	__extension__({                                                                            \
		int xs_warn_on_ = !!(condition);                                                   \
		if (__builtin_expect(xs_warn_on_, 0))                                              \
			XS_WARN();                                                                 \
		xs_warn_on_;                                                                       \
	})

/** XS_BUG() - log where this is, die by SIGILL */
#define XS_BUG()                                                                                   \
	do {                                                                                       \
		XS_BUG_FRAME_(2, __LINE__, "");                                                    \
		__builtin_unreachable();                                                           \
	} while (0)
#define XS_BUG_ON(condition)                                                                       \
	do {                                                                                       \
		if (__builtin_expect(!!(condition), 0))                                            \
			XS_BUG();                                                                  \
	} while (0)

/** XS_ASSERT() - as XS_BUG_ON(!condition), and the log says what did not hold */
#define XS_ASSERT(condition)                                                                       \
	do {                                                                                       \
		if (__builtin_expect(!(condition), 0)) {                                           \
			XS_BUG_FRAME_(3, __LINE__, "	.long 0, %c[text] - 2b\n",                 \
				      , [text] "i"(#condition));                                   \
			__builtin_unreachable();                                                   \
		}                                                                                  \
	} while (0)

/* ---- access that may fault -------------------------------------------------------------------- */

/*
 * An exception table entry: the displacements of the instruction that may fault and of the code that
 * goes on instead, which stands apart in .fixup.
 */
#define XS_EX_ENTRY_                                                                               \
	"	.pushsection .fixup, \"ax\", @progbits\n"                                                \
	"3:	mov %[fault], %[err]\n"                                                                \
	"	jmp 2b\n"                                                                                \
	"	.popsection\n"                                                                           \
	"	.pushsection .ex_table, \"a\", @progbits\n"                                              \
	"	.balign 4\n"                                                                             \
	"	.long 1b - ., 3b - .\n"                                                                  \
	"	.popsection\n"

#define XS_SAFE_LOAD_(type, suffix)                                                                \
	static inline int xs_safe_load_##suffix(type *to, const volatile type *from)               \
	{                                                                                          \
		type value_ = 0;                                                                   \
		int err_ = 0;                                                                      \
		__asm__ volatile("1:	mov %[from], %[value]\n"                                      \
				 "2:\n" XS_EX_ENTRY_                                               \
				 : [value] "+r"(value_), [err] "+r"(err_)                          \
				 : [from] "m"(*from), [fault] "i"(-14));                           \
		if (!err_)                                                                         \
			*to = value_;                                                              \
		return err_;                                                                       \
	}

#define XS_SAFE_STORE_(type, suffix)                                                               \
	static inline int xs_safe_store_##suffix(volatile type *to, type value)                    \
	{                                                                                          \
		int err_ = 0;                                                                      \
		__asm__ volatile("1:	mov %[value], %[to]\n"                                        \
				 "2:\n" XS_EX_ENTRY_                                               \
				 : [err] "+r"(err_), [to] "=m"(*to)                                \
				 : [value] "r"(value), [fault] "i"(-14));                          \
		return err_;                                                                       \
	}

/**
 * xs_safe_load_u8(), … - *@to = *@from, where @from may point anywhere
 * Return: 0, or -EFAULT with *@to untouched.
 */
XS_SAFE_LOAD_(uint8_t, u8)
XS_SAFE_LOAD_(uint16_t, u16)
XS_SAFE_LOAD_(uint32_t, u32)
XS_SAFE_LOAD_(uint64_t, u64)

/**
 * xs_safe_store_u8(), … - *@to = @value, where @to may point anywhere
 * Return: 0, or -EFAULT.
 */
XS_SAFE_STORE_(uint8_t, u8)
XS_SAFE_STORE_(uint16_t, u16)
XS_SAFE_STORE_(uint32_t, u32)
XS_SAFE_STORE_(uint64_t, u64)

#ifdef __cplusplus
}
#endif

#endif
