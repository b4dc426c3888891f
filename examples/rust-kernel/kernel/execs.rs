// SPDX-License-Identifier: MIT
//! The kernel side: sends an event for each program that is executed, and counts them by user.
#![no_std]
#![allow(non_upper_case_globals)]

mod bpf;
#[path = "../src/event.rs"]
mod event;

use bpf::{
    get_current_comm, get_current_pid_tgid, get_current_uid_gid, map, probe_read_kernel_str,
};
use event::Event;

map!(events, type: 27, max_entries: 262144); // BPF_MAP_TYPE_RINGBUF
map!(counts, type: 1, max_entries: 1024, key: u32, value: u64); // BPF_MAP_TYPE_HASH

/// What the tracepoint gives, see its `format` in tracefs: this member is the offset of the
/// file's name, and its length in the upper half.
#[repr(C)]
pub struct Exec {
    common: u64,
    filename: u32,
}

#[no_mangle]
#[link_section = "tp/sched/sched_process_exec"]
pub extern "C" fn handle_exec(exec: &Exec) -> i32 {
    // SAFETY: the verifier holds the helpers' pointers to what they are.
    unsafe {
        let user = get_current_uid_gid() as u32;
        bpf::count(&counts::counts, user);
        if let Some(event) = bpf::reserve::<_, Event>(&events::events) {
            event.pid = (get_current_pid_tgid() >> 32) as u32;
            event.user = user;
            get_current_comm(event.comm.as_mut_ptr(), event.comm.len() as u32);
            let name = (exec as *const Exec).cast::<u8>().add((exec.filename & 0xffff) as usize);
            let (to, size) = (event.filename.as_mut_ptr(), event.filename.len() as u32);
            probe_read_kernel_str(to, size, name);
            bpf::submit(event);
        }
    }
    0
}

#[no_mangle]
#[link_section = "license"]
pub static LICENSE: [u8; 13] = *b"Dual MIT/GPL\0";

/// Never called. In .text it is no program of its own.
#[panic_handler]
#[link_section = ".text"]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}
