#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The installed tools: each is listed, helps, and run by its name shows an event of the test's
# own. What a name means, whose tools count, and publishing.
. tests/lib/tap.sh
ok "the tools are installed" make -s install PREFIX=/usr DESTDIR="$T/root"
. tests/lib/examples.sh # a cache of its own, without the engine

unset WASM_BPF_TOOLS DOCKER_CONFIG SOURCE_DATE_EPOCH COSIGN_PASSWORD
export HOME=$T XDG_CONFIG_HOME=$T/config XDG_DATA_HOME=$T/data
mkdir -p "$T/config/wasm-bpf"
run=$T/root/usr/bin/wasm-bpf
folder=$T/root/usr/lib/wasm-bpf/tools
names=$(sed -n '/^gallery = /,/[^\\]$/p' Makefile | sed 's/^gallery = //; s/\\$//')

# --- the list -------------------------------------------------------------------

ok "wasm-bpf tools lists them" "$run" tools
cp "$T/out" "$T/list"
# They are words.
# shellcheck disable=SC2086
is "all of them" "$(cut -d ' ' -f 1 "$T/list")" "$(printf '%s\n' $names | sort)"
is "each with a line" "$(grep -cE '^[a-z_]+ +[A-Z][^.]+$' "$T/list")" "$(wc -l <"$T/list")"
is "which fits" "$(awk 'length > 100' "$T/list")" ""
is "the page of tools says the same" "$(sed -n 's/^| \[\([a-z_]*\)\]([^)]*) | \(.*\) |$/\1 \2/p' \
	docs/tools.md)" "$(tr -s ' ' <"$T/list")"
for name in $names; do
	ok "$name --help" "$run" run "$name" --help
	like "$name says what it does" "$(tr -s ' \n' ' ' <"$T/out")" \
		"^Usage: $name .* $(sed -n "s/^$name  *//p" "$T/list")"
	cp "$T/out" "$T/help"
	ok "$name -h" "$run" run "$name" -h
	is "is the same" "$(cat "$T/out")" "$(cat "$T/help")"
	fails "$name knows its options" 2 "$run" run "$name" --none
done

# --- what a name means -------------------------------------------------------------

fails "a name that is nothing" 1 "$run" run execsnop
like "has a neighbour" "$(cat "$T/out")" "did you mean 'execsnoop'\?"
fails "or none" 1 "$run" run nothing-like-it
like "and then the list is named" "$(cat "$T/out")" "no registry is set.*'wasm-bpf tools'"
fails "a tool is no command" 2 "$run" execsnoop
like "which is said" "$(cat "$T/out")" "'wasm-bpf run execsnoop' runs the tool"
ok "inspect knows tools" "$run" inspect execsnoop
like "by their names" "$(cat "$T/out")" "^execsnoop: WebAssembly module.*program +enter_execve"
echo nothing >"$T/execsnoop"
fails "a file of the name wins" 1 env -C "$T" "$run" run execsnoop -h
like "as it is" "$(cat "$T/out")" "not a WebAssembly module"
rm "$T/execsnoop"

echo "registry none" >"$T/config/wasm-bpf/config"
fails "a registry without a host" 1 "$run" run other
like "is named" "$(cat "$T/out")" "'none' is not HOST/NAMESPACE"
ok "a tool wins over the registry" "$run" run execsnoop -h
printf 'registry a.b/c\n\nnonsense 1\n' >"$T/config/wasm-bpf/config"
fails "a line that is no setting" 1 "$run" run other
like "is named" "$(cat "$T/out")" "config', line 3 is not a setting"
rm "$T/config/wasm-bpf/config"

mkdir "$T/mine"
cp "$folder/profile.wasm" "$T/mine/mine.wasm"
echo "tools $T/mine # these" >"$T/config/wasm-bpf/config"
is "another folder" "$("$run" tools | cut -d ' ' -f 1)" mine
WASM_BPF_TOOLS=$folder ok "the environment wins" "$run" run execsnoop -h
if [ "$(id -u)" = 0 ]; then
	chown 1 "$T/mine/mine.wasm"
	fails "another user's tool" 1 "$run" run mine -h
	like "is not root's" "$(cat "$T/out")" "mine.wasm' belongs to another user"
	like "and is told of in the list" "$("$run" tools)" "^mine +\(.*belongs to another user"
	chown 0 "$T/mine/mine.wasm"
	chown 1 "$T/mine"
	fails "nor is what another user's folder has" 1 "$run" run mine -h
	chown 1 "$T/config/wasm-bpf/config"
	is "another user's settings do not count" "$("$run" tools)" "$(cat "$T/list")"
	chown 0 "$T/mine" "$T/config/wasm-bpf/config"
fi
chmod g+w "$T/mine/mine.wasm"
fails "nor what others can write" 1 "$run" run mine -h
like "which is said" "$(cat "$T/out")" "others can write to '.*mine.wasm'.*hint: chmod go-w"
rm "$T/config/wasm-bpf/config"

# --- publishing ----------------------------------------------------------------------

publishes() {
	openssl ecparam -name prime256v1 -genkey -noout -out "$T/key" 2>/dev/null
	openssl pkcs8 -topk8 -nocrypt -in "$T/key" -out "$T/key.pem"
	openssl ec -in "$T/key" -pubout -out "$T/key.pub" 2>/dev/null
	ok "the tools are published" "$run" tools --publish "$R/tools" --key "$T/key.pem" --tag 9
	is "with two tags each, and signatures" "$("$run" tags "$R/tools/xdp" | grep -v sha256)" \
		$'9\nlatest'
	like "and what they do" "$("$run" inspect "$R/tools/xdp")" "Counts the packets"
	mkdir "$T/none"
	export WASM_BPF_TOOLS=$T/none
	ok "from there one is run by its name" "$run" run --registry "$R/tools" \
		--verify-key "$T/key.pub" xdp -h
	fails "if it is there" 1 "$run" run --registry "$R/tools" no-such-tool
	echo "registry $R/tools" >"$T/config/wasm-bpf/config"
	ok "the settings name the registry, too" "$run" run xdp:9 -h
	ok "also for inspect" "$run" inspect xdp
	like "which shows the manifest" "$(cat "$T/out")" "$R/tools/xdp"
	rm "$T/config/wasm-bpf/config"
	unset WASM_BPF_TOOLS
}
if command -v docker-registry openssl >/dev/null; then
	. tests/lib/registry.sh
	# shellcheck disable=SC2119
	if registry_start; then publishes; else skip publishing "docker-registry does not start"; fi
else
	skip publishing "no docker-registry"
fi

# --- each at work ----------------------------------------------------------------------

rest_needs_root "the tools at work"
# by_name NAME ARGS...: as start(), of the installed tool
by_name() {
	: >"$T/table"
	"${prefix[@]}" "$run" run "$@" >"$T/table" 2>"$T/err" &
	pid=$!
	wait_for . "$T/table" $pid
}
shows() { # NAME REGEX: what it printed, after Ctrl-C
	stop
	ended_well "$1"
	like "$1 shows an event" "$(cat "$T/table")" "$2"
}
# Ctrl-C in the sleep of one that prints at its end, once its programs are attached.
attached() { grep -qs '^link_type' /proc/"$pid"/fdinfo/*; }
interrupted() {
	"$run" run "$@" >"$T/table" 2>"$T/err" &
	pid=$!
	wait_until attached
	sleep 1
	head -c 1000000 /dev/zero | cat >/dev/null
	stop
	ended_well "${*: -2:1}"
}
cp "$(type -P true)" "$T/t$$"

by_name execsnoop
"$T/t$$" "a b"
shows execsnoop "bash +[0-9]+ +$$ +0 +0 $T/t$$ \"a b\""
by_name opensnoop -x
cat "$T/none$$" 2>/dev/null
shows opensnoop "cat +-1 +2 $T/none$$"
by_name -o csv --filter 'err == 2' --columns comm,path opensnoop -x
cat "$T/none$$" 2>/dev/null
shows opensnoop "cat,$T/none$$"
by_name filewatch "$T/t"
cat "$T/t$$" >/dev/null
shows filewatch "cat +read +0 $T/t$$"
sleep 60 &
sleeper=$!
by_name sysmon $$ 84 # on x86-64: rmdir; elsewhere what it is
if [ "$(uname -m)" = x86_64 ]; then
	mkdir "$T/gone"
	(rmdir "$T/gone")
	shows sysmon "rmdir +84 +seen"
else
	stop
	ended_well sysmon
fi
interrupted runqlat 60
like "runqlat draws" "$(cat "$T/table")" '->.*\|\*+ *\|'
interrupted biolatency 60
like "biolatency draws" "$(cat "$T/table")" "usecs +: count +distribution"
interrupted syscount 60
like "syscount counts" "$(cat "$T/table")" $'^PID +COMM +CALLS\n[0-9]+ +[^\n]+ +[1-9][0-9]*'
ok "syscount counts by number" "$run" run syscount -s -n 2 1
is "in so many rows" "$(wc -l <"$T/out")" 3
ok "syscount counts those of a process" "$run" run syscount -p $sleeper 1
is "which makes none" "$(cat "$T/out")" "$(printf '%-7s %-16s %10s' PID COMM CALLS)"
yes >/dev/null &
busy=$!
# It looks up names after Ctrl-C, which may take longer than a guest usually has.
interrupted --grace 60000 profile 60
kill $busy
like "profile shows where time goes" "$(cat "$T/table")" $'(^|\n)yes;[^\n]+ [0-9]+'
ok "task_iter lists threads" "$run" run task_iter $sleeper
like "of a process" "$(cat "$T/out")" "$sleeper +$sleeper +$$ +S sleep"
kill $sleeper

cc -o "$T/tcp" tests/sdk-c/tcp.c
by_name tcplife
"$T/tcp" >"$T/port"
shows tcplife "tcp +127.0.0.1 +[0-9]+ +127.0.0.1 +$(cat "$T/port") "
by_name tcpconnlat
"$T/tcp" >"$T/port"
shows tcpconnlat "tcp +127.0.0.1 +127.0.0.1 +$(cat "$T/port") +[0-9]+\.[0-9]{3}"
if own_cgroup; then
	by_name guard "$cgroup" 9
	sh -c 'echo $$ >"$0/cgroup.procs" && exec bash -c "echo >/dev/tcp/127.0.0.1/8"' \
		"$cgroup" 2>/dev/null
	shows guard "bash +refused +127.0.0.1:8"
else
	skip guard "no cgroup2 here"
fi
if own_netns && ip -n $ns link set lo up; then
	prefix=(ip netns exec "$ns")
	by_name xdp lo,skb
	"${prefix[@]}" bash -c 'for i in 1 2 3; do echo >/dev/udp/127.0.0.2/99; done'
	sleep 1
	shows xdp "passed +UDP +3 "
	prefix=()
else
	skip xdp "no network namespaces here"
fi
done_testing
