// SPDX-License-Identifier: MIT
//! The raw imports: v2, module `wasm_bpf_v2`.
//!
//! The runtime's page "What a guest can import" says what each does, its numbers and structs.
//! Handles are positive, errors negative errno numbers of Linux's, and why a call failed is what
//! [`last_error`] gives. Texts end in NUL. A call that stores takes the size of the room for it,
//! stores as much as fits, and gives the size of the whole.
//!
//! All are unsafe as they trust the caller's pointers and lengths; the rest of the crate does not.

use core::ffi::{c_char, c_void};

pub use super::abi::*;

/// Declares the imports, and for targets that have no such host, where the crate is only checked
/// and tested, functions that fail as those of a kernel without BPF do: ENOSYS is 38.
macro_rules! imports {
    ($(fn $name:ident($($arg:ident: $type:ty),*) -> $ret:ty;)*) => {
        #[cfg(target_family = "wasm")]
        #[link(wasm_import_module = "wasm_bpf_v2")]
        extern "C" {
            $(pub fn $name($($arg: $type),*) -> $ret;)*
        }

        $(
            #[cfg(not(target_family = "wasm"))]
            pub unsafe extern "C" fn $name($(_: $type),*) -> $ret { -38 }
        )*

        /// The addresses of all functions. A guest that calls this imports all of them, which
        /// is what a test of their types wants.
        #[doc(hidden)]
        pub fn addresses() -> impl Iterator<Item = usize> {
            [$($name as *const () as usize),*].into_iter()
        }
    };
}

imports! {
    fn last_error(text: *mut c_char, size: u32) -> i32;
    fn cpus() -> i32;
    fn page_size() -> i32;
    fn kernel_release(text: *mut c_char, size: u32) -> i32;
    fn boot_clock() -> i64;

    fn object_open(data: *const u8, size: u32, name: *const c_char) -> i32;
    fn object_load(object: i32) -> i32;
    fn object_log(object: i32, text: *mut c_char, size: u32) -> i32;
    fn object_close(object: i32) -> i32;

    fn program_find(object: i32, name: *const c_char) -> i32;
    fn program_next(object: i32, program: i32) -> i32;
    fn program_info(program: i32, info: *mut ProgramInfo, size: u32) -> i32;
    fn program_text(program: i32, which: i32, text: *mut c_char, size: u32) -> i32;
    fn program_set(program: i32, what: i32, value: u64) -> i32;
    fn program_set_target(program: i32, target: *const c_char) -> i32;
    fn program_attach(program: i32, target: *const c_char, cookie: u64) -> i32;
    fn program_test_run(program: i32, run: *mut TestRun, size: u32) -> i32;
    fn stats_enable(on: i32) -> i32;

    fn map_find(object: i32, name: *const c_char) -> i32;
    fn map_next(object: i32, map: i32) -> i32;
    fn map_info(map: i32, info: *mut MapInfo, size: u32) -> i32;
    fn map_set(map: i32, what: i32, value: u64) -> i32;
    fn map_initial(map: i32, data: *mut u8, size: u32) -> i32;
    fn map_set_initial(map: i32, data: *const u8, size: u32) -> i32;
    fn map_variable(map: i32, name: *const c_char, size: *mut u32) -> i32;
    fn map_set_inner(map: i32, inner: i32) -> i32;
    fn map_reuse(map: i32, other: i32) -> i32;
    fn map_create(definition: *const MapDefinition, size: u32) -> i32;
    fn map_close(map: i32) -> i32;
    fn map_attach(map: i32) -> i32;
    fn map_set_pin_path(map: i32, path: *const c_char) -> i32;
    fn map_pin(map: i32, path: *const c_char) -> i32;
    fn map_unpin(map: i32, path: *const c_char) -> i32;
    fn map_open_pinned(path: *const c_char) -> i32;
    fn map_take(map: i32, key: *const c_void, value: *mut c_void, flags: u64) -> i32;
    fn map_batch(map: i32, command: i32, from: *const c_void, to: *mut c_void, keys: *mut c_void,
        values: *mut c_void, count: *mut u32, flags: u64) -> i32;
    fn map_freeze(map: i32) -> i32;
    fn map_mmap(map: i32, at: *mut u8, size: u32) -> i32;
    fn map_munmap(map: i32) -> i32;

    fn link_info(link: i32, info: *mut LinkInfo, size: u32) -> i32;
    fn link_detach(link: i32) -> i32;
    fn link_update(link: i32, program: i32) -> i32;
    fn link_pin(link: i32, path: *const c_char) -> i32;
    fn link_unpin(link: i32, path: *const c_char) -> i32;
    fn link_open_pinned(path: *const c_char) -> i32;
    fn link_close(link: i32) -> i32;
    fn iter_open(link: i32) -> i32;
    fn iter_read(iterator: i32, data: *mut u8, size: u32) -> i32;
    fn iter_close(iterator: i32) -> i32;

    fn stream_open(object: i32, btf: *const u8, size: u32, kind: *const c_char,
        name: *const c_char) -> i32;
    fn stream_emit(stream: i32, records: *const u8, size: u32) -> i32;

    fn buffer_open(map: i32) -> i32;
    fn buffer_set(map: i32, what: i32, value: u64) -> i32;
    fn buffer_read(map: i32, data: *mut u8, size: u32) -> i32;
    fn buffer_counts(map: i32, counts: *mut BufferCounts, size: u32) -> i32;
    fn buffers_wait(maps: *mut i32, max: i32, timeout_ms: i32) -> i32;

    fn ksym(address: u64, offset: *mut u64, text: *mut c_char, size: u32) -> i32;
    fn ksym_find(name: *const c_char) -> i64;
    fn usym(process: i32, address: u64, offset: *mut u64, text: *mut c_char, size: u32) -> i32;
    fn usym_module(process: i32, address: u64, offset: *mut u64, text: *mut c_char, size: u32)
        -> i32;
    fn container_of(by: i32, number: u64, what: i32, text: *mut c_char, size: u32) -> i32;
    fn ifindex(name: *const c_char) -> i32;
    fn ifname(index: i32, text: *mut c_char, size: u32) -> i32;
    fn probe(what: i32, kind: i32, helper: i32) -> i32;
    fn host_number(which: i32) -> i64;
    fn host_text(which: i32, text: *mut c_char, size: u32) -> i32;
    fn kernel_btf(name: *const c_char, data: *mut u8, size: u32) -> i32;
    fn tracepoint_find(category: *const c_char, name: *const c_char) -> i32;
}
