#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Writes a response file by which the linker makes a program that starts fast:
#
#	within.sh FILE WORD...	writes FILE, with WORD..., libraries among them, and FILE.ld
#
# - A library comes from its archive, if that is there: each shared one takes 0.05 ms of a start.
# - What a program has to correct when it is loaded is packed, if the C library can read that.
# - What starts run (start.order) lies together, so that little of the file is read into memory, if
#   the linker takes such a script.
#
# $CC is the compiler, with options if it needs some.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
file=$1
shift
cc=${CC:-cc}

# Whether a program that is linked with this option runs.
works() {
	try=$file.try
	echo 'int main(void) { static int i, *volatile at = &i; return *at; }' |
		$cc -x c - "$1" -o "$try" 2>/dev/null && "$try"
	status=$?
	rm -f "$try"
	return $status
}

{
	echo 'SECTIONS { .text.start : {'
	sed 's/.*/*(.text.& .text.&.*)/' "$here/start.order"
	echo '} } INSERT BEFORE .text;'
} >"$file.ld"

{
	for option in -Wl,-z,pack-relative-relocs "-Wl,-T,$file.ld"; do
		! works "$option" || echo "$option"
	done
	echo -static-libgcc
	for word; do
		archive=$word
		case $word in -l*) archive=$($cc -print-file-name="lib${word#-l}.a") ;; esac
		case $archive in /*) echo "$archive" ;; *) echo "$word" ;; esac
	done
} >"$file.new"
mv "$file.new" "$file"
