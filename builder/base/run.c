// SPDX-License-Identifier: BSD-2-Clause
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "say.h"
#include "stop.h"

/* Output goes to an unlinked file: nothing blocks however much is written, however many run. */
static int output_open(void)
{
	char *path = mem_format("%s/xsplice-out-XXXXXX", file_temp_folder(false));
	int fd = mkostemp(path, O_CLOEXEC);

	if (fd >= 0)
		unlink(path);
	return fd;
}

static pid_t child_start(const struct job *job, int output)
{
	pid_t pid = stop_fork();
	int nothing;

	if (pid)
		return pid;
	/* No terminal: its process group is in the background. */
	nothing = open("/dev/null", O_RDONLY);
	if (nothing >= 0)
		dup2(nothing, STDIN_FILENO);
	if (output >= 0) {
		dup2(output, STDOUT_FILENO);
		dup2(output, STDERR_FILENO);
	} else {
		dup2(STDERR_FILENO, STDOUT_FILENO);
	}
	if (job->folder && chdir(job->folder))
		_exit(127);
	execl("/bin/sh", "sh", "-c", job->command, (char *)NULL);
	_exit(127);
}

static void output_read(int fd, struct bytes *out)
{
	off_t len = lseek(fd, 0, SEEK_END);

	out->len = len > 0 ? (size_t)len : 0;
	out->at = mem_alloc(out->len + 1);
	if (pread(fd, out->at, out->len, 0) != (ssize_t)out->len)
		out->len = 0;
	close(fd);
}

static int status_decode(int status)
{
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int run_command(const char *folder, const char *command, struct bytes *output)
{
	struct job job = {.folder = folder, .command = command};
	int fd = output ? output_open() : -1, status = -1;
	pid_t pid;

	if (output && fd < 0)
		return -1;
	pid = child_start(&job, fd);
	if (pid < 0)
		return -1;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	stop_waited(pid);
	if (output)
		output_read(fd, output);
	stop_check();
	return status_decode(status);
}

char *run_quote(const char *text)
{
	char *quoted = mem_alloc(4 * strlen(text) + 3), *to = quoted;

	*to++ = '\'';
	for (; *text; text++) {
		if (*text == '\'') {
			memcpy(to, "'\\''", 4);
			to += 4;
		} else {
			*to++ = *text;
		}
	}
	*to = '\'';
	return quoted;
}

int run_jobs(struct job *jobs, size_t count, int parallel)
{
	struct slot {
		pid_t pid;
		int fd;
		struct job *job;
	} *slots = mem_alloc((size_t)parallel * sizeof(*slots));
	size_t next = 0, done = 0;
	int running = 0, failures = 0;
	double begin = say_elapsed();

	while (done < count) {
		int status;
		pid_t pid;

		for (int i = 0; i < parallel && next < count; i++) {
			if (slots[i].job || stop_came())
				continue;
			slots[i].job = &jobs[next++];
			slots[i].fd = output_open();
			slots[i].pid = child_start(slots[i].job, slots[i].fd);
			running++;
		}
		if (!running)
			stop_check();
		pid = waitpid(-1, &status, 0);
		if (pid < 0 && errno == EINTR)
			continue;
		if (pid > 0)
			stop_waited(pid);
		for (int i = 0; i < parallel; i++) {
			if (!slots[i].job || (slots[i].pid != pid && slots[i].pid > 0))
				continue;
			slots[i].job->status = pid < 0 ? -1 : status_decode(status);
			if (slots[i].fd >= 0)
				output_read(slots[i].fd, &slots[i].job->output);
			failures += slots[i].job->status != 0;
			say_progress(begin, (int)++done, (int)count, slots[i].job->what);
			slots[i].job = NULL;
			running--;
		}
	}
	stop_check();
	return failures;
}
