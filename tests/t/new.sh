# SPDX-License-Identifier: MIT
# `make new`: refusals write nothing; a project of each language builds where it stands and runs.
. tests/tap.sh

new() { make --no-print-directory -s new "$@"; }
listing() { (cd "$T" && find . -mindepth 1 ! -path ./out | sort); }

mkdir "$T/there"
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
refuses "an unknown language" "no template for LANG 'cobol'" NAME=app LANG=cobol DIR="$T/a"
refuses "a folder for a language" "no template for LANG '../sdk'" NAME=app LANG=../sdk DIR="$T/a"
refuses "an existing directory" "exists already" NAME=app DIR="$T/there"
refuses "a directory in none" "no directory" NAME=app DIR="$T/none/app"
is "refusals write nothing" "$(listing)" "$before"

# Runs a project's guest on an event of the test's own, a program of a unique name.
shows_exec() { # directory, name
	local probe=p$$$2 pid seen=
	cp /bin/true "$T/$probe"
	"$B/wasm-bpf" "$1/$2.wasm" >"$T/table" 2>&1 &
	pid=$!
	for _ in $(seq 100); do
		"$T/$probe"
		sleep 0.1
		! grep -q "$probe" "$T/table" || { seen=yes; break; }
		kill -0 $pid 2>/dev/null || break
	done
	kill -INT $pid 2>/dev/null
	wait $pid
	[ "$seen" ] || { cat "$T/table"; return 1; }
}

for language in c cpp rust; do
	project="$T/my-$language"
	ok "makes a project in $language" new NAME="my-$language" LANG=$language DIR="$project"
	like "and prints the next commands" "$(cat "$T/out")" "cd $project.*make"
	is "no placeholder is left ($language)" "$(grep -rl '@[A-Z]*@' "$project"; find "$project" -name '*@*')" ""
	is "six files at most ($language)" "$(($(find "$project" -type f | wc -l) <= 6))" 1
	ok "builds where it stands ($language)" make -C "$project"
	ok "makes a valid module ($language)" wasm-validate "$project/my-$language.wasm"
	ok "shows a process of ours ($language)" shows_exec "$project" "my-$language"
	ok "cleans up ($language)" make -C "$project" clean
done
done_testing
