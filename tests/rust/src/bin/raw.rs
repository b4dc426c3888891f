// SPDX-License-Identifier: MIT
//! A guest as they were written for the first SDK: raw calls, pointers as integers, its own
//! C main, a callback of the function table.
#![no_main]
#![allow(unknown_lints, function_casts_as_integer)] // as was usual then

use std::ffi::{c_char, CStr};
use std::slice;
use wasm_bpf_binding::binding;

static BPF: &[u8] = include_bytes!(env!("BPF_OBJECT"));

#[repr(C, packed)]
struct Small {
    _number: u32,
    comm: [u8; 16],
}

#[export_name = "__main_argc_argv"]
fn main(_argc: u32, _argv: i32) -> i32 {
    let object = binding::wasm_load_bpf_object(BPF.as_ptr() as u32, BPF.len() as i32);
    if object == 0 {
        return 1;
    }
    let attached =
        binding::wasm_attach_bpf_program(object, "send\0".as_ptr() as u32, "\0".as_ptr() as u32);
    if attached < 0 {
        return 2;
    }
    if binding::wasm_attach_bpf_program_fd(object, "send\0".as_ptr() as u32, -1) >= 0 {
        return 9;
    }
    let map = binding::wasm_bpf_map_fd_by_name(object, "hash\0".as_ptr() as u32);
    let (key, mut value, mut next) = (3u32, [7u64, 8], 0u32);
    let addresses = |value: &mut [u64; 2], next: &mut u32| {
        (&key as *const u32 as u64, value.as_mut_ptr() as u64, next as *mut u32 as u64)
    };
    let (at, to, _) = addresses(&mut value, &mut next);
    if binding::wasm_bpf_map_operate(map, 2, at, to, 0, 0) != 0 {
        return 3;
    }
    value = [0; 2];
    let (at, to, after) = addresses(&mut value, &mut next);
    if binding::wasm_bpf_map_operate(map, 1, at, to, 0, 0) != 0 || value != [7, 8] {
        return 4;
    }
    if binding::wasm_bpf_map_operate(map, 4, 0, 0, after, 0) != 0 || next != 3 {
        return 5;
    }
    let rb = binding::wasm_bpf_map_fd_by_name(object, "rb\0".as_ptr() as u32);
    let buffer = [0u8; 512];
    println!("ready");
    loop {
        let polled = binding::wasm_bpf_buffer_poll(
            object,
            rb,
            handle_event as i32,
            42,
            buffer.as_ptr() as u32,
            buffer.len() as i32,
            5000,
        );
        if polled != 0 {
            println!("polled {polled}");
            return if binding::wasm_close_bpf_object(object) == 0 { 0 } else { 6 };
        }
    }
}

extern "C" fn handle_event(ctx: u32, data: u32, size: u32) -> i32 {
    let small = unsafe { slice::from_raw_parts(data as *const Small, 1) };
    let comm = unsafe { CStr::from_ptr(small[0].comm.as_ptr() as *const c_char) };
    if !comm.to_bytes().starts_with(b"raw-probe") {
        return 0;
    }
    println!("record {} {ctx} {size}", comm.to_str().unwrap());
    -1
}
