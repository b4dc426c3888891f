#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154
#
# The local store and image layouts: what goes in comes out, other tools read it, and
# neither hostile archives nor kill -9 nor a full disk break it.
. tests/lib/tap.sh
oci=$PWD/$B/wasm-bpf-oci
[ -x "$oci" ] || skip_all "wasm-bpf-oci is not built"
export XDG_DATA_HOME=$T/data
store=$XDG_DATA_HOME/wasm-bpf
name=localhost:5000/acme/trace

# module FILE: a module of one custom section that holds stdin
module() {
	local size
	cat >"$T/body"
	size=$(($(stat -c %s "$T/body") + 2))
	{
		printf '\0asm\1\0\0\0\0'
		while [ $size -ge 128 ]; do
			printf "\\x$(printf %x $((size % 128 + 128)))"
			size=$((size / 128))
		done
		printf "\\x$(printf %x $size)\\1x"
		cat "$T/body"
	} >"$1"
}
blobs() { find "$store/blobs" -type f | wc -l; }
left() { find "$store/ingest" -type f | wc -l; }

# --- names ---------------------------------------------------------------------

echo one | module "$T/one.wasm"
echo two | module "$T/two.wasm"
ok "a module goes into a layout" "$oci" push "$T/one.wasm" "oci:$T/layout:v1"
ok "from the layout into the store" "$oci" tag "oci:$T/layout:v1" $name:v1
is "list -q prints the reference" "$("$oci" list -q)" $name:v1
like "list --json has the digest" "$("$oci" list --json)" '"digest": "sha256:[0-9a-f]{64}"'
ok "another name copies nothing" "$oci" tag $name:v1 $name:v2
is "one artifact is three blobs" "$(blobs)" 3
ok "a second artifact" "$oci" push "$T/two.wasm" "oci:$T/layout:v2"
ok "beside the first" "$oci" tag "oci:$T/layout:v2" $name:other
ok "rm of one name" "$oci" rm $name:v1
is "what the other name shares stays" "$(blobs)" 6
ok "rm of the other" "$oci" rm $name:v2
is "frees what was its own" "$(blobs)" 3
fails "rm of what is not there" 1 "$oci" rm $name:v2
like "says so" "$(cat "$T/out")" "'$name:v2' is not in store"
fails "no reference is wrong usage" 2 "$oci" rm nonsense
ok "gc finds nothing to do" "$oci" gc
is "and says so" "$(cat "$T/out")" "0 bytes freed, 0 blobs"
ok "tag by digest" "$oci" tag \
	"$name@$("$oci" list --json | sed -n 's/.*"digest": "\(.*\)",/\1/p')" $name:pinned
fails "a tag that is not there" 1 "$oci" tag $name:none $name:x
"$oci" rm $name:pinned

# --- other tools -----------------------------------------------------------------

if command -v skopeo >/dev/null; then
	ok "skopeo reads the store" skopeo inspect --raw "oci:$store:$name:other"
	ok "skopeo copies out of it" skopeo copy -q "oci:$store:$name:other" "oci:$T/skopeo:s1"
	ok "and we read what it wrote" "$oci" tag "oci:$T/skopeo:s1" $name:skopeo
	is "it is the same artifact" "$("$oci" list | awk '{print $2}' | sort -u | wc -l)" 2
	"$oci" rm $name:skopeo
	skopeo copy -q "oci:$store:$name:other" "oci-archive:$T/skopeo.tar:s1"
	fails "its archive does not name it in full" 1 "$oci" load -i "$T/skopeo.tar"
	ok "with a name it loads" "$oci" load -i "$T/skopeo.tar" $name:archive
	"$oci" rm $name:archive
else
	skip "skopeo reads and writes layouts" "skopeo is not installed"
fi
if oras=$(tests/interop-tool oras 2>"$T/why"); then
	ok "oras reads the store" "$oras" manifest fetch --oci-layout-path "$store" $name:other
	ok "oras copies out of it" "$oras" cp --from-oci-layout-path "$store" $name:other \
		--to-oci-layout "$T/oras:o1"
	ok "and we read what it wrote" "$oci" tag "oci:$T/oras:o1" $name:oras
	"$oci" rm $name:oras
else
	skip "oras reads and writes layouts" "$(cat "$T/why")"
fi

# --- archives --------------------------------------------------------------------

ok "save" "$oci" save $name:other -o "$T/a.tar"
"$oci" save $name:other >"$T/b.tar"
ok "the same bytes each time" cmp "$T/a.tar" "$T/b.tar"
ok "GNU tar reads it" tar tf "$T/a.tar"
ok "rm" "$oci" rm $name:other
is "the store is empty" "$(blobs)" 0
ok "load" "$oci" load -i "$T/a.tar"
is "what was saved is there" "$("$oci" list -q)" $name:other
ok "into another machine's form and back" sh -c "'$oci' save $name:other | '$oci' load -q"
for format in gnu pax ustar v7; do
	mkdir -p "$T/x" && tar xf "$T/a.tar" -C "$T/x"
	tar cf - --format=$format -C "$T/x" . | "$oci" load -q >"$T/out" 2>&1
	is "load takes tar's format $format" "$?$(cat "$T/out")" 0
done

"$oci" rm $name:other
# hostile NAME REGEX: load of $T/h.tar fails with that reason and leaves nothing
hostile() {
	fails "load refuses $1" 1 "$oci" load -i "$T/h.tar"
	like "with a reason: $1" "$(cat "$T/out")" "$2"
	is "nothing is left of $1" "$(blobs) $(left) $("$oci" list -q)" "0 0 "
}
head -c 3000 "$T/a.tar" >"$T/h.tar"
hostile "a cut archive" "ends within a file"
gzip -c "$T/a.tar" >"$T/h.tar"
hostile "a compressed one" "gzip -dc"
head -c 4096 /dev/urandom >"$T/h.tar"
hostile "noise" "not a whole tar archive"
blob=$(cd "$T/x" && find blobs -type f | head -n 1)
cp -r "$T/x" "$T/y" && chmod -R u+w "$T/y" && echo x >>"$T/y/$blob" && tar cf "$T/h.tar" -C "$T/y" .
hostile "other content" "blob 'sha256:.*(has other content|missing|has not its size)"
rm -rf "$T/y" && cp -r "$T/x" "$T/y" && rm -f "$T/y/$blob" && tar cf "$T/h.tar" -C "$T/y" .
hostile "a missing blob" "(is missing|is not in store)"
mkdir "$T/z" && cp -r "$T/x/." "$T/z" && mkdir -p "$T/z/blobs/sha256/sub" && echo evil >"$T/z/evil"
tar cf "$T/h.tar" -C "$T/z" --transform "s,^./evil,../../../../../..$T/evil," -P . &&
	ok "paths out of the archive" "$oci" load -q -i "$T/h.tar"
ok "are never written to" test ! -e "$T/evil"
"$oci" rm $name:other
tar cf "$T/h.tar" -C "$T/x" blobs
hostile "an archive without an index" "no index.json"

# --- crashes -----------------------------------------------------------------------

head -c 3000000 /dev/urandom | module "$T/big.wasm"
ok "a module of 3 MB" "$oci" push "$T/big.wasm" "oci:$T/layout:big"
broken=0
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	"$oci" tag "oci:$T/layout:big" $name:big$i 2>/dev/null &
	pid=$!
	sleep "0.00$((i % 10))"
	kill -9 $pid 2>/dev/null
	wait $pid 2>/dev/null
	"$oci" list >"$T/out" 2>&1 || broken=$((broken + 1))
	for made in $("$oci" list -q); do
		"$oci" save "$made" >/dev/null 2>"$T/out" || broken=$((broken + 1))
	done
done
is "after kill -9 at 20 moments all that is listed is whole" "$broken" 0
ok "what was cut off is taken up" "$oci" tag "oci:$T/layout:big" $name:big
ok "gc" "$oci" gc
is "leaves nothing of the killed" "$(left)" 0
for made in $("$oci" list -q); do "$oci" rm "$made"; done
is "rm of all frees all" "$(blobs)" 0

pids=
for i in 1 2 3 4 5 6 7 8; do
	"$oci" tag "oci:$T/layout:big" $name:big &
	pids="$pids $!"
done
bad=0
for pid in $pids; do wait "$pid" || bad=$((bad + 1)); done
is "8 at once all succeed" "$bad $(blobs)" "0 3"

mkdir "$T/small"
if mount -t tmpfs -o size=1m none "$T/small" 2>/dev/null; then
	fails "a full disk" 1 env XDG_DATA_HOME="$T/small" "$oci" tag "oci:$T/layout:big" $name:big
	like "is the reason given" "$(cat "$T/out")" "No space left on device"
	is "nothing partial is left there" \
		"$(find "$T/small/wasm-bpf/blobs" "$T/small/wasm-bpf/ingest" -type f -size +64k |
			wc -l)" 0
	ok "what fits still goes in" env XDG_DATA_HOME="$T/small" "$oci" tag "oci:$T/layout:v1" \
		$name:v1
	ok "and comes out whole" env XDG_DATA_HOME="$T/small" sh \
		-c "'$oci' save $name:v1 >/dev/null"
	umount "$T/small"
else
	skip "a full disk" "no tmpfs can be mounted here"
fi

# --- broken blobs ---------------------------------------------------------------------

chmod -R u+w "$store/blobs"
find "$store/blobs" -type f -size +1000k -exec sh \
	-c 'printf XXXXXXXXXXXXXXXX | dd of="$1" bs=16 seek=300 conv=notrunc status=none' _ {} \;
fails "a blob that rotted is not saved" 1 sh -c "'$oci' save $name:big >/dev/null"
like "and named" "$(cat "$T/out")" "sha256:.*broken"
done_testing
