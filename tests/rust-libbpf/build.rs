// SPDX-License-Identifier: MIT
use libbpf_cargo::SkeletonBuilder;
use std::path::PathBuf;

fn main() {
    let out = PathBuf::from(std::env::var_os("OUT_DIR").unwrap()).join("probe.skel.rs");
    SkeletonBuilder::new()
        .source("src/probe.bpf.c")
        .clang_args(["-Wall"])
        .build_and_generate(&out)
        .unwrap();
    println!("cargo:rerun-if-changed=src/probe.bpf.c");
}
