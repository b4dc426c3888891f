#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Symbols of processes: executables and libraries of each kind, and what changes meanwhile.
. tests/lib/tap.sh
need_root "the kernel's links to mapped files need root"
. tests/lib/guests.sh
cc=${CC:-cc}
"$B/wasm-bpf-cc" -O2 tests/guests/host.c -o "$T/host.wasm" &&
	"$cc" -O1 -fPIE -pie tests/symbols/process.c -ldl -o "$T/pie" &&
	"$cc" -O1 -no-pie tests/symbols/process.c -ldl -o "$T/fixed" &&
	"$cc" -O1 -rdynamic tests/symbols/process.c -ldl -s -o "$T/stripped" &&
	echo 'int loaded(int a) { return a + 1; }' | "$cc" -shared -fPIC -x c - -o "$T/lib.so" ||
	exit 1

# Starts a program and reads what it says of itself into `at`.
declare -A at
begin() { # COMMAND...
	rm -f "$T/in" "$T/said"
	mkfifo "$T/in"
	"$@" <"$T/in" >"$T/said" &
	pid=$!
	exec 8>"$T/in"
	learn end
}
learn() { # NAME: until that was printed
	local name address
	wait_for "^$1 " "$T/said" $pid
	while read -r name address; do at[$name]=$address; done <"$T/said"
}
end() {
	exec 8>&-
	wait $pid
}
resolve() { # ADDRESS [OPTION...]
	echo "$pid $1" | "$run" --timeout 60 "${@:2}" "$T/host.wasm" resolve
}
plus() { printf '%x' $((0x$1 + $2)); }

for kind in pie fixed; do
	begin "$T/$kind"
	like "$kind: a function" "$(resolve "${at[visible]}")" "^visible\+0 $T/$kind\+[0-9a-f]+$"
	like "$kind: within it" "$(resolve "$(plus "${at[visible]}" 3)")" "^visible\+3 "
	like "$kind: a static function" "$(resolve "${at[hidden]}")" "^hidden\+0 "
	like "$kind: a function of a library" "$(resolve "$(plus "${at[qsort]}" 1)")" \
		"^qsort\+1 [^ ]*libc[^ ]*\+"
	like "$kind: a library's data" "$(resolve "${at[data]}")" "^-2\+0 "
	is "$kind: the vdso" "$(resolve "$(plus "${at[vdso]}" 16)")" "-2+0 [vdso]+10"
	is "$kind: the heap" "$(resolve "${at[heap]}")" "-2+0 -2"
	end
done
begin "$T/pie"
ok "hostile arguments" "$run" --timeout 60 "$T/host.wasm" process $pid "${at[visible]}"
# Without the capabilities for the kernel's links the paths have to do.
ok "without capabilities" bash \
	-c 'echo "$1" | setpriv --bounding-set -checkpoint_restore,-sys_admin \
	--inh-caps -checkpoint_restore,-sys_admin "$2" "$3" resolve' - "$pid ${at[visible]}" \
	"$run" "$T/host.wasm"
like "without capabilities" "$(cat "$T/out")" "^visible\+0 $T/pie\+"
mv "$T/pie" "$T/pie.old"
cp "$T/pie.old" "$T/pie"
like "a program that was replaced" "$(resolve "${at[visible]}")" "^visible\+0 $T/pie.old\+"
rm "$T/pie.old"
like "a program that was deleted" "$(resolve "${at[visible]}")" \
	"^visible\+0 $T/pie.old \(deleted\)\+"
like "a program that was deleted, under a policy" \
	"$(resolve "${at[visible]}" --deny all --allow usym)" "^visible\+0 $T/pie.old \(deleted\)\+"
is "a policy without symbols of processes" "$(resolve "${at[visible]}" --deny all)" "-1+0 -1"
end

begin "$T/stripped"
like "a program without .symtab: what it exports" "$(resolve "${at[visible]}")" "^visible\+0 "
like "a program without .symtab: what it does not" "$(resolve "${at[hidden]}")" "^(-2|visible)\+"
end

# In a mount namespace of its own, where another file system hides the folder.
begin unshare --mount --propagation private bash -c 'mount -t tmpfs none "$1" && cp "$2" "$1/app" &&
	exec "$1/app"' - /mnt "$T/pie"
like "a program in another mount namespace" "$(resolve "${at[visible]}")" \
	"^visible\+0 (/.*)?/mnt/app\+"
end

# One guest that asks again while the process changes.
begin "$T/fixed"
coproc guest { exec "$run" --timeout 60 "$T/host.wasm" resolve 8>&-; }
ask() { # ADDRESS
	echo "$pid $1" >&"${guest[1]}"
	read -r -t 20 answer <&"${guest[0]}"
}
ask "${at[visible]}"
like "before: a function" "$answer" "^visible\+0 "
ask "${at[visible]}"
like "before: again" "$answer" "^visible\+0 "
echo "load $T/lib.so" >&8
learn loaded
ask "${at[loaded]}"
like "a library that was loaded meanwhile" "$answer" "^loaded\+0 $T/lib.so\+"
old=${at[visible]}
: >"$T/said"
echo "exec $T/pie" >&8
learn end
ask "${at[visible]}"
like "after it became another program: a function" "$answer" "^visible\+0 $T/pie\+"
ask "$old"
is "after it became another program: an old address" "$answer" "-2+0 -2"
gone=${at[visible]}
end
ask "$gone"
is "after its end" "$answer" "-3+0 -3"
# shellcheck disable=SC2154 # the shell sets it
to=${guest[1]} child=$guest_PID
exec {to}>&-
wait "$child"
is "the guest's status" $? 0

done_testing
