// SPDX-License-Identifier: MIT
//! What a kernel side needs of BPF: the helpers that this one calls, maps, and sections.

use core::mem::{size_of, transmute};

/// A map's definition, as libbpf reads it in the BTF: a number is the length of an array that
/// is pointed to, a type is pointed to.
macro_rules! map {
    ($name:ident, type: $kind:literal, max_entries: $max:literal $(, $key:ident: $type:ty)*) => {
        pub mod $name {
            #[repr(C)]
            pub struct Definition {
                r#type: *const [i32; $kind],
                max_entries: *const [i32; $max],
                $($key: *const $type,)*
            }
            // SAFETY: it holds no pointers to anything.
            unsafe impl Sync for Definition {}

            #[no_mangle]
            #[link_section = ".maps"]
            pub static $name: Definition = Definition {
                r#type: core::ptr::null(),
                max_entries: core::ptr::null(),
                $($key: core::ptr::null::<$type>(),)*
            };
        }
    };
}
pub(crate) use map;

/// Declares helpers by their numbers in the kernel's enum bpf_func_id: a program calls a number.
macro_rules! helpers {
    ($(fn $name:ident($($arg:ident: $type:ty),*) -> $ret:ty = $number:literal;)*) => {
        $(
            #[inline(always)]
            pub unsafe fn $name($($arg: $type),*) -> $ret {
                let helper: unsafe extern "C" fn($($type),*) -> $ret = transmute($number as usize);
                helper($($arg),*)
            }
        )*
    };
}

helpers! {
    fn map_lookup_elem(map: *const u8, key: *const u8) -> *mut u8 = 1;
    fn map_update_elem(map: *const u8, key: *const u8, value: *const u8, flags: u64) -> i64 = 2;
    fn get_current_pid_tgid() -> u64 = 14;
    fn get_current_uid_gid() -> u64 = 15;
    fn get_current_comm(to: *mut u8, size: u32) -> i64 = 16;
    fn probe_read_kernel_str(to: *mut u8, size: u32, from: *const u8) -> i64 = 115;
    fn ringbuf_reserve(ring: *const u8, size: u64, flags: u64) -> *mut u8 = 131;
    fn ringbuf_submit(record: *mut u8, flags: u64) -> () = 132;
}

/// Room for a record, which `submit` hands to the guest; `None` where the ring is full.
#[inline(always)]
pub fn reserve<M, T>(ring: &M) -> Option<&mut T> {
    // SAFETY: the ring is one, and the verifier sees that the room is as large as `T`.
    unsafe {
        let room = ringbuf_reserve((ring as *const M).cast(), size_of::<T>() as u64, 0);
        room.cast::<T>().as_mut()
    }
}

#[inline(always)]
pub fn submit<T>(record: &mut T) {
    // SAFETY: it is what `reserve` gave.
    unsafe { ringbuf_submit((record as *mut T).cast(), 0) }
}

/// Adds one to the number of a key.
#[inline(always)]
pub fn count<M>(map: &M, key: u32) {
    let map = (map as *const M).cast();
    let key = (&key as *const u32).cast();
    // On the stack: a constant would be a section, and so a map, of its own.
    let one = (&mut 1u64 as *mut u64).cast_const().cast();
    // SAFETY: keys are u32, values u64, and the verifier holds us to that.
    unsafe {
        match map_lookup_elem(map, key).cast::<u64>().as_mut() {
            Some(count) => *count += 1,
            None => _ = map_update_elem(map, key, one, 1),
        }
    }
}
