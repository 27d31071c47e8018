#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# build.sh - what a payload costs to build, beside what the classic way costs; called by run.sh
#
# On a built Xen: a fix of one file, and of a header that recompiles some 190 objects, from the diff to the
# verified payload; the same where the header's types change, in a way that can be patched and in one that cannot;
# how much of that is not compiling (with -g, to compare types, is; making preprocessed texts is not); all objects
# compared with themselves; and how cost and memory grow with the size of an object: in instructions, which no other
# process changes. The classic way builds the whole hypervisor three times: once as it is, and with special flags
# before and after the patch; one such build is made here, from nothing, and counted three times.
# Seconds mean something only if nothing else runs. A figure that is not kept makes the exit status 1.
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
	printf '%-72s %10s %8s %s\n' "$1" "$2" "${3:-}" "$kept"
}

# now - seconds
now() {
	date +%s.%N
}

# since BEGIN
since() {
	awk -v from="$1" -v to="$(now)" 'BEGIN { printf "%.1f\n", to - from }'
}

# built STATUS NAME [OPTION...] - build the payload of $out/fix.patch; sets total, compiling, objects and memory
built() {
	local begin status=0 wanted=$1 name=$2
	shift 2
	begin=$(now)
	"$builder" -s "$tree" -p "$out/fix.patch" -o "$out" --debug "$@" >"$out/$name.log" 2>&1 || status=$?
	[ "$status" = "$wanted" ] || { tail -n 20 -- "$out/$name.log"; die "$name: status $status"; }
	total=$(since "$begin")
	compiling=$(awk '
		/\] compile: / || / compiling [0-9]+ objects with debug information$/ { on = 1 }
		on && $1 == $3 + 0 && $2 == "of" && $5 == "s" { sum += $4; on = 0 }
		END { printf "%.1f\n", sum }' "$out/$name.log")
	objects=$(sed -n 's/.* compile: \([0-9]*\) object.*/\1/p' "$out/$name.log")
	memory_of "$out/$name.log"
}

# memory_of LOG - sets memory
memory_of() {
	memory=$(sed -n 's/.*\b\([0-9][0-9]*\) MB of memory at most$/\1/p' "$1")
}

# edit FILE SED-SCRIPT - make $out/fix.patch of it
edit() {
	rm -rf -- "$out/a" "$out/b"
	mkdir -p -- "$out/a/${1%/*}" "$out/b/${1%/*}"
	cp -- "$tree/$1" "$out/a/$1"
	sed "$2" "$tree/$1" >"$out/b/$1"
	(cd -- "$out" && LC_ALL=C diff -Nru a b >fix.patch) || true
}

# built_rows TEXT LIMIT - what built() found
built_rows() {
	row "$1, s" "$total"
	row '  of that, compiling, s' "$compiling"
	row '  the rest, s' "$(minus "$total" "$compiling")" "$2"
	row '  memory of the builder, MB' "$memory" 300
}

# minus A B
minus() {
	awk -v a="$1" -v b="$2" 'BEGIN { printf "%.1f\n", a - b }'
}

tree=$("$XS_TOP/tools/xen-tree" stock)
step_count 6
printf '%-72s %10s %8s\n' '' figure limit
row "processes that want to run, on $(nproc) CPUs" "$(cut -d ' ' -f 1 /proc/loadavg)"

step 'a payload: one file'
cp -- "$XS_TOP/examples/xen/test2.patch" "$out/fix.patch"
built 0 warm
built 0 file
file_total=$total
built_rows 'a fix of one file: from diff to verified payload' 1.5

step 'a payload: a header'
edit xen/include/xen/domain_page.h \
	's|^\( *\)return map_domain_page_global(page_to_mfn(pg));|\1if ( !pg )\n\1    return NULL;\n\n&|'
built 0 header
built_rows "a header for $objects objects: from diff to verified payload" 5

step 'a payload: a type in a header'
edit xen/include/xen/sched.h "$(cat <<'END'
/^struct domain$/,/^};/s/^ *bool *is_shut_down;.*/&\n    bool             unlocked;/
/^static inline void rcu_unlock_domain(/,/^}/s/^{/&\n    if ( d->unlocked )\n        return;\n/
END
)"
built 0 types --allow-padding
built_rows "a type in a header for $objects objects: from diff to verified payload" 5
row '  objects whose declarations were compared' "$(grep -c '^ *types of ' "$out/types.log")"
edit xen/include/xen/sched.h '/^struct domain$/,/^};/s/^ *domid_t *domain_id;/&\n    unsigned long    cookie[4];/'
built 2 refused
built_rows "a member that moves others, for $objects objects: to the refusal" 5

step "all of Xen's objects with themselves"
mapfile -t pairs < <(find "$tree/xen" -name '*.o' ! -path '*/xen/tools/*' ! -path '*/arch/x86/boot/*' \
	! -name buildid.o ! -name built_in.o ! -name prelink.o)
begin=$(now)
"$builder" "${pairs[@]/#/--objects=}" && die "an object differs from itself"
row "${#pairs[@]} objects, s" "$(since "$begin")" 2

step 'objects of many functions'
for count in 10000 30000 100000; do
	"$here/many-functions" "$count" | as -o "$out/many.o" -
	bytes=$(stat -c %s "$out/many.o")
	TIMEFORMAT=%U
	seconds=$({ time "$builder" --objects "$out/many.o" >"$out/log" 2>&1; } 2>&1) || true
	row "$count functions, $((bytes / 1000000)) MB: CPU time, s" "$seconds"
	valgrind --tool=callgrind --callgrind-out-file=/dev/null "$builder" --objects "$out/many.o" \
		>"$out/log" 2>&1 || true # an object is itself: nothing to tell, and that is the status
	cost=$(awk -v bytes="$bytes" '/Collected : / { printf "%.0f\n", $NF / bytes }' "$out/log")
	[ -n "$cost" ] || { cat -- "$out/log"; die 'instructions were not counted'; }
	# Per byte it may grow as the logarithm does, but no more.
	row '  a byte, instructions' "$cost" "${most:-}"
	most=${most:-$((cost * 3 / 2))}
done
"$builder" --objects "$out/many.o" --debug >"$out/log" 2>&1 || true
memory_of "$out/log"
row '  with itself: memory of the builder, MB' "$memory" 300
"$here/many-functions" "$count" patched | as -o "$out/other.o" -
"$builder" --objects "$out/many.o,$out/other.o" --debug >"$out/log" 2>&1
memory_of "$out/log"
row "  with another, $(grep -c ': changed \.text\.[fs]' "$out/log") functions differing: memory, MB" "$memory" 300
rm -f -- "$out/many.o" "$out/other.o"

step 'the classic way: a full build, of which it takes three'
cp -a -- "$tree" "$out/full"
quietly "$out/log" make -C "$out/full/xen" clean
begin=$(now)
quietly "$out/log" make -C "$out/full/xen" -j"$XS_JOBS" xen
full=$(since "$begin")
# Both in the same state of the machine, as far as that can be had.
cp -- "$XS_TOP/examples/xen/test2.patch" "$out/fix.patch"
built 0 again
row 'a full build, s' "$full"
row 'three of them take so many times as long as the fix of one file' \
	"$(awk -v a="$full" -v b="$file_total" -v c="$total" \
		'BEGIN { printf "%.0f\n", 3 * a / (b > c ? b : c) }')" '>20'
exit "$missed"
