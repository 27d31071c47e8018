// SPDX-License-Identifier: BSD-2-Clause
#include "file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "say.h"
#include "stop.h"

static enum build_status failed(const char *what, const char *path)
{
	say_error("cannot %s %s: %s", what, path, strerror(errno));
	return BUILD_INTERNAL;
}

static bool read_all(int fd, uint8_t *to, size_t len)
{
	while (len) {
		ssize_t n = read(fd, to, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		to += n;
		len -= (size_t)n;
	}
	return true;
}

static bool write_all(int fd, const uint8_t *from, size_t len)
{
	while (len) {
		ssize_t n = write(fd, from, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		from += n;
		len -= (size_t)n;
	}
	return true;
}

enum build_status file_read(const char *path, struct bytes *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;

	if (fd < 0)
		return failed("read", path);
	errno = EISDIR;
	if (fstat(fd, &st) || !S_ISREG(st.st_mode))
		goto close;
	out->len = (size_t)st.st_size;
	out->at = mem_alloc(out->len + 1);
	errno = EIO;
	if (!read_all(fd, out->at, out->len))
		goto close;
	close(fd);
	return BUILD_OK;

close:
	close(fd);
	return failed("read", path);
}

enum build_status file_write(const char *path, const void *bytes, size_t len)
{
	char *temporary = mem_format("%s.new", path);
	int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);

	if (fd < 0)
		return failed("write", temporary);
	if (!write_all(fd, bytes, len)) {
		close(fd);
		unlink(temporary);
		return failed("write", temporary);
	}
	if (close(fd) || rename(temporary, path))
		return failed("write", path);
	return BUILD_OK;
}

bool file_exists(const char *path)
{
	return !access(path, F_OK);
}

bool file_is_folder(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

bool file_is_empty(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	bool empty = dir != NULL;

	while (empty && (entry = readdir(dir)))
		empty = !strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..");
	if (dir)
		closedir(dir);
	return empty;
}

enum build_status file_make_folder(const char *path)
{
	char *copy = mem_text(path, strlen(path));

	for (char *at = copy + 1; *at; at++) {
		if (*at != '/')
			continue;
		*at = '\0';
		if (mkdir(copy, 0777) && errno != EEXIST)
			return failed("create", copy);
		*at = '/';
	}
	if (mkdir(copy, 0777) && errno != EEXIST)
		return failed("create", copy);
	return BUILD_OK;
}

char *file_real(const char *path)
{
	char *real = realpath(path, NULL), *copy = NULL;

	if (real)
		copy = mem_text(real, strlen(real));
	free(real);
	return copy;
}

const char *file_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

char *file_folder(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? mem_text(path, (size_t)(slash - path)) : mem_text(".", 1);
}

static enum build_status copy_file(const char *from, const char *to, const struct stat *st)
{
	const struct timespec times[2] = {st->st_atim, st->st_mtim};
	int in = open(from, O_RDONLY | O_CLOEXEC), out;
	off_t left = st->st_size;

	if (in < 0)
		return failed("read", from);
	out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, (st->st_mode & 0777) | 0200);
	if (out < 0) {
		close(in);
		return failed("write", to);
	}
	while (left) {
		ssize_t n = copy_file_range(in, NULL, out, NULL, (size_t)left, 0);

		if (n <= 0)
			break;
		left -= n;
	}
	while (left) { /* a file system that cannot */
		uint8_t chunk[65536];
		ssize_t n = read(in, chunk, sizeof(chunk));

		if (n <= 0 || !write_all(out, chunk, (size_t)n))
			break;
		left -= n;
	}
	futimens(out, times);
	close(in);
	if (close(out) || left)
		return failed("write", to);
	return BUILD_OK;
}

static enum build_status copy_entry(const char *from, const char *to, const char *relative,
				    bool (*skip)(const char *path, bool folder));

static enum build_status copy_folder(const char *from, const char *to, const char *relative,
				     bool (*skip)(const char *path, bool folder))
{
	DIR *dir = opendir(from);
	enum build_status status = BUILD_OK;
	struct dirent *entry;

	if (!dir)
		return failed("read", from);
	if (mkdir(to, 0777) && errno != EEXIST)
		status = failed("create", to);
	while (status == BUILD_OK && (entry = readdir(dir))) {
		const char *name = entry->d_name;

		if (!strcmp(name, ".") || !strcmp(name, ".."))
			continue;
		status = copy_entry(mem_format("%s/%s", from, name), mem_format("%s/%s", to, name),
				    *relative ? mem_format("%s/%s", relative, name)
					      : mem_text(name, strlen(name)),
				    skip);
	}
	closedir(dir);
	return status;
}

static enum build_status copy_entry(const char *from, const char *to, const char *relative,
				    bool (*skip)(const char *path, bool folder))
{
	char target[4096];
	struct stat st;
	ssize_t len;

	stop_check();
	if (lstat(from, &st))
		return failed("read", from);
	if (skip && skip(relative, S_ISDIR(st.st_mode)))
		return BUILD_OK;
	if (S_ISDIR(st.st_mode))
		return copy_folder(from, to, relative, skip);
	if (S_ISREG(st.st_mode))
		return copy_file(from, to, &st);
	if (!S_ISLNK(st.st_mode))
		return BUILD_OK;
	len = readlink(from, target, sizeof(target) - 1);
	if (len < 0)
		return failed("read", from);
	target[len] = '\0';
	return symlink(target, to) ? failed("write", to) : BUILD_OK;
}

enum build_status file_copy_tree(const char *from, const char *to,
				 bool (*skip)(const char *path, bool folder))
{
	return copy_folder(from, to, "", skip);
}

bool file_was_written(const char *path, const char *copy)
{
	struct stat now, then;

	return !stat(path, &now) && !stat(copy, &then) &&
	       (now.st_size != then.st_size || now.st_mtim.tv_sec != then.st_mtim.tv_sec ||
		now.st_mtim.tv_nsec != then.st_mtim.tv_nsec);
}

const char *file_temp_folder(bool lasting)
{
	static const char memory[] = "/dev/shm";
	const uint64_t room = 1ull << 30;
	const char *folder = getenv("TMPDIR");
	struct statvfs room_there;

	if (folder && *folder)
		return folder;
	if (!lasting && !access(memory, W_OK | X_OK) && !statvfs(memory, &room_there) &&
	    !(room_there.f_flag & ST_NOEXEC) &&
	    (uint64_t)room_there.f_bavail * room_there.f_frsize >= room)
		return memory;
	return "/tmp";
}

enum build_status file_remove_tree(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;

	if (!dir)
		return unlink(path) && errno != ENOENT ? failed("remove", path) : BUILD_OK;
	while ((entry = readdir(dir))) {
		const char *name = entry->d_name;
		char *inner = mem_format("%s/%s", path, name);
		struct stat st;

		if (!strcmp(name, ".") || !strcmp(name, ".."))
			continue;
		if (!lstat(inner, &st) && S_ISDIR(st.st_mode))
			file_remove_tree(inner);
		else
			unlink(inner);
	}
	closedir(dir);
	return rmdir(path) ? failed("remove", path) : BUILD_OK;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static enum build_status walk(const char *root, const char *relative,
			      void (*each)(void *ctx, const char *path), void *ctx)
{
	const char *folder = *relative ? mem_format("%s/%s", root, relative) : root;
	enum build_status status = BUILD_OK;
	struct dirent **entries;
	int count = scandir(folder, &entries, NULL, by_name);

	if (count < 0)
		return failed("read", folder);
	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name;
		char *path = *relative ? mem_format("%s/%s", relative, name)
				       : mem_text(name, strlen(name));
		struct stat st;

		if (status == BUILD_OK && strcmp(name, ".") && strcmp(name, "..") &&
		    !lstat(mem_format("%s/%s", root, path), &st)) {
			if (S_ISDIR(st.st_mode))
				status = walk(root, path, each, ctx);
			else if (S_ISREG(st.st_mode))
				each(ctx, path);
		}
		free(entries[i]);
	}
	free(entries);
	return status;
}

enum build_status file_walk(const char *folder, void (*each)(void *ctx, const char *path),
			    void *ctx)
{
	return walk(folder, "", each, ctx);
}
