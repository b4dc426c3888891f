#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Recorded runs, which are repeated without root and without BPF: the same output, byte by byte; or
# the place where a guest goes another way.
. tests/lib/tap.sh
. tests/lib/go.sh
# The user's cache: it has what Rust's projects need.
run=$(realpath "$B")/wasm-bpf
cc=$(realpath "$B")/wasm-bpf-cc
top=$PWD
chmod 755 "$T"

# Without rights, and without a kernel that could be asked; nobody may read every folder.
mkdir "$T/bin" && cp "$run" "$cc" "$B/btf2h" "$T/bin"
anyone=$T/bin/wasm-bpf
nobody() {
	[ "$(id -u)" = 0 ] || { "$@"; return; }
	setpriv --reuid=65534 --regid=65534 --clear-groups \
		env -u XDG_CACHE_HOME HOME=/nonexistent "$@"
}

# --- what a project has -----------------------------------------------------------

for language in c cpp; do
	"$run" new "my-$language" --lang $language --dir "$T/my-$language" >/dev/null
	make -s -C "$T/my-$language" TOOLS="$top/$B" >/dev/null 2>&1
	chmod -R a+rX "$T/my-$language"
	ok "a new project's test passes without root ($language)" \
		nobody make -C "$T/my-$language" test TOOLS="$T/bin"
	like "and its guest's output is there ($language)" "$(cat "$T/out")" "echo +/bin/echo"
done
project=$T/my-c
recording=$project/test.rec
sed 's/100 \/\* ms \*\//101/' "$project/my-c.c" >"$project/slower.c"
"$cc" "$project/slower.c" -o "$T/slower.wasm"
fails "another build is refused" 1 "$run" replay "$recording" "$T/slower.wasm"
like "with the way to compare" "$(cat "$T/out")" "another build of the guest.*--diff"
fails "--diff finds another argument" 1 "$run" replay --diff "$recording" "$T/slower.wasm"
like "and names the call" "$(cat "$T/out")" \
	"call [0-9]+: recorded buffers_wait\(&, 1, 100\), and now buffers_wait\(&, 1, 101\)"
sed 's/take_event, NULL/take_event, skel/; s/@IDENT@/my_c/; s/rb = ring_buffer__new/bpf_map__fd(NULL), my_c_bpf__detach(skel), rb = ring_buffer__new/' \
	"$project/my-c.c" >"$project/other.c"
"$cc" "$project/other.c" -o "$T/other.wasm"
fails "--diff finds another call" 1 "$run" replay --diff "$recording" "$T/other.wasm"
like "and names both" "$(cat "$T/out")" "recorded [a-z_]+\(.*\), and now link_"
sed 's/int err = 0;/int err = printf("more\\n") * 0;/; s/<stdlib.h>/<stdlib.h>\n#include <stdio.h>/' \
	"$project/my-c.c" >"$project/more.c"
"$cc" "$project/more.c" -o "$T/more.wasm"
fails "--diff finds other output" 1 "$run" replay --diff "$recording" "$T/more.wasm"
like "and names the line" "$(cat "$T/out")" 'stdout, line 1: recorded nothing more, now "more"'
sed 's/exiting ? 0 : 1/exiting ? 3 : 1/' "$project/my-c.c" >"$project/status.c"
"$cc" "$project/status.c" -o "$T/status.wasm"
fails "--diff finds another status" 1 "$run" replay --diff "$recording" "$T/status.wasm"
like "and both" "$(cat "$T/out")" "recorded exit status 0, and now 3"

# --- recordings that are none -------------------------------------------------------

fails "no file" 1 "$run" replay "$T/none.rec" "$project/my-c.wasm"
fails "not a recording" 1 "$run" replay "$project/my-c.c" "$project/my-c.wasm"
like "and it says so" "$(cat "$T/out")" "not a recording of 'wasm-bpf run --record'"
fails "no guest: usage" 2 "$run" replay "$recording"
fails "arguments are the recording's: usage" 2 "$run" replay "$recording" "$project/my-c.wasm" more
size=$(stat -c %s "$recording")
bad=
for ((i = 0; i < size; i += 97)); do
	head -c "$i" "$recording" >"$T/cut.rec"
	timeout 20 "$run" replay --diff "$T/cut.rec" "$project/my-c.wasm" >/dev/null 2>"$T/err"
	[ $? = 1 ] && grep -Eq "^wasm-bpf: ('.*/cut.rec': |the recording (ends|holds))" "$T/err" ||
		bad+=" $i"
done
is "a cut recording ends with an error that says where" "$bad" ""
bad=
for ((i = 8; i < size; i += 61)); do
	cp "$recording" "$T/bad.rec"
	printf '\xa5' | dd of="$T/bad.rec" bs=1 seek=$i conv=notrunc 2>/dev/null
	timeout 20 "$run" replay --diff "$T/bad.rec" "$project/my-c.wasm" >/dev/null 2>&1
	[ $? = 1 ] || bad+=" $i"
done
is "a damaged recording is refused" "$bad" ""
# Other bytes inside of a block whose sum is right.
cat >"$T/mutate.py" <<'END_OF_PYTHON'
import struct, sys, zlib
data = open(sys.argv[1], 'rb').read()
at, raw, inflate = 8, b'', zlib.decompressobj(-15)
while at < len(data):
    packed, size, _ = struct.unpack_from('<III', data, at)
    raw += inflate.decompress(data[at + 12:at + 12 + packed])
    at += 12 + packed
for i, where in enumerate(range(40, len(raw), max(1, len(raw) // 40))):
    bytes_ = bytearray(raw)
    bytes_[where] ^= (0x01, 0x80, 0xff)[i % 3]
    deflate = zlib.compressobj(6, zlib.DEFLATED, -15)
    packed = deflate.compress(bytes(bytes_)) + deflate.flush(zlib.Z_SYNC_FLUSH)
    with open(f'{sys.argv[2]}/mutated.{i}', 'wb') as f:
        head = struct.pack('<III', len(packed), len(bytes_), zlib.crc32(bytes_))
        f.write(data[:8] + head + packed)
END_OF_PYTHON
python3 "$T/mutate.py" "$recording" "$T"
bad=
for file in "$T"/mutated.*; do
	timeout 20 "$run" replay --diff "$file" "$project/my-c.wasm" >/dev/null 2>&1
	case $? in 0 | 1) ;; *) bad+=" $(basename "$file")" ;; esac
done
is "a recording of other answers ends as a guest does" "$bad" ""

# What a recording says of the host's messages and of the guest's variables.
cat >"$T/make.py" <<'END_OF_PYTHON'
import struct, sys, zlib
def number(n):
    out = b''
    while n > 0x7f:
        out, n = out + bytes([n & 0x7f | 0x80]), n >> 7
    return out + bytes([n])
def text(t):
    return number(len(t)) + t
def write(path, variables, events):
    data = bytes(32) + text(b'x') * 3 + text(b'') * 2 + bytes(3) + number(len(variables))
    data += b''.join(text(name) + b'\0' + number(size) for name, size in variables) + events
    deflate = zlib.compressobj(6, zlib.DEFLATED, -15)
    packed = deflate.compress(data) + deflate.flush(zlib.Z_SYNC_FLUSH)
    head = struct.pack('<III', len(packed), len(data), zlib.crc32(data))
    with open(path, 'wb') as f:
        f.write(b'wbpfrec\x01' + head + packed)
MESSAGE = bytes([10])
write(sys.argv[1] + '/note.rec', [], MESSAGE + number(4) + text(b'of the host\n'))
write(sys.argv[1] + '/kind.rec', [], MESSAGE + number(4000000) + text(b'of the host\n'))
write(sys.argv[1] + '/variables.rec', [(b'V', 65536)] * 60000, b'')
IMPORT = bytes([1]) + text(b'wasi_snapshot_preview1') + text(b'fd_write') + text(b'i:i')
write(sys.argv[1] + '/type.rec', [], IMPORT)
END_OF_PYTHON
python3 "$T/make.py" "$T"
cat >"$T/type.c" <<'END_OF_C'
__attribute__((import_module("wasi_snapshot_preview1"), import_name("fd_write"))) int put(int);
int main(void) { return put(1); }
END_OF_C
"$cc" "$T/type.c" -o "$T/type.wasm"
fails "a function of another type" 1 "$run" replay --diff "$T/type.rec" "$T/type.wasm"
like "is refused as in a run" "$(cat "$T/out")" "wrong type of import 'fd_write'"
fails "a message of the host" 1 "$run" replay --diff "$T/note.rec" "$project/my-c.wasm"
like "is told again" "$(cat "$T/out")" "^(wasm-bpf: )?of the host"
fails "one of no kind" 1 "$run" replay --diff "$T/kind.rec" "$project/my-c.wasm"
like "is damage" "$(cat "$T/out")" "not a recording, or damaged: byte"
fails "variables of some gigabytes" 1 "$run" replay --diff "$T/variables.rec" "$project/my-c.wasm"
like "are damage" "$(cat "$T/out")" "not a recording, or damaged: byte"

rest_needs_root "recording"

# --- recording ----------------------------------------------------------------------

cp "$(type -P true)" "$T/wbr$$"
# record FILE OPTIONS...: records a guest that sees one program of ours start
record() {
	: >"$T/seen"
	"$run" run --timeout 120 --record "$@" $$ >"$T/seen" 2>"$T/err" &
	pid=$!
	wait_for 'PID|EVENT' "$T/seen" $pid
	"$T/wbr$$"
	wait_for "wbr$$" "$T/seen" $pid
	kill -s "${signal:-INT}" $pid
	wait $pid 2>/dev/null
	status=$?
}
repeats() { # NAME FILE GUEST
	chmod a+r "$2"
	nobody "$anyone" replay "$2" "$3" >"$T/again" 2>"$T/again.err"
	is "$1: the same status" $? $status
	is "$1: the same output" "$(cat "$T/again")" "$(cat "$T/seen")"
}

languages="c cpp rust"
go_is_new && languages+=" go"
for language in $languages; do
	guest=$T/my-$language/my-$language.wasm
	[ -d "$T/my-$language" ] ||
		"$run" new "my-$language" --lang $language --dir "$T/my-$language" >/dev/null
	[ -f "$guest" ] || make -s -C "$T/my-$language" TOOLS="$top/$B" >/dev/null 2>&1
	chmod -R a+rX "$T/my-$language"
	record "$T/$language.rec" "$guest"
	repeats "$language" "$T/$language.rec" "$guest"
	ok "the template's recording fits ($language)" \
		"$run" replay --diff "$T/my-$language/test.rec" "$guest"
done
is "only its owner reads a recording" "$(umask 0; rm "$T/c.rec"
	"$run" run --timeout 1 --record "$T/c.rec" "$T/status.wasm" $$ >/dev/null 2>&1
	stat -c %a "$T/c.rec")" 600

"$run" run --timeout 1 --record "$T/timed.rec" "$project/my-c.wasm" $$ >"$T/seen"
status=$?
is "a run whose time is over: its status" $status 124
repeats "a run whose time is over" "$T/timed.rec" "$project/my-c.wasm"
ok "and nothing differs" "$run" replay --diff "$T/timed.rec" "$project/my-c.wasm"
cat >"$T/parts.c" <<'END_OF_C'
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/uio.h>
int main(int argc, char **argv)
{
	static char bytes[300];
	static struct iovec parts[300];
	const int count = argc > 1 ? atoi(argv[1]) : 0;
	for (int i = 0; i < count; i++)
		parts[i] = (struct iovec){ &bytes[i], 1 };
	printf("%d\n", (int)readv(open("/d/file", O_RDONLY), parts, count));
	return bytes[0];
}
END_OF_C
"$cc" "$T/parts.c" -o "$T/parts.wasm"
mkdir "$T/parts" && echo abc >"$T/parts/file"
for count in 9 200; do
	"$run" run --dir "$T/parts::/d:ro" --record "$T/parts.rec" "$T/parts.wasm" $count >"$T/seen"
	status=$?
	repeats "a read in $count parts" "$T/parts.rec" "$T/parts.wasm"
done
fails "one that is not recorded whole" 1 \
	"$run" run --dir "$T/parts::/d:ro" --record "$T/parts.rec" "$T/parts.wasm" 300
like "is told" "$(cat "$T/out")" "the recording is not whole"
exec {held}<"$T/timed.rec"
flock $held
fails "another run records to the file" 1 \
	"$run" run --record "$T/timed.rec" "$project/my-c.wasm" $$
like "which is said" "$(cat "$T/out")" "another run records to it"
exec {held}<&-
ok "and it is as it was" "$run" replay --diff "$T/timed.rec" "$project/my-c.wasm"
cp "$project/my-c.wasm" "$T/own.wasm" && ln -s own.wasm "$T/link.wasm"
fails "the guest itself is no place for the recording" 1 \
	"$run" run --record "$T/link.wasm" "$T/own.wasm" $$
like "which is said" "$(cat "$T/out")" "would replace the guest '$T/own.wasm'"
ok "and it is still there" cmp "$project/my-c.wasm" "$T/own.wasm"
"$run" run --timeout 1 --record "$T/closed.rec" "$project/my-c.wasm" $$ >&- 2>"$T/err"
ok "what the guest prints to a closed stdout is not in the file" \
	"$run" replay "$T/closed.rec" "$project/my-c.wasm"

signal=KILL record "$T/killed.rec" "$project/my-c.wasm"
"$run" replay "$T/killed.rec" "$project/my-c.wasm" >"$T/again" 2>"$T/err"
is "a killed run is replayed as far as it came: status" $? 1
is "its output" "$(cat "$T/again")" "$(cat "$T/seen")"
like "and its end is named" "$(cat "$T/err")" "the recording ends after call [0-9]+: the process"

cat >"$T/v1.c" <<'END_OF_C'
#include <bpf/libbpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "my-c.skel.h"
#include "my-c.types.h"
static int take(void *ctx, void *data, size_t size)
{
	const struct event *e = data;
	(void)ctx, (void)size;
	printf("%d %.16s\n", e->pid, e->comm);
	fflush(stdout);
	return 0;
}
int main(int argc, char **argv)
{
	struct my_c_bpf *skel = my_c_bpf__open();
	struct ring_buffer *rb;
	int err = 0;
	skel->rodata->only_ppid = atoi(argv[argc - 1]);
	if (my_c_bpf__load(skel) || my_c_bpf__attach(skel))
		return 1;
	rb = ring_buffer__new(bpf_map__fd(skel->maps.events), take, NULL, NULL);
	puts("EVENT");
	fflush(stdout);
	while ((err = ring_buffer__poll(rb, 100)) >= 0)
		;
	return 7;
}
END_OF_C
ok "a v1 guest builds" "$cc" -DWASM_BPF_V1 -I"$project" "$T/v1.c" -o "$T/v1.wasm"
record "$T/v1.rec" "$T/v1.wasm"
is "a v1 guest: its own status" $status 7
repeats "a v1 guest" "$T/v1.rec" "$T/v1.wasm"

# What the kernel side changes in a mapped variable, and files, variables, arguments.
cat >"$T/live.bpf.c" <<'END_OF_C'
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
int mine, runs;
SEC("tp/syscalls/sys_enter_getppid")
int on_call(void *ctx)
{
	if ((int)(bpf_get_current_pid_tgid() >> 32) == mine)
		runs++;
	return 0;
}
char LICENSE[] SEC("license") = "GPL";
END_OF_C
cat >"$T/live.c" <<'END_OF_C'
#include <bpf/libbpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wasm_bpf_v2.h>
#include "live.skel.h"
int main(int argc, char **argv)
{
	struct live_bpf *skel = live_bpf__open();
	char line[64] = "";
	FILE *file = fopen("/d/file", "r");
	int last = -1;
	skel->bss->mine = atoi(argv[1]);
	if (live_bpf__load(skel) || live_bpf__attach(skel))
		return 1;
	if (file)
		fgets(line, sizeof(line), file);
	printf("%s %s waiting\n", line, getenv("SECRET"));
	fflush(stdout);
	for (int i = 0; i < 200 && skel->bss->runs < 20; i++)
		usleep(50000);
	printf("%s\n", skel->bss->runs >= 20 ? "twenty" : "few");
	return (int)strlen(getenv("SECRET"));
}
END_OF_C
"$cc" -target bpf -c "$T/live.bpf.c" -o "$T/live.bpf.o" &&
	"$B/btf2h" --skeleton "$T/live.bpf.o" -o "$T/live.skel.h" &&
	"$cc" -I"$T" "$T/live.c" -o "$T/live.wasm"
mkdir "$T/d" && echo "of a file" >"$T/d/file"
perl -e 'while (1) { getppid; select undef, undef, undef, 0.02 }' &
caller=$!
at_end kill $caller
"$run" run --record "$T/live.rec" --dir "$T/d::/d:ro" --env SECRET=topsecret "$T/live.wasm" \
	$caller >"$T/seen" 2>"$T/err"
status=$?
like "a mapped variable changes while the run is recorded" "$(cat "$T/seen")" "twenty"
is "and the guest reads a file and a variable: its status" $status 9
rm -r "$T/d"
chmod a+r "$T/live.rec" "$T/live.wasm"
nobody "$anyone" replay "$T/live.rec" "$T/live.wasm" >"$T/again" 2>"$T/err"
is "replayed: without the file, the same status" $? 9
is "the value is not in the recording" "$(cat "$T/again")" \
	"$(sed 's/topsecret/xxxxxxxxx/' "$T/seen")"
like "which the replay says" "$(cat "$T/err")" "does not have the value of 'SECRET'"
nobody "$anyone" replay --env SECRET=topsecret "$T/live.rec" "$T/live.wasm" >"$T/again" 2>"$T/err"
is "with the value it is the same" "$(cat "$T/again")$(cat "$T/err")" "$(cat "$T/seen")"

# --- profiles -----------------------------------------------------------------------

cat >"$T/busy.c" <<'END_OF_C'
__attribute__((noinline)) static unsigned slow(unsigned n)
{
	volatile unsigned sum = 0;
	for (unsigned i = 0; i < n; i++)
		sum += i * i;
	return sum;
}
int main(void) { return slow(400000000) == 1; }
END_OF_C
"$cc" -g -O1 "$T/busy.c" -o "$T/busy.wasm"
ok "a profile as stacks" "$run" run --stats --profile "$T/busy.folded" "$T/busy.wasm"
like "and the CPU time of the guest" "$(cat "$T/out")" "CPU time of guest +[0-9]+\.[0-9]+ ms"
like "it has the function that takes the time" "$(sort -t' ' -k2n "$T/busy.folded" | tail -1)" \
	"main;slow [0-9]{2,}$"
ok "which are drawn" "$run" plot "$T/busy.folded" -o "$T/busy.svg"
ok "a profile for the Firefox Profiler" "$run" run --profile "$T/busy.json" "$T/busy.wasm"
ok "is JSON with samples" python3 -c 'import json, sys
assert len(json.load(open(sys.argv[1]))["threads"][0]["samples"]["stack"]) > 10' "$T/busy.json"
fails "a profile that cannot be written" 1 "$run" run --profile "$T/none/p" "$T/busy.wasm"
"$run" run --perf-map "$T/busy.wasm" &
pid=$!
wait $pid
ok "a perf map names the function" grep -q slow "/tmp/perf-$pid.map"
rm -f "/tmp/perf-$pid.map"

# --- what fails ---------------------------------------------------------------------

fails "an object is no guest" 1 "$run" run --record "$T/object.rec" "$T/live.bpf.o"
is "and leaves no file" "$(ls "$T/object.rec" 2>&1)" "ls: cannot access '$T/object.rec': No such file or directory"
fails "a file that cannot be written" 1 "$run" run --record "$T/none/x.rec" "$T/status.wasm"
fails "a full disk is told at the end" 1 "$run" run --record /dev/full "$T/live.wasm" 1
like "and named" "$(cat "$T/out")" "cannot write '/dev/full': No space"
echo old >"$T/old.rec"
fails "a guest that is none" 1 "$run" run --record "$T/old.rec" "$T/live.c"
is "leaves the file that was there" "$(cat "$T/old.rec")" old
done_testing
