/* SPDX-License-Identifier: BSD-2-Clause */
/* Files, folders and child processes. Failures are told with the path and errno's text. */
#ifndef BUILDER_FILE_H
#define BUILDER_FILE_H

#include "mem.h"
#include "status.h"

/** struct bytes - borrowed or of the run's memory; a NUL follows the last byte of what file_read() gives */
struct bytes {
	uint8_t *at;
	size_t len;
};

/** file_read() - the whole file */
enum build_status file_read(const char *path, struct bytes *out);
/** file_write() - creates or replaces it; never writes through a link to somewhere else */
enum build_status file_write(const char *path, const void *bytes, size_t len);
bool file_exists(const char *path);
bool file_is_folder(const char *path);
/** file_is_empty() - a folder without anything in it */
bool file_is_empty(const char *path);
/** file_make_folder() - with all its parents */
enum build_status file_make_folder(const char *path);
/** file_real() - the absolute path without links, NULL if there is none */
char *file_real(const char *path);
/** file_base() - what follows the last slash */
const char *file_base(const char *path);
/** file_folder() - what precedes it; "." if there is none */
char *file_folder(const char *path);

/**
 * file_copy_tree() - a copy with the same times and modes
 * @skip: says which paths (relative to @from) stay behind; NULL: none.
 */
enum build_status file_copy_tree(const char *from, const char *to,
				 bool (*skip)(const char *path, bool folder));
/**
 * file_temp_folder() - where files of this run go: TMPDIR, else a folder in memory, else /tmp
 * Thousands of small files are copied and deleted again; a disk's journal is what takes longest then. A
 * folder in memory is taken if it has room by far; if @lasting, never.
 */
const char *file_temp_folder(bool lasting);
enum build_status file_remove_tree(const char *path);
/**
 * file_was_written() - might @path differ from its copy, or its original?
 *
 * A copy has the time of its original: as long as that is the same, so is the content. Both exist, else no.
 */
bool file_was_written(const char *path, const char *copy);
/** file_walk() - call @each with the path (relative to @folder) of each regular file, sorted */
enum build_status file_walk(const char *folder, void (*each)(void *ctx, const char *path),
			    void *ctx);

/**
 * run_command() - run @command with /bin/sh in @folder
 * @output: stdout and stderr; may be NULL: it goes to our stderr.
 * Return: the command's exit status, -1 if it could not be run or was killed.
 */
int run_command(const char *folder, const char *command, struct bytes *output);
/** run_quote() - @text as one word for /bin/sh */
char *run_quote(const char *text);

/** struct job - one of several commands that run at the same time */
struct job {
	const char *folder;
	const char *command;
	const char *what;
	struct bytes output;
	int status;
};

/** run_jobs() - at most @parallel at a time, with progress. Return: how many failed. */
int run_jobs(struct job *jobs, size_t count, int parallel);

#endif
