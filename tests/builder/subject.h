/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_BUILDER_SUBJECT_H
#define TESTS_BUILDER_SUBJECT_H

/** subject() - what each kind of the corpus supplies: prints something about @n */
void subject(long n);

#endif
