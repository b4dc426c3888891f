#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The library for guests in C: the headers, bcc's helpers, and libbpf's API.
. tests/lib/tap.sh
. tests/lib/guests.sh

# --- warnings ---

for source in sdk/c/small/*.c sdk/c/compat/*.c sdk/c/compat/v[12]/*.c sdk/c/src/*.c \
	sdk/c/src/v[12]/*.c; do
	ok "compiles without a warning: $source" "$cc" --long32 -D_GNU_SOURCE -Wall -Wextra \
		-Wshadow -Wmissing-prototypes -Werror -c "$source" -o "$T/x.o"
done
for header in wasm_bpf.h wasm_bpf_v2.h bpf/bpf.h bpf/libbpf.h $(cd sdk/c/compat/include &&
	find . -name "*.h" | sed "s,^\./,,"); do
	printf '#include <%s>\nint main(void) { return 0; }\n' $header >"$T/header.c"
	ok "<$header> stands alone" "$cc" -std=c11 -Wall -Wextra -Wpedantic -Werror -c \
		"$T/header.c" -o "$T/x.o"
	ok "<$header> is C++" "$cc" -x c++ -std=c++17 -Wall -Wextra -Werror -c "$T/header.c" \
		-o "$T/x.o"
done

# --- the imports: as the runtime's table has them ---

# MODULE HEADER PREFIX ROWS: the header's functions are the imports' names after the prefix.
imports_of() { runtime/imports/rows.sh "$1"; }
check_imports() {
	{
		echo "#include <$2>"
		echo 'void *volatile functions[] = {'
		imports_of "$4" | sed -E "s/^([a-z0-9_]+) .*/(void *)$3\1,/"
		echo '}; int main(void) { return !functions[0]; }'
	} >"$T/imports.c"
	ok "<$2> declares all of the table" "$cc" --no-sdk "$T/imports.c" -o "$T/imports.wasm"
	is "<$2> declares it with the same types" "$(wasm2wat "$T/imports.wasm" |
		awk -v module="\"$1\"" '
			/^  \(type/ {
				id = $2; gsub(/[;()]/, "", id); $1 = $2 = ""
				gsub(/[()]|func|;[0-9]+;/, ""); type[id] = $0
			}
			$1 == "(import" && $2 == module {
				id = $NF; gsub(/[()]/, "", id); name = $3; gsub(/"/, "", name)
				print name type[id]
			}' |
		sed -E 's/ +/ /g; s/ $//' | sort)" \
		"$(imports_of "$4" | while read -r name type; do
			params=
			for letter in $(echo "${type%:*}" | sed 's/./& /g'); do
				[ "$letter" = I ] && params="$params i64" || params="$params i32"
			done
			case ${type#*:} in I) result=i64 ;; *) result=i32 ;; esac
			echo "$name${params:+ param$params} result $result"
		done | sort)"
}
check_imports wasm_bpf wasm_bpf.h "" v1
check_imports wasm_bpf_v2 wasm_bpf_v2.h wasm_bpf_ v2

# --- the library: every function that a header declares ---

functions_of() { # HEADER...
	cat "$@" | sed -E ':a; N; $!ba; s,/\*([^*]|\*[^/])*\*/,,g' | tr '\n' ' ' |
		grep -oE '\b[a-z][a-z0-9_]*\([^()]*(\([^()]*\))*[^()]*\);' |
		grep -oE '^[a-z0-9_]+' | grep -v '^__' | sort -u
}
{
	printf '#include <%s>\n' bpf/bpf.h bpf/libbpf.h bpf/btf.h trace_helpers.h \
		map_helpers.h path_helpers.h syscall_helpers.h uprobe_helpers.h compat.h net/if.h
	echo 'void *volatile functions[] = {'
	functions_of sdk/c/include/bpf/*.h sdk/c/compat/include/compat.h \
		sdk/c/compat/include/{trace,map,path,syscall,uprobe}_helpers.h \
		sdk/c/compat/include/net/if.h | sed 's/.*/(void *)&,/'
	echo '}; int main(void) { return !functions[0]; }'
} >"$T/all.c"
is "there are many" $(($(grep -c '(void \*)' "$T/all.c") > 200)) 1
ok "all are in the library" "$cc" -Werror "$T/all.c" -o "$T/all.wasm"

# --- errors by name ---

{
	echo '#include <errno_helpers.h>'
	echo '#include <stdio.h>'
	echo \
		'int main(void) { int wrong = errno_by_name("") != -1 || errno_by_name("-") != -1 || errno_by_name("ENO") != -1;'
	sed \
		-nE \
		's/^#define[ \t]+(E[A-Z0-9]+)[ \t]+([0-9]+).*/if (errno_by_name("\1") != \2) wrong++, puts("\1");/p' \
		/usr/include/asm-generic/errno-base.h /usr/include/asm-generic/errno.h
	echo 'return wrong != 0; }'
} >"$T/names.c"
ok "the guest that asks for errors by name compiles" "$cc" "$T/names.c" -o "$T/names.wasm"
ok "every error has Linux's number by its name" "$B/wasm-bpf" "$T/names.wasm"

# --- the small malloc: random use ---

ok "malloc's test compiles" "$cc" -Wall -Wextra -Werror -O2 tests/sdk-c/malloc.c -o "$T/malloc.wasm"
ok "malloc's test knows a good malloc" "$B/wasm-bpf" "$T/malloc.wasm"
ok "the small malloc compiles" "$cc" -Wall -Wextra -Werror --small-malloc -O2 tests/sdk-c/malloc.c \
	-o "$T/small.wasm"
ok "the small malloc is as good" "$B/wasm-bpf" "$T/small.wasm"
is "and smaller" $(($(stat -c %s "$T/small.wasm") + 9000 < $(stat -c %s "$T/malloc.wasm"))) 1

# --- local time: the same as glibc's ---

cc -o "$T/localtime" tests/sdk-c/localtime.c
ok "localtime's test compiles" "$cc" -Wall -Wextra -Werror tests/sdk-c/localtime.c \
	-o "$T/localtime.wasm"
for zone in UTC0 CET-1CEST,M3.5.0,M10.5.0/3 EST5EDT,M3.2.0,M11.1.0 "<+0545>-5:45" \
	"<-03>3<-02>,M3.5.0/-2,M10.5.0/-1" NZST-12NZDT,M9.5.0,M4.1.0/3 IST-1GMT0,M10.5.0,M3.5.0/1 \
	"AAA3BBB,J60/0,J300/12:30:15" "AAA3BBB1:30,59,299" "WGT3WGST,M3.5.0/-2,M10.5.0/-1"; do
	is "localtime in $zone" "$("$B/wasm-bpf" --env TZ="$zone" "$T/localtime.wasm" | cksum)" \
		"$(TZ=$zone "$T/localtime" | cksum)"
done
is "localtime has rules for summer time" \
	"$("$B/wasm-bpf" --env TZ=AAA5BBB "$T/localtime.wasm" | cksum)" \
	"$(TZ=AAA5BBB,M3.2.0,M11.1.0 "$T/localtime" | cksum)"
for zone in Europe/Berlin America/New_York :Asia/Kolkata CET UTC; do
	[ -f "/usr/share/zoneinfo/${zone#:}" ] || {
		skip "localtime in $zone" "no such zone file"
		continue
	}
	is "localtime in $zone, from the host's zone file" \
		"$("$B/wasm-bpf" --env TZ="$zone" "$T/localtime.wasm" | cksum)" \
		"$(TZ=$(tail -n 1 "/usr/share/zoneinfo/${zone#:}") "$T/localtime" | cksum)"
done
fails "a zone that there is not is refused" 2 "$B/wasm-bpf" --env TZ=Europe/None "$T/localtime.wasm"
like "with a word" "$(cat "$T/out")" "no time zone 'Europe/None'"
for zone in "" X "CET-1CEST,M13.1.0,M1.1.0" "CET-1CEST,M3.5.0" "<CET"; do
	is "localtime in '$zone', which is none, is UTC" \
		"$("$B/wasm-bpf" --env TZ="$zone" "$T/localtime.wasm" | cksum)" \
		"$(TZ=UTC0 "$T/localtime" | cksum)"
done
is "localtime without a zone is UTC" "$("$B/wasm-bpf" "$T/localtime.wasm" | cksum)" \
	"$(TZ=UTC0 "$T/localtime" | cksum)"

# --- all of libbpf's functions: they work, or say why not ---

cat >"$T/api.h" <<'END'
#include <bpf/libbpf.h>
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf_legacy.h>
END
cc -E -P -D'LIBBPF_API=@' "@$B/libbpf/cflags" "$T/api.h" | tr '\n@' ' \n' |
	sed -nE 's/^([^(]*[ *])?([a-z_0-9]+) *\(.*/\2/p' | sort -u >"$T/libbpf"
sed -i /legacy/d "$T/api.h"
"$cc" -E -P "$T/api.h" | tr '\n' ' ' | grep -oE '[a-z_0-9]+ ?\(' | tr -d ' (' |
	sort -u >"$T/declared"
sdk/c/absent.sh | grep -oE '`[a-z_0-9]+\(' | tr -d '`(' | sort >"$T/absent"
ok "libbpf's headers have functions" test "$(wc -l <"$T/libbpf")" -gt 300
is "all are declared" "$(comm -23 "$T/libbpf" "$T/declared")" ""
is "those that cannot work are libbpf's" "$(comm -13 "$T/libbpf" "$T/absent")" ""
is "each once" "$(uniq -d "$T/absent")" ""
is "the documents list them" "$(sed -n '/<!-- absent/,/<!-- end/s/^| [A-Z]/&/p' docs/sdk-c.md)" \
	"$(sdk/c/absent.sh)"
{
	printf '#include <bpf/%s.h>\n' libbpf bpf btf
	echo 'int main(int argc, char **argv) { void *all[] = {'
	comm -12 "$T/libbpf" "$T/declared" | grep -vx sizeof | sed 's/.*/(void *)&,/'
	echo '}; (void)argv; return !all[argc]; }'
} >"$T/all.c"
ok "all are there to be linked" "$cc" -w "$T/all.c" -o "$T/all.wasm"
cat >"$T/call.c" <<'END'
#include <errno.h>
#include <stdio.h>
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
int main(void)
{
	__u32 id = 0;
	int ret = bpf_prog_get_next_id(0, &id);

	return ret != -EOPNOTSUPP || errno != EOPNOTSUPP || btf__new_empty() ||
	       bpf_program__unpin(NULL, "") != -EOPNOTSUPP;
}
END
ok "those that cannot work" "$cc" -Wall -Wextra -Werror "$T/call.c" -o "$T/call.wasm"
ok "fail" "$B/wasm-bpf" "$T/call.wasm"
like "and say why" "$(cat "$T/out")" "bpf_prog_get_next_id.*a guest sees.*btf__new_empty"

# --- argp: the same as glibc's ---

cc -o "$T/args" tests/sdk-c/args.c && "$cc" tests/sdk-c/args.c -o "$T/args.wasm" || exit 1
says() { # COMMAND...: all that it prints and its exit status, by one name
	"$@" 2>&1 | sed 's,^[^ ]*args\(.wasm\)*:,args:,; s/args\.wasm/args/g'
	echo "exit ${PIPESTATUS[0]}"
}
while IFS= read -r line; do
	read -ra words <<<"$line"
	is "args $line" "$(says "$B/wasm-bpf" "$T/args.wasm" "${words[@]}")" \
		"$(says "$T/args" "${words[@]}")"
done <<'END'

-a -v
-av one
one -d 5 two -v
-d5 --duration=6 --duration 7
--dur 8 --col --color=red -cred -c
-d x
-d
--duration
-q
--none
--verbose=1
-- -v one
one two three
stop
one stop
--only-long
--wordy
-s --secret
--help
-?
-h
--version
-V
-
END

# --- the API, with a kernel ---

ok "the object compiles" "$cc" -target bpf -Wall -c tests/sdk-c/features.bpf.c \
	-o "$T/features.bpf.o"
for part in v1 v2; do
	define=-DWASM_BPF_V1
	[ $part = v1 ] || define=-DV2
	ok "the guest compiles over $part" "$cc" $define -Wall -Wextra -Werror \
		tests/sdk-c/features.c -o "$T/$part.wasm"
	ok "the guest over $part is valid" wasm-validate "$T/$part.wasm"
done
is "over v1 it imports the first part alone" "$(wasm-objdump -j Import -x "$T/v1.wasm" |
	grep -c wasm_bpf_v2)" 0
. tests/lib/kernel.sh
[ "$(id -u)" -ne 0 ] || ask_for_entries
ok "the object for v2 compiles" "$cc" -target bpf -Wall "${entries_flags[@]}" \
	-c tests/sdk-c/api.bpf.c -o "$T/api.bpf.o"
ok "that of what is shared" "$cc" -target bpf -Wall -c tests/sdk-c/shared.bpf.c -o "$T/shared.bpf.o"
ok "and its guest" "$cc" -Wall -Wextra -Werror tests/sdk-c/shared.c -o "$T/shared.wasm"
ok "the guest for v2 compiles" "$cc" -Wall -Wextra -Werror \
	"${entries_flags[@]}" tests/sdk-c/api.c -o "$T/api.wasm"
printf '#include <bpf/libbpf.h>\nint main(void) { return bpf_map__set_key_size(NULL, 4); }\n' \
	>"$T/key.c"
fails "what needs v2 does not link over v1" 1 "$cc" -DWASM_BPF_V1 "$T/key.c" -o "$T/x.wasm"
like "and what is missing is named" "$(cat "$T/out")" "undefined symbol: bpf_map__set_key_size"
rest_needs_root "the API"
[ -d /sys/kernel/tracing/events ] || { skip "the API" "tracefs is not mounted"; done_testing; }

# --- bcc's helpers, and the kernel's BTF ---

ok "the guest with helpers compiles" "$cc" -Wall -Wextra -Werror tests/sdk-c/helpers.c \
	-o "$T/helpers.wasm"
read -r major minor _ disk < <(sed -n 3p /proc/partitions)
btf=$(bpftool btf dump file /sys/kernel/btf/vmlinux)
# type: its number, its size, how many members.
task=$(sed -nE "s/^\[([0-9]+)\] STRUCT 'task_struct' size=([0-9]+) vlen=([0-9]+)/\1 \2 \3/p" <<<"$btf")
pid=$(sed -nE "s/^\[([0-9]+)\] TYPEDEF 'pid_t' .*/\1/p" <<<"$btf")
is "they say what is so here" "$("$B/wasm-bpf" --env TZ=UTC0 "$T/helpers.wasm" "${disk:-none}")" \
	"split 0 1 22 -333
too many -105
long 0 8589934592
timestamp 10 $(date -u +%Y-%m-%d)
timestamp 0
path /folder/file 5
syscall 0 read
syscall 59 execve
syscall 118 getresuid
syscall 177 get_kernel_syms
syscall 236 vserver
syscall 295 preadv
syscall 354 none
syscall 413 none
syscall 472 none
loadavg 1 loadavg: 
loadavg -34${disk:+
disk $major:$minor 1}
no disk 1
tracepoint 1 0
uprobe 1
types $(grep -c '^\[' <<<"$btf")
task_struct $task
pid_t $pid 4 1
none -2 1
copy 1
cut 0cut 0cut 0cut 0cut 0cut 0cut 0
same errno 22"

# --- the API, in rounds ---

probe=$T/f$$
cp /bin/true "$probe"
mkfifo "$T/tap"
# Passes on the tests of a guest that writes to $T/tap.
take_tap() { # NAME PID
	local planned='' line why
	while IFS= read -r line; do
		case $line in
		"# ready" | "# again") "$probe"; "$probe"; "$probe" ;;
		"ok "*) tap_pass "$1: ${line#* - }" ;;
		"not ok "*)
			IFS= read -r why
			tap_fail "$1: ${line#* - }"
			echo "$why" | tap_quote ;;
		1..*) planned=1 ;;
		esac
	done <"$T/tap"
	wait "$2"
	is "the guest over $1 ends well" "$?" 0
	is "and tried all" "$planned" 1
}
for part in v1 v2; do
	"$B/wasm-bpf" --dir "$T::." "$T/$part.wasm" features.bpf.o \
		"f$$" >"$T/tap" 2>"$T/err.$part" &
	take_tap $part $!
done
like "the runtime says why what failed did" "$(cat "$T/err.v1")" "not_there.*none0"
is "unless the guest is told" "$(cat "$T/err.v2")" ""

# With a loopback and a bpf file system of its own.
cat >"$T/alone" <<'END'
ip link set lo up
mount -t bpf bpf /sys/fs/bpf
mkdir /sys/fs/bpf/own
"$@"
status=$?
ls /sys/fs/bpf/own >&2
exit $status
END
if unshare -mn mount -t bpf bpf /sys/fs/bpf 2>/dev/null; then
	unshare -mn sh "$T/alone" "$B/wasm-bpf" --allow 'pin=/sys/fs/bpf/own/*' --dir "$T::." \
		"$T/api.wasm" \
		api.bpf.o /sys/fs/bpf/own >"$T/tap" 2>"$T/err" &
	take_tap "v2" $!
	like "only the link stays pinned" "$(cat "$T/err")" "(^|"$'\n'")link$"
	unshare -mn sh "$T/alone" "$B/wasm-bpf" --allow 'pin=/sys/fs/bpf/own/*' --limit memory=16M \
		--dir "$T::." \
		"$T/api.wasm" api.bpf.o /sys/fs/bpf/own 16777216 >"$T/tap" 2>"$T/err" &
	take_tap "a ring that cannot be mapped" $!
	unshare -mn sh "$T/alone" "$B/wasm-bpf" --allow 'pin=/sys/fs/bpf/own/*' --dir "$T::." \
		"$T/shared.wasm" shared.bpf.o /sys/fs/bpf/own >"$T/tap" 2>"$T/err" &
	take_tap "what is shared" $!
	is "no pin is left" "$(cat "$T/err")" ""
	unshare -mn sh "$T/alone" "$B/wasm-bpf" --allow 'pin=/sys/fs/bpf/own/*' \
		--deny 'attach=xdp:other' --dir "$T::." \
		"$T/shared.wasm" shared.bpf.o /sys/fs/bpf/own strict >"$T/tap" 2>"$T/err" &
	take_tap "with targets that are denied" $!
else
	skip "v2" "no namespaces here"
fi
done_testing
