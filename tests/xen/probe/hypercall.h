/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Raw hypercalls from dom0's user space, through /dev/xen/privcmd.
 *
 * Everything here ends the program with a message on standard error when the kernel's side is
 * missing; what Xen answers, errors included, is returned.
 */
#ifndef XS_PROBE_HYPERCALL_H
#define XS_PROBE_HYPERCALL_H

#include <stddef.h>
#include <stdint.h>

#define XS_SYSCTL_READCONSOLE 1
#define XS_SYSCTL_DEBUG_KEYS 7

/** hypercall_open() - open the devices; once, before anything else here. */
void hypercall_open(void);

/**
 * hypercall_memory() - memory that Xen can read and write during a hypercall
 * @len: size in bytes.
 *
 * Return: zeroed memory, page-aligned, never moved by the kernel. It lives until the program ends.
 */
void *hypercall_memory(size_t len);

/**
 * hypercall_memory_seal() - from now on Xen can read it, but not write to it
 * @mem: of hypercall_memory().
 * @len: the size it was asked for.
 */
void hypercall_memory_seal(void *mem, size_t len);

/**
 * hypercall_guest_page() - a page of another domain's memory
 * @domain: its number.
 * @gfn:    the frame, as the domain counts.
 *
 * Return: the page, mapped until the program ends.
 */
void *hypercall_guest_page(uint16_t domain, uint64_t gfn);

/**
 * hypercall() - one hypercall
 * @op:  its number, as in Xen's public header xen.h.
 * @arg: the five arguments; pointers must be into hypercall_memory().
 *
 * Return: what Xen returned, a negative errno included.
 */
long hypercall(unsigned int op, const uint64_t arg[5]);

/**
 * hypercall_number() - the number of a hypercall known by name
 * @name: for instance "sysctl", or a number in digits.
 *
 * Return: the number, or -1.
 */
int hypercall_number(const char *name);

/**
 * sysctl() - one sysctl, with the interface version that this Xen speaks
 * @cmd: XS_SYSCTL_*.
 * @u:   the 128 bytes of the union; in and out.
 *
 * Return: 0 or a negative errno.
 */
long sysctl(uint32_t cmd, void *u);

#endif
