/* SPDX-License-Identifier: BSD-2-Clause */
/* SIGINT, SIGTERM, SIGHUP: children end, temporary folders go, then the signal does what it does. */
#ifndef BUILDER_STOP_H
#define BUILDER_STOP_H

#include <stdbool.h>
#include <sys/types.h>

/** stop_begin() - from now on; before, a signal just ends the program */
void stop_begin(void);
/** stop_check() - called wherever nothing is half done: returns if no signal came */
void stop_check(void);
/** stop_came() - a signal came: begin nothing new, and come to stop_check() soon */
bool stop_came(void);
/** stop_removes() - a folder that is not to outlive the program; NULL in place of it takes the last one back */
void stop_removes(const char *folder);

/**
 * stop_fork() - as fork(); the child leads a process group of its own, which the signal is passed on to
 * stop_waited() - that child is no more
 */
pid_t stop_fork(void);
void stop_waited(pid_t pid);

#endif
