#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# run.sh - what it costs, on our Xen beside the unmodified one; called by `make bench`
#
# From a diff to its payload on a built tree, beside a plain incremental make; upload; how long a guest's
# CPU was away during apply and revert (seen from dom0, on both), and the stop as our core reports it.
# An unmodified Xen does not tell how long it stopped its CPUs; what both can be seen to do is how long
# a vCPU did not run (xs-gap). QEMU emulates the CPUs: compare the columns, not the figures with those of
# a machine. Then the same for a process (process.sh), and the building of payloads alone (build.sh).
set -euo pipefail
here=$(cd -- "$(dirname -- "$0")" && pwd)
# shellcheck source=tools/lib.sh
. "$here/../tools/lib.sh"

build=${XS_BUILD:-$XS_TOP/build}
out=$build/bench-run
patch=$XS_TOP/examples/xen/test1.patch
declare -A figure

# seconds_of COMMAND... - how long it took, in s; its output goes to the log
seconds_of() {
	local begin end
	begin=$(date +%s%N)
	quietly "$out/log" "$@" || return 1
	end=$(date +%s%N)
	awk -v ns=$((end - begin)) 'BEGIN { printf "%.1f\n", ns / 1e9 }'
}

# plain_make TREE - what a developer would do: patch the built tree and make
plain_make() {
	patch -d "$1" -p1 --quiet <"$patch" && make -C "$1/xen" -j"$XS_JOBS" xen
}

# measure KIND - all figures of one hypervisor, into figure[KIND.*]
measure() {
	local kind=$1 tree kernel key value
	tree=$("$XS_TOP/tools/xen-tree" "$kind")
	kernel=$("$XS_TOP/tools/fetch" kernel)
	step "$kind: from diff to payload, twice"
	figure[$kind.build_first]=$(seconds_of "$build/builder/xsplice-build" -s "$tree" -p "$patch" \
		-o "$out/$kind" --name payload)
	figure[$kind.build_again]=$(seconds_of "$build/builder/xsplice-build" -s "$tree" -p "$patch" \
		-o "$out/$kind" --name payload)
	step "$kind: a plain incremental make beside it"
	cp -a -- "$tree" "$out/tree"
	figure[$kind.make]=$(seconds_of plain_make "$out/tree")
	rm -rf -- "$out/tree"
	step "$kind: upload and stop"
	"$XS_TOP/tools/dom0-image" -o "$out/$kind.initrd" -j "$here/xen-job" -d "$out/$kind:/bench" \
		-b "$build/cli/xen-xsplice:/sbin/xen-xsplice" -b "$build/bench/xs-gap"
	"$build/tests/xen/boot/xen-boot" -s "$tree/xen/xen-syms" -l "$out/$kind.log" \
		"$tree/xen/xen" "$kernel/vmlinuz" "$out/$kind.initrd" >"$out/$kind.figures" ||
		{ cat "$out/$kind.figures"; die "$kind: the measurement failed: $out/$kind.log"; }
	while read -r key value; do
		figure[$kind.$key]=$(awk -v ns="$value" 'BEGIN { printf "%.3f\n", ns / 1e6 }')
	done <"$out/$kind.figures"
}

# ratio A B - "A : B" as a number, "-" where one is missing
ratio() {
	awk -v a="$1" -v b="$2" 'BEGIN { if (a + 0 > 0 && b + 0 > 0) printf "%.2f\n", a / b; else print "-" }'
}

# row TEXT KEY - a line of the table
row() {
	local ours=${figure[xsplice.$2]:--} theirs=${figure[stock.$2]:--}
	printf '%-58s %10s %10s %7s\n' "$1" "$ours" "$theirs" "$(ratio "$ours" "$theirs")"
}

rm -rf -- "$out"
mkdir -p -- "$out/xsplice" "$out/stock"
step_count 6
measure xsplice
measure stock
printf '\n%-58s %10s %10s %7s\n' "" "xSplice" "unmodified" "ratio"
row "from diff to payload, s" build_first
row "  the second time, s" build_again
row "  a plain incremental make of the same diff, s" make
for kind in xsplice stock; do
	figure[$kind.faster]=$(ratio "${figure[$kind.make]}" "${figure[$kind.build_again]}")
done
row "  the make takes so many times as long" faster
row "upload, as a command in dom0, ms" upload.command_ns
row "  of that in the hypervisor, ms" upload.host_ns
row "apply, as a command in dom0, ms" apply.command_ns
row "  longest time another vCPU was away, ms" apply.gap_ns
row "  the CPUs stopped, as the hypervisor measured it, ms" apply.stopped_ns
row "revert, as a command in dom0, ms" revert.command_ns
row "  longest time another vCPU was away, ms" revert.gap_ns
row "an empty command (list), ms" nothing.command_ns
row "  longest time another vCPU was away, ms" nothing.gap_ns
printf "\nA gap no longer than an empty command's is the emulation's own, not the stop's.\n"
"$here/process.sh"
"$here/build.sh"
