# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# Sourced by every script here: where things are, what is shown while they are made, and the cache.
#
# A cache entry is a folder that either is there, whole, or is not: it is filled under another name
# and renamed at the end, under a lock of its own, so parallel runs wait for each other and a run that
# is interrupted leaves nothing that looks finished.

XS_TOP=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
XS_CACHE=${XSPLICE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/xsplice}
XS_JOBS=${XS_JOBS:-$(nproc)}
XS_START=${XS_START:-$(date +%s)}
export XS_TOP XS_CACHE XS_JOBS XS_START

# elapsed - seconds since the outermost script began, as m:ss
elapsed() {
	local s=$(($(date +%s) - XS_START))
	printf '%d:%02d' $((s / 60)) $((s % 60))
}

# say TEXT... - a line of progress
say() {
	printf '[%s] %s\n' "$(elapsed)" "$*" >&2
}

# step_count N - how many step lines will come; step TEXT... - the next of them
step_count() {
	XS_STEPS=$1 XS_STEP=0
}
step() {
	XS_STEP=$((XS_STEP + 1))
	printf '[%s] %d/%d %s\n' "$(elapsed)" "$XS_STEP" "$XS_STEPS" "$*" >&2
}

# die TEXT... - the end, with the reason
die() {
	printf '%s: %s\n' "$(basename -- "$0")" "$*" >&2
	exit 1
}

# quietly LOG COMMAND... - run with output to LOG, whose tail is shown if it fails
quietly() {
	local log=$1 rc=0
	shift
	mkdir -p -- "$(dirname -- "$log")"
	"$@" >"$log" 2>&1 </dev/null || rc=$?
	[ "$rc" -eq 0 ] && return 0
	printf '%s: failed (%d): %s\n' "$(basename -- "$0")" "$rc" "$*" >&2
	tail -n 40 -- "$log" >&2
	printf '(all of it: %s)\n' "$log" >&2
	return "$rc"
}

# cache_entry NAME COMMAND... - prints the folder of cache entry NAME
#
# If it is not there yet, COMMAND runs with one more argument, an empty folder to fill.
cache_entry() {
	local name=$1 dir=$XS_CACHE/$1 new lock
	shift
	if [ ! -d "$dir" ]; then
		mkdir -p -- "$(dirname -- "$dir")" "$XS_CACHE/lock"
		exec {lock}>"$XS_CACHE/lock/${name//\//_}"
		flock -n "$lock" || { say "waiting for another run that makes $name"; flock "$lock"; }
		if [ ! -d "$dir" ]; then
			new=$XS_CACHE/new/${name//\//_}
			rm -rf -- "$new"
			mkdir -p -- "$new"
			"$@" "$new" >&2 {lock}>&- || { rm -rf -- "$new"; return 1; }
			mv -T -- "$new" "$dir"
		fi
		exec {lock}>&-
	fi
	printf '%s\n' "$dir"
}

# hash_of PATH... - one hash over names and contents of files and folders (relative to the current one)
hash_of() {
	find "$@" -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum -- | sha256sum | cut -c1-16
}
