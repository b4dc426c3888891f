#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What a run tells a service manager, and the file for health checks.
. tests/lib/tap.sh
need_root
. tests/lib/guests.sh
command -v python3 >/dev/null || skip_all "no python3 to play the service manager"

# A manager's socket: prints what comes, a line a datagram, with ";" for the lines in it.
cat >"$T/manager.py" <<'END'
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind("\0" + sys.argv[1][1:] if sys.argv[1][0] == "@" else sys.argv[1])
print("listening", flush=True)
while True:
    print(s.recv(4096).decode().replace("\n", ";"), flush=True)
END
manager() { # ADDRESS
	python3 "$T/manager.py" "$1" >"$T/told" &
	manager=$!
	wait_for listening "$T/told" $manager
}
health_files() { find "$T" -maxdepth 1 -name '*health*' | wc -l; }
manager=
stop_manager() {
	[ -z "$manager" ] || kill $manager 2>/dev/null
	wait $manager 2>/dev/null
	manager=
}
at_end stop_manager
told() { grep -c "$1" "$T/told"; }

cat >"$T/tick.bpf.c" <<'END'
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 65536); } ring SEC(".maps");
struct tick { __u64 at; } *unused_tick __attribute__((unused));
SEC("tp/syscalls/sys_enter_vhangup") int tick(void *ctx)
{
	struct tick t = { 1 };
	bpf_ringbuf_output(&ring, &t, sizeof(t), 0);
	return 0;
}
char LICENSE[] SEC("license") = "GPL";
END
cat >"$T/wait.c" <<'END'
#include <stdio.h>
#include <stdlib.h>
#include <wasm_bpf_v2.h>
static unsigned char bytes[1 << 16];
int main(int argc, char **argv)
{
	const int size = (int)fread(bytes, 1, sizeof(bytes), stdin);
	int object = wasm_bpf_object_open(bytes, (uint32_t)size, "wait");

	if (argc > 1)
		for (volatile int i = 0;; i++)
			;
	if (object < 0 || wasm_bpf_object_load(object) < 0 ||
	    wasm_bpf_program_attach(wasm_bpf_program_find(object, "tick"), NULL, 0) < 0 ||
	    wasm_bpf_buffer_open(wasm_bpf_map_find(object, "ring")) < 0)
		return 3;
	printf("waiting\n");
	fflush(stdout);
	return wasm_bpf_buffers_wait(NULL, 0, -1) == -4 ? 0 : 4;
}
END
"$cc" -target bpf -c "$T/tick.bpf.c" -o "$T/tick.bpf.o" || exit 1
"$cc" -O2 "$T/wait.c" -o "$T/wait.wasm" || exit 1

for address in "$T/manager" "@wasm-bpf-$$"; do
	manager "$address"
	NOTIFY_SOCKET=$address WATCHDOG_USEC=200000 launch "$T/tick.bpf.o" "$run" \
		--health "$T/health" "$T/wait.wasm"
	wait_for "^READY=1;STATUS=attached" "$T/told" $pid
	is "it is ready once" "$(told READY=1)" 1
	beats=$(told WATCHDOG=1)
	sleep 1
	is "a wait without an end is no silence" "$(($(told WATCHDOG=1) >= beats + 3))" 1
	like "the file says so, too" "$(cat "$T/health")" '^attached; 0 records, 0 lost$'
	interrupt TERM
	is "the guest ends as it wants" $status 0
	is "which is told" "$(told STOPPING=1)" 1
	is "and the file is gone" "$(health_files)" 0
	stop_manager
	rm -f "$T/manager"
done

# One that computes for ever: who waits for its pulse ends it.
manager "$T/manager"
NOTIFY_SOCKET=$T/manager WATCHDOG_USEC=200000 "$run" --timeout 1 --health "$T/health" \
	"$T/wait.wasm" loop <"$T/tick.bpf.o" 2>/dev/null
# (It waits once, for its input.)
like "a guest that computes for ever is not ready, and gives no sign" \
	"$? $(told READY=1) $(told WATCHDOG=1)" "^124 0 [01]$"
is "there is no file of it" "$(health_files)" 0

# An object without a guest.
NOTIFY_SOCKET=$T/manager launch /dev/null timeout -s INT 3 "$run" -o json "$T/tick.bpf.o"
is "an object is ready, too" "$(told READY=1)" 1
stop_manager

fails "a folder that is not there" 1 "$run" --health "$T/none/health" "$T/wait.wasm"
like "is named" "$(cat "$T/out")" "cannot write '$T/none/health': No such file or directory"
fails "a folder is no file" 1 "$run" --health "$T/" "$T/wait.wasm"
fails "nobody listens: it runs" 3 env NOTIFY_SOCKET="$T/nobody" "$run" "$T/wait.wasm"
like "which is said" "$(cat "$T/out")" "cannot reach the service manager at '$T/nobody': No such file"
fails "an address of another kind" 3 env NOTIFY_SOCKET=vsock:2:1 "$run" "$T/wait.wasm"
like "is no path" "$(cat "$T/out")" "NOTIFY_SOCKET is no path of a socket: 'vsock:2:1'"

# A manager that reads nothing for a while, and one that is started anew.
cat >"$T/slow.py" <<'END'
import socket, sys, time
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
other = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
other.connect(sys.argv[1])
other.setblocking(False)
try:
    while True:
        other.send(b"noise")
except BlockingIOError:
    pass
print("listening", flush=True)
time.sleep(2)
while True:
    print(s.recv(4096).decode().replace("\n", ";"), flush=True)
END
rm -f "$T/manager"
python3 "$T/slow.py" "$T/manager" >"$T/told" &
manager=$!
wait_for listening "$T/told" $manager
NOTIFY_SOCKET=$T/manager launch "$T/tick.bpf.o" "$run" "$T/wait.wasm"
wait_for "^READY=1" "$T/told" $pid
is "READY comes until it arrives" "$(told READY=1)" 1
stop_manager
rm -f "$T/manager"
manager "$T/manager"
wait_for "^WATCHDOG=1" "$T/told" $pid
ok "a manager that comes back is told, too" grep -q WATCHDOG=1 "$T/told"
interrupt TERM
stop_manager
rm -f "$T/manager"
for there in wait.wasm tick.bpf.o; do
	fails "another file is not replaced: $there" 1 "$run" --health "$T/$there" "$T/wait.wasm"
	ok "and stays: $there" test -s "$T/$there"
done
mkfifo "$T/fifo"
fails "nor a pipe" 1 timeout 5 "$run" --health "$T/fifo" "$T/wait.wasm"
echo "attached; 7 records, 0 lost" >"$T/stale"
launch "$T/tick.bpf.o" "$run" --health "$T/stale" "$T/wait.wasm"
for ((i = 0; i < 50; i++)); do
	grep -q "attached; 0" "$T/stale" 2>/dev/null && break || sleep 0.1
done
like "that of an earlier run is" "$(cat "$T/stale")" "^attached; 0 records"
interrupt TERM
done_testing
