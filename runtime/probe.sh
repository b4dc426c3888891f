#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Finds out by compiling what this libbpf can attach beyond version 1.1:
#
#	probe.sh HEADER		writes the HEADER with a HAVE_... for each yes
set -eu

header=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

probe() { # NAME, an expression that compiles and links where it is there
	printf '#include <bpf/libbpf.h>\nint main(void) { return !(%s); }\n' "$2" >"$work/probe.c"
	if ${CC:-cc} -Werror=implicit-function-declaration "$work/probe.c" -lbpf -lelf -lz \
		-o "$work/probe" 2>"$work/log"; then
		echo "probe: libbpf has $1: yes"
		echo "#define HAVE_$1 1" >>"$work/probe.h"
	else
		echo "probe: libbpf has $1: no"
	fi
}

echo "/* Made by runtime/probe.sh. */" >"$work/probe.h"
probe TCX bpf_program__attach_tcx
probe NETKIT bpf_program__attach_netkit
probe NETFILTER bpf_program__attach_netfilter
probe UPROBE_MULTI bpf_program__attach_uprobe_multi
mv "$work/probe.h" "$header"
