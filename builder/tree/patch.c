// SPDX-License-Identifier: BSD-2-Clause
#include "patch.h"

#include <stdio.h>
#include <string.h>

#include "base/say.h"

/* The path in a "--- a/x" or "+++ b/x" line, without its first component; NULL for /dev/null. */
static char *header_path(const char *line, size_t len)
{
	const char *tab = memchr(line, '\t', len), *slash;

	if (tab)
		len = (size_t)(tab - line);
	while (len && (line[len - 1] == '\r' || line[len - 1] == ' '))
		len--;
	if (len == strlen("/dev/null") && !memcmp(line, "/dev/null", len))
		return NULL;
	slash = memchr(line, '/', len);
	if (!slash)
		return mem_text(line, len);
	return mem_text(slash + 1, len - (size_t)(slash + 1 - line));
}

/* The path in git's "rename from x": such a patch may have no "---" line. */
static char *renamed_path(const char *line, size_t len)
{
	static const char *const headers[] = {"rename from ", "rename to ", NULL};

	while (len && line[len - 1] == '\r')
		len--;
	for (size_t i = 0; headers[i]; i++) {
		size_t skip = strlen(headers[i]);

		if (len > skip && !memcmp(line, headers[i], skip))
			return mem_text(line + skip, len - skip);
	}
	return NULL;
}

static bool leaves_tree(const char *path)
{
	return *path == '/' || text_starts(path, "../") || strstr(path, "/../");
}

static void file_add(struct patch *patch, const char *path)
{
	for (size_t i = 0; i < patch->files.count; i++)
		if (!strcmp(patch->files.items[i], path))
			return;
	vec_push(&patch->files, path);
}

enum build_status patch_parse(const char *path, struct bytes text, struct patch *out)
{
	const char *at = (const char *)text.at, *end = at + text.len, *old = NULL;

	*out = (struct patch){.path = path, .text = text};
	while (at < end) {
		const char *eol = memchr(at, '\n', (size_t)(end - at));
		size_t len = (size_t)((eol ? eol : end) - at);
		char *file = NULL;

		if (len > 4 && !memcmp(at, "--- ", 4)) {
			old = at;
		} else if (old && len > 4 && !memcmp(at, "+++ ", 4)) {
			const char *old_end = memchr(old, '\n', (size_t)(end - old));

			file = header_path(old + 4, (size_t)(old_end - old - 4));
			if (file)
				file_add(out, file);
			file = header_path(at + 4, len - 4);
			if (file)
				file_add(out, file);
			old = NULL;
		} else {
			old = NULL;
			file = renamed_path(at, len);
			if (file)
				file_add(out, file);
		}
		at += len + 1;
	}
	if (!out->files.count) {
		say_error("%s is not a unified diff: no \"---\"/\"+++\" pair in it", path);
		return BUILD_PATCH;
	}
	for (size_t i = 0; i < out->files.count; i++) {
		if (leaves_tree(out->files.items[i])) {
			say_error("%s: touches %s, outside the tree", path, out->files.items[i]);
			return BUILD_PATCH;
		}
	}
	return BUILD_OK;
}

enum build_status patch_read(const char *path, struct patch *out)
{
	struct bytes text;
	enum build_status status = file_read(path, &text);

	return status == BUILD_OK ? patch_parse(path, text, out) : status;
}

/* patch(1) does not write through links: where the file really is, relative to @folder; NULL: just there. */
static const char *real_place(const char *folder, const char *file)
{
	const char *top = file_real(folder), *real = file_real(mem_format("%s/%s", folder, file));
	size_t len = top ? strlen(top) : 0;

	if (!top || !real)
		return NULL;
	if (!text_starts(real, top) || real[len] != '/')
		return real;
	return strcmp(real + len + 1, file) != 0 ? real + len + 1 : NULL;
}

static bool has_file(const struct patch *patch, const char *file)
{
	for (size_t i = 0; i < patch->files.count; i++)
		if (!strcmp(patch->files.items[i], file))
			return true;
	return false;
}

/* Of two folders, diff(1) finds what differs below a link, and in what it leads to. */
static void tell_links(const struct patch *patch, const char *folder)
{
	for (size_t i = 0; i < patch->files.count; i++) {
		const char *file = patch->files.items[i], *real = real_place(folder, file);

		if (real)
			say("    %s is a link to %s: %s", file, real,
			    has_file(patch, real)
				    ? "that is in the patch, too, so leave the link out"
				    : "write the patch for that file");
	}
}

/* patch(1) says "patching file X" once, then a line a hunk that failed or wandered. */
static void tell_failure(const struct patch *patch, const char *folder, struct bytes output)
{
	char *line, *rest = (char *)output.at;
	const char *file = "";

	say_error("%s does not apply to this tree; nothing was built:", patch->path);
	while ((line = strsep(&rest, "\n"))) {
		if (text_starts(line, "patching file "))
			file = line + strlen("patching file ");
		else if (strstr(line, "FAILED"))
			say("    %s: %s", file, line);
		else if (strstr(line, "can't find file") || strstr(line, "previously applied") ||
			 strstr(line, "malformed") || strstr(line, "Only garbage") ||
			 text_starts(line, "|+++"))
			say("    %s", line);
	}
	tell_links(patch, folder);
	say("    Make the patch against the source of the running hypervisor (-s).");
}

static void tell_fuzz(const struct patch *patch, struct bytes output)
{
	char *line, *rest = (char *)output.at;
	const char *file = "";

	while ((line = strsep(&rest, "\n"))) {
		if (text_starts(line, "patching file "))
			file = line + strlen("patching file ");
		else if (strstr(line, "fuzz"))
			say("    %s: %s: %s (check that it landed where it should)", patch->path,
			    file, line);
	}
}

enum build_status patch_apply(const struct patch *patch, const char *folder)
{
	char *copy = mem_format("%s/.xsplice.patch", folder);
	struct bytes output;
	enum build_status status;
	int rc;

	status = file_write(copy, patch->text.at, patch->text.len);
	if (status != BUILD_OK)
		return status;
	rc = run_command(folder,
			 "LC_ALL=C patch -p1 --batch --forward --no-backup-if-mismatch "
			 "-i .xsplice.patch",
			 &output);
	if (rc == 127) {
		say_error("patch(1) is missing: install the package patch");
		return BUILD_INTERNAL;
	}
	if (rc) {
		tell_failure(patch, folder, output);
		return BUILD_PATCH;
	}
	tell_fuzz(patch, output);
	return file_remove_tree(copy);
}
