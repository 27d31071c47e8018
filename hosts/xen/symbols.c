/* SPDX-License-Identifier: GPL-2.0-only */
/* Names of addresses and addresses of names: Xen's own table, and payloads for backtraces. */
#include "port.h"

#include <xen/kernel.h>
#include <xen/symbols.h>

/* How many symbols have this name, as far as two can be told from one? */
static unsigned int count_symbols(const char *wanted)
{
	unsigned int found = 0;
	unsigned long address;
	char name[KSYM_NAME_LEN + 1], type;
	uint32_t idx = 0;

	while (!xensyms_read(&idx, &type, &address, name) && name[0] && found < 2)
		if (!strcmp(name, wanted))
			found++;
	return found;
}

int cf_check xs_port_symbol_by_name(void *ctx, const char *name, uint64_t *va)
{
	unsigned long address = symbols_lookup_by_name(name);

	if (!address)
		return -XS_ENOENT;
	/* The build refuses two symbols of one name, unless it is told not to. */
	if (!IS_ENABLED(CONFIG_ENFORCE_UNIQUE_SYMBOLS) && count_symbols(name) > 1)
		return -XS_ENOTUNIQ;
	*va = address;
	return 0;
}

const char *cf_check xs_port_symbol_by_addr(void *ctx, uint64_t va, uint64_t *start, uint64_t *size,
					    char *buf)
{
	unsigned long length, offset;
	const char *name;

	BUILD_BUG_ON(XS_NAME_SIZE < KSYM_NAME_LEN + 1);
	if (!is_kernel_text(_p(va)))
		return NULL;
	name = symbols_lookup(va, &length, &offset, buf);
	if (!name)
		return NULL;
	*start = va - offset;
	*size = length;
	return name;
}

const char *cf_check xs_port_symbols_lookup(unsigned long addr, unsigned long *symbolsize,
					    unsigned long *offset, char *namebuf)
{
	const char *name, *payload;
	uint64_t start, size;

	name = xs_symbol_at(xs_port_core, addr, &start, &size, &payload);
	if (!name)
		return NULL;
	*symbolsize = size;
	*offset = addr - start;
	/* A name apart from the buffer tells %pS that the buffer names the payload. */
	strlcpy(namebuf, payload, KSYM_NAME_LEN + 1);
	return name;
}
