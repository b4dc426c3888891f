#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Installed tools find their SDK and templates, and uninstalling leaves nothing.
. tests/lib/tap.sh

ok "installs below a folder" make -s install PREFIX="$T/usr"
PATH=$T/usr/bin:$PATH
for program in btf2wit btf2h wasm-bpf wasm-bpf-cc wasm-bpf-cargo; do
	ok "$program runs from there" "$T/usr/bin/$program" --version
	is "$program has a manual" "$(ls "$T/usr/share/man/man1/$program.1" 2>&1)" \
		"$T/usr/share/man/man1/$program.1"
	is "$program has completions" \
		"$(bash -c ". '$T/usr/share/bash-completion/completions/$program'
		complete -p $program" | grep -c "$program")" 1
done
is "completes options from --help" "$(bash -c ". '$T/usr/share/bash-completion/completions/btf2h'
	COMP_WORDS=(btf2h --ske) COMP_CWORD=1; _wasm_bpf_tools btf2h; echo \${COMPREPLY[*]}")" \
		"--skeleton"
is "completes rules" "$(bash -c ". '$T/usr/share/bash-completion/completions/wasm-bpf'
	COMP_WORDS=(wasm-bpf --allow pro) COMP_CWORD=2; _wasm_bpf_tools wasm-bpf
	echo \${COMPREPLY[*]}")" "program="
touch "$T/key.pub"
mkdir "$T/files"
touch "$T/files/a.wasm" "$T/files/b.cwasm" "$T/files/c.txt" "$T/files/d.o"

# What each shell makes of a command line that ends where the cursor is, in $T/files.
in_bash() { # WORD...
	(cd "$T/files" && bash -c 'shopt -s extglob; . "$0/usr/share/bash-completion/completions/wasm-bpf"
		COMP_WORDS=("${@:1}") COMP_CWORD=$(($# - 1)); _wasm_bpf_tools "$1"
		printf "%s\n" "${COMPREPLY[@]}"' "$T" "$@" | sort)
}
in_fish() {
	(cd "$T/files" && fish --no-config -c "source $T/usr/share/fish/vendor_completions.d/$1.fish
		complete -C '$*'" | cut -f 1 | sort)
}
in_zsh() {
	(cd "$T/files" && zsh -fc '
		_describe() { print -l -- ${(P)2%%:*}; }
		_files() { [[ $1 = -/ ]] && print -l -- *(N/) || print -l -- ${~2}(N) *(N/); }
		words=("${@:2}") CURRENT=$(($# - 1)) PREFIX=${@[-1]}
		. $1/usr/share/zsh/site-functions/_wasm-bpf' zsh "$T" "$@" |
		grep "^${*: -1}" | sort)
}
for shell in bash fish zsh; do
	command -v "$shell" >/dev/null || { skip "completion in $shell" "no $shell"; continue; }
	is "$shell completes commands" "$("in_$shell" wasm-bpf pu)" $'pull\npush'
	is "$shell completes options" "$("in_$shell" wasm-bpf compile --out)" "--output"
	is "$shell completes what an option can be" "$("in_$shell" wasm-bpf run --pull m)" missing
	is "$shell completes the width of pointers" "$("in_$shell" btf2wit -p '')" $'32\n64'
	is "$shell completes limits" "$("in_$shell" wasm-bpf --limit mem)" "memory="
	is "$shell completes guests and tools" "$("in_$shell" wasm-bpf run '')" \
		$'a.wasm\nb.cwasm\n'"$(wasm-bpf tools | cut -d ' ' -f 1)"
	is "$shell completes objects" "$("in_$shell" btf2h '')" "d.o"
	is "$shell completes files of options" "$("in_$shell" wasm-bpf --verify-key c)" "c.txt"
done
is "completes keys" "$(cd "$T" && bash -c ". '$T/usr/share/bash-completion/completions/wasm-bpf'
	COMP_WORDS=(wasm-bpf run --verify-key k) COMP_CWORD=3; _wasm_bpf_tools wasm-bpf
	echo \${COMPREPLY[*]}")" "key.pub"
ok "the policy to begin with is there" test -f "$T/usr/share/wasm-bpf/strict.policy"
ok "pkg-config knows the SDK" env PKG_CONFIG_PATH="$T/usr/share/pkgconfig" \
	pkg-config --exists wasm-bpf-sdk
sdk=$(PKG_CONFIG_PATH=$T/usr/share/pkgconfig pkg-config --variable=sdkdir wasm-bpf-sdk)
ok "and where its headers are" test -f "$sdk/c/include/wasm_bpf.h"

export PKG_CONFIG_PATH=$T/usr/lib/pkgconfig
cp examples/embed/host.c "$T/host.c"
# Its words are to be split.
# shellcheck disable=SC2046
ok "a program links with the installed library" "${CC:-cc}" -Wall -Wextra -Werror "$T/host.c" \
	$(pkg-config --cflags --libs wasm-bpf) -o "$T/host"
# Bytes of the functions that starts run, which the linker puts side by side.
start_size() {
	local size
	size=$(readelf -SW "$B/wasm-bpf" | sed -n 's/.* \.text\.start *PROGBITS *[^ ]* [^ ]* \([^ ]*\) .*/\1/p')
	echo $((0x${size:-0}))
}
if grep -qs -- -Wl,-T, "$B/within"; then
	ok "what starts run lies together" test "$(start_size)" -gt 500000
else
	skip "what starts run lies together" "the linker takes no script for it"
fi
printf '\0asm\1\0\0\0' >"$T/nothing.wasm"
fails "and runs, alone" 1 env -C "$T" ./host nothing.wasm 1
like "as far as it can" "$(cat "$T/out")" "'nothing.wasm': the guest exports no '_start'"
unset PKG_CONFIG_PATH

is "completes languages" "$(bash -c ". '$T/usr/share/bash-completion/completions/wasm-bpf'
	COMP_WORDS=(wasm-bpf new --lang ru) COMP_CWORD=3; _wasm_bpf_tools wasm-bpf
	echo \${COMPREPLY[*]}")" "rust"
ok "an installed template makes a project" wasm-bpf new app --dir "$T/app"
ok "which builds with the installed tools alone" make -C "$T/app"
like "and names none of the tree's folders" "$(grep -l "$PWD" -r "$T/app" || echo none)" '^none$'

ok "installs below DESTDIR" make -s install PREFIX=/usr DESTDIR="$T/package"
is "with no trace of it inside" "$(grep -rlI "$T/package" "$T/package" || echo none)" none
# A folder with a blank in its name.
blank="$T/of mine/usr"
ok "installs below a folder with a blank" make -s install PREFIX="$blank"
sdk=$(PKG_CONFIG_PATH=$blank/share/pkgconfig pkg-config --variable=sdkdir wasm-bpf-sdk |
	xargs) # which takes the words as a shell would
ok "pkg-config knows it" test -f "$sdk/c/include/wasm_bpf.h"
like "and has it escaped" "$(PKG_CONFIG_PATH=$blank/lib/pkgconfig pkg-config --cflags wasm-bpf)" \
	'of\\ mine/usr/include'
ok "a project" env PATH="$blank/bin:$PATH" wasm-bpf new blank --dir "$T/blank"
ok "is built with the tools there" env PATH="$blank/bin:$PATH" make -C "$T/blank"
ok "uninstalls there" make -s uninstall PREFIX="$blank"
is "and leaves nothing there" "$(find "$blank" -type f -o -type l)" ""
ok "uninstalls" make -s uninstall PREFIX="$T/usr"
is "and leaves nothing" "$(find "$T/usr" -type f -o -type l)" ""
# What is built once has install rules of its own.
ok "DESTDIR is not for libraries that are built on the way" env DESTDIR="$T/elsewhere" sh -c \
	'tag=x; . pinned/cargo.sh; [ -z "${DESTDIR:-}" ]'
done_testing
