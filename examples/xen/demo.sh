#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# demo.sh - a running Xen is patched, replaced, reverted; see README.md beside it
#
# Called by `make demo`, which has built the tools. XEN_SRC=FOLDER takes a Xen source tree of your own,
# XSPLICE_CACHE=FOLDER says where downloads and built hypervisors are kept. Payloads are built from the
# diffs in every run.
set -euo pipefail
here=$(cd -- "$(dirname -- "$0")" && pwd)
# shellcheck source=tools/lib.sh
. "$here/../../tools/lib.sh"

build=${XS_BUILD:-$XS_TOP/build}
out=$build/demo
step_count 7
step "the hypervisor with xSplice (the first time: downloads, then about four minutes on two cores)"
tree=$("$XS_TOP/tools/xen-tree" xsplice)
rm -rf -- "$out"
mkdir -p -- "$out/files"
for n in 1 2 3; do
	step "payload $n of 3"
	say "    xsplice-build -s $(basename -- "$tree") -p examples/xen/test$n.patch -o out$n"
	"$build/builder/xsplice-build" -s "$tree" -p "$here/test$n.patch" \
		-o "$out/out$n" 2>&1 | sed 's/^/           /' >&2
	cp -- "$out/out$n/test$n.xsplice" "$out/files/"
	cp -- "$here/test$n.observe" "$here/test$n.expect" "$out/files/"
done
step "a dom0: Debian's kernel, busybox, xen-xsplice and the payloads"
kernel=$("$XS_TOP/tools/fetch" kernel)
"$XS_TOP/tools/dom0-image" -o "$out/initrd" -j "$here/demo-job" -d "$out/files:/demo" \
	-b "$build/cli/xen-xsplice:/sbin/xen-xsplice" -b "$build/tests/xen/probe/xs-probe"
step "booting Xen and dom0 in QEMU (20 s on an idle machine)"
status=0
"$build/tests/xen/boot/xen-boot" -s "$tree/xen/xen-syms" -l "$out/console.log" -t 300 \
	"$tree/xen/xen" "$kernel/vmlinuz" "$out/initrd" | tee "$out/transcript" || status=$?
step "summary"
wrong=$(grep -c '^FAIL ' "$out/transcript" || true)
if [ "$status" -eq 0 ] && [ "$wrong" -eq 0 ]; then
	printf '\nDone in %s: Xen was patched twice, both patches were replaced by a third in one stop, that one was\n' "$(elapsed)"
	printf 'reverted, and Xen runs as it was built. Transcript: %s\n' "${out#"$PWD"/}/transcript"
else
	printf '\nFAILED: %d wrong outcomes (console: %s)\n' "$wrong" "${out#"$PWD"/}/console.log"
	[ "$status" -ne 0 ] || status=1
fi
exit "$status"
