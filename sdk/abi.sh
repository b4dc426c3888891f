#!/bin/sh
# SPDX-License-Identifier: MIT
#
#	sdk/abi.sh rust|go
#
# Prints the mirror of c/include/wasm_bpf_abi.h for a language, as abi.awk makes it.
set -eu
here=$(dirname "$0")
mirror=$(awk -f "$here/abi.awk" -v lang="$1" "$here/c/include/wasm_bpf_abi.h")
case $1 in
go) printf '%s\n' "$mirror" | gofmt ;;
*) printf '%s\n' "$mirror" ;;
esac
