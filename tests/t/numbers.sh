#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Numbers in guests are Linux's: every constant of the headers, and functions that use them.
. tests/lib/tap.sh
. tests/lib/guests.sh

# What differs because it is about the libc or the size of a pointer, not about the kernel.
own='BUFSIZ|CHARCLASS_NAME_MAX|COLL_WEIGHTS_MAX|FOPEN_MAX|L_ctermid|L_cuserid|MAP_FAILED|MB_LEN_MAX'
own="$own|NL_[A-Z]+|RE_DUP_MAX|U?INTPTR_(MAX|MIN)|PTRDIFF_(MAX|MIN)|S?SIZE_MAX|U?INT_FAST[0-9]+_(MAX|MIN)"
numbers() { # COUNT HEADER...: all are the same, and there are that many
	local least=$1 got
	shift
	mkdir -p "$T/numbers"
	got=$(tests/sdk-c/numbers "$T/numbers" "$@" 2>&1 | grep -vE "^[-+]($own) ")
	is "numbers of <$1>${2:+, <$2>, ...}" "$got" ""
	is "more than $least are compared" "$(($(wc -l <"$T/numbers/names") > least))" 1
}
export B
numbers 1500 errno.h fcntl.h sys/socket.h netinet/in.h netinet/tcp.h netinet/udp.h netinet/ip.h \
	netinet/ip6.h netinet/ip_icmp.h netinet/icmp6.h arpa/inet.h poll.h dirent.h sys/stat.h \
	sys/types.h sys/un.h sys/ioctl.h sys/resource.h sys/mman.h sys/time.h sys/uio.h time.h \
	unistd.h signal.h stdio.h stdlib.h string.h limits.h getopt.h sys/file.h sys/utsname.h \
	net/if.h netpacket/packet.h err.h sysexits.h sched.h fnmatch.h net/if_arp.h sys/wait.h \
	sys/epoll.h sys/eventfd.h sys/signalfd.h pwd.h grp.h argp.h setjmp.h
kernel=
for name in bpf if_ether if_link if_packet in in6 ip ipv6 udp icmp capability pkt_cls magic \
	seccomp hw_breakpoint perf_event limits sched errno types; do
	kernel="$kernel linux/$name.h"
done
# shellcheck disable=SC2086 # they are words
numbers 1150 $kernel
numbers 75 linux/tcp.h
numbers 30 linux/mount.h
numbers 70 linux/if_arp.h
numbers 15 linux/if.h
numbers 20 linux/stat.h

# One use of each, natively and as a guest.
clang=$("$cc" --print-clang)
mkdir "$T/native" "$T/guest"
ok "the source compiles natively" "$clang" -D_GNU_SOURCE -w tests/sdk-c/same.c -o "$T/same"
ok "and as a guest, without a warning" "$cc" -D_GNU_SOURCE -Wall -Wextra -Werror \
	tests/sdk-c/same.c -o "$T/same.wasm"
"$T/same" "$T/native" >"$T/native.txt" 2>&1
native=$?
"$B/wasm-bpf" --dir "$T/guest::/w" "$T/same.wasm" /w >"$T/guest.txt" 2>&1
is "it ends alike" $? $native
is "with ENOENT" $native 2
is "and prints the same" "$(diff "$T/native.txt" "$T/guest.txt")" ""
like "all of it" "$(tail -n 1 "$T/guest.txt")" "tv_nsec 8"

# long: 64 bits by default, in headers and macros, wherever the source lies.
mkdir "$T/a b"
cat >"$T/a b/own.h" <<'END'
struct own { unsigned long a; long b; };
#define BIG (1UL << 40)
END
cat >"$T/a b/own.c" <<'END'
#include <stdio.h>
#include "../a b/own.h"
/* A comment's %lu and "long" do not matter. */
int main(void) { struct own own = { BIG, -1L }; int limit = 3, n = 7 % limit;
	printf("%lu %ld %d %d %%lu %s\n", own.a, own.b, (int)sizeof(own), n, "long"); }
END
ok "a source beside its header" "$cc" -Wall -Werror "$T/a b/own.c" -o "$T/own.wasm"
is "has a long of 64 bits" "$("$B/wasm-bpf" "$T/own.wasm")" "1099511627776 -1 16 1 %lu long"
ok "an object" "$cc" -c "$T/a b/own.c" -o "$T/own.o"
ok "links" "$cc" "$T/own.o" -o "$T/own.wasm"
is "and has it, too" "$("$B/wasm-bpf" "$T/own.wasm")" "1099511627776 -1 16 1 %lu long"
# The bytes of an object, which strings of a skeleton have, stay as they are.
cat >"$T/text.bpf.c" <<'END'
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
const char formats[] = "%lu %ld %lx 1UL long %m";
SEC("tp/sched/sched_process_exec") int on_exec(void *ctx)
{ bpf_printk("%lu long %lx", 1L, 2L); return 0; }
char LICENSE[] SEC("license") = "GPL";
END
cat >"$T/text.c" <<'END'
#include "text.skel.h"
#include <stdio.h>
int main(void) { size_t size; const void *data = text_bpf__elf_bytes(&size);
	return fwrite(data, size, 1, stdout) != 1; }
END
ok "an object with such texts" "$cc" -target bpf -c "$T/text.bpf.c" -o "$T/text.bpf.o"
for made in "btf2h --skeleton" "bpftool gen skeleton"; do
	case $made in btf2h*) made=$B/$made ;; esac
	ok "$made" sh -c "$made $T/text.bpf.o >$T/text.skel.h"
	ok "a guest with it" "$cc" "$T/text.c" -o "$T/text.wasm"
	is "has the same bytes" "$("$B/wasm-bpf" "$T/text.wasm" | cksum)" \
		"$(cksum <"$T/text.bpf.o")"
done
echo 'int a[sizeof(long) == 4 ? 1 : -1];' >"$T/short.c"
ok "with --long32 it has 32" "$cc" --long32 -c "$T/short.c" -o "$T/short.o"
fails "only then" 1 "$cc" -c "$T/short.c" -o "$T/short.o"
like "errors name the source and its line" "$(cat "$T/out")" "^$T/short.c:1:"
done_testing
