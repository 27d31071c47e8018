#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# process.sh - what a patch costs a server that is busy; called by run.sh
#
# The server of examples/process with 64 busy connections: from a diff to its payload beside a plain
# make, upload, and the length of many stops; beside them what a client waits for at the longest when the
# server is patched all the time, when nothing happens, and when it is stopped and started instead.
set -euo pipefail
here=$(cd -- "$(dirname -- "$0")" && pwd)
# shellcheck source=tools/lib.sh
. "$here/../tools/lib.sh"

build=${XS_BUILD:-$XS_TOP/build}
out=$build/bench-run/process
port=${XS_PORT:-$((20000 + RANDOM % 20000))}
rounds=${XS_ROUNDS:-200}
server='' clients=''

# Only what this script started is ended, whatever happens.
finish() {
	[ -z "$clients" ] || kill "$clients" 2>/dev/null || true
	[ -z "$server" ] || kill "$server" 2>/dev/null || true
	wait
}
trap finish EXIT

# ms_of COMMAND... - how long it took; its output goes to the log
ms_of() {
	local begin end
	begin=$(date +%s%N)
	quietly "$out/log" "$@" || return 1
	end=$(date +%s%N)
	awk -v ns=$((end - begin)) 'BEGIN { printf "%.0f\n", ns / 1e6 }'
}

# plain_make - what a developer would do: patch the built tree and make
plain_make() {
	patch -d keeper-plain -p1 --quiet <test1.patch && make -C keeper-plain
}

# start_server - and wait until it answers
start_server() {
	keeper/keeper "$port" keeper.sock 2>keeper.err &
	server=$!
	for _ in $(seq 200); do
		./load "$port" look >/dev/null 2>&1 && return
		sleep 0.01
	done
	die "the server does not answer: $out/keeper.err"
}

# busy COMMAND... - run it while 64 connections are busy; prints the slowest reply, us
busy() {
	./load "$port" run 64 >load.out &
	clients=$!
	"$@" >"$out/log" 2>&1 || die "failed: $* ($out/log)"
	kill "$clients"
	wait "$clients" || die "a client saw a wrong reply or lost its connection"
	clients=''
	sed -n 's/.*slowest reply \([0-9]*\) us.*/\1/p' load.out
}

# figure_of KEY FILE - a number of the tool's JSON
figure_of() {
	sed -n "s/.*\"$1\": *\([0-9]*\).*/\1/p" "$2" | head -n 1
}

# patch_often - apply and revert, and note the length of each stop and the way to it, ns
patch_often() {
	local action
	for _ in $(seq "$rounds"); do
		for action in apply revert; do
			xen-xsplice "$action" test1 || return 1
			xen-xsplice info test1 --json >info.json || return 1
			echo "$(figure_of stopped_ns info.json) $(figure_of gather_ns info.json)" >>stops
		done
	done
}

# of_stops COLUMN PERCENT - that percentile, in us
of_stops() {
	awk -v c="$1" '{ print $c }' stops | sort -n |
		awk -v p="$2" '{ v[NR] = $1 } END { i = int(NR * p / 100 + 0.999); printf "%.0f", v[i < 1 ? 1 : i] / 1000 }'
}

row() {
	printf '%-58s %12s\n' "$1" "$2"
}

rm -rf -- "$out"
mkdir -p -- "$out"
cp -a -- "$XS_TOP/examples/process/keeper" "$out/keeper"
cp -- "$XS_TOP/examples/process/test1.patch" "$build/examples/process/load" "$out"
cd -- "$out"
export XSPLICE_CFLAGS="-I$XS_TOP/include" XSPLICE_LIBS="$build/hosts/process/libxsplice-host.a -lelf"
export PATH="$build/builder:$build/cli:$build/hosts/offline:$PATH" XSPLICE_HOST="unix:keeper.sock"
say "a busy process: build, upload, $((2 * rounds)) stops"
quietly "$out/log" make -C keeper
cp -a keeper keeper-plain
make_ms=$(ms_of plain_make)
build_ms=$(ms_of xsplice-build -s keeper -p test1.patch --build make --image keeper/keeper -o test1.xsplice)
start_server
idle_us=$(busy sleep 2)
xen-xsplice upload test1 test1.xsplice >log
xen-xsplice info test1 --json >info.json
upload_us=$(($(figure_of upload_ns info.json) / 1000))
patched_us=$(busy patch_often)
begin=$(date +%s%N)
kill "$server"
wait "$server" || true
server=''
start_server
restart_us=$((($(date +%s%N) - begin) / 1000))

printf '\n%-58s %12s\n' "A server with 64 busy connections" ""
row "from diff to payload, both builds included, ms" "$build_ms"
row "  a plain incremental make of the same diff, ms" "$make_ms"
row "upload, in the process, us" "$upload_us"
row "stop, median of $((2 * rounds)), us" "$(of_stops 1 50)"
row "  99 of 100 are shorter than, us" "$(of_stops 1 99)"
row "  the longest, us" "$(of_stops 1 100)"
row "gathering the workers (they go on meanwhile), median, us" "$(of_stops 2 50)"
row "slowest reply to a client, nothing happens, us" "$idle_us"
row "  while it is patched and reverted all the time, us" "$patched_us"
row "  stop and start of the server instead: no replies for, us" "$restart_us"
row "  a restart beside the median stop" "$(awk -v r="$restart_us" -v s="$(of_stops 1 50)" 'BEGIN { printf "%.0f x", s ? r / s : 0 }')"
