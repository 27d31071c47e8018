// SPDX-License-Identifier: BSD-2-Clause
#include "port.h"

#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- finding the file that has it -------------------------------------------------------------- */

static void id_hex(const struct xs_build_id *id, char *out)
{
	uint32_t i;

	for (i = 0; i < id->len; i++)
		sprintf(out + 2 * i, "%02x", id->bytes[i]);
}

static bool id_equal(const struct xs_build_id *a, const struct xs_build_id *b)
{
	return a->len == b->len && !memcmp(a->bytes, b->bytes, a->len);
}

static int debug_open(struct elf_file *file, const struct program *program, const char *path,
		      struct xs_reason *why)
{
	char found_hex[2 * XS_BUILD_ID_MAX + 1] = "none", hex[2 * XS_BUILD_ID_MAX + 1] = "";
	char standard[64 + 2 * XS_BUILD_ID_MAX];
	struct xs_build_id found = {0};
	struct elf_view view;
	bool given = path;
	int err;

	id_hex(&program->build_id, hex);
	if (!given) {
		snprintf(standard, sizeof(standard), "/usr/lib/debug/.build-id/%.2s/%s.debug", hex,
			 hex + 2);
		path = standard;
	}
	err = elf_file_open(file, path, why);
	if (err == -ENOENT && !given)
		return xs_refuse(
			why, ENODATA,
			"the program has no symbol table (.symtab), and there is no debug file %s; "
			"install its debug package, do not strip it, or name its debug file",
			path);
	if (err)
		return err;
	if (elf_file_build_id(file, &found))
		id_hex(&found, found_hex);
	if (!id_equal(&found, &program->build_id)) {
		elf_file_close(file);
		return xs_refuse(
			why, ENODATA,
			"debug file %s has build-id %s, the running program %s: it is another "
			"build's; name the one that was made with this program",
			path, found_hex, hex);
	}
	if (!elf_file_find(file, NULL, SHT_SYMTAB, &view)) {
		elf_file_close(file);
		return xs_refuse(why, ENODATA, "debug file %s has no symbol table (.symtab)", path);
	}
	return 0;
}

/* ---- reading it -------------------------------------------------------------------------------- */

static int symbol_compare(const void *left, const void *right)
{
	const struct symbol *a = left, *b = right;

	if (a->tls != b->tls)
		return a->tls ? 1 : -1;
	if (a->va != b->va)
		return a->va < b->va ? -1 : 1;
	/* Of several at one address the backtrace shows the last: prefer sized ones, then globals. */
	if (a->sized != b->sized)
		return a->sized ? 1 : -1;
	return (int)a->global - (int)b->global;
}

static bool symbol_wanted(const Elf64_Sym *s)
{
	unsigned int type = ELF64_ST_TYPE(s->st_info);

	/*
	 * A library function whose address a program at a fixed place takes has one in the program: that of
	 * its PLT entry, for everybody.
	 */
	if (s->st_shndx == SHN_UNDEF)
		return s->st_value && type == STT_FUNC;
	if (s->st_shndx == SHN_ABS || s->st_shndx == SHN_COMMON)
		return false;
	return type == STT_FUNC || type == STT_OBJECT || type == STT_NOTYPE || type == STT_TLS;
}

static int symbols_collect(struct symtab *symtab, const struct program *program,
			   const Elf64_Sym *table, size_t count, size_t names_len)
{
	const char *file = "";
	size_t i;

	symtab->symbols = calloc(count ? count : 1, sizeof(*symtab->symbols));
	if (!symtab->symbols)
		return -ENOMEM;
	for (i = 1; i < count; i++) {
		const Elf64_Sym *s = &table[i];
		struct symbol *out = &symtab->symbols[symtab->count];
		bool tls = ELF64_ST_TYPE(s->st_info) == STT_TLS;

		if (s->st_name >= names_len)
			continue;
		if (ELF64_ST_TYPE(s->st_info) == STT_FILE)
			file = symtab->strings + s->st_name;
		if (!symtab->strings[s->st_name] || !symbol_wanted(s))
			continue;
		*out = (struct symbol){
			.name = symtab->strings + s->st_name,
			.file = ELF64_ST_BIND(s->st_info) == STB_LOCAL ? file : "",
			.va = tls ? s->st_value : program->base + s->st_value,
			.size = s->st_size,
			.global = ELF64_ST_BIND(s->st_info) != STB_LOCAL,
			.tls = tls,
			.sized = s->st_size && !tls,
		};
		/* A versioned name (stdout@GLIBC_2.2.5) is looked up without its version. */
		symtab->strings[s->st_name + strcspn(out->name, "@")] = '\0';
		symtab->count++;
		symtab->tls_count += tls;
	}
	qsort(symtab->symbols, symtab->count, sizeof(*symtab->symbols), symbol_compare);
	return 0;
}

static uint32_t name_hash(const char *name)
{
	uint32_t hash = 2166136261u;

	while (*name)
		hash = (hash ^ (uint8_t)*name++) * 16777619u;
	return hash;
}

static int names_index(struct symtab *symtab)
{
	uint32_t i, size = 64;

	while (size < symtab->count)
		size *= 2;
	symtab->bucket_mask = size - 1;
	symtab->buckets = calloc(size, sizeof(*symtab->buckets));
	symtab->chain = calloc(symtab->count ? symtab->count : 1, sizeof(*symtab->chain));
	if (!symtab->buckets || !symtab->chain)
		return -ENOMEM;
	for (i = 0; i < symtab->count; i++) {
		uint32_t *bucket =
			&symtab->buckets[name_hash(symtab->symbols[i].name) & symtab->bucket_mask];

		symtab->chain[i] = *bucket;
		*bucket = i + 1;
	}
	return 0;
}

int symtab_read(struct symtab *symtab, const struct program *program, const struct elf_file *exe,
		const char *debug_path, struct xs_reason *why)
{
	struct elf_file debug = {0};
	const struct elf_file *file = exe;
	struct elf_view table, names;
	int err;

	memset(symtab, 0, sizeof(*symtab));
	if (!elf_file_find(exe, NULL, SHT_SYMTAB, &table)) {
		err = debug_open(&debug, program, debug_path, why);
		if (err)
			return err;
		file = &debug;
		elf_file_find(file, NULL, SHT_SYMTAB, &table);
	}
	if (!elf_file_section(file, table.link, &names) || !names.bytes || !names.len ||
	    names.bytes[names.len - 1] || !table.bytes || (uintptr_t)table.bytes % 8) {
		err = xs_refuse(why, ENODATA, "the program's symbol table is damaged");
		goto close_debug;
	}
	err = -ENOMEM;
	symtab->strings = malloc(names.len);
	if (symtab->strings) {
		memcpy(symtab->strings, names.bytes, names.len);
		err = symbols_collect(symtab, program, (const void *)table.bytes,
				      table.len / sizeof(Elf64_Sym), names.len);
	}
	if (!err)
		err = names_index(symtab);
	if (err) {
		symtab_free(symtab);
		xs_refuse(why, ENOMEM, "no memory for the program's symbol table");
	}
close_debug:
	elf_file_close(&debug);
	return err;
}

void symtab_free(struct symtab *symtab)
{
	free(symtab->symbols);
	free(symtab->buckets);
	free(symtab->chain);
	free(symtab->strings);
	memset(symtab, 0, sizeof(*symtab));
}

/* ---- looking up -------------------------------------------------------------------------------- */

int symtab_find(const struct symtab *symtab, const char *name, bool tls, uint64_t *va, bool *global)
{
	const char *hash = strchr(name, '#');
	const struct symbol *found = NULL;
	size_t file_len = hash ? (size_t)(hash - name) : 0;
	bool ambiguous = false;
	uint32_t i;

	if (hash)
		name = hash + 1;
	if (!symtab->count)
		return -ENOENT;
	for (i = symtab->buckets[name_hash(name) & symtab->bucket_mask]; i;
	     i = symtab->chain[i - 1]) {
		const struct symbol *s = &symtab->symbols[i - 1];

		if (s->tls != tls || strcmp(s->name, name))
			continue;
		if (hash && (strncmp(s->file, name - file_len - 1, file_len) || s->file[file_len]))
			continue;
		if (s->global) {
			found = s;
			ambiguous = false;
			break;
		}
		ambiguous |= found && found->va != s->va;
		found = s;
	}
	if (!found)
		return -ENOENT;
	if (ambiguous)
		return -ENOTUNIQ;
	*va = found->va;
	*global = found->global || hash;
	return 0;
}

const struct symbol *symtab_at(const struct symtab *symtab, uint64_t va)
{
	unsigned int lo = 0, hi = symtab->count - symtab->tls_count;
	const struct symbol *s;

	while (lo < hi) {
		unsigned int mid = lo + (hi - lo) / 2;

		if (symtab->symbols[mid].va <= va)
			lo = mid + 1;
		else
			hi = mid;
	}
	/* Symbols without a size lie in front of, or inside, those that have one. */
	while (lo--) {
		s = &symtab->symbols[lo];
		if (s->sized)
			return va - s->va < s->size ? s : NULL;
	}
	return NULL;
}
