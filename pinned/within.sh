#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Writes a response file by which the linker makes a program that starts fast:
#
#	within.sh FILE WORD...	writes FILE: WORD..., libraries among them
#
# A library comes from its archive, if that is there: each shared one takes 0.05 ms of every start.
# What a program has to correct when it is loaded is packed, if the C library can read that.
#
# $CC is the compiler, with options if it needs some.
set -eu

file=$1
shift
cc=${CC:-cc}

packs() {
	try=$file.try
	echo 'int main(void) { static int i, *volatile at = &i; return *at; }' |
		$cc -x c - -Wl,-z,pack-relative-relocs -o "$try" 2>/dev/null && "$try"
	status=$?
	rm -f "$try"
	return $status
}

{
	! packs || echo -Wl,-z,pack-relative-relocs
	echo -static-libgcc
	for word; do
		archive=$word
		case $word in -l*) archive=$($cc -print-file-name="lib${word#-l}.a") ;; esac
		case $archive in /*) echo "$archive" ;; *) echo "$word" ;; esac
	done
} >"$file.new"
mv "$file.new" "$file"
