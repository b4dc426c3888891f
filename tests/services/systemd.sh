#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A unit that `wasm-bpf deploy --systemd` wrote, run by systemd as the first process of a root of
# its own (root): ready, status, watchdog, restart, messages, stop. Speaks TAP.
. tests/lib/tap.sh
need_root
for tool in /lib/systemd/systemd systemctl journalctl nsenter python3; do
	command -v $tool >/dev/null || skip_all "no $tool"
done
here=$(awk '$3 == "cgroup2" { print $2 "/wbs.'$$'"; exit }' /proc/mounts)
[ -n "$here" ] && mkdir "$here" 2>/dev/null || skip_all "no cgroup2 to make a cgroup in"
gone() { # its cgroups, which are empty once its processes are gone
	[ -z "${systemd:-}" ] || kill -9 "$systemd" 2>/dev/null
	wait 2>/dev/null
	for ((i = 0; i < 50; i++)); do
		find "$here" -depth -type d -exec rmdir {} + 2>/dev/null
		[ -d "$here" ] || break
		sleep 0.1
	done
}
at_end gone

mkdir "$T/give"
cp "$B/wasm-bpf" "$T/give/"
name=wbs$$
"$B/wasm-bpf-cc" -target bpf -c tests/services/tick.bpf.c -o "$T/give/$name.bpf.o" || exit 1

cat >"$T/give/boot" <<END
#!/bin/sh
: >/etc/fstab
: >/etc/machine-id
rm -f /etc/systemd/system/*.wants/* /etc/systemd/system/*.service
for unit in systemd-modules-load systemd-sysctl systemd-udevd systemd-udev-trigger; do
	ln -sf /dev/null /etc/systemd/system/\$unit.service
done
mkdir -p /etc/wasm-bpf
cd /etc/systemd/system
wasm-bpf deploy --systemd --name $name --run=--max-silence=5 -o . /usr/local/bin/$name.bpf.o
mv $name.policy /etc/wasm-bpf/
sed -i 's/^WatchdogSec=.*/WatchdogSec=3s/; s/^RestartSec=.*/RestartSec=500ms/' $name.service
printf '[Unit]\nRequires=basic.target\nWants=systemd-journald.service\n' >$name.target
exec env -i container=other PATH="\$PATH" /lib/systemd/systemd --system --unit=$name.target \
	--log-target=journal --show-status=0
END
chmod 755 "$T/give/boot"
(
	echo $BASHPID >"$here/cgroup.procs"
	exec unshare --pid --mount --uts --ipc --cgroup --net --fork --kill-child \
		tests/services/root "$T" /usr/local/bin/boot
) >"$T/console" 2>&1 &
first=$!
children() { cat /proc/$first/task/$first/children 2>/dev/null; }
is_systemd() { systemd=$(children | tr -d ' ') && [ "$(cat "/proc/$systemd/comm")" = systemd ]; }
wait_until is_systemd 2>/dev/null || { tap_quote <"$T/console"; skip_all "systemd does not start"; }
inner() { nsenter -t "$systemd" --pid --mount --uts --ipc --net --cgroup "$@"; }
ctl() { inner systemctl "$@"; }
is_up() { ctl is-active $name.target 2>/dev/null | grep -q '^active'; }
wait_until is_up || { tap_quote <"$T/console"; skip_all "systemd does not come up"; }

runs() { # or there is nothing to go on with: kill knows no process 0
	[ "$pid" -gt 1 ] && return
	inner journalctl -u "$name" --no-pager | tail -20 | tap_quote
	done_testing
	exit
}
value() { ctl show -p "$1" --value $name.service; }
ok "the unit starts, which waits for READY" timeout 30 nsenter -t "$systemd" -a \
	systemctl start $name.service
[ "$(value ActiveState)" = active ] || inner journalctl -u $name --no-pager | tail -20 | tap_quote
is "it is active" "$(value ActiveState)" active
status_is() { value StatusText | grep -q "$1"; }
ok "with a status" wait_until status_is '^attached; [0-9]* records, 0 lost'
pid=$(value MainPID)
runs
is "ps sees it" "$(inner wasm-bpf ps | awk -v n=$name '$1 == n { print $2 }')" "$pid"
like "with the unit" "$(inner wasm-bpf ps --json)" "\"unit\":\"$name.service\""
sleep 4
is "the watchdog is content" "$(value MainPID) $(value NRestarts)" "$pid 0"
# Seen from here the process has another number.
inside() { inner kill -s "$1" "$pid"; }
inside STOP
restarted() { [ "$(value NRestarts)" = "$1" ] && [ "$(value ActiveState)" = active ]; }
ok "one that hangs is started anew" wait_until restarted 1
like "by the watchdog" "$(inner journalctl -u $name --no-pager)" "Watchdog timeout"
pid=$(value MainPID)
runs
inside KILL
ok "so is one that was killed" wait_until restarted 2
ok "and the note of the killed one goes" inner wasm-bpf ps --clean
like "which it says" "$(cat "$T/out")" "removed the note of a run '/run/wasm-bpf/ps/"
ok "logs shows its journal" inner wasm-bpf logs $name --no-pager -n 5
like "in which it says" "$(cat "$T/out")" "$name.service"
ok "it stops" ctl stop $name.service
is "at once and well" "$(value ActiveState) $(value Result)" "inactive success"
is "nothing stays of it" "$(inner wasm-bpf ps | wc -l)" 1
# A unit that cannot run says why, as an error.
inner sed -i "s|/usr/local/bin/$name.bpf.o|/nowhere.bpf.o|" /etc/systemd/system/$name.service
ctl daemon-reload
fails "without its file it does not start" 1 timeout 20 nsenter -t "$systemd" -a \
	systemctl start $name.service
like "and an error is in the journal" "$(inner journalctl -u $name -p err --no-pager)" \
	"cannot open '/nowhere.bpf.o'"
ctl stop $name.service
done_testing
