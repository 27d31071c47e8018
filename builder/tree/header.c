// SPDX-License-Identifier: BSD-2-Clause
/* <xsplice/patch.h> travels inside the builder: a patch finds it wherever the builder is installed. */
#include "compile.h"

#include <xsplice/patch.h> /* so that make knows that this depends on it */

__asm__(".section .rodata\n"
	"patch_header:\n"
	"	.incbin \"" XS_PATCH_HEADER "\"\n"
	"patch_header_end:\n"
	"	.previous");
extern const uint8_t patch_header[], patch_header_end[];

enum build_status header_write(const char *folder)
{
	enum build_status status = file_make_folder(mem_format("%s/xsplice", folder));

	if (status != BUILD_OK)
		return status;
	return file_write(mem_format("%s/xsplice/patch.h", folder), patch_header,
			  (size_t)(patch_header_end - patch_header));
}
