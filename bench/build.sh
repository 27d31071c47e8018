#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# build.sh - what a payload costs to build, beside what the classic way costs; called by run.sh
#
# On a built Xen: a fix of one file, and of a header that recompiles some 190 objects, from the diff to the
# verified payload; how much of that is not compiling; all objects compared with themselves; and how cost
# grows with the size of an object. The classic way builds the whole hypervisor three times: once as it is, and
# with special flags before and after the patch; one such build is made here, from nothing, and counted three times.
# Nothing else should run meanwhile. A figure that is not kept makes the exit status 1.
set -euo pipefail
here=$(cd -- "$(dirname -- "$0")" && pwd)
# shellcheck source=tools/lib.sh
. "$here/../tools/lib.sh"

builder=${XS_BUILD:-$XS_TOP/build}/builder/xsplice-build
out=$(mktemp -d "${TMPDIR:-/tmp}/xsplice-bench-XXXXXX")
trap 'rm -rf -- "$out"' EXIT
missed=0

# row TEXT FIGURE [LIMIT] - a line of the table; LIMIT is the most (or, with ">", the least) it should be
row() {
	local kept=''
	if [ -n "${3:-}" ]; then
		kept=$(awk -v is="$2" -v limit="${3#>}" -v least="$([[ $3 == '>'* ]] && echo 1 || echo 0)" \
			'BEGIN { print (least + 0 ? is >= limit : is <= limit) ? "kept" : "MISSED" }')
		[ "$kept" = kept ] || missed=1
	fi
	printf '%-66s %10s %8s %s\n' "$1" "$2" "${3:-}" "$kept"
}

# now - seconds
now() {
	date +%s.%N
}

# since BEGIN
since() {
	awk -v from="$1" -v to="$(now)" 'BEGIN { printf "%.1f\n", to - from }'
}

# built NAME - build the payload of $out/fix.patch; sets total, compiling, objects and memory
built() {
	local begin
	begin=$(now)
	"$builder" -s "$tree" -p "$out/fix.patch" -o "$out" --debug >"$out/$1.log" 2>&1 ||
		{ tail -n 20 -- "$out/$1.log"; die "$1: no payload"; }
	total=$(since "$begin")
	compiling=$(sed -n 's/^ *\([0-9]*\) of \1, \([0-9.]*\) s$/\2/p' "$out/$1.log" |
		awk '{ sum += $1 } END { printf "%.1f\n", sum }')
	objects=$(sed -n 's/.* compile: \([0-9]*\) object.*/\1/p' "$out/$1.log")
	memory=$(sed -n 's/.*\b\([0-9][0-9]*\) MB of memory at most$/\1/p' "$out/$1.log")
}

# minus A B
minus() {
	awk -v a="$1" -v b="$2" 'BEGIN { printf "%.1f\n", a - b }'
}

tree=$("$XS_TOP/tools/xen-tree" stock)
step_count 4
printf '%-66s %10s %8s\n' '' figure limit

step 'a payload: one file, and a header'
cp -- "$XS_TOP/examples/xen/test2.patch" "$out/fix.patch"
built warm
built file
file_total=$total
row 'a fix of one file: from diff to verified payload, s' "$total"
row '  of that, compiling, s' "$compiling"
row '  the rest, s' "$(minus "$total" "$compiling")" 1.5
row '  memory of the builder, MB' "$memory" 300

mkdir -p -- "$out/a/xen/include/xen" "$out/b/xen/include/xen"
header=xen/include/xen/domain_page.h
cp -- "$tree/$header" "$out/a/$header"
sed 's|^\( *\)return map_domain_page_global(page_to_mfn(pg));|\1if ( !pg )\n\1    return NULL;\n\n&|' \
	"$tree/$header" >"$out/b/$header"
(cd -- "$out" && LC_ALL=C diff -Nru a b >fix.patch) || true
built header
row "a header, which recompiles $objects objects, s" "$total"
row '  of that, compiling, s' "$compiling"
row '  the rest, s' "$(minus "$total" "$compiling")" 5
row '  memory of the builder, MB' "$memory" 300

step "all of Xen's objects with themselves"
mapfile -t pairs < <(find "$tree/xen" -name '*.o' ! -path '*/xen/tools/*' ! -path '*/arch/x86/boot/*' \
	! -name buildid.o ! -name built_in.o ! -name prelink.o)
begin=$(now)
"$builder" "${pairs[@]/#/--objects=}" && die "an object differs from itself"
row "${#pairs[@]} objects, s" "$(since "$begin")" 2

step 'objects of many functions'
for count in 10000 30000 100000; do
	"$here/many-functions" "$count" | as -o "$out/many.o" -
	TIMEFORMAT=%U
	seconds=$({ time "$builder" --objects "$out/many.o" 2>"$out/log"; } 2>&1) || true
	bytes=$(stat -c %s "$out/many.o")
	cost=$(awk -v s="$seconds" -v b="$bytes" 'BEGIN { printf "%.1f\n", s * 1e9 / b }')
	row "$count functions, $((bytes / 1000000)) MB: CPU time, s" "$seconds"
	# Per byte it may grow as the logarithm does (and caches are left), but no more.
	row '  a byte, ns' "$cost" "${most:-}"
	most=${most:-$(awk -v c="$cost" 'BEGIN { printf "%.1f\n", 2 * c }')}
	rm -f -- "$out/many.o"
done

step 'the classic way: a full build, of which it takes three'
cp -a -- "$tree" "$out/full"
quietly "$out/log" make -C "$out/full/xen" clean
begin=$(now)
quietly "$out/log" make -C "$out/full/xen" -j"$XS_JOBS" xen
full=$(since "$begin")
row 'a full build, s' "$full"
row 'three of them take so many times as long as the fix of one file' \
	"$(awk -v a="$full" -v b="$file_total" 'BEGIN { printf "%.0f\n", 3 * a / b }')" '>20'
exit "$missed"
