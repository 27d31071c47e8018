// SPDX-License-Identifier: BSD-2-Clause
/*
 * A program for symbols.sh: starts the host on the socket $1, with the debug file $2 if there is one,
 * patches one of its statics by name and says what came of it.
 */
#include <stdio.h>
#include <unistd.h>

#include <xsplice/process.h>

#include "client.h"
#include "subject.h"

int main(int argc, char **argv)
{
	struct xs_process_options options = {.socket_path = argv[1], .debug_file = argv[2]};
	char why[512];
	int err;

	if (argc < 2)
		return 2;
	err = xs_process_start(&options, why, sizeof(why));
	if (err) {
		printf("refused (%d): %s\n", -err, why);
		return access(argv[1], F_OK) ? 1 : 3; /* nothing stays behind */
	}
	client_path(argv[1]);
	err = client_upload("hidden", "hidden.xsplice");
	if (!err)
		err = client_action("hidden", XS_ACTION_APPLY, 0);
	printf("patched: %d, subject_hidden(4) is %d\n", err, subject_hidden_call(4));
	return xs_process_stop() || err ? 1 : 0;
}
