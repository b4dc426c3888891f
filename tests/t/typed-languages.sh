#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Typed guests in Python and JavaScript: the templates, the examples, and 20,000 records in order.
# What makes components comes from PyPI and npm.
. tests/lib/tap.sh
need_root
. tests/lib/guests.sh

export TOOLS=$PWD/$B PIP_RETRIES=1 PIP_DEFAULT_TIMEOUT=15 npm_config_fetch_retries=0
examples=$T/typed
PY=$T/my-python/.venv/bin/componentize-py
JS=$T/my-js/node_modules/.bin/componentize-js
asked=$$

# --- what makes components ---

project() { # LANGUAGE, what makes components
	"$run" new "my-$1" --lang "$1" --dir "$T/my-$1" &&
		timeout 90 make -s -C "$T/my-$1" "$2"
}
project python .venv/bin/componentize-py >"$T/python.log" 2>&1 &
pid=$!
project js node_modules/.bin/componentize-js >"$T/js.log" 2>&1
wait $pid
languages=
for language in python js; do
	if [ -x "$T/my-$language/.venv/bin/componentize-py" ] ||
		[ -x "$T/my-$language/node_modules/.bin/componentize-js" ]; then
		languages="$languages $language"
	else
		skip "guests in $language" "no componentize: $(grep . "$T/$language.log" | tail -1)"
	fi
done
[ -n "$languages" ] || done_testing

# --- all are built, a language beside the other ---

mkdir "$examples" "$T/count"
cp -r examples/bootstrap examples/runqlat "$T/"
cp -r examples/typed/. "$examples/"
rm -rf "$examples/node_modules" "$examples/.venv"
"$cc" -target bpf -c tests/bench/typed.bpf.c -o "$T/count/typed.bpf.o" &&
	"$B/btf2wit" --world typed "$T/count/typed.bpf.o" -o "$T/count/typed.wit"
cp tests/bench/typed_guest.* "$T/count/"

build_python() {
	local name
	make -C "$T/my-python" || return
	for name in bootstrap runqlat firewall; do
		make -C "$examples/$name" PY="$PY" JS="$JS" KERNEL="$(kernel_of $name)" || return
	done
	cd "$T/count" && "$PY" -q -d typed.wit -w typed componentize typed_guest -o python.c.wasm &&
		"$run" bundle python.c.wasm typed.bpf.o -o python.wasm
}
build_js() {
	make -C "$T/my-js" && cp "$T/count/typed_guest.js" "$T/count/js.js" &&
		make -C "$examples/bootstrap" -o bootstrap.bpf.o -o bootstrap.wit JS="$JS" \
			KERNEL="$T/bootstrap" bootstrap.js.wasm &&
		cd "$T/count" && "$JS" js.js -w typed.wit -n typed -d http -d fetch-event \
			-o js.c.wasm && "$run" bundle js.c.wasm typed.bpf.o -o js.wasm
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

for language in $languages; do
	project=$T/my-$language
	ok "its test passes ($language)" make -s -C "$project" test
	is "no placeholder is left ($language)" "$(grep -lI -d skip '@[A-Z]*@' "$project"/*)" ""
	cp /bin/true "$T/warm"
	"$run" "$project/my-$language.wasm" $asked >"$T/table" 2>"$T/err" &
	pid=$!
	run_until warm warm
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

# --- bootstrap ---

for language in $languages; do
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
	"$run" run --timeout 20 "$T/count/$language.wasm" $asked 20000 >"$T/out" 2>"$T/err" &
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
