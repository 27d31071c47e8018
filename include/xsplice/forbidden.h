/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What may never be patched, by name: one list for the builder, which refuses early, and for the core,
 * which refuses for certain. Code gone after boot and the entry text are told by where they lie, not
 * here. docs/patch-authors.md says what to do instead.
 *
 * A pattern is a symbol's name, `*` standing for any run of characters. A file qualifier
 * (`arch/x86/nmi.c#`) in front of a name is looked at only by patterns that have one too.
 */
#ifndef XSPLICE_FORBIDDEN_H
#define XSPLICE_FORBIDDEN_H

#include <xsplice/types.h>

#define XS_FORBIDDEN_NMI "it runs in NMI context, which a stop cannot keep out for long"
#define XS_FORBIDDEN_MCE "it handles machine checks, which a stop cannot keep out for long"
#define XS_FORBIDDEN_THUNK "every call and return in the hypervisor goes through it"
#define XS_FORBIDDEN_IDLE "its frame is on the stack of every stopped CPU"
#define XS_FORBIDDEN_STOP "the stop runs it while it patches"

/** XS_FORBIDDEN() - X(pattern, reason) for each */
#define XS_FORBIDDEN(X)                                                                            \
	X("do_nmi", XS_FORBIDDEN_NMI)                                                              \
	X("nmi_watchdog_tick", XS_FORBIDDEN_NMI)                                                   \
	X("set_nmi_callback", XS_FORBIDDEN_NMI)                                                    \
	X("unset_nmi_callback", XS_FORBIDDEN_NMI)                                                  \
	X("dummy_nmi_callback", XS_FORBIDDEN_NMI)                                                  \
	X("pci_serr_error", XS_FORBIDDEN_NMI)                                                      \
	X("io_check_error", XS_FORBIDDEN_NMI)                                                      \
	X("unknown_nmi_error", XS_FORBIDDEN_NMI)                                                   \
	X("do_nmi_crash", XS_FORBIDDEN_NMI)                                                        \
	X("trap_nop", XS_FORBIDDEN_NMI)                                                            \
	X("do_machine_check", XS_FORBIDDEN_MCE)                                                    \
	X("mcheck_cmn_handler", XS_FORBIDDEN_MCE)                                                  \
	X("*machine_check*", XS_FORBIDDEN_MCE)                                                     \
	X("__x86_return_thunk", XS_FORBIDDEN_THUNK)                                                \
	X("__x86_indirect_thunk_*", XS_FORBIDDEN_THUNK)                                            \
	X("idle_loop", XS_FORBIDDEN_IDLE)                                                          \
	X("reset_stack_and_*", XS_FORBIDDEN_IDLE)                                                  \
	X("check_for_livepatch_work", XS_FORBIDDEN_STOP)                                           \
	X("livepatch_op", XS_FORBIDDEN_STOP)                                                       \
	X("is_patch", XS_FORBIDDEN_STOP)                                                           \
	X("xs_stop_*", XS_FORBIDDEN_STOP)                                                          \
	X("xs_plan_*", XS_FORBIDDEN_STOP)                                                          \
	X("xs_work_*", XS_FORBIDDEN_STOP)                                                          \
	X("xs_port_*", XS_FORBIDDEN_STOP)                                                          \
	X("*xsplice/core/switch.c#*", XS_FORBIDDEN_STOP)                                           \
	X("*xsplice/core/plan.c#*", XS_FORBIDDEN_STOP)                                             \
	X("*xsplice/core/action.c#*", XS_FORBIDDEN_STOP)                                           \
	X("*xsplice/host/nmi.c#*", XS_FORBIDDEN_STOP)                                              \
	X("xs_arch_poke", XS_FORBIDDEN_STOP)                                                       \
	X("memcpy", XS_FORBIDDEN_STOP)                                                             \
	X("memset", XS_FORBIDDEN_STOP)                                                             \
	X("memcmp", XS_FORBIDDEN_STOP)                                                             \
	X("get_s_time", XS_FORBIDDEN_STOP)                                                         \
	X("get_s_time_fixed", XS_FORBIDDEN_STOP)

/* Does @name match @pattern? One star is remembered at a time, which is enough. */
static inline bool xs_forbidden_match(const char *pattern, const char *name)
{
	const char *star = NULL, *resume = NULL;

	while (*name) {
		if (*pattern == '*') {
			star = pattern++;
			resume = name;
		} else if (*pattern == *name) {
			pattern++;
			name++;
		} else if (star) {
			pattern = star + 1;
			name = ++resume;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return !*pattern;
}

/* What stands behind the file qualifier. */
static inline const char *xs_forbidden_bare(const char *name)
{
	const char *bare = name;

	for (; *name; name++)
		if (*name == '#')
			bare = name + 1;
	return bare;
}

/**
 * xs_forbidden_reason() - may the function called @name be patched?
 * Return: NULL if it may; else why not, a clause that begins with "it" or "its" or so.
 */
static inline const char *xs_forbidden_reason(const char *name)
{
	static const struct {
		const char *pattern, *reason;
	} list[] = {
#define XS_FORBIDDEN_ROW(pattern, reason) {pattern, reason},
		XS_FORBIDDEN(XS_FORBIDDEN_ROW)
#undef XS_FORBIDDEN_ROW
	};
	const char *bare = xs_forbidden_bare(name);
	size_t i;

	for (i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		const char *pattern = list[i].pattern;
		bool qualified = xs_forbidden_bare(pattern) != pattern;

		if (xs_forbidden_match(pattern, qualified ? name : bare))
			return list[i].reason;
	}
	return NULL;
}

#endif
