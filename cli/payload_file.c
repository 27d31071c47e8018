/* SPDX-License-Identifier: BSD-2-Clause */
#include "payload_file.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <xsplice/payload.h>

static int read_all(int fd, const char *path, struct payload_file *file, struct failure *failure)
{
	size_t got = 0;

	while (got < file->len) {
		ssize_t n = read(fd, (char *)file->image + got, file->len - got);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail(failure, EXIT_FILE, "cannot read %s: %s", path,
				    strerror(errno));
		if (!n)
			return fail(failure, EXIT_FILE, "%s shrank while it was read", path);
		got += (size_t)n;
	}
	return 0;
}

static int check_size(const char *path, const struct stat *st, struct failure *failure)
{
	if (!S_ISREG(st->st_mode))
		return fail(failure, EXIT_FILE, "%s is not a regular file", path);
	if (st->st_size > XS_PAYLOAD_MAX_LEN)
		return fail(failure, EXIT_FILE,
			    "%s is %lld bytes long; a payload has at most %u. Strip its debug "
			    "sections, or split the patch",
			    path, (long long)st->st_size, XS_PAYLOAD_MAX_LEN);
	if (st->st_size < (off_t)sizeof(Elf64_Ehdr))
		return fail(failure, EXIT_FILE, "%s is %lld bytes long: too short for a payload",
			    path, (long long)st->st_size);
	return 0;
}

int payload_file_read(const char *path, struct payload_file *out, struct failure *failure)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct payload_file file = {0};
	struct stat st;

	if (fd < 0)
		return fail(failure, EXIT_FILE, "cannot open %s: %s", path, strerror(errno));
	if (fstat(fd, &st)) {
		fail(failure, EXIT_FILE, "cannot look at %s: %s", path, strerror(errno));
		goto close_file;
	}
	if (check_size(path, &st, failure))
		goto close_file;
	file.len = (size_t)st.st_size;
	file.image = malloc(file.len);
	if (!file.image) {
		fail(failure, EXIT_FILE, "no memory for the %zu bytes of %s", file.len, path);
		goto close_file;
	}
	if (read_all(fd, path, &file, failure))
		goto free_image;
	if (memcmp(file.image, ELFMAG, SELFMAG)) {
		fail(failure, EXIT_FILE, "%s is no payload: it is not an ELF file", path);
		goto free_image;
	}
	close(fd);
	*out = file;
	return 0;

free_image:
	payload_file_fini(&file);
close_file:
	close(fd);
	return -1;
}

void payload_file_fini(struct payload_file *file)
{
	free(file->image);
	file->image = NULL;
	file->len = 0;
}

int payload_name_check(const char *name, struct failure *failure)
{
	if (!name[0])
		return fail(failure, EXIT_USAGE, "a payload's name cannot be empty");
	if (strlen(name) >= XS_NAME_SIZE)
		return fail(failure, EXIT_USAGE,
			    "the name is %zu bytes long, at most %d are possible: %s", strlen(name),
			    XS_NAME_SIZE - 1, name);
	return 0;
}

static size_t without_suffix(const char *name, size_t len, const char *suffix)
{
	size_t suffix_len = strlen(suffix);

	if (len > suffix_len && !memcmp(name + len - suffix_len, suffix, suffix_len))
		return len - suffix_len;
	return len;
}

int payload_name_of(const char *path, char name[XS_NAME_SIZE], struct failure *failure)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;
	size_t len = strlen(base);

	if (len == without_suffix(base, len, ".xsplice"))
		len = without_suffix(base, len, ".livepatch");
	else
		len = without_suffix(base, len, ".xsplice");
	if (!len || len >= XS_NAME_SIZE)
		return fail(failure, EXIT_USAGE,
			    "no name can be made of '%s' (1 to %d bytes); upload it under one of "
			    "your own: xen-xsplice upload NAME FILE",
			    path, XS_NAME_SIZE - 1);
	memcpy(name, base, len);
	name[len] = '\0';
	return 0;
}
