/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Xen's special tables: alternatives, bug frames, exception table. Their entries are kept with the code
 * they speak of, and the code that only they know (fixups, replacements) becomes atoms of its own.
 */
#ifndef BUILDER_SPECIAL_H
#define BUILDER_SPECIAL_H

#include "reading.h"

#define ALT_ENTRY_LEN 14
#define ALT_ORIG_LEN_OFF 10
#define ALT_REPL_LEN_OFF 11
#define ALT_PAD_LEN_OFF 12
#define BUG_FRAME_LEN 8
#define BUG_FRAME_ASSERT_LEN 16
#define EX_ENTRY_LEN 8

/** special_pieces() - cut .fixup and .altinstr_replacement where table entries point */
void special_pieces(const struct reading *r);

/** special_read() - if @section is a table: hand its entries to the atoms they speak of */
void special_read(const struct reading *r, struct section *section);

/** special_sort() - the entries of an atom, by table and place: sections come in any order */
void special_sort(struct atom *atom);

/** special_name() - the section an entry goes to */
const char *special_name(const struct entry *entry);

#endif
