// Made by btf2h from tags.bpf.o: do not edit.
#![allow(dead_code, non_camel_case_types, non_snake_case, clippy::all)]

#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Inner {
    pub x: i32,
}
impl ::core::default::Default for Inner {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl Inner {
    pub fn x(&self) -> i32 {
        self.x
    }
}
const _: () = {
    assert!(::core::mem::size_of::<Inner>() == 4);
    assert!(::core::mem::offset_of!(Inner, x) == 0);
};

pub type TaggedT = Inner;

#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Tagged {
    pub inner: Inner,
    pub __pad0: [u8; 4],
    pub pointer: u64, // int *
    pub last: TaggedT,
    pub __pad1: [u8; 4],
}
impl ::core::default::Default for Tagged {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl Tagged {
    pub fn pointer(&self) -> u64 {
        self.pointer
    }
}
const _: () = {
    assert!(::core::mem::size_of::<Tagged>() == 24);
    assert!(::core::mem::offset_of!(Tagged, inner) == 0);
    assert!(::core::mem::offset_of!(Tagged, pointer) == 8);
    assert!(::core::mem::offset_of!(Tagged, last) == 16);
};
