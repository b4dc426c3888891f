// SPDX-License-Identifier: MIT
//! A guest without the standard library: the allocator and the output are wasi-libc's.
#![no_std]
#![no_main]

extern crate alloc;

use alloc::ffi::CString;
use alloc::format;
use core::alloc::{GlobalAlloc, Layout};
use core::ffi::{c_char, c_int, c_void};
use core::panic::PanicInfo;
use core::time::Duration;
use wasm_bpf_binding::{Object, Result, RingBuffer};

static BPF: &[u8] = include_bytes!(env!("BPF_OBJECT"));

#[link(name = "c")]
extern "C" {
    fn aligned_alloc(align: usize, size: usize) -> *mut c_void;
    fn free(block: *mut c_void);
    fn puts(text: *const c_char) -> c_int;
}

struct Libc;

#[global_allocator]
static LIBC: Libc = Libc;

// SAFETY: the C library's allocator does what is asked for.
unsafe impl GlobalAlloc for Libc {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        aligned_alloc(layout.align(), layout.size().next_multiple_of(layout.align())).cast()
    }

    unsafe fn dealloc(&self, block: *mut u8, _: Layout) {
        free(block.cast())
    }
}

#[panic_handler]
fn panic(_: &PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}

fn say(text: &str) {
    let text = CString::new(text).unwrap_or_default();
    // SAFETY: the text ends in NUL.
    unsafe { puts(text.as_ptr()) };
}

fn run() -> Result<()> {
    let object = Object::load(BPF)?;
    object.attach_all()?;
    let mut ring = RingBuffer::new(&object, "rb")?;
    ring.poll(Duration::ZERO, |record| say(&format!("a record of {} bytes", record.len())))?;
    object.map::<u32, u32>("none").map(drop)
}

#[export_name = "__main_void"]
extern "C" fn main() -> c_int {
    run().map_or_else(
        |err| {
            say(&format!("{err}"));
            3
        },
        |()| 0,
    )
}
