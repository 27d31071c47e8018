#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# symbols.sh BARE NO-ID - where the host finds the program's symbols, and what it says if it does not
#
# BARE is bare.c with a symbol table and a build-id, NO-ID the same without a build-id.
set -euo pipefail
bare=$1 no_id=$2
dir=$(mktemp -d)
trap 'rm -rf -- "$dir"' EXIT
failed=0

# says STATUS PATTERN PROGRAM [DEBUG-FILE] - runs it; its status and all it prints must be as given
says() {
	local status=$1 pattern=$2 rc=0 said
	shift 2
	said=$("$1" "$dir/control" "${@:2}" 2>/dev/null) || rc=$?
	if [ "$rc" -eq "$status" ] && [[ $said =~ ^$pattern$ ]]; then
		printf 'ok: %s\n' "$said"
		return
	fi
	printf 'FAIL: %s ended with %d and said: %s\n      it should end with %d and say: %s\n' \
		"$(basename -- "$1")" "$rc" "$said" "$status" "$pattern"
	failed=1
}

strip -o "$dir/stripped" "$bare"
objcopy --only-keep-debug "$bare" "$dir/bare.debug"
objcopy --update-section .note.gnu.build-id=<(printf '\4\0\0\0\24\0\0\0\3\0\0\0GNU\0another-build-of-it!') \
	"$dir/bare.debug" "$dir/other.debug"
strip --strip-all -o "$dir/stripped.debug" "$bare"
printf 'not an ELF file' >"$dir/text.debug"
id=5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a

says 0 'patched: 0, subject_hidden\(4\) is 304' "$bare"
says 0 'patched: 0, subject_hidden\(4\) is 304' "$dir/stripped" "$dir/bare.debug"
says 1 "refused \\(61\\): the program has no symbol table \\(.symtab\\), and there is no debug file /usr/lib/debug/.build-id/5a/${id:2}.debug; install its debug package, do not strip it, or name its debug file" "$dir/stripped"
says 1 "refused \\(61\\): debug file .*/other.debug has build-id [0-9a-f]{40}, the running program $id: it is another build's; name the one that was made with this program" "$dir/stripped" "$dir/other.debug"
says 1 'refused \(61\): debug file .*/stripped.debug has no symbol table \(.symtab\)' "$dir/stripped" "$dir/stripped.debug"
says 1 'refused \(8\): .*/text.debug is not an ELF file for x86-64' "$dir/stripped" "$dir/text.debug"
says 1 'refused \(2\): cannot open .*/none.debug: No such file or directory' "$dir/stripped" "$dir/none.debug"
says 1 'refused \(61\): the program has no build-id, so no payload can be told to be for it; link it with -Wl,--build-id' "$no_id"
exit "$failed"
