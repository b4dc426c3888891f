// Made by btf2h from maps.bpf.o: do not edit.
#![allow(dead_code, non_camel_case_types, non_snake_case, clippy::all)]

#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct TasksKey {
    pub pid: i32,
    pub __pad0: [u8; 4],
    pub start: u64,
}
impl ::core::default::Default for TasksKey {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl TasksKey {
    pub fn pid(&self) -> i32 {
        self.pid
    }
    pub fn start(&self) -> u64 {
        self.start
    }
}
const _: () = {
    assert!(::core::mem::size_of::<TasksKey>() == 16);
    assert!(::core::mem::offset_of!(TasksKey, pid) == 0);
    assert!(::core::mem::offset_of!(TasksKey, start) == 8);
};

#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct TaskT {
    pub cpu: i32,
    pub comm: [u8; 16],
}
impl ::core::default::Default for TaskT {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl TaskT {
    pub fn cpu(&self) -> i32 {
        self.cpu
    }
}
const _: () = {
    assert!(::core::mem::size_of::<TaskT>() == 20);
    assert!(::core::mem::offset_of!(TaskT, cpu) == 0);
    assert!(::core::mem::offset_of!(TaskT, comm) == 4);
};

#[repr(C)]
#[derive(Clone, Copy)]
pub union WordsValue {
    pub whole: i32,
    pub bytes: [u8; 4],
}
impl ::core::default::Default for WordsValue {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl ::core::fmt::Debug for WordsValue {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.write_str("WordsValue {{ .. }}")
    }
}
impl WordsValue {
    pub fn whole(&self) -> i32 {
        unsafe { self.whole }
    }
}
const _: () = {
    assert!(::core::mem::size_of::<WordsValue>() == 4);
    assert!(::core::mem::offset_of!(WordsValue, whole) == 0);
    assert!(::core::mem::offset_of!(WordsValue, bytes) == 0);
};
