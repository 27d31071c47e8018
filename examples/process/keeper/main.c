// SPDX-License-Identifier: BSD-2-Clause
#include "keeper.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include <xsplice/process.h>

#define WORKERS 4

int main(int argc, char **argv)
{
	struct xs_process_options options = {.socket_path = argc > 2 ? argv[2] : NULL};
	unsigned short port = (unsigned short)(argc > 1 ? atoi(argv[1]) : 0);
	pthread_t thread;
	sigset_t set;
	char why[256];
	int i, number;

	if (argc != 3) {
		fprintf(stderr, "usage: keeper PORT CONTROL-SOCKET\n");
		return 2;
	}
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	if (xs_process_start(&options, why, sizeof(why)))
		fprintf(stderr, "keeper: running, but not patchable: %s\n", why);
	for (i = 0; i < WORKERS; i++)
		if (pthread_create(&thread, NULL, worker_run, &port))
			return 1;
	sigwait(&set, &number);
	return 0;
}
