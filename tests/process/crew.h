/* SPDX-License-Identifier: BSD-2-Clause */
/* Worker threads of the tests, and the host they belong to. */
#ifndef CREW_H
#define CREW_H

#include <stdbool.h>
#include <stdint.h>

#include <xsplice/process.h>

#define CREW_MAX 16

/** enum crew_kind - what a worker does between two quiescence points */
enum crew_kind {
	CREW_BUSY,    /* calls the subject, never blocks */
	CREW_KICKED,  /* blocks in epoll_wait, comes out by the kick signal */
	CREW_OFFLINE, /* blocks in epoll_wait, offline around it */
	CREW_DEAF,    /* blocks in read, online: no stop can gather it */
};

/** crew_host() - start the host on a socket of its own, @kick_signal as in the options */
void crew_host(int kick_signal);
/** crew_host_with() - the same with ; their socket and log are filled in */
void crew_host_with(struct xs_process_options *options);
/** crew_host_end() - stop it; fails the test if a worker is left */
void crew_host_end(void);

/** crew_socket_mode() - permission bits of the control socket; crew_socket_open_up() - anybody may open it */
int crew_socket_mode(void);
int crew_socket_open_up(void);

/** crew_start() - @count workers of @kind, registered when this returns */
void crew_start(enum crew_kind kind, unsigned int count);
/** crew_stop() - all of them; returns how often subject_pair() was seen torn */
uint64_t crew_stop(void);
/** crew_rounds() - how often all of them came by their quiescence point */
uint64_t crew_rounds(void);

/** crew_log() - has the host logged a line with @text in it? */
bool crew_log(const char *text);

#endif
