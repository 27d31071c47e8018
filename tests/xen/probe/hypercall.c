// SPDX-License-Identifier: BSD-2-Clause
#include "hypercall.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <xen/xen.h>
#include <xen/sys/privcmd.h>

static int privcmd_fd = -1;
static int memory_fd = -1;

void hypercall_open(void)
{
	privcmd_fd = open("/dev/xen/privcmd", O_RDWR | O_CLOEXEC);
	if (privcmd_fd < 0)
		err(2, "/dev/xen/privcmd");
	memory_fd = open("/dev/xen/hypercall", O_RDWR | O_CLOEXEC);
	if (memory_fd < 0)
		err(2, "/dev/xen/hypercall");
}

void *hypercall_memory(size_t len)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	void *mem;

	len = (len + page - 1) / page * page;
	mem = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_LOCKED, memory_fd, 0);
	if (mem == MAP_FAILED)
		err(2, "/dev/xen/hypercall: mmap of %zu bytes", len);
	return memset(mem, 0, len);
}

void hypercall_memory_seal(void *mem, size_t len)
{
	if (mprotect(mem, len, PROT_READ))
		err(2, "mprotect");
}

void *hypercall_guest_page(uint16_t domain, uint64_t gfn)
{
	xen_pfn_t frame = gfn;
	int failed = 0;
	void *page;
	privcmd_mmapbatch_v2_t batch = {.num = 1, .dom = domain, .arr = &frame, .err = &failed};

	page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, privcmd_fd, 0);
	if (page == MAP_FAILED)
		err(2, "/dev/xen/privcmd: mmap");
	batch.addr = (uintptr_t)page;
	if (ioctl(privcmd_fd, IOCTL_PRIVCMD_MMAPBATCH_V2, &batch))
		err(2, "frame %#llx of domain %u", (unsigned long long)gfn, domain);
	if (failed)
		errx(2, "frame %#llx of domain %u: %s", (unsigned long long)gfn, domain,
		     strerror(-failed));
	return page;
}

long hypercall(unsigned int op, const uint64_t arg[5])
{
	privcmd_hypercall_t call = {.op = op};
	long ret;

	memcpy(call.arg, arg, sizeof(call.arg));
	ret = ioctl(privcmd_fd, IOCTL_PRIVCMD_HYPERCALL, &call);
	return ret < 0 ? -errno : ret;
}

int hypercall_number(const char *name)
{
	static const struct {
		const char *name;
		int number;
	} known[] = {
		{"platform_op", 7},	{"set_debugreg", 8}, {"get_debugreg", 9},
		{"memory_op", 12},	{"xen_version", 17}, {"console_io", 18},
		{"grant_table_op", 20}, {"vm_assist", 21},   {"vcpu_op", 24},
		{"mmuext_op", 26},	{"xsm_op", 27},	     {"nmi_op", 28},
		{"sched_op", 29},	{"callback_op", 30}, {"event_channel_op", 32},
		{"physdev_op", 33},	{"hvm_op", 34},	     {"sysctl", 35},
		{"domctl", 36},		{"kexec_op", 37},    {"xenpmu_op", 40},
		{"hypfs_op", 42},
	};
	char *end;
	unsigned long n;

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcmp(known[i].name, name))
			return known[i].number;
	n = strtoul(name, &end, 0);
	return *name && !*end && n < 64 ? (int)n : -1;
}

long sysctl(uint32_t cmd, void *u)
{
	/* Most likely first; a version that Xen does not speak is answered with -EACCES. */
	static const uint32_t versions[] = {0x15, 0x16, 0x14, 0x13, 0x12};
	static struct {
		uint32_t cmd, version;
		uint8_t u[128];
	} * op;
	static uint32_t version;
	long ret = -EACCES;

	if (!op)
		op = hypercall_memory(sizeof(*op));
	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
		op->cmd = cmd;
		op->version = version ? version : versions[i];
		memcpy(op->u, u, sizeof(op->u));
		ret = hypercall(35, (uint64_t[5]){(uintptr_t)op});
		if (ret != -EACCES || version)
			break;
	}
	if (ret != -EACCES)
		version = op->version;
	memcpy(u, op->u, sizeof(op->u));
	return ret;
}
