#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Typed guests: the templates of each language, the examples, and 20,000 records in order.
# What makes components comes from PyPI, npm, crates.io and a module proxy of Go.
. tests/lib/tap.sh
need_root
users=${XDG_CACHE_HOME:-$HOME/.cache}
. tests/lib/guests.sh

export TOOLS=$PWD/$B PIP_RETRIES=1 PIP_DEFAULT_TIMEOUT=15 npm_config_fetch_retries=0 \
	CARGO_NET_RETRY=0
examples=$T/typed
PY=$T/my-python/.venv/bin/componentize-py
JS=$T/my-js/node_modules/.bin/componentize-js
asked=$$

# --- what makes components ---

# What a first build makes for all later ones is in the user's cache.
make_tools() {
	local made tool
	for tool in wit-bindgen wasm-component-ld; do
		XDG_CACHE_HOME=$users timeout 500 "$B/wasm-bpf-cargo" --print-tool $tool || return
	done
	XDG_CACHE_HOME=$users "$B/wasm-bpf-cargo" --print-rust || return
	[ -d "$XDG_CACHE_HOME/wasm-bpf" ] || mkdir -m 700 "$XDG_CACHE_HOME/wasm-bpf"
	for made in "$users"/wasm-bpf/tools "$users"/wasm-bpf/rust-std-*; do
		[ ! -e "$made" ] || ln -s "$made" "$XDG_CACHE_HOME/wasm-bpf/"
	done
}
project() { # LANGUAGE, what makes components or is one, make's arguments
	timeout 300 make -s -C "$T/my-$1" "${@:2}"
}
# The module that wit-bindgen's Go code imports is in wit-bindgen's own source, too.
project_go() {
	local module
	project go my-go.component.wasm && return
	for module in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/wit-bindgen-go-0.63.0/src/pkg; do
		[ ! -d "$module" ] || { project go my-go.component.wasm PKG="$module"; return; }
	done
	return 1
}
for language in python js c cpp rust go; do
	"$run" new "my-$language" --lang $language --typed --dir "$T/my-$language" >/dev/null
done
project python .venv/bin/componentize-py >"$T/python.log" 2>&1 &
pid=$!
project js node_modules/.bin/componentize-js >"$T/js.log" 2>&1 &
pids="$pid $!"
if make_tools >"$T/tools.log" 2>&1; then
	project c my-c.component.wasm >"$T/c.log" 2>&1
	project cpp my-cpp.component.wasm >"$T/cpp.log" 2>&1
	project rust my-rust.component.wasm >"$T/rust.log" 2>&1
	project_go >"$T/go.log" 2>&1
else
	for language in c cpp rust go; do cp "$T/tools.log" "$T/$language.log"; done
fi
# They are words.
# shellcheck disable=SC2086
wait $pids
languages=
for language in python js c cpp rust go; do
	if [ -x "$T/my-$language/.venv/bin/componentize-py" ] ||
		[ -x "$T/my-$language/node_modules/.bin/componentize-js" ] ||
		[ -e "$T/my-$language/my-$language.component.wasm" ]; then
		languages="$languages $language"
	else
		skip "guests in $language" \
			"nothing makes components: $(grep . "$T/$language.log" | tail -1)"
	fi
done
[ -n "$languages" ] || done_testing

# --- all are built, a language beside the other ---

mkdir "$examples"
cp -r examples/bootstrap examples/runqlat "$T/"
cp -r examples/typed/. "$examples/"
rm -rf "$examples/node_modules" "$examples/.venv"

# The guest of the bench, in a copy of the project.
build_count() { cp -a "$T/my-$1" "$T/count-$1" && tests/bench/typed_project "$1" "$T/count-$1"; }
build_python() {
	local name
	make -C "$T/my-python" || return
	for name in bootstrap runqlat firewall; do
		make -C "$examples/$name" PY="$PY" JS="$JS" KERNEL="$(kernel_of $name)" || return
	done
	build_count python
}
build_js() {
	make -C "$T/my-js" &&
		make -C "$examples/bootstrap" -o bootstrap.bpf.o -o bootstrap.wit JS="$JS" \
			KERNEL="$T/bootstrap" bootstrap.js.wasm &&
		build_count js
}
build_c() { make -C "$T/my-c" && build_count c; }
build_cpp() { make -C "$T/my-cpp" && build_count cpp && build_values; }
build_rust() { make -C "$T/my-rust" && build_count rust; }
build_go() { make -C "$T/my-go" && build_count go; }
# Another guest for the same kernel side.
build_values() {
	cp -a "$T/my-cpp" "$T/values" && cp tests/typed/values.cpp "$T/values/main.cpp" &&
		make -C "$T/values"
}
kernel_of() { case $1 in firewall) echo . ;; *) echo "$T/$1" ;; esac; }
built() { wait "$2" || { tail -20 "$T/$1.log"; return 1; }; }

make -s -C "$examples/bootstrap" KERNEL="$T/bootstrap" bootstrap.wit
declare -A job
for language in $languages; do
	build_$language >"$T/$language.log" 2>&1 &
	job[$language]=$!
done
for language in $languages; do
	ok "all is built in $language" built "$language" "${job[$language]}"
done

# --- templates ---

# One process after the other of this shell; their pids and files are in $T/caused.
cause() { # NAME COUNT
	local i
	: >"$T/caused"
	for ((i = 0; i < $2; i++)); do
		cp /bin/true "$T/$1$i"
		(echo "$BASHPID $asked $T/$1$i" >>"$T/caused"; exec "$T/$1$i")
	done
}
run_until() { # REGEX NAME: $pid sees processes of that name until a line matches
	wait_until exec_seen "$1" "$2" "$pid"
}
. tests/lib/events.sh

# Without a command that would be seen, too: words of this shell alone.
mkfifo "$T/never"
shown_soon() { # TEXT
	for ((i = 0; i < 100; i++)); do
		[[ $(<"$T/table") != *$1* ]] || return 0
		read -rt 0.1 _ <>"$T/never" || :
	done
	return 1
}
for language in $languages; do
	project=$T/my-$language
	ok "its test passes ($language)" make -s -C "$project" test
	ok "and once more ($language)" make -s -C "$project" test
	is "no placeholder is left ($language)" "$(grep -lI -d skip '@[A-Z]*@' "$project"/*)" ""
	cp /bin/true "$T/warm"
	"$run" "$project/my-$language.wasm" $asked >"$T/table" 2>"$T/err" &
	pid=$!
	run_until warm warm
	cp /bin/true "$T/one-$language"
	"$T/one-$language"
	ok "a line is there at once ($language)" shown_soon "/one-$language"
	cause "p$language" 5
	wait_for "/p${language}4" "$T/table" $pid
	kill -INT $pid
	wait $pid
	is "an interrupt ends it well ($language)" "$? $(cat "$T/err")" "0 "
	is "each process is shown, once and in order ($language)" \
		"$(awk -v "of=$T/p$language" 'index($4, of) == 1 { print $1, $2, $4 }' \
			"$T/table")" \
		"$(cat "$T/caused")"
	is "under a heading ($language)" "$(sed 1q "$T/table")" \
		"PID     PPID    COMM             FILENAME"
	sed -i 's/char comm\[16\]/char com[16]/; s/e->comm/e->com/g' "$project/my-$language.bpf.c"
	fails "a type that changes in the kernel side ends 'make' ($language)" 2 \
		make -s -C "$project" all
	like "which names the field ($language)" "$(cat "$T/out")" \
		"on-events: field 2 is 'com' in the object, and 'comm' in the guest"
	ok "cleans up ($language)" make -s -C "$project" clean
	is "but what a person wrote, and the tool ($language)" \
		"$(cd "$project" && echo ./*.wasm ./*.o)" "./*.wasm ./*.o"
done

# --- C++'s header ---

case $languages in *cpp*)
	"$run" run -o json "$T/values/my-cpp.wasm" "v$$-" >"$T/table" 2>"$T/err" &
	pid=$!
	run_until '"comm":"v.*-warm"' "v$$-warm"
	cause "v$$-" 3
	wait_for "v$$-2" "$T/table" $pid
	kill -INT $pid
	wait $pid
	is "values.hpp: a guest that attaches by name ends well, and was told what failed" \
		"$? $(cat "$T/err")" "0 cannot attach 'nosuch': no such program"
	is "it emitted what it chose" \
		"$(sed -n 's/.*"ppid":\([0-9]*\),"comm":"\([^"]*\)".*/\1 \2/p' "$T/table" |
			grep -v warm)" "$asked v$$-0
$asked v$$-1
$asked v$$-2" ;;
esac

# --- bootstrap ---

for language in $languages; do
	case $language in python | js) ;; *) continue ;; esac
	suffix=${language/python/py}
	cp "$BASH" "$T/bt$suffix"
	"$run" "$examples/bootstrap/bootstrap.$suffix.wasm" >"$T/table" 2>"$T/err" &
	pid=$!
	run_until warm warm
	# shellcheck disable=SC2016
	child=$("$T/bt$suffix" -c 'echo $$; exit 3')
	wait_for "EXIT  bt$suffix .*\[3\]" "$T/table" $pid
	kill -INT $pid
	wait $pid
	is "bootstrap ends well ($language)" "$? $(cat "$T/err")" "0 "
	is "an exec and an exit, with status and duration ($language)" \
		"$(awk -v "of=bt$suffix" '$3 == of { sub(/[0-9]+ms/, "Nms"); $1 = ""; print }' \
			"$T/table" | sed "s/ $BASHPID / PPID /; s/ $child / PID /; s/PID [0-9]* /PID PPID /")" \
		" EXEC bt$suffix PID PPID $T/bt$suffix
 EXIT bt$suffix PID PPID [3] (Nms)"
done

# --- 20,000 records ---

for language in $languages; do
	: >"$T/out"
	"$run" run --timeout 20 "$T/count-$language/typed.wasm" $asked 20000 >"$T/out" 2>"$T/err" &
	pid=$!
	wait_for waiting "$T/out" $pid
	python3 -c "
import os
for i in range(20):
    os.getpgid($asked)"
	wait $pid
	is "20,000 records: each once, in order, and the guest exits ($language)" \
		"$? $(cat "$T/out" "$T/err")" "0 waiting
20000 0"
done

# --- a map that is read, and one that is filled ---

case $languages in *python*) ;; *) done_testing ;; esac
mkfifo "$T/go"
python3 -c "
import time
open('$T/go').read()
for i in range(200): time.sleep(0.001)" &
sleeper=$!
"$run" "$examples/runqlat/runqlat.py.wasm" $sleeper >"$T/table" 2>"$T/err" &
pid=$!
wait_for Until "$T/table" $pid
sleep 1
echo >"$T/go"
wait $sleeper
kill -INT $pid
wait $pid
is "runqlat ends well" "$? $(cat "$T/err")" "0 "
waits=$(awk '$2 == "->" { sum += $4 } END { print sum + 0 }' "$T/table")
ok "it counted each time that a process of ours waited ($waits)" [ "$waits" -ge 200 ]

firewall=$examples/firewall/firewall.py.wasm
fails "firewall: no arguments" 1 "$run" "$firewall"
like "are told by the guest" "$(cat "$T/out")" '^which interface, and which addresses\?$'
fails "firewall: no interface" 1 "$run" "$firewall" nosuch$$ 192.0.2.1
like "is an error that the guest got" "$(cat "$T/out")" \
	"cannot attach 'firewall' \(xdp\) to 'nosuch$$': No such device"
if own_netns && ip -n "$ns" link set lo up; then
	send() { # FROM COUNT
		ip netns exec "$ns" python3 -c "
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(('$1', 0))
for i in range($2): s.sendto(b'x', ('127.0.0.1', 9))"
	}
	ip netns exec "$ns" "$run" "$firewall" lo 127.0.0.2 127.0.0.3 >"$T/table" 2>"$T/err" &
	pid=$!
	wait_for drops "$T/table" $pid
	send 127.0.0.2 7
	send 127.0.0.4 3
	kill -INT $pid
	wait $pid
	is "firewall ends well" "$? $(cat "$T/err")" "0 "
	is "it dropped what came from those addresses" "$(sed 1d "$T/table" | sort)" \
		"127.0.0.2: 7 packets
127.0.0.3: 0 packets"
else
	skip "firewall" "no network namespace"
fi
done_testing
