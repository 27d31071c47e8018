/* SPDX-License-Identifier: BSD-2-Clause */
#include "machine.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define MONITOR_TIMEOUT_MS 30000
#define MAX_ARGS 64

static void clear_cloexec(int fd)
{
	fcntl(fd, F_SETFD, fcntl(fd, F_GETFD) & ~FD_CLOEXEC);
}

/* run_qemu() - in the child: becomes QEMU, or says why not */
static void run_qemu(const struct machine_config *config, int serial, int monitor)
{
	char append[1024], initrd[1024], smp[16], mem[16], serial_dev[64], monitor_dev[64];
	const char *argv[MAX_ARGS];
	unsigned int n = 0;

	snprintf(append, sizeof(append),
		 "console=com1 com1=115200 loglvl=all guest_loglvl=all "
		 "noreboot dom0_mem=512M,max:512M %s",
		 config->xen_cmd);
	snprintf(initrd, sizeof(initrd), "%s console=hvc0 quiet loglevel=3 %s,%s", config->kernel,
		 config->dom0_cmd, config->initrd);
	snprintf(smp, sizeof(smp), "%u", config->cpus);
	snprintf(mem, sizeof(mem), "%u", config->memory_mib);
	snprintf(serial_dev, sizeof(serial_dev), "socket,id=serial,fd=%d", serial);
	snprintf(monitor_dev, sizeof(monitor_dev), "socket,id=monitor,fd=%d", monitor);

#define ARG(text) (argv[n++] = (text))
	ARG("qemu-system-x86_64");
	ARG("-accel"), ARG(config->accel);
	ARG("-cpu"), ARG(config->cpu);
	ARG("-smp"), ARG(smp);
	ARG("-m"), ARG(mem);
	ARG("-display"), ARG("none");
	ARG("-nodefaults");
	ARG("-no-reboot");
	ARG("-chardev"), ARG(serial_dev);
	ARG("-serial"), ARG("chardev:serial");
	ARG("-chardev"), ARG(monitor_dev);
	ARG("-mon"), ARG("chardev=monitor,mode=control");
	ARG("-kernel"), ARG(config->xen);
	ARG("-append"), ARG(append);
	ARG("-initrd"), ARG(initrd);
	for (const char *const *word = config->extra; word && *word && n < MAX_ARGS - 1; word++)
		ARG(*word);
#undef ARG
	argv[n] = NULL;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	clear_cloexec(serial);
	clear_cloexec(monitor);
	execvp(argv[0], (char *const *)(uintptr_t)argv);
	perror(argv[0]);
	_exit(127);
}

/* read_line() - the monitor's next line, cut to @size; -1 on its end or silence */
static int read_line(int fd, char *line, size_t size)
{
	size_t len = 0;

	for (;;) {
		struct pollfd pfd = {.fd = fd, .events = POLLIN};
		char c;

		if (poll(&pfd, 1, MONITOR_TIMEOUT_MS) <= 0 || read(fd, &c, 1) != 1)
			return -1;
		if (c == '\n')
			break;
		if (len + 1 < size)
			line[len++] = c;
	}
	line[len] = '\0';
	return 0;
}

/* command() - one QMP command; events between it and its answer are of no interest */
static int command(struct machine *machine, const char *json)
{
	char line[4096];

	if (dprintf(machine->monitor, "%s\n", json) < 0)
		goto gone;
	do {
		if (read_line(machine->monitor, line, sizeof(line)))
			goto gone;
	} while (!strstr(line, "\"return\"") && !strstr(line, "\"error\""));
	if (strstr(line, "\"return\""))
		return 0;
	fprintf(stderr, "xen-boot: QEMU refuses %s: %s\n", json, line);
	return -1;

gone:
	fprintf(stderr, "xen-boot: QEMU's monitor does not answer\n");
	return -1;
}

int machine_start(struct machine *machine, const struct machine_config *config)
{
	int serial[2], monitor[2];
	char greeting[4096];

	*machine = (struct machine){.pid = -1, .serial = -1, .monitor = -1};
	snprintf(machine->scratch, sizeof(machine->scratch), "/tmp/xen-boot.XXXXXX");
	if (!mkdtemp(machine->scratch)) {
		perror("mkdtemp");
		machine->scratch[0] = '\0';
		return -1;
	}
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, serial)) {
		perror("socketpair");
		return -1;
	}
	machine->serial = serial[0];
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, monitor)) {
		perror("socketpair");
		close(serial[1]);
		return -1;
	}
	machine->monitor = monitor[0];

	machine->pid = fork();
	if (!machine->pid)
		run_qemu(config, serial[1], monitor[1]);
	close(serial[1]);
	close(monitor[1]);
	if (machine->pid < 0) {
		perror("fork");
		return -1;
	}
	if (read_line(machine->monitor, greeting, sizeof(greeting))) {
		fprintf(stderr, "xen-boot: QEMU did not start\n");
		return -1;
	}
	return command(machine, "{\"execute\":\"qmp_capabilities\"}");
}

void machine_stop(struct machine *machine)
{
	if (machine->pid > 0) {
		kill(machine->pid, SIGKILL);
		while (waitpid(machine->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	if (machine->serial >= 0)
		close(machine->serial);
	if (machine->monitor >= 0)
		close(machine->monitor);
	if (machine->scratch[0])
		rmdir(machine->scratch);
	*machine = (struct machine){.pid = -1, .serial = -1, .monitor = -1};
}

int machine_read(struct machine *machine, uint64_t va, void *buf, size_t len)
{
	char path[80], json[256];
	FILE *file;
	size_t got;

	snprintf(path, sizeof(path), "%s/memory", machine->scratch);
	/* QMP integers are signed. */
	snprintf(json, sizeof(json),
		 "{\"execute\":\"memsave\",\"arguments\":{\"val\":%" PRId64
		 ",\"size\":%zu,\"filename\":\"%s\",\"cpu-index\":0}}",
		 (int64_t)va, len, path);
	if (command(machine, json))
		return -1;
	file = fopen(path, "re");
	if (!file) {
		perror(path);
		return -1;
	}
	got = fread(buf, 1, len, file);
	fclose(file);
	unlink(path);
	if (got == len)
		return 0;
	fprintf(stderr, "xen-boot: QEMU gave %zu of %zu bytes at %" PRIx64 "\n", got, len, va);
	return -1;
}

int machine_nmi(struct machine *machine)
{
	return command(machine, "{\"execute\":\"inject-nmi\"}");
}
