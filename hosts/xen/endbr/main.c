/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * xs-endbr: proves that every function of some objects that can be reached through a pointer begins with
 * endbr64.
 *
 * Where Xen enforces indirect-branch tracking, the compiler places endbr64 only where cf_check asks for
 * it, warns about nothing, and an emulated CPU does not fault. So the objects are read: a function whose
 * address some relocation puts anywhere but into a direct call or jump is reached by pointer.
 */
#include "object.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
	"usage: xs-endbr [-p] [-i IMAGE] OBJECT...\n"
	"  -p        OBJECTs are payloads of xsplice-build, which keeps every relocation: a text "
	"section\n"
	"            with several functions can be judged then\n"
	"  -i IMAGE  where functions are looked up that no OBJECT defines (xen-syms)\n"
	"OBJECTs are ELF64 relocatable files of x86-64: Xen's own, or payloads.\n"
	"Exit status: 0 all begin with endbr64, 1 some do not, 2 an object could not be judged.\n";

enum { EXIT_PROVEN = 0, EXIT_MISSING = 1, EXIT_UNJUDGED = 2 };

struct run {
	struct object *objects;
	size_t count;
	struct object image;
	bool has_image;
	bool keeps_relocations;
	size_t proven, missing, unjudged;
};

/* Where is the code of what @use takes the address of? NULL: nowhere, or no function. */
static const struct function *find_function(const struct run *run, const struct object *object,
					    const struct use *use)
{
	const struct function *f = NULL;
	size_t i;

	if (use->defined)
		return object_function_at(object, use->section, use->offset);
	for (i = 0; i < run->count && !f; i++)
		f = object_function_named(&run->objects[i], use->name);
	if (!f && run->has_image)
		f = object_function_named(&run->image, use->name);
	return f;
}

static void judge_use(struct run *run, const struct object *object, const struct use *use)
{
	const struct function *f = find_function(run, object, use);

	if (!f)
		return; /* data, or the middle of a function: a fixup, a bug's place */
	if (f->endbr) {
		run->proven++;
		return;
	}
	run->missing++;
	printf("%s: %s does not begin with endbr64, but its address is taken at %s+%#llx\n",
	       object->path, f->name, use->from_section, (unsigned long long)use->from_offset);
}

static void judge(struct run *run, const struct object *object)
{
	size_t i;

	if (object->merged && !run->keeps_relocations) {
		printf("%s: %s holds several functions; calls and taken addresses inside it leave "
		       "no "
		       "relocation to look at (build with one section a function)\n",
		       object->path, object->merged);
		run->unjudged++;
	}
	for (i = 0; i < object->use_count; i++)
		judge_use(run, object, &object->uses[i]);
}

static int open_all(struct run *run, char **paths, size_t count, const char *image)
{
	run->objects = calloc(count ? count : 1, sizeof(*run->objects));
	if (!run->objects)
		return -1;
	for (; run->count < count; run->count++)
		if (object_open(&run->objects[run->count], paths[run->count]))
			return -1;
	if (image) {
		if (object_open(&run->image, image))
			return -1;
		run->has_image = true;
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct run run = {0};
	const char *image = NULL;
	int first = 1, status = EXIT_UNJUDGED;
	size_t i;

	if (argc > first && !strcmp(argv[first], "-p")) {
		run.keeps_relocations = true;
		first++;
	}
	if (argc > first + 1 && !strcmp(argv[first], "-i")) {
		image = argv[first + 1];
		first += 2;
	}
	if (argc <= first) {
		fputs(usage, stderr);
		return EXIT_UNJUDGED;
	}
	if (open_all(&run, argv + first, (size_t)(argc - first), image))
		goto close;
	for (i = 0; i < run.count; i++)
		judge(&run, &run.objects[i]);
	printf("%zu objects: %zu taken addresses of functions, %zu begin with endbr64, %zu do "
	       "not\n",
	       run.count, run.proven + run.missing, run.proven, run.missing);
	status = run.unjudged ? EXIT_UNJUDGED : run.missing ? EXIT_MISSING : EXIT_PROVEN;
close:
	for (i = 0; i < run.count; i++)
		object_close(&run.objects[i]);
	if (run.has_image)
		object_close(&run.image);
	free(run.objects);
	return status;
}
