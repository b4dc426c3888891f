#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `make new` and `wasm-bpf new`: refusals write nothing; a project of each language builds
# where it stands and runs.
. tests/lib/tap.sh
. tests/lib/events.sh
. tests/lib/go.sh

new() { make --no-print-directory -s new "$@"; }
listing() { (cd "$T" && find . -mindepth 1 ! -path ./out | sort); }

mkdir "$T/there" "$T/fewer"
cp -r templates "$T/fewer/" && rm -r "$T/fewer/templates/typed/cpp"
before=$(listing)
refuses() { # name, words of the error, make's arguments
	local name=$1 words=$2
	shift 2
	fails "refuses $name" 2 new "$@"
	like "and says why: $name" "$(cat "$T/out")" "$words"
}
refuses "no name" "no name" DIR="$T/a"
refuses "a name in upper case" "'App' is not a name" NAME=App DIR="$T/a"
refuses "a name that leaves the folder" "is not a name" NAME=../app DIR="$T/a"
refuses "a name that starts with a digit" "is not a name" NAME=2app DIR="$T/a"
refuses "an unknown language" "no template for language 'cobol'" NAME=app LANG=cobol DIR="$T/a"
refuses "a folder for a language" "no template for language '../sdk'" NAME=app LANG=../sdk \
	DIR="$T/a"
refuses "two languages" "no template for language 'c cpp'.*there are: .*cpp" NAME=app LANG='c cpp' \
	DIR="$T/a"
refuses "a folder that is no language's" "no template for language 'kernel'" NAME=app LANG=kernel \
	DIR="$T/a"
refuses "an existing directory" "exists already" NAME=app DIR="$T/there"
refuses "a directory in none" "no directory" NAME=app DIR="$T/none/app"
fails "refuses types where there are none" 2 "$T/fewer/templates/new" app cpp "$T/a" typed
like "and says where there are" "$(cat "$T/out")" \
	"no template for guests with types in 'cpp'.*there are: c go js python rust"
command=$PWD/$B/wasm-bpf
fails "wasm-bpf new: wrong usage" 2 "$command" new app more
fails "wasm-bpf new: a bad name" 2 "$command" new App --dir "$T/a"
fails "wasm-bpf new: an unknown language" 2 "$command" new app --lang cobol --dir "$T/a"
fails "wasm-bpf new: an existing directory" 1 "$command" new app --dir "$T/there"
is "refusals write nothing" "$(listing)" "$before"

mkdir "$T/here"
ok "wasm-bpf new: the folder of its name" env -C "$T/here" "$command" new app --lang rust
ok "wasm-bpf new: a name like an option's" env -C "$T/here" "$command" new app --dir=--lang
is "and that is all" "$(cd "$T/here" && echo *)" "--lang app"
ok "make new makes the same" new NAME=app LANG=rust DIR="$T/same"
ok "to the byte" diff -r "$T/here/app" "$T/same"
is "the help tells the languages" "$("$command" new --help | sed -n 's/^Languages: //p')" \
	"$(cd templates && ls -d */Makefile typed/*/Makefile | sed 's|/Makefile||; s|.*/||' |
		awk '!seen[$1]++' | xargs)"
is "and which can have types" "$("$command" new --help | sed -n 's/^With --typed: //p')" \
	"$(cd templates/typed && ls -d */Makefile | sed 's|/.*||' | xargs)"
ok "a language that always has types" "$command" new app --lang python --dir "$T/always"
ok "can be asked for them" "$command" new app --lang python --typed --dir "$T/asked"
ok "and is the same" diff -r "$T/always" "$T/asked"
for language in c cpp rust go; do # what these make: see typed-languages.sh
	project="$T/typed-$language"
	ok "makes a project with types in $language" new NAME="typed-$language" LANG=$language \
		TYPED=1 DIR="$project"
	is "no placeholder is left (types, $language)" \
		"$(grep -rl '@[A-Z]*@' "$project"; find "$project" -name '*@*')" ""
	is "six files at most (types, $language)" \
		"$(($(find "$project" -type f | wc -l) <= 6))" 1
	is "it names no place on this machine (types, $language)" "$(grep -rl "$PWD" "$project")" ""
	fails "without tools it says what is missing (types, $language)" 2 \
		env PATH=/usr/bin:/bin make -C "$project"
	like "and where it comes from (types, $language)" "$(cat "$T/out")" \
		"no wasm-bpf-cc: add the folder of wasm-bpf's tools to PATH"
done

languages="c cpp rust"
if go_is_new; then
	languages="$languages go"
else
	skip "a project in go" "no Go 1.24 or newer"
fi
for language in $languages; do
	project="$T/my-$language"
	ok "makes a project in $language" new NAME="my-$language" LANG=$language DIR="$project"
	like "and prints the next commands" "$(cat "$T/out")" "cd $project.*make"
	is "no placeholder is left ($language)" \
		"$(grep -rl '@[A-Z]*@' "$project"; find "$project" -name '*@*')" ""
	is "six files at most, and a recording ($language)" \
		"$(($(find "$project" -type f ! -name test.rec | wc -l) <= 6))" 1
	is "it names no place on this machine ($language)" "$(grep -rl "$PWD" "$project")" ""
	fails "without tools it says what is missing ($language)" 2 \
		env PATH=/usr/bin:/bin make -C "$project"
	like "and where it comes from ($language)" "$(cat "$T/out")" \
		"no wasm-bpf-cc: add the folder of wasm-bpf's tools to PATH"
	ok "builds with tools from PATH ($language)" env PATH="$PWD/$B:$PATH" make -C "$project"
	ok "cleans up ($language)" make -C "$project" clean
	ok "builds with tools that are named ($language)" make -C "$project" TOOLS="$PWD/$B"
	mkdir -p "$T/tree" && ln -sfn "$PWD/$B" "$T/tree/build" && mv "$project" "$T/tree/"
	ok "builds beside the tree's build ($language)" make -C "$T/tree/my-$language"
	mv "$T/tree/my-$language" "$project"
	ok "makes a valid module ($language)" wasm-validate "$project/my-$language.wasm"
	ok "its test passes ($language)" make -C "$project" test TOOLS="$PWD/$B"
	kernel ok "shows a process of ours ($language)" shows "p$$$language" "p$$$language" \
		"$B/wasm-bpf" "$project/my-$language.wasm"
	# As docs/guide.md says.
	sed -i -e 's/^\tint ppid\b.*/&\n\tunsigned uid;/' \
		-e 's/^\te->ppid =.*/&\n\te->uid = bpf_get_current_uid_gid();/' \
		"$project/"*.h "$project/my-$language.bpf.c" 2>/dev/null
	ok "builds with one more member ($language)" make -C "$project" TOOLS="$PWD/$B"
	fails "its test knows none ($language)" 2 make -C "$project" test TOOLS="$PWD/$B"
	kernel like "which has a column ($language)" \
		"$("$B/wasm-bpf" --timeout 1 "$project/my-$language.wasm" 2>&1 | head -n 1)" \
		"^PID +PPID +UID +COMM"
	ok "cleans up all ($language)" make -C "$project" clean
	is "but the sources ($language)" \
		"$(find "$project" -name '*.wasm' -o -name sdk -o -name '*.o')" ""
done
if go_is_new; then
	fails "without Go it says so" 2 \
		env PATH="$PWD/$B:/usr/bin:/bin" make -C "$T/my-go" GO=nosuch-go
	like "and which package has it" \
		"$(cat "$T/out")" "no go: install Go .* the package golang-go"
fi
done_testing
