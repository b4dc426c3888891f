#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What the documents name is there, and what is there is named.
. tests/lib/tap.sh

# Links to files; what is in code is no link.
links() { # FILE
	sed -e '/^ *```/,/^ *```/d' -e '/^    /d' -e 's/`[^`]*`//g' "$1" | grep -oE '\]\([^)#]+' |
		sed 's/..//' |
		grep -v '^https\?:'
}
for page in README.md CONTRIBUTING.md CHANGELOG.md SECURITY.md docs/*.md \
	examples/README.md examples/*/README.md sdk/rust/README.md; do
	for link in $(links "$page"); do
		[ -e "$(dirname "$page")/$link" ] || echo "$page: $link"
	done
done >"$T/broken"
is "links lead somewhere" "$(cat "$T/broken")" ""

is "the list of examples has each of them, once" \
	"$(sed -n 's/^| \[\([^]]*\)\](\1) .*/\1/p' examples/README.md | sort)" \
	"$(for folder in examples/*/; do basename "$folder"; done | sort)"
is "the documents are reached from the first page" "$(for page in docs/*.md; do
	grep -qF "($page)" README.md || echo "$page"; done)" ""

is "and from the site" "$(for page in docs/*.md; do
	grep -q " $page\$" docs/make/site.yml || echo "$page"; done)" ""
ok "the plot is drawn" docs/make/plot docs/performance.md "$T/bench.svg"
ok "and shows the figures that are kept" cmp "$T/bench.svg" docs/pictures/bench.svg
ok "the curves are drawn" docs/make/plot --curves docs/pictures/curves.points "$T/curves.svg"
ok "and show the figures that are kept" cmp "$T/curves.svg" docs/pictures/curves.svg
sed -n '/^| /s/|/\n/gp' docs/quick-reference.md | grep -oE -- '--[a-z][a-z-]+' | sort -u >"$T/named"

# Who has read one finds his way in the others.
headings() { sed -n '/^```/,/^```/d; s/^## //p' "$1" | sed 's/^What differs.*/What differs/'; }
for language in cpp rust go; do
	is "guests in C and in $language are told of in one order" \
		"$(headings "docs/sdk-$language.md")" \
		"$(headings docs/sdk-c.md)"
done

# Options that a manual names are the program's, and those of the program are in its manual.
options() { grep -oE -- '--[a-z][a-z0-9-]+' | sort -u; }
commands=$("$B/wasm-bpf" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p')
{
	for program in btf2h btf2wit wasm-bpf wasm-bpf-cc wasm-bpf-cargo; do
		"$B/$program" --help
	done
	# They are words.
	# shellcheck disable=SC2086
	for command in $commands; do "$B/wasm-bpf" $command --help; done
	"$B/wasm-bpf-oci" inspect --help
} | options >"$T/options"
is "options in manuals are there" \
	"$(grep -ohE 'Fl -[a-z][a-z0-9-]+( , -[a-z][a-z0-9-]+)*( No or)?' docs/*.1 |
		sed 's/Fl //; s/ , /\n/g; s/ No or//' |
		sed 's/^/-/' | sort -u | comm -23 - "$T/options")" ""
is "so are those of the quick reference" "$(comm -23 "$T/named" "$T/options")" ""
for program in btf2h btf2wit wasm-bpf; do
	is "the manual of $program has all of its options" "$("$B/$program" --help | options |
		grep -vxE -- '--(usage|chunk-size)' | while read -r option; do
		grep -qE "(Fl|,) -${option#--}( |$|,)" "docs/$program.1" || echo "$option"
	done)" ""
done
done_testing
