#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What `make release` made, in bare roots of distributions and in a container: needs root,
# debootstrap and a network. Roots are kept in $ROOTS, if that is set.
. tests/lib/tap.sh
. tests/lib/registry.sh
need_root
release=$PWD/build/release
name=wasm-bpf-$(cat VERSION)-x86_64
[ -x "$release/$name" ] || skip_all "no build/release/$name: run 'make release'"
mirror=$(apt-cache policy | sed -n 's|.* \(http[^ ]*/debian\)/* .*|\1|p' | head -n 1)
roots=${ROOTS:-$T/roots}
mkdir -p "$roots"

like "the one file is static" "$(ldd "$release/$name" 2>&1)" "statically linked|not a dynamic"
size=$(stat -c %s "$release/$name")
ok "and has at most 24 MB" test "$size" -le 24000000
ok "the checksums hold" env -C "$release" sha256sum -c --quiet SHA256SUMS
if command -v lintian >/dev/null; then
	lintian "$release"/*.deb >"$T/lintian" 2>/dev/null
	is "lintian finds no error" "$(grep '^E:' "$T/lintian")" ""
else
	skip "lintian" "it is not installed"
fi

make_ca
registry_start "  tls: {certificate: $T/tls.pem, key: $T/tls.key}" || R=
mounted=()
unmount() { for m in "${mounted[@]}"; do umount -l "$m"; done; }
at_end unmount
openssl ecparam -name prime256v1 -genkey -noout -out "$T/key.pem" 2>/dev/null
openssl ec -in "$T/key.pem" -pubout -out "$T/key.pub" 2>/dev/null

# A root that has nothing of ours: NAME SUITE MIRROR [KEYRING SCRIPT].
try_root() {
	local root=$roots/$2
	[ -x "$root/bin/sh" ] || debootstrap --variant=minbase ${4:+--keyring="$4"} "$2" "$root" \
		"$3" ${5:+"$5"} >"$T/log" 2>&1 || {
		skip "$1" "debootstrap: $(tail -n 1 "$T/log")"; return; }
	local in_root=(chroot "$root" env HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin
		SSL_CERT_FILE=/tmp/ca.pem)
	for dir in proc sys; do
		mount --rbind "/$dir" "$root/$dir" && mount --make-rslave "$root/$dir" &&
			mounted+=("$root/$dir")
	done
	rm -rf "$root/root/.local"
	install -m 755 "$release/$name" "$root/tmp/one"
	cp build/tools/execsnoop.wasm "$T/ca.pem" "$T/key.pem" "$T/key.pub" "$root/tmp"
	is "$1: none of the libraries is there" \
		"$(find "$root/usr/lib" "$root/lib" -name 'libbpf.so*' -o -name 'libcurl.so*')" ""
	snoop() {
		(for _ in 1 2 3 4 5; do sleep 1; /bin/true; done) &
		timeout -s INT 4 "${in_root[@]}" "$@" >"$T/events"
		[ -s "$T/events" ] && head -n 2 "$T/events"
	}
	ok "$1: the file runs a tool" snoop /tmp/one run /tmp/execsnoop.wasm
	like "$1: which sees programs start" "$(cat "$T/events")" $'PID.*\n.*true'
	ok "$1: it inspects" "${in_root[@]}" /tmp/one inspect /tmp/execsnoop.wasm
	if [ -n "$R" ]; then
		ok "$1: it pushes by TLS" "${in_root[@]}" /tmp/one push /tmp/execsnoop.wasm \
			"https://$R/demo/$2:1"
		ok "$1: it signs" "${in_root[@]}" /tmp/one sign --key /tmp/key.pem \
			"https://$R/demo/$2:1"
		ok "$1: it verifies" "${in_root[@]}" /tmp/one verify --key /tmp/key.pub \
			"https://$R/demo/$2:1"
		ok "$1: it pulls, verifies and runs" snoop /tmp/one run --pull always \
			--verify-key /tmp/key.pub "https://$R/demo/$2:1"
	fi
	cp "$release"/wasm-bpf*_amd64.deb "$root/tmp"
	ok "$1: the packages install" "${in_root[@]}" sh -c 'dpkg -i /tmp/*.deb'
	ok "$1: a tool runs by its name" snoop wasm-bpf run execsnoop
	ok "$1: the SDK's programs run" "${in_root[@]}" sh -c 'btf2h --version &&
		btf2wit --version && wasm-bpf new app --dir /tmp/app && test -f /tmp/app/app.c'
	ok "$1: the packages go" "${in_root[@]}" dpkg -P wasm-bpf-sdk wasm-bpf
	rm -rf "$root/tmp/app" "$root"/tmp/*.deb
}
try_root "Debian 12" bookworm "$mirror"
try_root "Debian 13" trixie "$mirror"
# Debian's debootstrap has one script for all of Ubuntu, under the name of an old one.
ubuntu=${UBUNTU_KEYRING:-/usr/share/keyrings/ubuntu-archive-keyring.gpg}
if [ -e "$ubuntu" ]; then
	try_root "Ubuntu 24.04" noble "${UBUNTU_MIRROR:-http://archive.ubuntu.com/ubuntu}" \
		"$ubuntu" gutsy
else
	skip "Ubuntu 24.04" "no $ubuntu: UBUNTU_KEYRING names another place"
fi

if command -v podman >/dev/null && command -v runc >/dev/null; then
	pod=(podman --runtime runc --cgroup-manager cgroupfs)
	ok "podman takes the image" "${pod[@]}" load -q -i "$release/$name.oci.tar"
	image=$(sed -n 's/^Loaded image: //p' "$T/out")
	container() {
		"${pod[@]}" run --rm --network host --ulimit nofile=1024:1024 \
			--ulimit nproc=1024:1024 "$@"
	}
	ok "and runs it" container "$image" tools
	like "with its tools" "$(cat "$T/out")" "execsnoop"
	(for _ in 1 2 3 4 5 6; do sleep 1; /bin/true; done) &
	container --privileged -v /sys/kernel/tracing:/sys/kernel/tracing "$image" \
		run --timeout 5 execsnoop >"$T/events" 2>&1
	like "one of which sees programs start" "$(cat "$T/events")" $'PID.*\n.*true'
	"${pod[@]}" rmi -f "$image" >/dev/null 2>&1
else
	skip "the image" "no podman and runc"
fi
done_testing
