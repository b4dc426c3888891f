// SPDX-License-Identifier: MIT
//! The host's functions as they are: pointers are integers, names end in NUL, errors are
//! negative numbers, and what the host calls back is an entry of the function table.
//!
//! This is how guests were written for the first SDK. rust-bootstrap is the same in safe Rust.
#![no_main]

use std::ffi::CStr;
use std::mem::size_of;
use wasm_bpf_binding::{binding, include_bpf};

include_bpf!(mod bootstrap);
use bootstrap::{Event, OBJECT};

/// How the C library of WASI starts a program that has arguments.
#[export_name = "__main_argc_argv"]
extern "C" fn main(_argc: i32, _argv: u32) -> i32 {
    let object = binding::wasm_load_bpf_object(OBJECT.as_ptr() as u32, OBJECT.len() as i32);
    if object == 0 {
        return 1; // the runtime has said why
    }
    for program in [c"handle_exec", c"handle_exit"] {
        if binding::wasm_attach_bpf_program(object, program.as_ptr() as u32, 0) < 0 {
            return 1;
        }
    }
    let map = binding::wasm_bpf_map_fd_by_name(object, c"rb".as_ptr() as u32);
    let mut record = [0u8; size_of::<Event>()];
    loop {
        let result = binding::wasm_bpf_buffer_poll(
            object,
            map,
            handle_event as *const () as i32,
            0,
            record.as_mut_ptr() as u32,
            record.len() as i32,
            100,
        );
        if result < 0 {
            binding::wasm_close_bpf_object(object);
            return i32::from(result != -4); // EINTR, as after Ctrl-C
        }
    }
}

extern "C" fn handle_event(_ctx: u32, data: u32, size: u32) -> i32 {
    if (size as usize) < size_of::<Event>() {
        return 0;
    }
    // SAFETY: the host has put so many bytes there; the struct is packed, so it lies anywhere.
    let event = unsafe { &*(data as *const Event) };
    let comm = CStr::from_bytes_until_nul(&event.comm).unwrap_or_default();
    let what = if event.exit_event != 0 { "EXIT" } else { "EXEC" };
    println!("{what:<5} {:<16} {:<7} {:<7}", comm.to_string_lossy(), event.pid(), event.ppid());
    0
}
