// SPDX-License-Identifier: BSD-2-Clause
#include "stop.h"

#include <signal.h>
#include <unistd.h>

#include "file.h"

#define CHILDREN_MAX 1024 /* -j has no more */
#define FOLDERS_MAX 4

static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
#define SIGNAL_COUNT (sizeof(signals) / sizeof(*signals))

static volatile sig_atomic_t stopped; /* the signal that came */
static volatile pid_t children[CHILDREN_MAX];
static const char *folders[FOLDERS_MAX];
static size_t folder_count;

/* Whoever waits for a child is woken by its end. */
static void on_signal(int signal)
{
	stopped = signal;
	for (size_t i = 0; i < CHILDREN_MAX; i++)
		if (children[i])
			kill(-children[i], SIGTERM);
}

void stop_begin(void)
{
	struct sigaction action = {.sa_handler = on_signal};

	for (size_t i = 0; i < SIGNAL_COUNT; i++) {
		struct sigaction old;

		/* nohup(1) */
		if (!sigaction(signals[i], NULL, &old) && old.sa_handler != SIG_IGN)
			sigaction(signals[i], &action, NULL);
	}
}

bool stop_came(void)
{
	return stopped;
}

void stop_removes(const char *folder)
{
	if (!folder)
		folder_count -= folder_count > 0;
	else if (folder_count < FOLDERS_MAX)
		folders[folder_count++] = folder;
}

void stop_check(void)
{
	int signal = stopped;

	if (!signal)
		return;
	stopped = 0;
	while (folder_count)
		file_remove_tree(folders[--folder_count]);
	sigaction(signal, &(struct sigaction){.sa_handler = SIG_DFL}, NULL);
	raise(signal);
}

pid_t stop_fork(void)
{
	sigset_t all, old;
	pid_t pid;

	/* A signal between fork() and the note of it would leave the child alone. */
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &old);
	pid = fork();
	if (pid)
		setpgid(pid, pid);
	else
		setpgid(0, 0);
	for (size_t i = 0; pid > 0 && i < CHILDREN_MAX; i++) {
		if (!children[i]) {
			children[i] = pid;
			break;
		}
	}
	for (size_t i = 0; !pid && i < SIGNAL_COUNT; i++) {
		struct sigaction action;

		if (!sigaction(signals[i], NULL, &action) && action.sa_handler == on_signal)
			sigaction(signals[i], &(struct sigaction){.sa_handler = SIG_DFL}, NULL);
	}
	sigprocmask(SIG_SETMASK, &old, NULL);
	return pid;
}

void stop_waited(pid_t pid)
{
	for (size_t i = 0; i < CHILDREN_MAX; i++)
		if (children[i] == pid)
			children[i] = 0;
	/* What it left behind would write into folders that go. */
	if (stopped)
		kill(-pid, SIGKILL);
}
