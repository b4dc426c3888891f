// SPDX-License-Identifier: MIT
//! The raw imports: v1, module `wasm_bpf`.
//!
//! The names and signatures are those of the original `wasm-bpf-binding` crate, so a guest that
//! was written for it compiles unchanged. Pointers are integers: offsets into the guest's memory.
//! Strings end in NUL. Errors are negative Linux errno numbers. Every call trusts the caller's
//! pointers and lengths, as a system call does. The rest of this crate is a safe API for the same
//! functions.
//!
//! With the feature `v2`, the submodule `v2` has the functions of v2 (module `wasm_bpf_v2`).

mod abi;
#[cfg(feature = "v2")]
pub mod v2;

pub type Uint64T = u64;
pub type Uint32T = u32;
pub type Int32T = i32;
/// An object's handle; 0 means no object.
pub type BpfObjectSkel = Uint64T;

/// Commands of [`wasm_bpf_map_operate`], with the kernel's numbers.
pub use abi::{MAP_DELETE, MAP_GET_NEXT_KEY as MAP_NEXT_KEY, MAP_LOOKUP, MAP_UPDATE};

/// Declares the imports, and for targets that have no such host, where the crate is only
/// checked and tested, functions that fail as those of a kernel without BPF: ENOSYS is 38.
macro_rules! imports {
    ($(fn $name:ident($($arg:ident: $type:ty),*) -> $ret:ty, else $without:expr;)*) => {
        #[cfg(target_family = "wasm")]
        mod host {
            #[link(wasm_import_module = "wasm_bpf")]
            extern "C" {
                $(pub fn $name($($arg: $type),*) -> $ret;)*
            }
        }
        #[cfg(not(target_family = "wasm"))]
        mod host {
            $(pub unsafe fn $name($(_: $type),*) -> $ret { $without })*
        }
    };
}

imports! {
    fn wasm_load_bpf_object(buf: u32, size: i32) -> u64, else 0;
    fn wasm_close_bpf_object(obj: u64) -> i32, else -38;
    fn wasm_attach_bpf_program(obj: u64, name: u32, target: u32) -> i32, else -38;
    fn wasm_attach_bpf_program_fd(obj: u64, name: u32, descriptor: i32) -> i32, else -38;
    fn wasm_bpf_map_fd_by_name(obj: u64, name: u32) -> i32, else -38;
    fn wasm_bpf_map_operate(fd: i32, cmd: i32, key: u32, value: u32, next_key: u32, flags: u64)
        -> i32, else -38;
    fn wasm_bpf_buffer_poll(obj: u64, fd: i32, sample_func: i32, ctx: u32, data: u32,
        max_size: i32, timeout_ms: i32) -> i32, else -38;
}

/// Opens and loads the ELF object of `obj_buf_sz` bytes at `obj_buf`. Returns its handle, or 0 on
/// failure; the runtime prints the reason.
pub fn wasm_load_bpf_object(obj_buf: u32, obj_buf_sz: i32) -> BpfObjectSkel {
    // SAFETY: the host checks the range and only reads it; so in all functions here but two.
    unsafe { host::wasm_load_bpf_object(obj_buf, obj_buf_sz) }
}

/// Detaches the object's programs and closes it. Returns 0 or a negative errno.
pub fn wasm_close_bpf_object(obj: BpfObjectSkel) -> i32 {
    unsafe { host::wasm_close_bpf_object(obj) }
}

/// Attaches the program with this name to `attach_target`. If that is 0 or an empty string, the
/// section names the target. Returns 0 or a negative errno.
pub fn wasm_attach_bpf_program(obj: BpfObjectSkel, name: u32, attach_target: u32) -> i32 {
    unsafe { host::wasm_attach_bpf_program(obj, name, attach_target) }
}

/// Attaches the program to the folder of a descriptor, such as a cgroup. The operator must have
/// given the folder with `--dir`. Not every wasm-bpf runtime has this function. Returns 0 or a
/// negative errno.
pub fn wasm_attach_bpf_program_fd(obj: BpfObjectSkel, name: u32, descriptor: i32) -> i32 {
    unsafe { host::wasm_attach_bpf_program_fd(obj, name, descriptor) }
}

/// Returns a handle of the map with this name, or a negative errno.
pub fn wasm_bpf_map_fd_by_name(obj: BpfObjectSkel, name: u32) -> i32 {
    unsafe { host::wasm_bpf_map_fd_by_name(obj, name) }
}

/// Looks up, updates, deletes or gets the next key, depending on `cmd`. The host reads and writes
/// as many bytes as the map's keys and values have. Returns 0 or a negative errno.
///
/// The pointers are wider here than in the import, which has i32 on every runtime.
pub fn wasm_bpf_map_operate(
    fd: i32,
    cmd: i32,
    key: u64,
    value: u64,
    next_key: u64,
    flags_s: Uint64T,
) -> i32 {
    // SAFETY: the caller vouches for pointers that the host may write to.
    unsafe {
        host::wasm_bpf_map_operate(fd, cmd, key as u32, value as u32, next_key as u32, flags_s)
    }
}

/// Waits up to `timeout_ms` for records of a ring or perf buffer. Copies each to `data`, which
/// has `max_size` bytes, and calls entry `sample_func` of the function table with `(ctx, data,
/// size)`. A negative result ends the poll. Returns the last result, 0 if no record came, or a
/// negative errno.
pub fn wasm_bpf_buffer_poll(
    program: BpfObjectSkel,
    fd: i32,
    sample_func: Int32T,
    ctx: Uint32T,
    data: u32,
    max_size: i32,
    timeout_ms: i32,
) -> i32 {
    // SAFETY: the caller vouches for `data` and for what the function does with `ctx`.
    unsafe { host::wasm_bpf_buffer_poll(program, fd, sample_func, ctx, data, max_size, timeout_ms) }
}
