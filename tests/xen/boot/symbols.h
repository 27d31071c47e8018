/* SPDX-License-Identifier: BSD-2-Clause */
/* The symbol table of a hypervisor's ELF file (xen-syms). */
#ifndef XB_SYMBOLS_H
#define XB_SYMBOLS_H

#include <stdbool.h>
#include <stdint.h>

struct symbols;

/**
 * symbols_new() - open the file and find its symbol table
 * @path: an ELF64 file with a .symtab.
 *
 * Return: the table, to be freed by symbols_free(), or NULL with a message on stderr.
 */
struct symbols *symbols_new(const char *path);

/** symbols_free() - NULL is fine */
void symbols_free(struct symbols *symbols);

/** symbols_find() - the value of the first symbol called @name; false if there is none */
bool symbols_find(const struct symbols *symbols, const char *name, uint64_t *va);

/** symbols_at() - the nearest symbol at or below @va, with how far below; "?" if there is none */
const char *symbols_at(const struct symbols *symbols, uint64_t va, uint64_t *off);

#endif
