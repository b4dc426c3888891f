#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The local store is its user's alone: what others could have put there is not run. Of root, no
# other user's home counts.
. tests/lib/tap.sh
command -v setpriv >/dev/null || skip_all "no setpriv"
[ "$(id -u)" = 0 ] || skip_all "needs root"
. tests/lib/registry.sh

oci=$B/wasm-bpf-oci
bpf=$B/wasm-bpf
export HOME=$T/home
mkdir "$HOME"
unset XDG_DATA_HOME XDG_CONFIG_HOME
store=$HOME/.local/share/wasm-bpf
name=127.0.0.1:1/r:1
make_wasm "$T/a.wasm" 1000
$oci push -q "$T/a.wasm" "oci:$T/layout:1" >"$T/out"
# fresh: a store that holds one artifact
fresh() {
	rm -rf "$HOME/.local" && (umask 002 && $oci tag "oci:$T/layout:1" $name)
}
# Whether the artifact is found and run: it has nothing to start.
runs() { $bpf run --pull never $name 2>&1 | tee "$T/run" | grep -q "exports no '_start'"; }
# spoilt WHAT REASON: the store as it is now is not used, and REASON says why
spoilt() {
	fails "$1" 1 $bpf run --pull never $name
	like "$1: is told" "$(cat "$T/out")" "$2"
}

fresh
ok "a store of ours is used, whatever the umask" runs
is "others cannot write to it" "$(find "$store" -perm /022)" ""

chown -R nobody "$HOME"
spoilt "another user's home is not root's" "'$name' is not in the local store"
XDG_DATA_HOME=$HOME/.local/share spoilt "nor named in the environment" "not in the local store"
XDG_DATA_HOME=$HOME/new spoilt "nor what would be made there" "not in the local store"
is "nothing is" "$(ls "$HOME")" ""
chown root "$HOME"
spoilt "nor a folder of his in ours" "'$store' belongs to another user"

for path in "" /blobs /blobs/sha256 /ingest /index.json /oci-layout; do
	fresh && chmod o+w "$store$path"
	spoilt "others may write to '$path'" "others can write to '$store$path'"
done
like "the way out is told" "$(cat "$T/out")" "chmod -R go-w $store"
for path in /index.json /oci-layout /blobs/sha256; do
	fresh && chown nobody "$store$path"
	spoilt "'$path' is another's" "'$store$path' belongs to another user"
done
fresh && chown nobody "$store"/blobs/sha256/*
spoilt "the content is" "(belongs to another user|not in the local store)"

fresh && chmod 755 "$T" "$HOME" && chmod -R go+rX "$HOME/.local"
copy=$T/oci
cp "$oci" "$copy" && chmod 755 "$copy"
XDG_DATA_HOME=$HOME/.local/share ok "a user reads the store of root" \
	setpriv --reuid=nobody --clear-groups "$copy" list -q
is "which is trusted anyway" "$(cat "$T/out")" "$name"

chown -R nobody "$T/layout" && chmod -R a+w "$T/layout"
ok "a layout that is named is as it is" $oci list "oci:$T/layout"
done_testing
