// Made by btf2h from app.bpf.o: do not edit.
#![allow(dead_code, non_camel_case_types, non_snake_case, clippy::all)]

#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Event {
    pub pid: i32,
    pub comm: [u8; 16],
}
impl ::core::default::Default for Event {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl Event {
    pub fn pid(&self) -> i32 {
        self.pid
    }
}
const _: () = {
    assert!(::core::mem::size_of::<Event>() == 20);
    assert!(::core::mem::offset_of!(Event, pid) == 0);
    assert!(::core::mem::offset_of!(Event, comm) == 4);
};

#[repr(transparent)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct State(pub i32);
impl State {
    pub const IDLE: Self = Self(0);
    pub const FAILED: Self = Self(-3);
}
