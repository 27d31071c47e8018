// SPDX-License-Identifier: BSD-2-Clause
#include "verify.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/say.h"

static const char *find_verifier(void)
{
	static const char *const beside[] = {"xsplice-verify", "../hosts/offline/xsplice-verify"};
	char *path, *self = file_real("/proc/self/exe");
	const char *search = getenv("PATH");
	char *rest = mem_format("%s", search ? search : "");

	for (size_t i = 0; self && i < sizeof(beside) / sizeof(*beside); i++) {
		path = mem_format("%s/%s", file_folder(self), beside[i]);
		if (!access(path, X_OK))
			return path;
	}
	while ((path = strsep(&rest, ":"))) {
		path = mem_format("%s/xsplice-verify", path);
		if (!access(path, X_OK))
			return path;
	}
	return NULL;
}

enum build_status verify(const struct options *options, const struct image *image,
			 const char *folder, struct bytes payload)
{
	const char *verifier = find_verifier();
	char *path = mem_format("%s/%s.xsplice", folder, options->name), *command;
	enum build_status status;
	struct bytes output;

	if (options->no_verify || image->program) /* what libraries have, no file says */
		return BUILD_OK;
	if (!verifier) {
		say("    not verified: xsplice-verify was not found");
		return BUILD_OK;
	}
	status = file_write(path, payload.at, payload.len);
	if (status != BUILD_OK)
		return status;
	command = mem_format("%s --image %s", run_quote(verifier), run_quote(image->path));
	for (size_t i = 0; i < options->depends.count; i++)
		if (file_exists(options->depends.items[i]))
			command = mem_format("%s %s", command,
					     run_quote(file_real(options->depends.items[i])));
	command = mem_format("%s %s", command, run_quote(path));
	if (!run_command(NULL, command, &output))
		return BUILD_OK;
	say_error("xsplice-verify refuses the payload; nothing was written:");
	say("%s", (char *)output.at);
	return BUILD_VERIFY;
}
