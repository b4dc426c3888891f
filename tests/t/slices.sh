#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Kernels without BTF: --btf, and slices that a guest or an object carries.
. tests/lib/tap.sh
. tests/lib/guests.sh
objcopy=$(dirname "$(readlink -f "$("$cc" --print-clang)")")/llvm-objcopy
here=$(uname -r)

# Kernels that never were: one struct, whose field moves, and is renamed in the last.
kernel() { # NAME MEMBERS
	echo "struct pt_regs { long di; }; struct thing { $2 }; struct pt_regs r; struct thing t;" \
		>"$T/kernel.c"
	"$cc" -target bpf -c "$T/kernel.c" -o "$T/kernel.o" &&
		"$objcopy" --dump-section .BTF="$T/$1" "$T/kernel.o"
}
mkdir "$T/kernels" "$T/other" "$T/none"
kernel "kernels/$here.btf" "int a[5]; int value;"
kernel kernels/1.0.btf "int value;"
kernel kernels/2.0.btf "int a; int worth;"
kernel other/1.0.btf "int a[3]; int value;"

ok "an object with relocations" "$cc" -target bpf -c "$guests/where.bpf.c" -o "$T/where.bpf.o"
sed 's/value/worth/g' "$guests/where.bpf.c" >"$T/other.bpf.c"
"$cc" -target bpf -c "$T/other.bpf.c" -o "$T/other.bpf.o" || exit 1

# --- archives ------------------------------------------------------------------------------

slices() { "$run" btf "$@"; }
ok "slices for a folder of kernels" slices "$T/where.bpf.o" --kernels "$T/kernels" -o "$T/slices"
like "the kernels are listed" "$(slices --list "$T/slices" | tr '\n' ' ')" \
	"^1.0 +x86 .* 2.0 +x86 .* $here +x86 "
ok "a kernel may come twice" slices "$T/where.bpf.o" --kernels "$T/kernels/1.0.btf" \
	--kernels "$T/kernels" -o "$T/again"
ok "which changes nothing" cmp "$T/slices" "$T/again"
fails "but not two of one name" 1 slices "$T/where.bpf.o" --kernels "$T/kernels" \
	--kernels "$T/other" -o "$T/bad"
like "that differ" "$(cat "$T/out")" "two kernels '1.0' \(x86\) differ"
ok "of which nothing is written" test ! -e "$T/bad"
ok "a slice by itself" slices "$T/slices" --extract 1.0 --arch x86 -o "$T/1.0"
like "is BTF" "$(bpftool btf dump file "$T/1.0")" "STRUCT 'thing' size=4"
fails "none of that kernel" 1 slices "$T/slices" --extract 3.0 -o "$T/3.0"
like "is told" "$(cat "$T/out")" "no slice for the kernel 3.0"
fails "a folder without kernels" 1 slices "$T/where.bpf.o" --kernels "$T/none" -o "$T/bad"
fails "an object without relocations" 1 slices "$T/kernel.o" --kernels "$T/kernels" -o "$T/bad"
like "needs none" "$(cat "$T/out")" "no CO-RE relocations"
fails "a file that is no kernel" 1 slices "$T/where.bpf.o" --kernels "$guests/where.bpf.c" \
	-o "$T/bad"
fails "no kernels at all" 2 slices "$T/where.bpf.o" -o "$T/bad"
fails "and no place" 2 slices "$T/where.bpf.o" --kernels "$T/kernels"

# An archive that somebody changed.
size=$(stat -c %s "$T/slices")
for at in 9 13 17 21 60 160 400 $((size - 3)); do
	cp "$T/slices" "$T/damaged"
	printf '\377' | dd of="$T/damaged" bs=1 seek="$at" conv=notrunc status=none
	for release in 1.0 2.0 "$here"; do
		slices "$T/damaged" --extract "$release" --arch x86 -o "$T/got" >/dev/null 2>&1
		[ $? -le 1 ] || echo "$at"
	done
done >"$T/crashed"
is "bytes that are wrong do no harm" "$(cat "$T/crashed")" ""
for cut in 8 24 100 300 $((size - 1)); do
	head -c "$cut" "$T/slices" >"$T/damaged"
	for release in 1.0 2.0 "$here"; do
		slices "$T/damaged" --extract "$release" --arch x86 -o "$T/got" || break
	done >"$T/said" 2>&1
	like "an archive that ends at $cut" "$(cat "$T/said")" \
		"cut off|not an archive|damaged|neither BTF"
done

# --- kernels as they come ------------------------------------------------------------------

le() { # NUMBER: its four bytes
	# The format is what makes them.
	# shellcheck disable=SC2059
	printf "\\x$(printf %02x $(($1 & 255)))\\x$(printf %02x $(($1 >> 8 & 255)))\\0\\0"
}
bzimage() { # PACKED: an image of x86 with that inside, which says that it is 5.4.3-image
	head -c 497 /dev/zero && printf '\1' && head -c 16 /dev/zero && printf 'HdrS\17\2'
	head -c 6 /dev/zero && printf '\0\1' && head -c 56 /dev/zero && le 0
	le "$(stat -c %s "$1")" && head -c 176 /dev/zero && printf '5.4.3-image (somebody)\0'
	head -c 233 /dev/zero && cat "$1"
}
zboot() { # PACKED: an EFI image that unpacks itself
	printf 'MZ\0\0zimg' && le 64 && le "$(stat -c %s "$1")" && head -c 48 /dev/zero && cat "$1"
}
mkdir -p "$T/images" "$T/deb/boot"
kernel images/vmlinux "int a[2]; int value;"
mv "$T/kernel.o" "$T/images/elf"
# As arm64 has it: no ELF, but what the kernel says of itself.
{ printf 'Linux version %%s\0Linux version 6.5.4-flat (somebody)\0' && cat "$T/images/vmlinux"; } \
	>"$T/images/flat"
rm "$T/images/vmlinux"
gzip -c "$T/images/elf" >"$T/images/elf.gz"
xz -c "$T/images/elf" >"$T/images/elf.xz"
zstd -qc "$T/images/elf" >"$T/images/elf.zst"
head -c 99 /dev/zero >"$T/images/elf.other"
gzip -c "$T/images/flat" >"$T/images/flat.gz"

kernels_of() { # FILE: the releases of kernels in it
	slices "$T/where.bpf.o" --kernels "$1" -o "$T/got" >/dev/null 2>"$T/said" &&
		slices --list "$T/got" | awk '{ print $1, $2 }'
}
for packed in gz xz zst; do
	bzimage "$T/images/elf.$packed" >"$T/images/vmlinuz"
	is "an image that is packed by $packed" "$(kernels_of "$T/images/vmlinuz")" \
		"5.4.3-image x86"
done
zboot "$T/images/flat.gz" >"$T/images/vmlinuz.efi"
is "one that unpacks itself, of an image without sections" \
	"$(kernels_of "$T/images/vmlinuz.efi")" "6.5.4-flat x86"
is "that image, packed" "$(kernels_of "$T/images/flat.gz")" "6.5.4-flat x86"
bzimage "$T/images/elf.other" >"$T/images/other"
is "a way to pack that is not known" "$(kernels_of "$T/images/other")" ""
like "is told" "$(cat "$T/said")" "other': the kernel is not packed by gzip, xz or zstd"
for cut in 600 1030 $(($(stat -c %s "$T/images/vmlinuz") - 9)); do
	head -c "$cut" "$T/images/vmlinuz" >"$T/cut"
	is "an image that ends at $cut" "$(kernels_of "$T/cut")" ""
	like "is told to" "$(cat "$T/said")" "cut': .*(cut off|damaged)"
done

cp "$T/images/vmlinuz" "$T/deb/boot/vmlinuz-5.4.3-image"
mkdir -p "$T/deb/lib/$(printf 'a long name %.0s' {1..12})"
cp "$T/kernels/1.0.btf" "$T/deb/lib/$(printf 'a long name %.0s' {1..12})/9.9.btf"
echo 2.0 >"$T/deb/debian-binary"
for packed in gz xz zst; do
	for form in gnu pax; do
		tar --format=$form -caf "$T/data.tar.$packed" -C "$T/deb" .
		rm -f "$T/kernel.deb"
		ar rc "$T/kernel.deb" "$T/deb/debian-binary" "$T/data.tar.$packed"
		is "a package, by $packed and $form" "$(kernels_of "$T/kernel.deb" | tr '\n' ' ')" \
			"5.4.3-image x86 9.9 x86 "
	done
done
is "an archive" "$(kernels_of "$T/data.tar.zst" | tr '\n' ' ')" "5.4.3-image x86 9.9 x86 "
# An image whose kernel has none, beside one that has.
gzip -c "$guests/where.bpf.c" >"$T/text.gz"
mkdir "$T/mixed"
bzimage "$T/text.gz" | sed 's/5\.4\.3-image/4.4.4-image/' >"$T/mixed/vmlinuz-4.4.4"
cp "$T/kernels/1.0.btf" "$T/mixed"
is "a kernel without BTF in a folder" "$(kernels_of "$T/mixed")" "1.0 x86"
like "is told of" "$(cat "$T/said")" "vmlinuz-4.4.4': the kernel 4.4.4-image has no BTF; it is left"
fails "check does not pass over it" 1 "$run" check "$T/where.bpf.o" --kernels "$T/mixed"
like "it knows nothing about it" "$(cat "$T/out")" "4\.4\.4-image +x86 +unknown"
is "one that is named must have it" "$(kernels_of "$T/mixed/vmlinuz-4.4.4")" ""
like "or it says so" "$(cat "$T/said")" "no BTF in the kernel"
mkdir -p "$T/layout/blobs/sha256"
echo '{"imageLayoutVersion":"1.0.0"}' >"$T/layout/oci-layout"
tar -czf "$T/layout/blobs/sha256/0123" -C "$T/deb" .
is "an image of a registry, as a layout" "$(kernels_of "$T/layout" | tr '\n' ' ')" \
	"5.4.3-image x86 9.9 x86 "
head -c 300 "$T/kernel.deb" >"$T/cut.deb"
is "a package that is cut off" "$(kernels_of "$T/cut.deb")" ""
like "is told to" "$(cat "$T/said")" "cut.deb': .*(cut off|damaged)"
mkdir -p "$T/tree/a/b"
cp "$T/kernels/1.0.btf" "$T/tree/a/vmlinux.btf"
echo 7.7.7 >"$T/tree/a/release"
cp "$T/kernels/1.0.btf" "$T/tree/a/b/vmlinux"
ln -s ../.. "$T/tree/a/b/round"
echo text >"$T/tree/a/b/text"
is "folders in folders" "$(kernels_of "$T/tree" | tr '\n' ' ')" "7.7.7 x86 b x86 "

# --- what a stranger made ------------------------------------------------------------------

# The name of a packaged file is none of this machine's.
mkdir -p "$T/stranger/in"
cp "$T/kernels/1.0.btf" "$T/stranger/in/vmlinux"
tar -cPf "$T/whole.tar" "$T/stranger/in/vmlinux"
echo 6.6.6 >"$T/stranger/in/release"
is "beside a file its release is read" "$(kernels_of "$T/stranger/in/vmlinux")" "6.6.6 x86"
is "but beside one of an archive nothing is" "$(kernels_of "$T/whole.tar")" "in x86"
rm "$T/stranger/in/release"
mkfifo "$T/stranger/in/release" "$T/pipe"
waits() { timeout 10 "$@"; }
ok "nor is a pipe waited for" waits "$run" btf "$T/where.bpf.o" --kernels "$T/whole.tar" -o "$T/got"
ok "beside a file neither" waits "$run" btf "$T/where.bpf.o" \
	--kernels "$T/stranger/in/vmlinux" -o "$T/got"
fails "a pipe is no kernel" 1 waits "$run" btf "$T/where.bpf.o" --kernels "$T/pipe" -o "$T/got"
like "which is told" "$(cat "$T/out")" "pipe' is not a regular file"
tar -cPf "$T/sys.tar" --transform 's,.*,/sys/kernel/btf/vmlinux,' "$T/stranger/in/vmlinux"
is "an archive's /sys is not this kernel's" "$(kernels_of "$T/sys.tar")" "btf x86"

# What would write to a terminal, or forge a line.
for name in $'1.0\n9.9' $'1.0\e[2J' '1 0' "$(printf '%.0s1' {1..72})"; do
	mkdir -p "$T/names"
	cp "$T/kernels/1.0.btf" "$T/names/$name.btf"
	is "no kernel is called ${name@Q}" "$(kernels_of "$T/names/$name.btf")" ""
	like "which is told in one line" "$(cat "$T/said")" \
		"^[^[:cntrl:]]*: a kernel's name has [^[:cntrl:]]*$"
	tar -cf "$T/names.tar" -C "$T/names" .
	is "nor in an archive: ${name@Q}" "$(kernels_of "$T/names.tar")" ""
	rm -r "$T/names"
done
bzimage "$T/images/elf.gz" |
	sed "s/5\.4\.3-image (somebody)/$(printf '%.0s5' {1..200})/" >"$T/images/long"
is "an image with too long a name" "$(kernels_of "$T/images/long")" ""
like "is refused" "$(cat "$T/said")" "the kernel's name is too long: 555"

# One bad file of a folder does not keep the others away.
good() { # the status, and which kernels were read
	slices "$T/where.bpf.o" --kernels "$T/beside" -o "$T/got" >/dev/null 2>"$T/said"
	echo "$? $(slices --list "$T/got" | awk '{ print $1 }' | tr '\n' ' ')"
	rm -f "$T/got"
}
mkdir "$T/beside"
cp "$T/kernels/1.0.btf" "$T/kernels/2.0.btf" "$T/beside"
# BTF that continues another's, as of a module, among other bytes.
{ head -c 1000 /dev/zero && sed 's/pt_regs/pt_reg\x00/' "$T/kernels/1.0.btf"; } |
	gzip >"$T/beside/1-initrd.img"
head -c 514M /dev/zero | gzip -1 >"$T/beside/1-large.img"
is "beside what is packed and no kernel" "$(good)" "0 1.0 2.0 "
is "nothing is said" "$(grep -v ' kernels, ' "$T/said")" ""
bad=("$T/beside/1-cut.gz" "$T/beside/1-cut.tar" "$T/beside/1-damaged.btf" "$T/beside/1-"$'\n'".btf")
head -c 300 "$T/images/elf.gz" >"${bad[0]}"
head -c 600 "$T/whole.tar" >"${bad[1]}"
head -c 100 "$T/kernels/1.0.btf" >"${bad[2]}"
cp "$T/kernels/1.0.btf" "${bad[3]}"
is "beside what is damaged" "$(good)" "1 1.0 2.0 "
is "each is told of" "$(grep -c "beside/1-.*; it is left out$" "$T/said")" 4
fails "and check has its table" 1 "$run" check "$T/where.bpf.o" --kernels "$T/beside"
like "of the others" "$(cat "$T/out")" "1\.0 +x86 .*2\.0 +x86"
rm -f "${bad[@]}"
chmod 0 "$T/beside/1.0.btf"
run_was=$run
[ "$(id -u)" -ne 0 ] || run="setpriv --bounding-set=-dac_override,-dac_read_search $run"
slices() { $run btf "$@"; }
is "beside what may not be read" "$(good)" "1 2.0 "
like "which is told" "$(cat "$T/said")" "cannot open '.*/1.0.btf': Permission denied; it is left"
run=$run_was
slices() { "$run" btf "$@"; }
fails "two kernels of one name still end it" 1 slices "$T/where.bpf.o" --kernels "$T/kernels" \
	--kernels "$T/other" -o "$T/bad"

# Too large for what boots, or for BTF.
truncate -s 257M "$T/Image"
tar -czf "$T/large.tar" -C "$T" Image
rm "$T/Image"
is "a packed file that grows" "$(kernels_of "$T/large.tar")" ""
like "is too large" "$(cat "$T/said")" "'Image': a file of the archive is too large"

# --- what was read is not overwritten --------------------------------------------------------

cp "$T/where.bpf.o" "$T/own.bpf.o"
ln -s own.bpf.o "$T/link.bpf.o"
for to in own link; do
	fails "-o is not the file itself: $to" 1 slices "$T/own.bpf.o" --kernels "$T/kernels" \
		-o "$T/$to.bpf.o"
	like "with a hint" "$(cat "$T/out")" \
		"own.bpf.o' itself.*hint: --into puts the archive into it"
done
ok "which is as it was" cmp "$T/own.bpf.o" "$T/where.bpf.o"
fails "nor the archive that is read" 1 slices "$T/slices" --extract 1.0 --arch x86 -o "$T/slices"
ok "that is as it was, too" cmp "$T/slices" "$T/again"
fails "nor a kernel" 1 slices "$T/own.bpf.o" --kernels "$T/kernels/1.0.btf" \
	-o "$T/kernels/1.0.btf"
like "which is told" "$(cat "$T/out")" "would replace the kernel"
ok "but with --into it may be" slices "$T/own.bpf.o" --kernels "$T/kernels" --into \
	-o "$T/own.bpf.o"
fails "--list writes no file" 2 slices --list "$T/slices" -o "$T/bad"
fails "and takes no slice" 2 slices --list "$T/slices" --extract 1.0
fails "--list of a pipe" 1 waits "$run" btf --list "$T/pipe"

# --- carried -------------------------------------------------------------------------------

cp "$T/where.bpf.o" "$T/carrier.bpf.o"
ok "an object carries slices" slices "$T/carrier.bpf.o" --kernels "$T/kernels" --into
is "they are those of the archive" "$(slices --list "$T/carrier.bpf.o")" \
	"$(slices --list "$T/slices")"
like "inspect shows them" "$("$run" inspect "$T/carrier.bpf.o")" \
	"slices +of the BTF of 3 kernels, for 1 of 1 objects"
like "in JSON, too" "$("$run" inspect --json "$T/carrier.bpf.o")" \
	'"btf_slices":\{"size":[0-9]+,"objects":1,"kernels":\[\{"release":"1.0","arch":"x86"'
ok "another archive takes their place" slices "$T/carrier.bpf.o" --kernels "$T/other" --into
like "of other kernels" "$(slices --list "$T/carrier.bpf.o")" '^1\.0 +x86 +[0-9]+ bytes$'
slices "$T/carrier.bpf.o" --kernels "$T/kernels" --into 2>/dev/null || exit 1
fails "who carries none says so" 1 slices --list "$T/where.bpf.o"
like "with a hint" "$(cat "$T/out")" "hint: .*--into"

# A guest with the object in its data.
{
	echo 'static const unsigned char object[] __attribute__((aligned(8))) = {'
	od -An -v -tx1 "$T/where.bpf.o" | sed 's/ \([0-9a-f][0-9a-f]\)/0x\1,/g'
	cat <<'END'
};
#include <stdio.h>
#include <bpf/libbpf.h>
static int show(void *ctx, void *data, size_t size)
{
	unsigned int *place = data;
	printf("%u %u\n", place[0], place[1]);
	return 1;
}
int main(void)
{
	struct bpf_object *bpf = bpf_object__open_mem(object, sizeof(object), NULL);
	struct ring_buffer *ring;
	if (!bpf || bpf_object__load(bpf))
		return 1;
	ring = ring_buffer__new(bpf_object__find_map_fd_by_name(bpf, "places"), show, NULL, NULL);
	if (!ring || !bpf_program__attach(bpf_object__find_program_by_name(bpf, "where")))
		return 2;
	ring_buffer__poll(ring, 5000);
	return 0;
}
END
} >"$T/guest.c"
ok "a guest with the object" "$cc" "$T/guest.c" -o "$T/plain.wasm"
ok "carries slices" slices "$T/plain.wasm" --kernels "$T/kernels" --into -o "$T/guest.wasm"
like "inspect shows those" "$("$run" inspect "$T/guest.wasm")" \
	"slices +of the BTF of 3 kernels, for 1 of 1 objects"
ok "what follows is a module" wasm-validate "$T/guest.wasm"
ok "put there again" slices "$T/guest.wasm" --kernels "$T/kernels" --into
is "there is one section" \
	"$("$run" inspect --json "$T/guest.wasm" | grep -o '"name":".wasm_bpf.btf"' | wc -l)" 1
ok "its compiled code" "$run" compile "$T/guest.wasm" -o "$T/guest.cwasm"

rest_needs_root "the kernel's relocations"
[ -r /sys/kernel/btf/vmlinux ] || skip_all "this kernel has no BTF"

# --- a run ---------------------------------------------------------------------------------

# The first record: offset, and whether the field is known.
first() { sed -n 's/^ *\([0-9][0-9]*\) *\([0-9]\) *$/\1 \2/p' | head -n 1; }
shown() { # [OPTION...] FILE
	timeout 60 "$run" --timeout 20 "$@" 2>&1 | first
}
object() { shown --max 1 "$@"; }
is "the folder's BTF for this kernel" "$(object --btf "$T/kernels" "$T/where.bpf.o")" "20 1"
is "a file of another" "$(object --btf "$T/kernels/1.0.btf" "$T/where.bpf.o")" "0 1"
is "an archive's" "$(object --btf "$T/slices" "$T/where.bpf.o")" "20 1"
is "a carrier's" "$(object --btf "$T/carrier.bpf.o" "$T/where.bpf.o")" "20 1"
is "a guest is relocated, too" "$(shown --btf "$T/kernels" "$T/plain.wasm")" "20 1"
is "by what it carries itself" "$(shown --btf "$T/guest.wasm" "$T/guest.wasm")" "20 1"
fails "an archive for another object" 1 "$run" --btf "$T/slices" "$T/other.bpf.o"
like "is told" "$(cat "$T/out")" "made for another object"
fails "an archive without this kernel" 1 "$run" --btf "$T/other" "$T/where.bpf.o"
like "is told, with its release" "$(cat "$T/out")" "no BTF for the kernel $here"
fails "a file without BTF" 1 "$run" --btf "$guests/where.bpf.c" "$T/where.bpf.o"
fails "no file" 1 "$run" --btf "$T/nothing" "$T/where.bpf.o"
fails "a pipe, which is not waited for" 1 waits "$run" --btf "$T/pipe" "$T/where.bpf.o"
head -c 100 "$T/kernels/1.0.btf" >"$T/cut.btf"
fails "BTF that is cut off" 1 "$run" --btf "$T/cut.btf" "$T/where.bpf.o"

# --- a kernel without BTF ------------------------------------------------------------------

bare() {
	unshare --mount sh -c 'mount --bind "$1" /sys/kernel/btf && shift && exec "$@"' sh \
		"$T/none" "$@"
}
if ! bare true 2>/dev/null; then
	skip "a kernel without BTF" "no mount namespaces here"
	done_testing
fi
run=$PWD/$B/wasm-bpf
bare_shown() { # FILE
	bare timeout 60 "$run" --timeout 20 "$@" 2>&1 | first
}
fails "an object without slices" 1 bare "$run" --timeout 5 "$T/where.bpf.o"
like "fails, with what would help" "$(cat "$T/out")" \
	"hint: this kernel has no BTF .* kernel $here by --btf"
is "slices of an object are used" "$(bare_shown --max 1 "$T/carrier.bpf.o")" "20 1"
is "those of a guest" "$(bare_shown "$T/guest.wasm")" "20 1"
is "and of its compiled code" "$(bare_shown "$T/guest.cwasm")" "20 1"
ok "a guest that is pushed" "$run" push "$T/guest.wasm" "oci:$T/artifacts:v1"
is "has its slices with it" "$(bare_shown "oci:$T/artifacts:v1")" "20 1"
is "--btf wins" "$(bare_shown --max 1 --btf "$T/kernels/1.0.btf" "$T/carrier.bpf.o")" "0 1"
slices "$T/carrier.bpf.o" --kernels "$T/other" --into 2>/dev/null || exit 1
fails "slices of other kernels" 1 bare "$run" --timeout 5 "$T/carrier.bpf.o"
like "are of no use here" "$(cat "$T/out")" "the slices that came along are not for it"
fails "with BTF of its own, that counts" 1 "$run" --timeout 5 "$T/carrier.bpf.o"
done_testing
