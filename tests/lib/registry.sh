# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034
#
# Sourced after tap.sh by tests that need a registry: Debian's docker-registry, started on
# a free port of 127.0.0.1 and stopped when the script ends.
#
#	registry_start [YAML]	starts one, its answer to YAML added to its configuration;
#				sets R to its host:port
#	serve NAME ARGS...	starts the server tests/oci/NAME.py, until it has written to
#				$T/NAME.log; stopped like a registry
#	make_ca			a CA ($T/ca.pem) and a certificate for 127.0.0.1 ($T/tls.pem, .key)
#	make_wasm FILE SIZE	a module of SIZE bytes of noise
#	tool NAME		the path of another project's tool; else fails: "$T/why" says why

registry_pids=()
registry_stop() {
	[ ${#registry_pids[@]} -eq 0 ] || kill "${registry_pids[@]}" 2>/dev/null
	registry_pids=()
}
at_end registry_stop

# Waits until the log in $1 names the port that it listens on.
registry_port() {
	local said='listening on 127.0.0.1:'
	wait_for "$said" "$1" &&
		R=127.0.0.1:$(sed -n "s/.*$said\([0-9]*\).*/\1/p" "$1" | head -n 1)
}

registry_start() {
	local dir=$T/registry-${#registry_pids[@]}
	mkdir "$dir"
	cat >"$dir/config.yml" <<-END
		version: 0.1
		log: {level: info, accesslog: {disabled: true}}
		storage: {filesystem: {rootdirectory: $dir/data}, delete: {enabled: true}}
		http:
		  addr: 127.0.0.1:0
		${1:-}
	END
	OTEL_TRACES_EXPORTER=none docker-registry serve "$dir/config.yml" >"$dir/log" 2>&1 &
	registry_pids+=($!)
	registry_port "$dir/log"
}

serve() {
	python3 "tests/oci/$1.py" "${@:2}" >"$T/$1.log" 2>&1 &
	registry_pids+=($!)
	wait_for . "$T/$1.log" $!
}

make_ca() {
	local subject=/CN=wasm-bpf-test
	echo subjectAltName=IP:127.0.0.1 >"$T/tls.ext"
	openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj $subject-ca \
		-keyout "$T/ca.key" -out "$T/ca.pem" 2>/dev/null
	openssl req -newkey rsa:2048 -nodes -subj $subject -keyout "$T/tls.key" 2>/dev/null |
		openssl x509 -req -days 2 -CA "$T/ca.pem" -CAkey "$T/ca.key" -CAcreateserial \
			-extfile "$T/tls.ext" -out "$T/tls.pem" 2>/dev/null
}

# The header of a module, one custom section of nearly all its size, and what is missing
# then as another.
byte() { printf %b "\\x$(printf %x "$1")"; }
make_wasm() {
	local noise=$(($2 - 8 - 6 - 2)) shift
	{
		printf '\0asm\1\0\0\0\0'
		for shift in 0 7 14 21; do
			byte $((noise + 2 >> shift & 127 | 128))
		done
		byte $((noise + 2 >> 28))
		printf '\1n'
		head -c $noise /dev/urandom
	} >"$1"
}

tool() {
	tests/interop-tool "$1" 2>"$T/why"
}
