/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * xs-gap COMMAND [ARGUMENT...] - how long was a CPU away while COMMAND ran?
 *
 * A thread bound to the last CPU does nothing but read the clock; the longest time between two readings
 * is what a guest misses when the hypervisor stops its CPUs. Prints "COMMAND-NS GAP-NS"; the exit status
 * is the command's.
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static atomic_bool running, over;
static uint64_t longest_ns;

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void bind_to(long cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET((size_t)cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		perror("sched_setaffinity");
}

static void *watch(void *arg)
{
	uint64_t before;

	bind_to(sysconf(_SC_NPROCESSORS_ONLN) - 1);
	before = now_ns();
	atomic_store(&running, true);
	while (!atomic_load_explicit(&over, memory_order_relaxed)) {
		uint64_t now = now_ns();

		if (now - before > longest_ns)
			longest_ns = now - before;
		before = now;
	}
	return NULL;
}

int main(int argc, char **argv)
{
	uint64_t begin, end;
	pthread_t watcher;
	int status = 0;
	pid_t pid;

	if (argc < 2) {
		fprintf(stderr, "usage: xs-gap COMMAND [ARGUMENT...]\n");
		return 2;
	}
	if (pthread_create(&watcher, NULL, watch, NULL))
		return 2;
	while (!atomic_load(&running))
		sched_yield();
	begin = now_ns();
	pid = fork();
	if (!pid) {
		bind_to(0);
		if (!freopen("/dev/null", "w", stdout))
			_exit(126);
		execvp(argv[1], argv + 1);
		perror(argv[1]);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		return 2;
	end = now_ns();
	atomic_store(&over, true);
	pthread_join(watcher, NULL);
	printf("%llu %llu\n", (unsigned long long)(end - begin), (unsigned long long)longest_ns);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 2;
}
