/* SPDX-License-Identifier: BSD-2-Clause */
/* Functions whose parameters or return type changed, and who might go on calling them as they were. */
#ifndef BUILDER_SIGNATURE_H
#define BUILDER_SIGNATURE_H

#include "build.h"
#include "debuginfo.h"

/**
 * signature_change() - what changed of the signature of a function both sides define
 * Return: "3 parameters, had 2"; NULL if nothing did.
 *
 * Signedness does not count, nor what a pointer to void is used for.
 */
const char *signature_change(const struct debuginfo *base, const struct debuginfo *patched,
			     const char *function);

/**
 * signature_declared() - does @user, which calls @function of another file, declare it as that defines it?
 * false also if it says nothing of it.
 */
bool signature_declared(const struct debuginfo *user, const struct debuginfo *definer,
			const char *function);

/** signature_pointer() - who holds the address of @function in any object, old or new: "ops in foo.c" */
const char *signature_pointer(const struct build *build, const struct atom *function);
/** signature_caller() - an atom of @pair whose code did not change and that refers to global @function */
const struct atom *signature_caller(const struct pair *pair, const struct atom *function);

#endif
