// SPDX-License-Identifier: MIT
fn main() {
    wasm_bpf_build::Object::new("../bootstrap/bootstrap.bpf.c").bind("event").build();
}
