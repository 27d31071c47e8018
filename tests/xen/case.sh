# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=dash
#
# Sourced by a case's observe script: guests that never run, and the code that runs for a function.
# shellcheck source=tools/dom0-job.sh
. /lib/job.sh

# domctl COMMAND DOMAIN ITEMS [-- FIELD...] - its result, then fields of the structure (xs-probe's words)
domctl() {
	command=$1 domain=$2 items=$3
	shift 3
	xs-probe call domctl "{u32=$command,u32=0x15,u16=$domain,z=6,$items}" "$@"
}

# guest_new pv|hvm|hap [MAX-VCPUS] - a domain without vCPUs and memory; its number
guest_new() {
	case $1 in
	hvm) flags=1 emulation=1 ;;
	hap) flags=3 emulation=1 ;;
	*) flags=0 emulation=0 ;;
	esac
	answer=$(domctl 1 0 "u32=0,z=16,u32=$flags,u32=0,u32=${2:-1},u32=63,u32=4,u32=4,u32=1,u32=0,u32=0,u32=$emulation,u32=0" \
		-- 0:8:u16)
	case $answer in
	'0 '*) printf '%s\n' "${answer#0 }" ;;
	*) printf 'no guest: %s\n' "$answer" ;;
	esac
}

# guest_end DOMAIN - what became of it: 0
guest_end() {
	domctl 2 "$1" u32=0
}

# body SYMBOL - the address of the code that runs for it: what the jump leads to that it begins with, behind an
# endbr64, if that is out of the hypervisor's image; else its own
body() {
	bytes=$(ask read "$1" 9) from=$(ask symbol "$1") end=$(ask symbol __2M_rwdata_end) own=$from
	case $bytes in
	f30f1efa*) bytes=${bytes#f30f1efa} from=$((from + 4)) ;;
	esac
	case $bytes in
	error) echo "no $1" && return ;;
	e9????????*)
		rest=${bytes#e9}
		b1=${rest%"${rest#??}"} rest=${rest#??}
		b2=${rest%"${rest#??}"} rest=${rest#??}
		b3=${rest%"${rest#??}"} rest=${rest#??}
		b4=${rest%"${rest#??}"}
		from=$((from + 5 + 0x$b4$b3$b2$b1))
		[ $((from - end)) -lt 0 ] || own=$(printf '%#x' $from)
		;;
	esac
	echo "$own"
}

# entry SYMBOL - "jump" if it begins with a jump out of the hypervisor's image, else "code"
entry() {
	case $(body "$1") in
	no*) echo "no $1" ;;
	"$(ask symbol "$1")") echo code ;;
	*) echo jump ;;
	esac
}

# holds SYMBOL LENGTH REGEX - "yes" if it matches among the first LENGTH bytes, in hex, of its body, else "no"
holds() {
	case $(ask find "$(body "$1")" "$2" "$3") in
	+*) echo yes ;;
	none) echo no ;;
	*) echo "no $1" ;;
	esac
}
