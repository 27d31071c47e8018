# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=dash
#
# Sourced by a dom0's /job: how it speaks to the driver outside (tests/xen/boot/session.h).

# ask REQUEST... - prints the driver's answer; "error" if it could not serve the request
ask() {
	echo "@xs $*" >/dev/hvc0
	read -r answer </dev/hvc0
	printf '%s\n' "$answer"
}

# tell TEXT... - to the driver's output
tell() {
	echo "@xs say $*" >/dev/hvc0
}

# tell_all - the same for each line of standard input
tell_all() {
	while IFS= read -r line; do
		tell "$line"
	done
}

# result PASS|FAIL NAME... - a test's verdict
result() {
	echo "@xs result $*" >/dev/hvc0
}
