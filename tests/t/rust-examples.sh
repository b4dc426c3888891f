#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The other examples in Rust, and the library for their build scripts.
. tests/lib/tap.sh
. tests/lib/events.sh

export CARGO_TARGET_DIR=$PWD/build/rust
project=$T/project

ok "the build library passes its unit tests" cargo test --quiet --manifest-path \
	sdk/rust/build/Cargo.toml
unset CARGO_TARGET_DIR
ok "rust-syscount builds" make -s -C examples/rust-syscount TOOLS="$PWD/$B"
guest=$T/rust-syscount.wasm
cp examples/rust-syscount/rust-syscount.wasm "$guest"
ok "is valid" wasm-validate "$guest"
mkdir "$T/tools"
cp "$guest" "$T/tools"
is "and is a tool that says what it does" "$(WASM_BPF_TOOLS=$T/tools "$B/wasm-bpf" tools)" \
	"rust-syscount Prints which processes make the most system calls"
fails "refuses seconds that are none" 2 "$B/wasm-bpf" "$guest" soon
fails "is run by cargo, too" 2 "$B/wasm-bpf-cargo" run --quiet --release --target-dir \
	examples/rust-syscount/target --manifest-path examples/rust-syscount/Cargo.toml -- soon
like "with its argument" "$(cat "$T/out")" "^Usage: rust-syscount"

# Makes system calls by a program of a unique name, on all CPUs in turn, until it is ended.
cp "$(command -v dd)" "$T/d$$"
"$T/d$$" if=/dev/zero of=/dev/null bs=1 2>/dev/null &
busy=$!
kernel ok "runs" "$B/wasm-bpf" "$guest" 1
kill $busy
wait $busy 2>/dev/null
kernel like "prints a table" "$(head -n 1 "$T/out")" "^PID     COMM             SYSCALLS$"
kernel like "with the process that made the most" "$(cat "$T/out")" "$busy +d$$ +[0-9]{4,}"

ok "rust-raw builds" make -s -C examples/rust-raw TOOLS="$PWD/$B"
cp examples/rust-raw/rust-raw.wasm "$T"
kernel ok "and shows a process, and ends well" shows "^EXIT  r$$ +[0-9]+ +$$ *$" "r$$" \
	"$B/wasm-bpf" "$T/rust-raw.wasm"
if "$B/wasm-bpf-cargo" --rustc-bpf --version >"$T/out" 2>&1; then
	ok "rust-kernel builds" make -s -C examples/rust-kernel TOOLS="$PWD/$B"
	is "without a warning" "$(cat "$T/out")" ""
	cp examples/rust-kernel/rust-kernel.wasm "$T"
	kernel ok "and shows a process" shows "^[0-9]+ +$(id -u) +r$$ +$T/r$$$" "r$$" \
		"$B/wasm-bpf" "$T/rust-kernel.wasm"
	kernel like "and how many there were" "$(tail -n 5 "$T/table")" \
		"user $(id -u): [0-9]+ programs"
else
	skip "rust-kernel" "no Rust with its source: $(head -n 1 "$T/out")"
fi
if cargo fetch --quiet --locked --manifest-path examples/rust-wit/Cargo.toml 2>"$T/out"; then
	ok "rust-wit builds" make -s -C examples/rust-wit TOOLS="$PWD/$B"
	cp examples/rust-wit/rust-wit.wasm "$T"
	ok "is valid" wasm-validate "$T/rust-wit.wasm"
	kernel ok "and shows a process by the type of WIT" shows "^EXEC  r$$ +[0-9]+ +$$ +$T/r$$$" \
		"r$$" \
		"$B/wasm-bpf" "$T/rust-wit.wasm"
else
	skip "rust-wit" "its crates cannot be fetched: $(head -n 1 "$T/out")"
fi

# A project of its own: what a build script says, and when it runs again.
mkdir -p "$project/src"
sed "s|\.\./\.\./sdk|$PWD/sdk|" examples/rust-syscount/Cargo.toml >"$project/Cargo.toml"
cp examples/rust-syscount/build.rs examples/rust-syscount/syscount.bpf.c "$project"
cp examples/rust-syscount/src/main.rs "$project/src"
build() { "$B/wasm-bpf-cargo" build --quiet --manifest-path "$project/Cargo.toml"; }
module() { cat "$project"/target/wasm32-wasip1/debug/build/*/out/syscount.rs; }
ok "another project builds" build
like "with the types of its maps" "$(module)" "pub struct Process "
like "and a skeleton" "$(module)" "pub counts: bpf::Map<Process, bpf::PerCpu<u64>>"
sed -i 's/__u32 pid;/__u32 pid, more;/' "$project/syscount.bpf.c"
ok "builds when the kernel side changed" build
like "with its new type" "$(module)" "pub more: u32"
sed -i 's/__u32 pid/int/' "$project/syscount.bpf.c"
fails "does not build when that is wrong" 101 build
like "and passes on what the compiler says" "$(cat "$T/out")" "syscount.bpf.c:.*error:"
fails "nor without the tools" 101 env WASM_BPF_TOOLS="$T" "$B/wasm-bpf-cargo" build --quiet \
	--manifest-path "$project/Cargo.toml"
like "which are named" "$(cat "$T/out")" "cannot run '$T/wasm-bpf-cc': No such file"
cp examples/rust-syscount/syscount.bpf.c "$project"
sed -i 's/\.build()/.types_only().bind("process").build()/' "$project/build.rs"
sed -i 's|path = "\(.*\)/sdk/rust" }|path = "\1/sdk/rust", default-features = false }|' \
	"$project/Cargo.toml"
cat >"$project/src/main.rs" <<'END'
wasm_bpf_binding::include_bpf!(mod syscount);
fn main() {
    let object = wasm_bpf_binding::Object::load(syscount::OBJECT).unwrap();
    let map = object.map::<syscount::Process, wasm_bpf_binding::PerCpu<u64>>("counts").unwrap();
    println!("{}", map.iter().count());
}
END
ok "builds for any runtime" build
kernel ok "and runs" "$B/wasm-bpf" "$project/target/wasm32-wasip1/debug/rust-syscount.wasm"
kernel is "as it should" "$(cat "$T/out")" 0
done_testing
