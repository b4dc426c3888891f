#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Examples on network interfaces, namespaces and sockets, in a namespace and a cgroup of ours.
. tests/lib/tap.sh
need_root
. tests/lib/examples.sh

own_netns && ip -n $ns link set lo up || skip_all "no network namespaces here"
build sockfilter sk_lookup

prefix=(ip netns exec "$ns")
start sockfilter lo
"${prefix[@]}" bash -c 'for i in 1 2 3; do echo >/dev/udp/127.0.0.2/99; done'
stop
ended_well sockfilter
is "sockfilter shows packets that are sent" \
	"$(grep -cE '^out +UDP +127\.0\.0\.1:[0-9]+ +-> +127\.0\.0\.2:99 +43$' "$T/table")" 3
is "and those that come" "$(grep -cE '^in +UDP .* 127\.0\.0\.2:99 ' "$T/table")" 3
is "and what has no ports" "$(grep -cE '^in +ICMP +127\.0\.0\.2:0 +-> +127\.0\.0\.1:0 ' \
	"$T/table")" 3
fails "sockfilter: an interface that is not there" 1 "${prefix[@]}" "$run" \
	"$T/sockfilter/sockfilter.wasm" none0
like "is named" "$(cat "$T/out")" none0

if own_cgroup; then
	inside=("${prefix[@]}")
	prefix=() # there no cgroup is mounted
	start sk_lookup "$cgroup" "/run/netns/$ns" 7777 7000 7010
	# shellcheck disable=SC2016
	bash -c 'echo $$ >"$0/cgroup.procs" && exec "$@"' "$cgroup" "${inside[@]}" \
		python3 tests/sdk-c/serve.py 7777 3 >"$T/server" 2>&1 &
	server=$!
	wait_for listening "$T/server" $server
	for port in 7000 7010 7777; do
		is "sk_lookup: a connection to $port is the server's" \
			"$("${inside[@]}" timeout 5 bash -c "cat </dev/tcp/127.0.0.1/$port" 2>&1)" \
			$port
	done
	fails "and one to 7011 is not" 1 "${inside[@]}" bash -c 'echo >/dev/tcp/127.0.0.1/7011'
	wait $server
	sleep 1.2
	stop
	ended_well sk_lookup
	like "sk_lookup counts what it redirected" "$(cat "$T/table")" "2 redirected"
	fails "and is gone afterwards" 1 "${inside[@]}" bash -c 'echo >/dev/tcp/127.0.0.1/7000'
	fails "sk_lookup knows a port from a word" 2 "$run" "$T/sk_lookup/sk_lookup.wasm" \
		"$cgroup" "/run/netns/$ns" 7777 http 1
else
	skip sk_lookup "no cgroup2 here"
fi
done_testing
