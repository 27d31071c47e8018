// SPDX-License-Identifier: BSD-2-Clause
#include "emit.h"

#include <string.h>

#include <xsplice/payload.h>

#include "compare/correlate.h"
#include "object/elf_out.h"
#include "calls.h"
#include "expect.h"
#include "select.h"
#include "base/sha1.h"
#include "object/special.h"

#define TEXT_ALIGN 16
#define THUNK_LEN 9

/* struct emission - a payload while it is being written */
struct emission {
	struct build *build;
	struct elf_out out;
	const char *suffix; /* what makes new names this payload's own */
	uint32_t text;
	uint32_t rodata;
	uint32_t funcs;
	struct map strings; /* content -> the atom that holds it */
	struct map outside; /* kind and name -> symbol number */
	struct map thunks;  /* name -> offset in .text, + 1 */
	uint32_t build_id_section;
	bool needs_core; /* an unmodified Xen must not take it */
};

/* ---- placing ---------------------------------------------------------------------------------- */

static uint32_t section_for(struct emission *e, const struct atom *atom)
{
	const char *name = atom->section->name;

	switch (atom->section->role) {
	case ROLE_CODE:
		return e->text;
	case ROLE_FIXUP:
		return elf_section(&e->out, ".fixup", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR);
	case ROLE_ALT_CODE:
		return elf_section(&e->out, ".altinstr_replacement", SHT_PROGBITS,
				   SHF_ALLOC | SHF_EXECINSTR);
	case ROLE_DATA:
		return elf_section(&e->out, ".data", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE);
	case ROLE_BSS:
		return elf_section(&e->out, ".bss", SHT_NOBITS, SHF_ALLOC | SHF_WRITE);
	case ROLE_PERCPU:
		e->needs_core = true;
		return elf_section(&e->out, text_starts(name, XS_SEC_PERCPU) ? name : XS_SEC_PERCPU,
				   SHT_NOBITS, SHF_ALLOC | SHF_WRITE);
	case ROLE_HOOK:
		return elf_section(&e->out, name, SHT_PROGBITS, SHF_ALLOC);
	default:
		return e->rodata;
	}
}

static uint64_t alignment(const struct atom *atom)
{
	if (atom->section->role == ROLE_CODE && atom->name && atom->section->align < TEXT_ALIGN)
		return TEXT_ALIGN;
	return atom_align(atom);
}

/* A section that ships whole comes along with its first atom; they ship in their order. */
static void place_within(struct emission *e, struct atom *atom)
{
	struct section *section = atom->section;

	if (atom == section->atoms.items[0])
		section->out_off =
			elf_append(&e->out, atom->out_section, section->bytes, section->size,
				   section->align < TEXT_ALIGN ? TEXT_ALIGN : section->align);
	atom->out_off = section->out_off + atom->off;
}

static void place(struct emission *e, struct atom *atom)
{
	bool string = atom->section->role == ROLE_STRINGS && !atom->name && atom->bytes;
	uint64_t align = alignment(atom);
	struct atom *same = NULL;

	atom->out_section = section_for(e, atom);
	if (atom->section->whole) {
		place_within(e, atom);
		return;
	}
	if (string)
		same = map_get(&e->strings, (const char *)atom->bytes);
	if (same && same->size == atom->size && same->out_off % align == 0 &&
	    !memcmp(same->bytes, atom->bytes, atom->size)) {
		atom->out_off = same->out_off;
		return;
	}
	/* An unmodified Xen wants the section if there are alternatives, even if nothing is replaced. */
	if (atom->section->role == ROLE_ALT_CODE && !atom->size) {
		atom->out_off = elf_append(&e->out, atom->out_section, "\x90", 1, 1);
		return;
	}
	atom->out_off = elf_append(&e->out, atom->out_section, atom->bytes, atom->size, align);
	if (string)
		map_put(&e->strings, (const char *)atom->bytes, atom);
}

/* ---- symbols ---------------------------------------------------------------------------------- */

static const char *file_of(const struct atom *atom)
{
	const char *file = atom->twin ? atom->twin->image_file : atom->file;
	const char *source = atom->object->source;

	if (source && (!file || !strchr(file, '/')))
		return source;
	return file ? file : atom->object->name;
}

/* As the host's own table has it: statics of a hypervisor carry their file. */
static const char *host_name(const struct emission *e, const struct atom *atom)
{
	const struct image_symbol *symbol =
		atom->twin ? image_find(&e->build->image, atom->twin) : NULL;
	const char *name = atom->twin ? atom->twin->image_name : atom->name;

	if (atom->global || e->build->image.program)
		return name;
	return mem_format("%s#%s", symbol && symbol->file ? symbol->file : file_of(atom), name);
}

static bool is_replacement(const struct emission *e, const struct atom *atom)
{
	for (size_t i = 0; i < e->build->functions.count; i++)
		if (e->build->functions.items[i] == atom)
			return true;
	return false;
}

static void name_atom(struct emission *e, const struct atom *atom)
{
	enum role role = atom->section->role;
	bool data = role == ROLE_DATA || role == ROLE_BSS || role == ROLE_PERCPU;
	bool code = role == ROLE_CODE;
	uint32_t symbol;

	if (!atom->name || atom->literal || (!code && !data))
		return;
	if (is_replacement(e, atom) || atom->section->whole) {
		elf_symbol(&e->out, host_name(e, atom), STB_LOCAL, code ? STT_FUNC : STT_OBJECT,
			   (uint16_t)atom->out_section, atom->out_off, atom->size);
		return;
	}
	/* New names are this payload's own, and still say what they are. */
	symbol = elf_symbol(&e->out, mem_format("%s%s", atom->name, e->suffix), STB_GLOBAL,
			    code ? STT_FUNC : STT_OBJECT, (uint16_t)atom->out_section,
			    atom->out_off, atom->size);
	if (atom->pointed)
		elf_list_entry(&e->out,
			       elf_section(&e->out, ".xsplice.pointers", XS_SHT_POINTERS, 0),
			       &symbol, sizeof(symbol));
}

static uint32_t outside_symbol(struct emission *e, const struct binding *binding, uint32_t type)
{
	bool image = binding->kind == BIND_IMAGE, program = e->build->image.program;
	const char *key = mem_format("%d %s %llx", binding->kind, binding->name,
				     image ? (unsigned long long)binding->image->value : 0ull);
	uintptr_t known = (uintptr_t)map_get(&e->outside, key);

	if (!known) {
		uint16_t index = !image ? SHN_UNDEF : program ? XS_SHN_IMAGE : SHN_ABS;
		uint8_t kind = image && binding->image->type == STT_TLS ? STT_TLS : STT_NOTYPE;

		if (!image && (type == R_X86_64_GOTTPOFF || type == R_X86_64_TPOFF32))
			kind = STT_TLS;
		known = elf_symbol(&e->out, binding->name,
				   image	   ? STB_LOCAL
				   : binding->weak ? STB_WEAK
						   : STB_GLOBAL,
				   kind, index, image ? binding->image->value : 0, 0);
		map_put(&e->outside, key, (void *)known);
	}
	return (uint32_t)known;
}

/* The engine fills the slots: docs/payload-format.md. */
static void slots_emit(struct emission *e)
{
	for (size_t i = 0; i < e->build->calls.count; i++) {
		struct call *call = &e->build->calls.items[i];
		struct xs_call_record record = {.site = call->site};

		call->slot = elf_append(&e->out, e->rodata, NULL, 8, 8);
		record.slot = elf_symbol(&e->out, mem_format("%s.slot%s", call->name, e->suffix),
					 STB_LOCAL, STT_OBJECT, (uint16_t)e->rodata, call->slot, 8);
		elf_list_entry(&e->out, elf_section(&e->out, ".xsplice.calls", XS_SHT_CALLS, 0),
			       &record, sizeof(record));
		e->needs_core = true;
	}
}

/* ---- references ------------------------------------------------------------------------------- */

static void refer(struct emission *e, uint32_t section, uint64_t off, uint32_t type,
		  const struct binding *binding, int64_t addend)
{
	if (binding->kind == BIND_PAYLOAD)
		elf_reloc(&e->out, section, off, type,
			  elf_section_symbol(&e->out, binding->atom->out_section),
			  addend + (int64_t)binding->atom->out_off);
	else
		elf_reloc(&e->out, section, off, type, outside_symbol(e, binding, type), addend);
}

static void refer_all(struct emission *e, const struct atom *atom)
{
	for (size_t i = 0; i < atom->relocs.count; i++) {
		const struct reloc *reloc = &atom->relocs.items[i];
		struct binding binding = select_binding(e->build, atom, reloc);
		const struct call *call = calls_find(e->build, atom, reloc, &binding);
		uint64_t off = atom->out_off + reloc->off;

		if (call)
			elf_reloc(&e->out, atom->out_section, off, reloc->type,
				  elf_section_symbol(&e->out, e->rodata),
				  (int64_t)call->slot + reloc->addend - reloc->point);
		else
			refer(e, atom->out_section, off, reloc->type, &binding, reloc->addend);
	}
}

/* A bug frame reaches 8 MiB: what it calls in the image is reached through a jump of the payload's. */
static int64_t thunk(struct emission *e, const struct binding *binding)
{
	static const uint8_t code[THUNK_LEN] = {0xf3, 0x0f, 0x1e, 0xfa, 0xe9};
	uintptr_t known = (uintptr_t)map_get(&e->thunks, binding->name);

	if (!known) {
		uint64_t at = elf_append(&e->out, e->text, code, sizeof(code), TEXT_ALIGN);

		refer(e, e->text, at + 5, R_X86_64_PLT32, binding, -4);
		elf_symbol(&e->out, mem_format("%s.thunk%s", binding->name, e->suffix), STB_LOCAL,
			   STT_FUNC, (uint16_t)e->text, at, sizeof(code));
		known = at + 1;
		map_put(&e->thunks, binding->name, (void *)known);
	}
	return (int64_t)known - 1;
}

/* Line and displacement share a bug frame's fields: see special.c. */
static int64_t line_bits(const struct entry *entry, const struct reloc *reloc)
{
	if (entry->table != ROLE_BUG || reloc->off > 4)
		return 0;
	return (int64_t)((reloc->off ? entry->line : entry->line >> 7) & 0x7f) << 24;
}

static void entry_emit(struct emission *e, const struct atom *atom, const struct entry *entry)
{
	uint32_t section = elf_section(&e->out, special_name(entry), SHT_PROGBITS, SHF_ALLOC);
	uint64_t align = entry->table == ROLE_ALT ? 1 : 4;
	uint64_t at = elf_append(&e->out, section, entry->bytes, entry->size, align);

	for (size_t i = 0; i < entry->relocs.count; i++) {
		const struct reloc *reloc = &entry->relocs.items[i];
		struct binding binding =
			i ? select_binding(e->build, atom, reloc)
			  : (struct binding){.kind = BIND_PAYLOAD, .atom = reloc->target};
		int64_t addend = reloc->addend + line_bits(entry, reloc);

		if (i && entry->table == ROLE_BUG && binding.kind != BIND_PAYLOAD)
			elf_reloc(&e->out, section, at + reloc->off, reloc->type,
				  elf_section_symbol(&e->out, e->text),
				  addend + thunk(e, &binding));
		else
			refer(e, section, at + reloc->off, reloc->type, &binding, addend);
	}
}

/* ---- records ---------------------------------------------------------------------------------- */

static void string_refer(struct emission *e, uint32_t section, uint64_t off, const char *text)
{
	uint64_t at = elf_append(&e->out, e->rodata, text, strlen(text) + 1, 1);

	elf_reloc(&e->out, section, off, R_X86_64_64, elf_section_symbol(&e->out, e->rodata),
		  (int64_t)at);
}

static void record_emit(struct emission *e, const struct atom *function, uint32_t index,
			uint32_t patches, uint32_t expectations)
{
	const struct image_symbol *symbol = image_find(&e->build->image, function->twin);
	struct xs_func record = {.new_size = (uint32_t)function->size,
				 .old_size = (uint32_t)(symbol ? image_size(symbol, function->twin)
							       : function->twin->size),
				 .version =
					 e->needs_core ? XS_FUNC_VERSION_XSPLICE : XS_FUNC_VERSION};
	struct xs_patch_record patch = {.func_idx = index, .kind = XS_PATCH_TRAMPOLINE};
	struct bytes expected = {NULL, 0};
	uint64_t at;

	if (function->in_place) {
		record.version = XS_FUNC_VERSION_XSPLICE;
		patch.kind = function->section->role == ROLE_CODE ? XS_PATCH_INPLACE_TEXT
								  : XS_PATCH_INPLACE_RODATA;
	}
	if (symbol && !e->build->image.program)
		record.old_addr = symbol->value;
	if (symbol) {
		expect_entry(e->build, function->twin, symbol, &record);
		expected = expect_whole(e->build, function->twin, symbol);
	}
	at = elf_append(&e->out, e->funcs, &record, sizeof(record), 8);
	string_refer(e, e->funcs, at + offsetof(struct xs_func, name), host_name(e, function));
	elf_reloc(&e->out, e->funcs, at + offsetof(struct xs_func, new_addr), R_X86_64_64,
		  elf_section_symbol(&e->out, function->out_section), (int64_t)function->out_off);
	if (!symbol || e->build->image.program) {
		struct reloc whole = {.target = function->twin};
		struct binding binding = {
			.kind = BIND_IMAGE, .image = symbol, .name = symbol ? symbol->name : NULL};

		if (!symbol) {
			whole.target = NULL;
			whole.symbol = function->twin->name;
			binding = select_binding(e->build, function, &whole);
		}
		refer(e, e->funcs, at + offsetof(struct xs_func, old_addr), R_X86_64_64, &binding,
		      0);
	}
	if (e->build->options->livepatch || (!expected.len && !function->in_place))
		return;
	patch.expect_len = (uint32_t)(expected.len / 2);
	patch.expect_off =
		(uint32_t)elf_append(&e->out, expectations, expected.at, expected.len, 1);
	elf_append(&e->out, patches, &patch, sizeof(patch), 4);
}

static void inlet_emit(struct emission *e, const struct inlet *inlet, uint32_t index,
		       uint32_t patches, uint32_t expectations)
{
	struct xs_func record = {.old_addr = inlet->va,
				 .old_size = (uint32_t)inlet->size,
				 .new_size = (uint32_t)(inlet->section->size - inlet->to),
				 .version =
					 e->needs_core ? XS_FUNC_VERSION_XSPLICE : XS_FUNC_VERSION};
	struct bytes expected = expect_inlet(e->build, inlet, &record);
	struct xs_patch_record patch = {.func_idx = index,
					.kind = XS_PATCH_TRAMPOLINE,
					.expect_len = (uint32_t)inlet->size};
	uint64_t at = elf_append(&e->out, e->funcs, &record, sizeof(record), 8);

	string_refer(e, e->funcs, at + offsetof(struct xs_func, name),
		     mem_format("%s#%s", inlet->object->source, inlet->name));
	elf_reloc(&e->out, e->funcs, at + offsetof(struct xs_func, new_addr), R_X86_64_64,
		  elf_section_symbol(&e->out, e->text),
		  (int64_t)(inlet->section->out_off + inlet->to));
	if (e->build->options->livepatch)
		return;
	patch.expect_off =
		(uint32_t)elf_append(&e->out, expectations, expected.at, expected.len, 1);
	elf_append(&e->out, patches, &patch, sizeof(patch), 4);
}

static void records_emit(struct emission *e)
{
	uint32_t patches = 0, expectations = 0, count = (uint32_t)e->build->functions.count;

	if (!count && !e->build->inlets.count)
		return;
	e->funcs = elf_section(&e->out, XS_SEC_FUNCS, SHT_PROGBITS, SHF_ALLOC);
	if (!e->build->options->livepatch) {
		expectations = elf_section(&e->out, ".xsplice.expect", XS_SHT_EXPECT, 0);
		patches = elf_section(&e->out, ".xsplice.patches", XS_SHT_PATCHES, 0);
		e->out.sections.items[patches]->link = expectations;
		e->out.sections.items[patches]->info = e->funcs;
	}
	for (uint32_t i = 0; i < count; i++)
		record_emit(e, e->build->functions.items[i], i, patches, expectations);
	for (uint32_t i = 0; i < e->build->inlets.count; i++)
		inlet_emit(e, &e->build->inlets.items[i], count + i, patches, expectations);
}

/* ---- identity --------------------------------------------------------------------------------- */

static uint32_t id_emit(struct emission *e, const char *name, struct bytes id)
{
	uint32_t section = elf_section(&e->out, name, SHT_NOTE, SHF_ALLOC);
	GElf_Nhdr header = {
		.n_namesz = 4, .n_descsz = (GElf_Word)id.len, .n_type = NT_GNU_BUILD_ID};

	elf_append(&e->out, section, &header, sizeof(header), 4);
	elf_append(&e->out, section, "GNU", 4, 1);
	elf_append(&e->out, section, id.at, id.len, 1);
	return section;
}

static const char *subject_of(const struct patch *patch)
{
	const char *line = strstr((const char *)patch->text.at, "Subject: "), *diff;

	diff = strstr((const char *)patch->text.at, "\n--- ");
	if (!line || (diff && line > diff))
		return NULL;
	line += strlen("Subject: ");
	return mem_text(line, strcspn(line, "\r\n"));
}

static void key_emit(struct emission *e, uint32_t section, const char *key, const char *value)
{
	char *text = mem_format("%s=%s", key, value);

	elf_append(&e->out, section, text, strlen(text) + 1, 1);
}

static void modinfo_emit(struct emission *e)
{
	uint32_t section = elf_section(&e->out, XS_SEC_MODINFO, SHT_PROGBITS, SHF_ALLOC);
	const struct build *build = e->build;
	const char *subject = subject_of(build->patches.items[0]);
	char *patches = mem_text("", 0);

	for (size_t i = 0; i < build->patches.count; i++)
		patches = mem_format("%s%s%s", patches, i ? " " : "",
				     file_base(build->patches.items[i]->path));
	key_emit(e, section, "name", build->options->name);
	if (subject)
		key_emit(e, section, "description", subject);
	key_emit(e, section, "patches", patches);
	key_emit(e, section, "builder", "xsplice-build " XS_VERSION);
}

static void source_emit(struct emission *e)
{
	uint32_t section = elf_section(&e->out, ".xsplice.source", XS_SHT_SOURCE, 0);

	for (size_t i = 0; i < e->build->below.count; i++)
		elf_append(&e->out, section, e->build->below.items[i].source.at,
			   e->build->below.items[i].source.len, 1);
	for (size_t i = 0; i < e->build->patches.count; i++) {
		const struct patch *patch = e->build->patches.items[i];

		elf_append(&e->out, section, patch->text.at, patch->text.len, 1);
		elf_append(&e->out, section, "", 1, 1); /* each ends in a NUL */
	}
	if (e->build->put_back.len)
		elf_append(&e->out, section, e->build->put_back.at, e->build->put_back.len + 1, 1);
}

static void identity_emit(struct emission *e)
{
	static uint8_t zeros[SHA1_LEN];
	const struct build *build = e->build;
	struct bytes depends = build->image.build_id;

	if (build->below.count)
		depends = build->below.items[build->below.count - 1].build_id;
	e->build_id_section = id_emit(e, XS_SEC_BUILD_ID, (struct bytes){zeros, sizeof(zeros)});
	id_emit(e, XS_SEC_DEPENDS, depends);
	id_emit(e, XS_SEC_HOST_DEPENDS, build->image.build_id);
	modinfo_emit(e);
	source_emit(e);
}

/* ---- the file --------------------------------------------------------------------------------- */

static struct bytes emit_once(struct build *build, const char *suffix, uint64_t *id_off)
{
	struct emission e = {.build = build, .suffix = suffix};
	struct bytes file;
	uint64_t *data_off;

	elf_init(&e.out);
	e.text = elf_section(&e.out, ".text", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR);
	e.rodata = elf_section(&e.out, ".rodata", SHT_PROGBITS, SHF_ALLOC);
	for (size_t i = 0; i < build->shipped.count; i++)
		place(&e, build->shipped.items[i]);
	for (size_t i = 0; i < build->shipped.count; i++)
		name_atom(&e, build->shipped.items[i]);
	slots_emit(&e);
	for (size_t i = 0; i < build->shipped.count; i++) {
		const struct atom *atom = build->shipped.items[i];

		refer_all(&e, atom);
		for (size_t j = 0; j < atom->entries.count; j++)
			entry_emit(&e, atom, &atom->entries.items[j]);
	}
	records_emit(&e);
	identity_emit(&e);
	file = elf_finish(&e.out, &data_off);
	*id_off = data_off[e.build_id_section] + sizeof(GElf_Nhdr) + 4;
	return file;
}

static void digest_of(struct bytes file, uint8_t digest[SHA1_LEN])
{
	struct sha1 sha1;

	sha1_init(&sha1);
	sha1_add(&sha1, file.at, file.len);
	sha1_end(&sha1, digest);
}

struct bytes emit(struct build *build)
{
	uint8_t digest[SHA1_LEN];
	struct bytes file;
	uint64_t id_off;

	/* The first pass only finds out what the payload is, so that its names can say it. */
	file = emit_once(build, ".xs00000000", &id_off);
	if (!file.len)
		return file;
	digest_of(file, digest);
	file = emit_once(build, mem_format(".xs%.8s", sha1_hex(digest)), &id_off);
	if (!file.len)
		return file;
	digest_of(file, digest);
	memcpy(file.at + id_off, digest, sizeof(digest));
	return file;
}
