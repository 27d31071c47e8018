/* SPDX-License-Identifier: BSD-2-Clause */
/* The emulated machine: a QEMU process, its serial line and its monitor. */
#ifndef XB_MACHINE_H
#define XB_MACHINE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/** struct machine_config - what to boot; strings are borrowed for the call of machine_start() */
struct machine_config {
	const char *xen;     /* the hypervisor: ELF image or xen.gz */
	const char *kernel;  /* of dom0 */
	const char *initrd;  /* of dom0 */
	const char *xen_cmd; /* further words for Xen's command line */
	const char *dom0_cmd;
	const char *accel;	  /* -accel */
	const char *cpu;	  /* -cpu */
	const char *const *extra; /* further words for QEMU, NULL at the end; may be NULL */
	unsigned int cpus;
	unsigned int memory_mib;
};

/** struct machine - @serial: both directions of the serial line; @monitor: QMP, by lines */
struct machine {
	pid_t pid;
	int serial;
	int monitor;
	char scratch[64]; /* folder for memory read back */
};

/** machine_start() - 0, or -1 with a message on stderr. Free with machine_stop() in either case. */
int machine_start(struct machine *machine, const struct machine_config *config);

/** machine_stop() - ends the process, if it still runs, and removes the scratch folder */
void machine_stop(struct machine *machine);

/**
 * machine_read() - copy @len bytes at virtual address @va, as the first CPU sees it now
 *
 * The hypervisor's part of the address space is the same on all its CPUs and under a PV guest.
 *
 * Return: 0, or -1 with a message on stderr.
 */
int machine_read(struct machine *machine, uint64_t va, void *buf, size_t len);

/** machine_nmi() - send every CPU an NMI; 0, or -1 with a message on stderr */
int machine_nmi(struct machine *machine);

#endif
