/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * For the authors of patches: hooks, and what to tell the builder. A patch includes <xsplice/patch.h>; the
 * builder puts it where the compiler finds it. In Xen the hooks are those of <xen/livepatch_payload.h>;
 * in a program they are the same sections. See docs/patch-authors.md.
 */
#ifndef XSPLICE_PATCH_H
#define XSPLICE_PATCH_H

#ifdef __XEN__

#include <xen/livepatch_payload.h>

/* XS_INDIRECT - for functions that are called by pointer, hooks included */
#define XS_INDIRECT cf_check

/** xs_hook_payload_t - what pre, post and action hooks are given */
typedef livepatch_payload_t xs_hook_payload_t;

/**
 * XS_LOAD_HOOK() - @fn, a void (void), runs inside the stop right before the functions change
 * XS_UNLOAD_HOOK() - the same, right after they are as they were again
 */
#define XS_LOAD_HOOK(fn) LIVEPATCH_LOAD_HOOK(fn)
#define XS_UNLOAD_HOOK(fn) LIVEPATCH_UNLOAD_HOOK(fn)

/**
 * XS_PREAPPLY_HOOK() - @fn, an int (xs_hook_payload_t *), runs outside the stop and may veto (not 0)
 * XS_POSTAPPLY_HOOK() - @fn, a void (xs_hook_payload_t *), runs outside the stop, whatever came out
 * XS_PREREVERT_HOOK(), XS_POSTREVERT_HOOK() - the same around a revert
 */
#define XS_PREAPPLY_HOOK(fn) LIVEPATCH_PREAPPLY_HOOK(fn)
#define XS_POSTAPPLY_HOOK(fn) LIVEPATCH_POSTAPPLY_HOOK(fn)
#define XS_PREREVERT_HOOK(fn) LIVEPATCH_PREREVERT_HOOK(fn)
#define XS_POSTREVERT_HOOK(fn) LIVEPATCH_POSTREVERT_HOOK(fn)

/** XS_APPLY_HOOK(), XS_REVERT_HOOK() - @fn, an int (xs_hook_payload_t *), stands in for the action */
#define XS_APPLY_HOOK(fn) LIVEPATCH_APPLY_HOOK(fn)
#define XS_REVERT_HOOK(fn) LIVEPATCH_REVERT_HOOK(fn)

#else

#define XS_INDIRECT

typedef void xs_hook_payload_t;

#define XS_LOAD_HOOK(fn) XS_HOOK_VOID(load, fn)
#define XS_UNLOAD_HOOK(fn) XS_HOOK_VOID(unload, fn)
#define XS_PREAPPLY_HOOK(fn) XS_HOOK_INT(preapply, fn)
#define XS_POSTAPPLY_HOOK(fn) XS_HOOK_POST(postapply, fn)
#define XS_PREREVERT_HOOK(fn) XS_HOOK_INT(prerevert, fn)
#define XS_POSTREVERT_HOOK(fn) XS_HOOK_POST(postrevert, fn)
#define XS_APPLY_HOOK(fn) XS_HOOK_INT(apply, fn)
#define XS_REVERT_HOOK(fn) XS_HOOK_INT(revert, fn)

#define XS_HOOK_SECTION(kind) __attribute__((used, section(".livepatch.hooks." #kind)))
#define XS_HOOK_VOID(kind, fn)                                                                     \
	static void (*const xs_hook_##kind##_##fn)(void) XS_HOOK_SECTION(kind) = fn;
#define XS_HOOK_INT(kind, fn)                                                                      \
	static int (*const xs_hook_##kind##_##fn)(xs_hook_payload_t *) XS_HOOK_SECTION(kind) = fn;
#define XS_HOOK_POST(kind, fn)                                                                     \
	static void (*const xs_hook_##kind##_##fn)(xs_hook_payload_t *) XS_HOOK_SECTION(kind) = fn;

#endif

/**
 * XS_IGNORE() - the builder leaves the change of a function or variable out
 * @name: a string. For data whose new initial value the patch brings about by itself, in a hook.
 * "struct foo" (union, enum): the author knows that no live object has the old layout.
 *
 * XS_IGNORE_SECTION() - the same of all that is in the section of that name: for a table that the builder does not
 * know, whose change does not matter to what runs
 *
 * XS_FORCE() - the function of that name is shipped although its code did not change
 *
 * XS_TRANSIENT() - no pointer to the new function of that name outlives the call that it is passed to
 *
 * A payload that takes the address of a new function is not unloaded once it was applied, as the host may
 * have stored it; unless the patch says this of each such function, or an unload hook takes them back.
 */
#define XS_IGNORE(name) XS_TELL_BUILDER("ignore " name)
#define XS_IGNORE_SECTION(name) XS_TELL_BUILDER("ignore-section " name)
#define XS_FORCE(name) XS_TELL_BUILDER("force " name)
#define XS_TRANSIENT(name) XS_TELL_BUILDER("transient " name)

/*
 * Shadow variables: data of the patch's own, attached to an object that the host has, for instance a member
 * that a structure lacks. They are found by the object's address and an @id, a number that the patch chooses.
 *
 * XS_SHADOW_GET() - a @type pointer to what is attached to @object, NULL if nothing is; anywhere but in
 * handlers of NMIs, machine checks and signals
 *
 * XS_SHADOW_ATTACH() - the same; where nothing is, new zeroed memory, aligned for any type, that
 * void @init(const void *object, void *data, void *arg), or NULL, has filled in before anybody finds it. @init
 * runs with a lock held: it fills in and calls nothing. NULL: no memory. Where memory can be allocated only:
 * in the stop (load and unload hooks) nothing new is attached.
 *
 * XS_SHADOW_DETACH() - what is attached to @object, if anything, is freed; before the object is. void
 * @fini(const void *object, void *data), or NULL, sees it first. Nobody may be using it.
 * XS_SHADOW_DETACH_ALL() - the same of all objects. Both also in the stop, where nobody is using it.
 *
 * What is still attached when the payload is reverted is freed behind its unload hooks; the payload that
 * replaces it inherits it, if it uses the same ids. @init and @fini are called by pointer: XS_INDIRECT.
 * An unmodified Xen has no shadow variables: the builder refuses a patch with them --for livepatch.
 */
#define XS_SHADOW_GET(type, object, id) ((type *)xs_shadow_get(object, id))
#define XS_SHADOW_ATTACH(type, object, id, init, arg)                                              \
	({                                                                                         \
		XS_TRANSIENT(#init);                                                               \
		(type *)xs_shadow_attach(object, id, sizeof(type), init, arg, XS_HERE());          \
	})
#define XS_SHADOW_DETACH(object, id, fini)                                                         \
	({                                                                                         \
		XS_TRANSIENT(#fini);                                                               \
		xs_shadow_detach(object, id, fini);                                                \
	})
#define XS_SHADOW_DETACH_ALL(id, fini)                                                             \
	({                                                                                         \
		XS_TRANSIENT(#fini);                                                               \
		xs_shadow_detach_all(id, fini);                                                    \
	})

void *xs_shadow_get(const void *object, unsigned long id);
void *xs_shadow_attach(const void *object, unsigned long id, unsigned long size,
		       void (*init)(const void *object, void *data, void *arg), void *arg,
		       const void *here);
void xs_shadow_detach(const void *object, unsigned long id,
		      void (*fini)(const void *object, void *data));
void xs_shadow_detach_all(unsigned long id, void (*fini)(const void *object, void *data));

/* XS_HERE() - an address in the code that says so: whose code it is, is known by it */
#define XS_HERE()                                                                                  \
	({                                                                                         \
		const void *xs_here;                                                               \
		__asm__("lea (%%rip), %0" : "=r"(xs_here));                                        \
		xs_here;                                                                           \
	})

#define XS_TELL_BUILDER(text)                                                                      \
	__asm__(".pushsection .xsplice.directive, \"\", @progbits\n\t"                             \
		".asciz \"" text "\"\n\t"                                                          \
		".popsection")

#endif
