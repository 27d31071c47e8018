// SPDX-License-Identifier: BSD-2-Clause
#include "image.h"
#include "arch.h"

/* A file being read: the raw bytes, and the two string tables once they are proven. */
struct reader {
	struct xs_image *image;
	const uint8_t *bytes;
	size_t len;
	struct elf_header header;
	struct xs_reason *why;
};

/* ---- header ----------------------------------------------------------------------------------- */

static int header_read(struct reader *r)
{
	static const uint8_t magic[4] = {0x7f, 'E', 'L', 'F'};
	struct elf_header *h = &r->header;

	if (r->len > XS_PAYLOAD_MAX_LEN)
		return xs_refuse(r->why, XS_EINVAL,
				 "the file has %lu bytes; a payload has at most %u",
				 (unsigned long)r->len, XS_PAYLOAD_MAX_LEN);
	if (r->len < sizeof(*h))
		return xs_refuse(r->why, XS_EINVAL,
				 "the file has %lu bytes, fewer than an ELF header",
				 (unsigned long)r->len);
	memcpy(h, r->bytes, sizeof(*h));
	if (memcmp(h->ident, magic, sizeof(magic)))
		return xs_refuse(r->why, XS_EINVAL,
				 "not an ELF file: it begins %02x %02x %02x %02x", h->ident[0],
				 h->ident[1], h->ident[2], h->ident[3]);
	if (h->ident[ELF_IDENT_CLASS] != ELF_CLASS_64 || h->ident[ELF_IDENT_DATA] != ELF_DATA_LSB)
		return xs_refuse(r->why, XS_EOPNOTSUPP, "not a 64-bit little-endian ELF file");
	if (h->ident[ELF_IDENT_VERSION] != ELF_VERSION || h->version != ELF_VERSION)
		return xs_refuse(r->why, XS_EOPNOTSUPP, "ELF version %u; needed is %u", h->version,
				 ELF_VERSION);
	if (h->ident[ELF_IDENT_OSABI] != ELF_OSABI_NONE &&
	    h->ident[ELF_IDENT_OSABI] != ELF_OSABI_FREEBSD)
		return xs_refuse(r->why, XS_EOPNOTSUPP, "ELF OS ABI %u; needed is 0 or 9",
				 h->ident[ELF_IDENT_OSABI]);
	if (h->ident[ELF_IDENT_ABIVERSION])
		return xs_refuse(r->why, XS_EOPNOTSUPP, "ELF ABI version %u; needed is 0",
				 h->ident[ELF_IDENT_ABIVERSION]);
	if (h->type != ELF_TYPE_REL)
		return xs_refuse(r->why, XS_EOPNOTSUPP,
				 "ELF type %u; a payload is relocatable (type 1)", h->type);
	if (h->machine != XS_ARCH_MACHINE)
		return xs_refuse(r->why, XS_EOPNOTSUPP, "built for ELF machine %u; this host is %u",
				 h->machine, XS_ARCH_MACHINE);
	if (h->ehsize < sizeof(*h))
		return xs_refuse(r->why, XS_EINVAL, "ELF header size %u; needed is %lu", h->ehsize,
				 (unsigned long)sizeof(*h));
	if (h->shentsize != sizeof(struct elf_section))
		return xs_refuse(r->why, XS_EINVAL, "section header size %u; needed is %lu",
				 h->shentsize, (unsigned long)sizeof(struct elf_section));
	if (h->shnum < 2 || h->shnum >= XS_PAYLOAD_MAX_SECTIONS)
		return xs_refuse(r->why, XS_EINVAL, "%u sections; a payload has 2 to %u", h->shnum,
				 XS_PAYLOAD_MAX_SECTIONS - 1);
	if (!xs_range_ok(h->shoff, (uint64_t)h->shnum * sizeof(struct elf_section), r->len))
		return xs_refuse(r->why, XS_EINVAL,
				 "the section headers end past the end of the file");
	if (!h->shstrndx || h->shstrndx >= h->shnum)
		return xs_refuse(r->why, XS_EINVAL,
				 "section name table %u is not among %u sections", h->shstrndx,
				 h->shnum);
	return 0;
}

/* ---- sections --------------------------------------------------------------------------------- */

static void section_raw(const struct reader *r, uint32_t idx, struct elf_section *out)
{
	memcpy(out, r->bytes + r->header.shoff + (uint64_t)idx * sizeof(*out), sizeof(*out));
}

/* A string table: in the file, not empty, ending with a NUL. */
static int strings_prove(struct reader *r, uint32_t idx, const char *what)
{
	const struct xs_section *s = &r->image->sections[idx];

	if (s->type != ELF_SHT_STRTAB)
		return xs_refuse(r->why, XS_EINVAL,
				 "the %s table is section %u of type %u, not a string table", what,
				 idx, s->type);
	if (!s->len || s->bytes[s->len - 1])
		return xs_refuse(r->why, XS_EINVAL,
				 "the %s table (section %u) does not end with a NUL", what, idx);
	return 0;
}

static int section_read(struct reader *r, uint32_t idx)
{
	struct xs_section *s = &r->image->sections[idx];
	struct elf_section raw;

	section_raw(r, idx, &raw);
	s->name = "";
	s->type = raw.type;
	s->flags = raw.flags;
	s->link = raw.link;
	s->info = raw.info;
	s->align = raw.addralign ? raw.addralign : 1;
	s->len = 0;
	if (!idx) {
		if (raw.type != ELF_SHT_NULL)
			return xs_refuse(r->why, XS_EINVAL,
					 "section 0 has type %u; it must be empty", raw.type);
		return 0;
	}
	if (raw.type == ELF_SHT_NULL)
		return 0;
	if (s->align & (s->align - 1))
		return xs_refuse(r->why, XS_EINVAL,
				 "section %u has alignment %#lx, which is not a power of two", idx,
				 (unsigned long)raw.addralign);
	if (raw.type == ELF_SHT_NOBITS) {
		if (raw.size > XS_PAYLOAD_MAX_LEN)
			return xs_refuse(r->why, XS_EINVAL,
					 "section %u wants %#lx zero bytes; the limit is %#x", idx,
					 (unsigned long)raw.size, XS_PAYLOAD_MAX_LEN);
		s->len = raw.size;
		return 0;
	}
	if (!xs_range_ok(raw.offset, raw.size, r->len))
		return xs_refuse(
			r->why, XS_EINVAL,
			"section %u (offset %#lx, %#lx bytes) ends past the end of the file", idx,
			(unsigned long)raw.offset, (unsigned long)raw.size);
	s->bytes = r->bytes + raw.offset;
	s->len = raw.size;
	return 0;
}

static int section_name(struct reader *r, uint32_t idx)
{
	const struct xs_section *names = &r->image->sections[r->header.shstrndx];
	struct xs_section *s = &r->image->sections[idx];
	struct elf_section raw;

	section_raw(r, idx, &raw);
	if (raw.name >= names->len)
		return xs_refuse(r->why, XS_EINVAL,
				 "section %u has its name at %#x, past the end of the name table",
				 idx, raw.name);
	s->name = (const char *)names->bytes + raw.name;
	s->percpu = (s->flags & ELF_SHF_ALLOC) &&
		    !strncmp(s->name, XS_SEC_PERCPU, sizeof(XS_SEC_PERCPU) - 1);
	return 0;
}

/* Specifically checks what makes a section unfit to be placed. */
static int section_flags(struct reader *r, uint32_t idx)
{
	const struct xs_section *s = &r->image->sections[idx];

	if (s->flags & ELF_SHF_COMPRESSED)
		return xs_refuse(r->why, XS_EOPNOTSUPP, "section %s is compressed", s->name);
	if (!(s->flags & ELF_SHF_ALLOC))
		return 0;
	if (s->flags & ELF_SHF_TLS)
		return xs_refuse(
			r->why, XS_EOPNOTSUPP,
			"section %s is thread-local; a payload cannot add thread-local data",
			s->name);
	if ((s->flags & ELF_SHF_WRITE) && (s->flags & ELF_SHF_EXECINSTR))
		return xs_refuse(r->why, XS_EINVAL, "section %s is both writable and executable",
				 s->name);
	if (s->type == ELF_SHT_NOBITS && (s->flags & ELF_SHF_EXECINSTR))
		return xs_refuse(r->why, XS_EINVAL, "section %s is executable but holds no bytes",
				 s->name);
	if (s->percpu && s->type != ELF_SHT_NOBITS)
		return xs_refuse(r->why, XS_EINVAL,
				 "section %s has contents; per-CPU variables begin as zero",
				 s->name);
	if (s->align > r->image->host->page_size)
		return xs_refuse(r->why, XS_EOPNOTSUPP,
				 "section %s wants alignment %#lx; the limit is a page, %#lx",
				 s->name, (unsigned long)s->align,
				 (unsigned long)r->image->host->page_size);
	return 0;
}

static int sections_read(struct reader *r)
{
	struct xs_image *image = r->image;
	uint32_t i, j;
	int err;

	image->section_count = r->header.shnum;
	image->sections =
		image->host->alloc(image->ctx, image->section_count * sizeof(*image->sections));
	if (!image->sections)
		return xs_refuse(r->why, XS_ENOMEM, "no memory to index %u sections",
				 image->section_count);
	for (i = 0; i < image->section_count; i++) {
		err = section_read(r, i);
		if (err)
			return err;
	}
	err = strings_prove(r, r->header.shstrndx, "section name");
	if (err)
		return err;
	for (i = 1; i < image->section_count; i++) {
		err = section_name(r, i);
		if (err)
			return err;
		err = section_flags(r, i);
		if (err)
			return err;
	}
	for (i = 1; i < image->section_count; i++) {
		const struct xs_section *a = &image->sections[i];

		for (j = i + 1; a->bytes && a->len && j < image->section_count; j++) {
			const struct xs_section *b = &image->sections[j];

			if (b->bytes && b->len && a->bytes < b->bytes + b->len &&
			    b->bytes < a->bytes + a->len)
				return xs_refuse(r->why, XS_EINVAL,
						 "sections %s and %s overlap in the file", a->name,
						 b->name);
		}
	}
	return 0;
}

/* ---- symbols ---------------------------------------------------------------------------------- */

static int symbol_read(struct reader *r, uint32_t idx, const struct xs_section *table,
		       const struct xs_section *strings)
{
	struct xs_image *image = r->image;
	struct xs_symbol *s = &image->symbols[idx];
	struct elf_symbol raw;

	memcpy(&raw, table->bytes + (uint64_t)idx * sizeof(raw), sizeof(raw));
	if (raw.name >= strings->len)
		return xs_refuse(r->why, XS_EINVAL,
				 "symbol %u has its name at %#x, past the end of the string table",
				 idx, raw.name);
	s->name = (const char *)strings->bytes + raw.name;
	s->value = raw.value;
	s->size = raw.size;
	s->section = raw.shndx;
	s->type = ELF_SYMBOL_TYPE(raw.info);
	s->bind = ELF_SYMBOL_BIND(raw.info);
	if (s->bind > ELF_STB_WEAK)
		return xs_refuse(r->why, XS_EOPNOTSUPP, "symbol %u (%s) has unknown binding %u",
				 idx, s->name, s->bind);
	if (idx && (idx < table->info) != (s->bind == ELF_STB_LOCAL))
		return xs_refuse(
			r->why, XS_EINVAL,
			"symbol %u (%s) is on the wrong side of the first global symbol, %u", idx,
			s->name, table->info);
	if (raw.shndx == ELF_SHN_COMMON || s->type == ELF_STT_COMMON)
		return xs_refuse(r->why, XS_EOPNOTSUPP,
				 "symbol %s is common; compile the payload with -fno-common",
				 s->name);
	if (raw.shndx >= ELF_SHN_LORESERVE) {
		if (raw.shndx != ELF_SHN_ABS && raw.shndx != XS_SHN_IMAGE)
			return xs_refuse(r->why, XS_EOPNOTSUPP,
					 "symbol %u (%s) has reserved section index %#x", idx,
					 s->name, raw.shndx);
		return 0;
	}
	if (raw.shndx == ELF_SHN_UNDEF)
		return 0;
	if (raw.shndx >= image->section_count)
		return xs_refuse(r->why, XS_EINVAL, "symbol %u (%s) is in section %u of %u", idx,
				 s->name, raw.shndx, image->section_count);
	if (!xs_range_ok(raw.value, raw.size, image->sections[raw.shndx].len))
		return xs_refuse(
			r->why, XS_EINVAL,
			"symbol %u (%s: value %#lx, size %#lx) leaves section %s (%#lx bytes)", idx,
			s->name, (unsigned long)raw.value, (unsigned long)raw.size,
			image->sections[raw.shndx].name,
			(unsigned long)image->sections[raw.shndx].len);
	return 0;
}

static int symbols_read(struct reader *r)
{
	struct xs_image *image = r->image;
	const struct xs_section *table;
	struct elf_section raw;
	uint32_t i;
	int err;

	for (i = 1; i < image->section_count; i++) {
		if (image->sections[i].type != ELF_SHT_SYMTAB)
			continue;
		if (image->symtab)
			return xs_refuse(r->why, XS_EINVAL,
					 "sections %u and %u are both symbol tables", image->symtab,
					 i);
		image->symtab = i;
	}
	if (!image->symtab)
		return xs_refuse(r->why, XS_EINVAL, "no symbol table");
	table = &image->sections[image->symtab];
	section_raw(r, image->symtab, &raw);
	if (raw.entsize != sizeof(struct elf_symbol) || table->len % sizeof(struct elf_symbol) ||
	    !table->len)
		return xs_refuse(
			r->why, XS_EINVAL,
			"the symbol table has %lu bytes in entries of %lu; entries have %lu",
			(unsigned long)table->len, (unsigned long)raw.entsize,
			(unsigned long)sizeof(struct elf_symbol));
	if (!table->link || table->link >= image->section_count)
		return xs_refuse(r->why, XS_EINVAL,
				 "the symbol table's strings are section %u of %u", table->link,
				 image->section_count);
	err = strings_prove(r, table->link, "symbol name");
	if (err)
		return err;
	image->symbol_count = table->len / sizeof(struct elf_symbol);
	if (table->info > image->symbol_count)
		return xs_refuse(r->why, XS_EINVAL, "the first global symbol is %u of %u",
				 table->info, image->symbol_count);
	image->symbols =
		image->host->alloc(image->ctx, image->symbol_count * sizeof(*image->symbols));
	if (!image->symbols)
		return xs_refuse(r->why, XS_ENOMEM, "no memory to index %u symbols",
				 image->symbol_count);
	for (i = 0; i < image->symbol_count; i++) {
		err = symbol_read(r, i, table, &image->sections[table->link]);
		if (err)
			return err;
	}
	return 0;
}

/* ---- relocations ------------------------------------------------------------------------------ */

static size_t reloc_entry_len(uint32_t type)
{
	if (type == ELF_SHT_RELA)
		return sizeof(struct elf_rela);
	return type == ELF_SHT_REL ? sizeof(struct elf_rel) : 0;
}

uint32_t xs_image_reloc_count(const struct xs_image *image, uint32_t idx)
{
	const struct xs_section *s = &image->sections[idx];
	size_t entry = reloc_entry_len(s->type);

	/* Relocations of what is not placed (debugging information) are nobody's business. */
	if (!entry || !(image->sections[s->info].flags & ELF_SHF_ALLOC))
		return 0;
	return s->len / entry;
}

struct xs_reloc xs_image_reloc(const struct xs_image *image, uint32_t idx, uint32_t nth)
{
	const struct xs_section *s = &image->sections[idx];
	size_t entry = reloc_entry_len(s->type);
	struct elf_rela raw = {0};
	struct xs_reloc out;

	memcpy(&raw, s->bytes + nth * entry, entry);
	out.off = raw.offset;
	out.type = ELF_RELOC_TYPE(raw.info);
	out.symbol = ELF_RELOC_SYMBOL(raw.info);
	out.addend = raw.addend;
	if (s->type == ELF_SHT_REL && xs_arch_reloc_len(out.type) > 0)
		out.addend =
			xs_arch_reloc_addend(out.type, image->sections[s->info].bytes + out.off);
	return out;
}

static int reloc_prove(struct reader *r, uint32_t idx, uint32_t nth)
{
	const struct xs_image *image = r->image;
	const struct xs_section *s = &image->sections[idx];
	const struct xs_section *target = &image->sections[s->info];
	size_t entry = reloc_entry_len(s->type);
	struct elf_rel raw;
	int len;

	memcpy(&raw, s->bytes + nth * entry, sizeof(raw));
	len = xs_arch_reloc_len(ELF_RELOC_TYPE(raw.info));
	if (len < 0)
		return xs_refuse(r->why, XS_EOPNOTSUPP,
				 "relocation %u of %s has type %u, which is not known", nth,
				 s->name, ELF_RELOC_TYPE(raw.info));
	if (ELF_RELOC_SYMBOL(raw.info) >= image->symbol_count)
		return xs_refuse(r->why, XS_EINVAL, "relocation %u of %s names symbol %u of %u",
				 nth, s->name, ELF_RELOC_SYMBOL(raw.info), image->symbol_count);
	if (!xs_range_ok(raw.offset, len, target->len))
		return xs_refuse(
			r->why, XS_EINVAL,
			"relocation %u of %s is at %#lx, outside of section %s (%#lx bytes)", nth,
			s->name, (unsigned long)raw.offset, target->name,
			(unsigned long)target->len);
	return 0;
}

static int relocs_prove(struct reader *r)
{
	const struct xs_image *image = r->image;
	uint32_t i, n, count;
	int err;

	for (i = 1; i < image->section_count; i++) {
		const struct xs_section *s = &image->sections[i];
		size_t entry = reloc_entry_len(s->type);
		struct elf_section raw;

		if (!entry)
			continue;
		section_raw(r, i, &raw);
		if (raw.entsize != entry || s->len % entry)
			return xs_refuse(
				r->why, XS_EINVAL,
				"section %s has %lu bytes in entries of %lu; entries have %lu",
				s->name, (unsigned long)s->len, (unsigned long)raw.entsize,
				(unsigned long)entry);
		if (!s->info || s->info >= image->section_count)
			return xs_refuse(r->why, XS_EINVAL, "section %s relocates section %u of %u",
					 s->name, s->info, image->section_count);
		if (s->link != image->symtab)
			return xs_refuse(r->why, XS_EINVAL,
					 "section %s uses symbol table %u; the file's is %u",
					 s->name, s->link, image->symtab);
		count = xs_image_reloc_count(image, i);
		if (count && !image->sections[s->info].bytes)
			return xs_refuse(r->why, XS_EINVAL,
					 "section %s relocates %s, which holds no bytes", s->name,
					 image->sections[s->info].name);
		for (n = 0; n < count; n++) {
			err = reloc_prove(r, i, n);
			if (err)
				return err;
		}
	}
	return 0;
}

int xs_image_open(struct xs_image *image, const struct xs_host *host, void *ctx, const void *bytes,
		  size_t len, struct xs_reason *why)
{
	struct reader r = {.image = image, .bytes = bytes, .len = len, .why = why};
	int err;

	memset(image, 0, sizeof(*image));
	image->host = host;
	image->ctx = ctx;
	if ((err = header_read(&r)) || (err = sections_read(&r)) || (err = symbols_read(&r)) ||
	    (err = relocs_prove(&r)) || (err = xs_image_meanings(image, why)))
		xs_image_close(image);
	return err;
}

void xs_image_close(struct xs_image *image)
{
	if (!image->host)
		return;
	image->host->free(image->ctx, image->symbols);
	image->host->free(image->ctx, image->sections);
	image->symbols = NULL;
	image->sections = NULL;
	image->symbol_count = 0;
	image->section_count = 0;
}

bool xs_symbol_defined(const struct xs_image *image, const struct xs_symbol *symbol)
{
	return symbol->section && symbol->section < image->section_count &&
	       (image->sections[symbol->section].flags & ELF_SHF_ALLOC);
}
