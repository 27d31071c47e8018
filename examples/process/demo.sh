#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# demo.sh - a running server is patched, replaced, reverted while clients use it; see README.md
#
# Called by `make demo-process`, which has built the tools. Server and payloads are built from their
# sources in every run.
set -euo pipefail
here=$(cd -- "$(dirname -- "$0")" && pwd)
# shellcheck source=tools/lib.sh
. "$here/../../tools/lib.sh"

build=${XS_BUILD:-$XS_TOP/build}
out=${XS_OUT:-$build/demo-process}
port=${XS_PORT:-$((20000 + RANDOM % 20000))}
wrong=0
server='' clients=''

# Only what this script started is ended, whatever happens.
finish() {
	[ -z "$clients" ] || kill "$clients" 2>/dev/null || true
	[ -z "$server" ] || kill "$server" 2>/dev/null || true
	wait
}
trap finish EXIT

indent() {
	sed 's/^/    /'
}

# operator COMMAND... - shown as typed, then run
operator() {
	printf '\n$ %s\n' "$*"
	"$@" 2>&1 | sed 's/^/  /' || { printf '  FAIL: that command failed\n'; wrong=$((wrong + 1)); }
}

# observed ECHO COUNT KEYS - what a client must see now of each of the three bugs
observed() {
	local seen expected
	expected=$(printf 'echo: %s\ncount: %s\nkeys: %s' "$1" "$2" "$3")
	# What leaks differs in length with what was sent before.
	seen=$(./load "$port" look | sed 's/^echo: leaks .*/echo: leaks another request/')
	printf '  a client sees:\n'
	printf '%s\n' "$seen" | indent
	[ "$seen" = "$expected" ] && return
	printf '  FAIL: it should have seen:\n'
	printf '%s\n' "$expected" | indent
	wrong=$((wrong + 1))
}

leaks='leaks another request' counts='wrong after a DELETE' overwrites='long ones overwrite each other'
step_count 5
step "building the server (a copy of examples/process/keeper)"
rm -rf -- "$out"
mkdir -p -- "$out"
cp -a -- "$here/keeper" "$out/keeper"
cp -- "$here"/test?.patch "$out"
# XS_LINK: what a sanitized libxsplice-host wants at the link.
export XSPLICE_CFLAGS="-I$XS_TOP/include"
export XSPLICE_LIBS="$build/hosts/process/libxsplice-host.a -lelf ${XS_LINK:-}"
quietly "$out/keeper.log" make -C "$out/keeper"
cp -- "$build/examples/process/load" "$out/load"
cd -- "$out"
export PATH="$build/builder:$build/cli:$build/hosts/offline:$PATH" XSPLICE_HOST="unix:keeper.sock"

step "the server, and 64 connections that are never idle"
keeper/keeper "$port" keeper.sock 2>keeper.err &
server=$!
for _ in $(seq 100); do
	./load "$port" look >/dev/null 2>&1 && break
	sleep 0.05
done
./load "$port" run 64 >load.out &
clients=$!
operator xen-xsplice info
observed "$leaks" "$counts" "$overwrites"

step "three payloads from three diffs"
for n in 1 2 3; do
	operator xsplice-build -s keeper -p "test$n.patch" --build make --image keeper/keeper -o "test$n.xsplice"
done

step "upload, check, apply, replace, revert"
for n in 1 2 3; do
	operator xen-xsplice upload "test$n" "test$n.xsplice"
done
for n in 1 2 3; do
	operator xen-xsplice check "test$n"
done
observed "$leaks" "$counts" "$overwrites"
operator xen-xsplice apply test1
observed 'refused' "$counts" "$overwrites"
operator xen-xsplice apply test2
observed 'refused' 'right' "$overwrites"
operator xen-xsplice list
operator xen-xsplice replace test3
observed "$leaks" "$counts" 'long ones are refused'
operator xen-xsplice revert test3
observed "$leaks" "$counts" "$overwrites"
for n in 1 2 3; do
	operator xen-xsplice unload "test$n"
done
operator xen-xsplice list
[ "$(xen-xsplice list)" = 'no payloads are loaded' ] || wrong=$((wrong + 1))
operator xen-xsplice info

step "summary"
kill "$clients"
wait "$clients" || { printf '  FAIL: a client saw a wrong reply or lost its connection\n'; wrong=$((wrong + 1)); }
clients=''
printf '\n  all the while: %s\n' "$(cat load.out)"
if [ "$wrong" -ne 0 ]; then
	printf '\nFAILED: %d wrong outcomes (server: %s)\n' "$wrong" "${out#"$PWD"/}/keeper.err"
	exit 1
fi
printf '\nDone in %s: the server was patched twice, both patches were replaced by a third in one stop, that one was\n' "$(elapsed)"
printf 'reverted, and it runs as it was built. No connection was lost.\n'
