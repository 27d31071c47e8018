// SPDX-License-Identifier: BSD-2-Clause
/* What the sections of a payload mean: by name for the base container, by type for the extension. */
#include "image.h"

static const char *const hook_sections[XS_HOOKS] = {
	[XS_HOOK_LOAD] = XS_SEC_HOOKS_LOAD,
	[XS_HOOK_UNLOAD] = XS_SEC_HOOKS_UNLOAD,
	[XS_HOOK_PREAPPLY] = XS_SEC_HOOKS_PREAPPLY,
	[XS_HOOK_APPLY] = XS_SEC_HOOKS_APPLY,
	[XS_HOOK_POSTAPPLY] = XS_SEC_HOOKS_POSTAPPLY,
	[XS_HOOK_PREREVERT] = XS_SEC_HOOKS_PREREVERT,
	[XS_HOOK_REVERT] = XS_SEC_HOOKS_REVERT,
	[XS_HOOK_POSTREVERT] = XS_SEC_HOOKS_POSTREVERT,
};

const char *xs_hook_section(enum xs_hook hook)
{
	return hook_sections[hook];
}

/* ---- what the sections mean ------------------------------------------------------------------- */

/* The one section called @name; *@idx stays 0 if there is none, or an empty one. */
static int section_find(const struct xs_image *image, const char *name, uint32_t *idx,
			struct xs_reason *why)
{
	uint32_t i, found = 0;

	for (i = 1; i < image->section_count; i++) {
		if (strcmp(image->sections[i].name, name))
			continue;
		if (found)
			return xs_refuse(why, XS_EINVAL, "section %s appears twice", name);
		found = i;
	}
	if (found && image->sections[found].len)
		*idx = found;
	return 0;
}

/* A section whose contents are used where they are placed. */
static int section_find_placed(const struct xs_image *image, const char *name, uint32_t *idx,
			       struct xs_reason *why)
{
	const struct xs_section *s;
	int err = section_find(image, name, idx, why);

	if (err || !*idx)
		return err;
	s = &image->sections[*idx];
	if (!(s->flags & ELF_SHF_ALLOC) || !s->bytes || (s->flags & ELF_SHF_EXECINSTR))
		return xs_refuse(why, XS_EINVAL,
				 "section %s is not loaded data (type %u, flags %#lx)", name,
				 s->type, (unsigned long)s->flags);
	return 0;
}

/* The one section of the extension's type @type; *@idx stays 0 if there is none. */
static int section_find_type(const struct xs_image *image, uint32_t type, const char *what,
			     uint32_t *idx, struct xs_reason *why)
{
	uint32_t i;

	for (i = 1; i < image->section_count; i++) {
		if (image->sections[i].type != type)
			continue;
		if (*idx)
			return xs_refuse(why, XS_EINVAL, "two sections hold %s", what);
		*idx = i;
	}
	return 0;
}

static int note_read(const struct xs_image *image, const char *name, struct xs_build_id *out,
		     struct xs_reason *why)
{
	const struct xs_section *s;
	struct elf_note note;
	uint32_t idx = 0;
	int err = section_find(image, name, &idx, why);

	if (err)
		return err;
	if (!idx)
		return xs_refuse(why, XS_EINVAL, "section %s is missing", name);
	s = &image->sections[idx];
	if (!s->bytes || s->len < sizeof(note) + 4)
		return xs_refuse(why, XS_EINVAL, "section %s is too short for a note", name);
	memcpy(&note, s->bytes, sizeof(note));
	if (note.namesz != 4 || note.type != ELF_NOTE_GNU_BUILD_ID ||
	    memcmp(s->bytes + sizeof(note), "GNU", 4))
		return xs_refuse(why, XS_EINVAL, "section %s holds no GNU build-id note", name);
	if (!note.descsz || note.descsz > XS_BUILD_ID_MAX ||
	    note.descsz > s->len - sizeof(note) - 4)
		return xs_refuse(why, XS_EINVAL,
				 "section %s holds a build-id of %u bytes; it has 1 to %u", name,
				 note.descsz, XS_BUILD_ID_MAX);
	out->len = note.descsz;
	memcpy(out->bytes, s->bytes + sizeof(note) + 4, note.descsz);
	return 0;
}

int xs_image_meanings(struct xs_image *image, struct xs_reason *why)
{
	char bug_frames[] = XS_SEC_BUG_FRAMES "0";
	uint32_t i;
	bool any = false;
	int err;

	for (i = 0; i < XS_HOOKS; i++) {
		err = section_find_placed(image, hook_sections[i], &image->hooks[i], why);
		if (err)
			return err;
		any |= image->hooks[i] != 0;
	}
	for (i = 0; i < 4; i++) {
		bug_frames[sizeof(bug_frames) - 2] = '0' + i;
		err = section_find_placed(image, bug_frames, &image->bug_frames[i], why);
		if (err)
			return err;
	}
	if ((err = section_find_placed(image, XS_SEC_FUNCS, &image->funcs, why)) ||
	    (err = section_find_placed(image, XS_SEC_ALTERNATIVES, &image->alternatives, why)) ||
	    (err = section_find_placed(image, XS_SEC_EX_TABLE, &image->ex_table, why)) ||
	    (err = section_find(image, XS_SEC_MODINFO, &image->modinfo, why)) ||
	    (err = note_read(image, XS_SEC_BUILD_ID, &image->build_id, why)) ||
	    (err = note_read(image, XS_SEC_DEPENDS, &image->depends, why)) ||
	    (err = note_read(image, XS_SEC_HOST_DEPENDS, &image->host_depends, why)))
		return err;
	if (!image->funcs && !any)
		return xs_refuse(why, XS_EINVAL, "neither %s nor any hook section: nothing to do",
				 XS_SEC_FUNCS);
	if ((err = section_find_type(image, XS_SHT_PATCHES, "patch records", &image->patches,
				     why)) ||
	    (err = section_find_type(image, XS_SHT_POINTERS, "stored pointers", &image->pointers,
				     why)))
		return err;
	return section_find_type(image, XS_SHT_CALLS, "calls", &image->calls, why);
}
