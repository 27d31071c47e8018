// SPDX-License-Identifier: BSD-2-Clause
/* make_seed FILE - a good payload for fuzz_upload to begin with. */
#include <stdio.h>

#include "../unit/sample.h"

int main(int argc, char **argv)
{
	static struct sample s;
	FILE *file;

	sample_init(&s, 1);
	sample_func(&s, "func_a", 0, 64);
	sample_func(&s, "func_endbr", -1, 64);
	sample_hook(&s, XS_SEC_HOOKS_LOAD, 1);
	sample_call(&s, 16, FAKE_CALL);
	sample_symbol(&s, "helper", 2);
	sample_finish(&s);
	file = argc == 2 ? fopen(argv[1], "wb") : NULL;
	if (!file || fwrite(s.ew.file, s.ew.len, 1, file) != 1 || fclose(file)) {
		perror(argc == 2 ? argv[1] : "make_seed FILE");
		return 1;
	}
	sample_free(&s);
	return 0;
}
