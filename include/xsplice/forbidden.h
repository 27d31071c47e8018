/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What may never be patched: the one list, used by the builder and by the core inside the host.
 *
 * Replacing one of these would crash the host or lock it up while the replacement goes in: code that
 * the stop itself runs, that runs where no stop can keep it out (NMI, machine check), that is mapped
 * where a payload is not, or whose bytes the CPU meets in a state that a jump destroys.
 */
#ifndef XSPLICE_FORBIDDEN_H
#define XSPLICE_FORBIDDEN_H

#include <xsplice/types.h>

/*
 * XS_FORBIDDEN_LIST() - X(pattern, why); '*' stands for any characters, at any place
 *
 * Some are part of their callers in what compilers usually make of Xen 4.17 (unknown_nmi_error, pci_serr_error,
 * io_check_error, smp_callin), some are only there with one compiler or with our core: tests/builder/xen-gate
 * holds the list against a built Xen. Not on it: microcode_nmi_callback, the callback only while all CPUs are in Xen's
 * stop_machine_run(), and so in no stop of ours or of an unmodified Xen.
 */
#define XS_FORBIDDEN_LIST(X)                                                                       \
	X("idle_loop", "every CPU stands in it while a patch goes in")                             \
	X("check_for_livepatch_work", "it is the stop itself")                                     \
	X("livepatch_*", "it is the live-patching code itself")                                    \
	X("arch_livepatch_*", "it is the live-patching code itself")                               \
	X("*/livepatch.c#*", "it is the live-patching code itself")                                \
	X("xs_*", "it is the live-patching code itself")                                           \
	X("*xsplice/core/switch.c#*", "the stop runs it")                                          \
	X("*xsplice/core/plan.c#*", "the stop runs it")                                            \
	X("*xsplice/core/work.c#*", "the stop runs it")                                            \
	X("*xsplice/host/nmi.c#*", "the stop runs it")                                             \
	X("memcpy", "the stop runs it")                                                            \
	X("memset", "the stop runs it")                                                            \
	X("memcmp", "the stop runs it")                                                            \
	X("get_s_time", "the stop runs it")                                                        \
	X("get_s_time_fixed", "the stop runs it")                                                  \
	X("relax_virtual_region_perms", "the stop of an unmodified Xen runs it")                   \
	X("tighten_virtual_region_perms", "the stop of an unmodified Xen runs it")                 \
	X("is_patch", "a bug or fault in it would not end")                                        \
	X("set_nmi_callback", "an NMI can arrive while its bytes change")                          \
	X("unset_nmi_callback", "an NMI can arrive while its bytes change")                        \
	X("trap_nop", "an NMI can arrive while its bytes change")                                  \
	X("do_nmi", "an NMI can arrive while its bytes change")                                    \
	X("do_nmi_crash", "an NMI can arrive while its bytes change")                              \
	X("nmi_watchdog_tick", "an NMI can arrive while its bytes change")                         \
	X("nmi_show_execution_state", "an NMI can arrive while its bytes change")                  \
	X("mask_nmi_callback", "an NMI can arrive while its bytes change")                         \
	X("unknown_nmi_error", "an NMI can arrive while its bytes change")                         \
	X("pci_serr_error", "an NMI can arrive while its bytes change")                            \
	X("io_check_error", "an NMI can arrive while its bytes change")                            \
	X("nmi_hwdom_report", "an NMI can arrive while its bytes change")                          \
	X("*machine_check*", "a machine check can arrive while its bytes change")                  \
	X("mcheck_cmn_handler", "a machine check can arrive while its bytes change")               \
	X("intel_*_check", "a machine check can arrive while its bytes change")                    \
	X("intel_default_mce_uhandler", "a machine check can arrive while its bytes change")       \
	X("mce_*barrier*", "a machine check can arrive while its bytes change")                    \
	X("do_double_fault", "it runs on a stack that no stop looks at")                           \
	X("fatal_trap", "it runs on a stack that no stop looks at")                                \
	X("handle_exception*", "only the entry text is mapped where it runs")                      \
	X("entry_*", "only the entry text is mapped where it runs")                                \
	X("autogen_entrypoints", "only the entry text is mapped where it runs")                    \
	X("lstar_enter", "only the entry text is mapped where it runs")                            \
	X("cstar_enter", "only the entry text is mapped where it runs")                            \
	X("sysenter_entry", "only the entry text is mapped where it runs")                         \
	X("restore_all_*", "only the entry text is mapped where it runs")                          \
	X("__x86_return_thunk", "every return passes it")                                          \
	X("__x86_indirect_thunk_*", "every indirect call passes it")                               \
	X("_start", "only the boot runs it")                                                       \
	X("__start_xen", "only the boot runs it")                                                  \
	X("smp_callin", "it never returns to where a stop could find it")                          \
	X("apply_alternatives", "the loading of payloads runs it")                                 \
	X("text_poke", "the loading of payloads runs it")                                          \
	X("add_nops", "the loading of payloads runs it")                                           \
	X("search_exception_table", "a fault in it would not end")

/** xs_forbidden_match() - does @name match @pattern, a clone's suffix aside? A '*' stands for anything. */
static inline bool xs_forbidden_match(const char *pattern, const char *name)
{
	const char *star = NULL, *again = NULL;

	while (*name) {
		if (!*pattern && *name == '.')
			return true; /* a clone: "name.isra.0" */
		if (*pattern == '*') {
			star = ++pattern;
			again = name;
		} else if (*pattern == *name) {
			pattern++;
			name++;
		} else if (star) {
			pattern = star;
			name = ++again;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return !*pattern;
}

/**
 * xs_forbidden() - may the function @name be patched?
 * @name: as in the hypervisor's symbol table; a pattern matches it with or without "path/file.c#".
 *
 * Return: NULL if it may, else why not.
 */
static inline const char *xs_forbidden(const char *name)
{
	static const struct {
		const char *pattern;
		const char *why;
	} list[] = {
#define XS_FORBIDDEN_ENTRY(pattern, why) {pattern, why},
		XS_FORBIDDEN_LIST(XS_FORBIDDEN_ENTRY)
#undef XS_FORBIDDEN_ENTRY
	};
	const char *at, *bare = name;
	unsigned int i;

	for (at = name; *at; at++)
		if (*at == '#')
			bare = at + 1;
	for (i = 0; i < sizeof(list) / sizeof(list[0]); i++)
		if (xs_forbidden_match(list[i].pattern, bare) ||
		    xs_forbidden_match(list[i].pattern, name))
			return list[i].why;
	return NULL;
}

#endif
