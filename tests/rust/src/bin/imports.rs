// SPDX-License-Identifier: MIT
//! Imports all of module `wasm_bpf_v2`, to be compared with what the runtime has.

fn main() {
    wasm_bpf_binding::binding::v2::addresses().for_each(|address| println!("{address}"));
}
