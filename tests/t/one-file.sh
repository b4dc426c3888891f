#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What the release is made of, without the slow part of it: one file that starts itself again for
# what speaks to registries, packages, the image, the list of contents, signatures on files.
. tests/lib/tap.sh
. tests/lib/registry.sh
make -s -j2 "$B/one/wasm-bpf" "$B/one/image" >"$T/out" 2>&1 || { cat "$T/out"; exit 1; }

# Alone in a folder: no program beside it.
mkdir "$T/alone"
cp "$B/one/wasm-bpf" "$T/alone"
one=$T/alone/wasm-bpf
home=$HOME
export HOME=$T XDG_DATA_HOME=$T/data XDG_CONFIG_HOME=$T/config
unset DOCKER_CONFIG
make_ca

# --- one file, two processes -----------------------------------------------------

ok "the one file has the store" "$one" list
fails "wrong usage is the same" 2 "$one" pull
like "in the same words" "$(cat "$T/out")" "^wasm-bpf pull: a reference is needed"
fails "a failure has the command's name" 1 "$one" pull 127.0.0.1:1/a:1
like "before it" "$(cat "$T/out")" "^wasm-bpf: cannot pull '127.0.0.1:1/a:1'"

if command -v docker-registry >/dev/null &&
	registry_start "  tls: {certificate: $T/tls.pem, key: $T/tls.key}"; then
	printf '\0asm\1\0\0\0' >"$T/a.wasm"
	SSL_CERT_FILE=$T/ca.pem ok "it pushes by TLS, with SSL_CERT_FILE's authorities" \
		"$one" push "$T/a.wasm" "https://$R/demo/a:1"
	SSL_CERT_FILE=$T/ca.pem ok "and pulls" "$one" pull "https://$R/demo/a:1" -o "$T/b.wasm"
	ok "the same bytes" cmp "$T/a.wasm" "$T/b.wasm"
	fails "without them the registry is a stranger" 1 "$one" pull "https://$R/demo/a:1"
	SSL_CERT_FILE=$T/ca.pem fails "it runs an artifact" 1 "$one" run --pull always \
		"https://$R/demo/a:1"
	like "as far as that can" "$(cat "$T/out")" "the guest exports no '_start'"
else
	skip "it speaks to registries" "no docker-registry"
fi

# The process that would speak to a registry, caught while one says nothing.
python3 -c 'import socket, sys, time
s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(); print(s.getsockname()[1], flush=True)
time.sleep(20)' >"$T/port" &
silent=$!
wait_for . "$T/port" $silent
"$one" run "127.0.0.1:$(cat "$T/port")/a:1" >/dev/null 2>&1 &
runner=$!
child() { pgrep -P $runner -x wasm-bpf-oci >"$T/child"; }
ok "another process speaks to registries" wait_until child
status=/proc/$(cat "$T/child")/status
is "which can get no privileges" "$(awk '/^NoNewPrivs/ { print $2 }' "$status")" 1
# CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH and CAP_FOWNER are of files.
is "and has none of root's but those on files" \
	"$((16#$(awk '/^CapPrm/ { print $2 }' "$status") & ~(1 << 1 | 1 << 2 | 1 << 3)))" 0
kill $runner $silent "$(cat "$T/child")" 2>/dev/null

# --- signatures on files ----------------------------------------------------------

openssl ecparam -name prime256v1 -genkey -noout -out "$T/key.pem" 2>/dev/null
openssl ec -in "$T/key.pem" -pubout -out "$T/key.pub" 2>/dev/null
openssl ecparam -name prime256v1 -genkey -noout 2>/dev/null |
	openssl ec -pubout -out "$T/other.pub" 2>/dev/null
echo sums >"$T/SUMS"
ok "a file is signed" "$one" sign --key "$T/key.pem" --file "$T/SUMS"
ok "and verified" "$one" verify --key "$T/key.pub" --file "$T/SUMS"
base64 -d "$T/SUMS.sig" >"$T/SUMS.der"
ok "by openssl, too" openssl dgst -sha256 -verify "$T/key.pub" -signature "$T/SUMS.der" "$T/SUMS"
fails "not by another key" 1 "$one" verify --key "$T/other.pub" --file "$T/SUMS"
echo more >>"$T/SUMS"
fails "nor if the file is another" 1 "$one" verify --key "$T/key.pub" --file "$T/SUMS"
like "which is told" "$(cat "$T/out")" "SUMS' is not signed by the key in '$T/key.pub'"
fails "a file and a reference exclude each other" 2 "$one" sign --key k --file f localhost/a:1

# --- packages, image, contents ----------------------------------------------------

export SOURCE_DATE_EPOCH=1700000000
HOME=$home make -s install PREFIX=/usr DESTDIR="$T/stage" >/dev/null
for n in 1 2; do
	mkdir "$T/deb$n" "$T/work$n"
	ln -s "$T/stage" "$T/work$n/stage"
	DEB_COMPRESSION=none release/deb x86_64 "$T/work$n" "$T/deb$n" || exit 1
done
ok "packages have the same bytes twice" diff -r "$T/deb1" "$T/deb2"
packages=$(cd "$T/deb1" && echo *.deb)
version=$(cat VERSION)-1
is "there are three" "$packages" "libwasm-bpf-dev_${version}_amd64.deb \
wasm-bpf-sdk_${version}_amd64.deb wasm-bpf_${version}_amd64.deb"
for package in "$T"/deb1/*.deb; do dpkg-deb -c "$package"; done |
	awk '$1 !~ /^d/ { print $6 }' | sort >"$T/files"
is "no file is in two of them" "$(uniq -d "$T/files")" ""
missing=$(cd "$T/stage" && find usr -type f | sed 's|^|./|' |
	grep -v -e wasm-bpf-oci$ -e wasm-bpf-export$ |
	sed -e 's|/site-functions/|/vendor-completions/|' -e 's|\(/man1/.*\)|\1.gz|' | sort |
	comm -23 - "$T/files")
is "and none of what is installed is missing" "$missing" ""
for file in systemd/system/wasm-bpf@.service wasm-bpf/tools/execsnoop.wasm; do
	like "wasm-bpf has $file" "$(cat "$T/files")" "usr/lib/$file"
done
is "it needs no package" "$(dpkg-deb -f "$T/deb1/wasm-bpf_${version}_amd64.deb" Depends)" ""

mkdir "$T/root"
echo x >"$T/root/x"
tar -C "$T/root" --mtime=@0 -cf "$T/layer.tar" .
for n in 1 2; do
	"$B/one/image" "$T/layer.tar" amd64 2024-01-01T00:00:00Z wasm-bpf:1 "$T/layout$n" \
		"$T/image$n.tar" || exit 1
done
ok "images have the same bytes twice" cmp "$T/image1.tar" "$T/image2.tar"
if command -v skopeo >/dev/null; then
	ok "others read them" skopeo inspect --raw "oci-archive:$T/image1.tar:wasm-bpf:1"
	skopeo inspect --config "oci-archive:$T/image1.tar:wasm-bpf:1" >"$T/config"
	like "and what to start" "$(tr -d ' \n' <"$T/config")" '"Entrypoint":\["/usr/bin/wasm-bpf"'
fi

release/sbom x86_64 "$one" >"$T/spdx"
ok "the list of contents is JSON" python3 -m json.tool "$T/spdx" /dev/null
for part in '"wasmtime-c-api-impl", "versionInfo": "48' '"libbpf-sys", "versionInfo": "1.7' \
	'"curl-sys"' '"openssl-src"' '"libelf-dev"' "$(sha256sum <"$one" | cut -c1-64)"; do
	like "it has $part" "$(cat "$T/spdx")" "$part"
done
done_testing
