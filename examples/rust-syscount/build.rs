// SPDX-License-Identifier: MIT
fn main() {
    wasm_bpf_build::Object::new("syscount.bpf.c").build();
}
