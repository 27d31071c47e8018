/* SPDX-License-Identifier: BSD-2-Clause */
/* A copy of all that the test program's image holds in read-only and executable memory. */
#ifndef IMAGE_H
#define IMAGE_H

#include <stddef.h>

struct image_copy;

struct image_copy *image_take(void);
/** image_differs() - how many bytes are not what they were; the first one's address is printed */
size_t image_differs(const struct image_copy *copy);
void image_free(struct image_copy *copy);
/** image_writable_text() - mappings of this process that are both writable and executable */
unsigned int image_writable_text(void);

#endif
