// Made by btf2h from event.bpf.o: do not edit.
#![allow(dead_code, non_camel_case_types, non_snake_case, clippy::all)]

#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Event {
    pub pid: i32,
    pub ppid: i32,
    pub exit_code: u32,
    pub __pad0: [u8; 4],
    pub duration_ns: u64,
    pub comm: [u8; 16],
    pub filename: [u8; 127],
    pub exit_event: u8, // bool
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
    pub fn ppid(&self) -> i32 {
        self.ppid
    }
    pub fn exit_code(&self) -> u32 {
        self.exit_code
    }
    pub fn duration_ns(&self) -> u64 {
        self.duration_ns
    }
}
const _: () = {
    assert!(::core::mem::size_of::<Event>() == 168);
    assert!(::core::mem::offset_of!(Event, pid) == 0);
    assert!(::core::mem::offset_of!(Event, ppid) == 4);
    assert!(::core::mem::offset_of!(Event, exit_code) == 8);
    assert!(::core::mem::offset_of!(Event, duration_ns) == 16);
    assert!(::core::mem::offset_of!(Event, comm) == 24);
    assert!(::core::mem::offset_of!(Event, filename) == 40);
    assert!(::core::mem::offset_of!(Event, exit_event) == 167);
};
