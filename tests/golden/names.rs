// Made by btf2h from names.bpf.o: do not edit.
#![allow(dead_code, non_camel_case_types, non_snake_case, clippy::all)]

#[repr(C, packed)]
#[derive(Debug, Clone, Copy)]
pub struct Class {
    pub new: i32,
    pub this: i32,
    pub class: i32,
    pub private: i32,
    pub r#type: i32,
    pub r#fn: i32,
    pub self_: i32,
    pub self__2: i32,
    pub r#match: i32,
    pub r#move: i32,
    pub operator: i32,
    pub operator_2: i32,
    pub record: i32,
    pub world: i32,
    pub interface: i32,
    pub list: i32,
    pub string: i32,
    pub linux: i32,
    pub bool: i32,
    pub int: i32,
}
impl ::core::default::Default for Class {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl Class {
    pub fn new(&self) -> i32 {
        self.new
    }
    pub fn this(&self) -> i32 {
        self.this
    }
    pub fn class(&self) -> i32 {
        self.class
    }
    pub fn private(&self) -> i32 {
        self.private
    }
    pub fn r#type(&self) -> i32 {
        self.r#type
    }
    pub fn r#fn(&self) -> i32 {
        self.r#fn
    }
    pub fn self_(&self) -> i32 {
        self.self_
    }
    pub fn self__2(&self) -> i32 {
        self.self__2
    }
    pub fn r#match(&self) -> i32 {
        self.r#match
    }
    pub fn r#move(&self) -> i32 {
        self.r#move
    }
    pub fn operator(&self) -> i32 {
        self.operator
    }
    pub fn operator_2(&self) -> i32 {
        self.operator_2
    }
    pub fn record(&self) -> i32 {
        self.record
    }
    pub fn world(&self) -> i32 {
        self.world
    }
    pub fn interface(&self) -> i32 {
        self.interface
    }
    pub fn list(&self) -> i32 {
        self.list
    }
    pub fn string(&self) -> i32 {
        self.string
    }
    pub fn linux(&self) -> i32 {
        self.linux
    }
    pub fn bool(&self) -> i32 {
        self.bool
    }
    pub fn int(&self) -> i32 {
        self.int
    }
}
const _: () = {
    assert!(::core::mem::size_of::<Class>() == 80);
    assert!(::core::mem::offset_of!(Class, new) == 0);
    assert!(::core::mem::offset_of!(Class, this) == 4);
    assert!(::core::mem::offset_of!(Class, class) == 8);
    assert!(::core::mem::offset_of!(Class, private) == 12);
    assert!(::core::mem::offset_of!(Class, r#type) == 16);
    assert!(::core::mem::offset_of!(Class, r#fn) == 20);
    assert!(::core::mem::offset_of!(Class, self_) == 24);
    assert!(::core::mem::offset_of!(Class, self__2) == 28);
    assert!(::core::mem::offset_of!(Class, r#match) == 32);
    assert!(::core::mem::offset_of!(Class, r#move) == 36);
    assert!(::core::mem::offset_of!(Class, operator) == 40);
    assert!(::core::mem::offset_of!(Class, operator_2) == 44);
    assert!(::core::mem::offset_of!(Class, record) == 48);
    assert!(::core::mem::offset_of!(Class, world) == 52);
    assert!(::core::mem::offset_of!(Class, interface) == 56);
    assert!(::core::mem::offset_of!(Class, list) == 60);
    assert!(::core::mem::offset_of!(Class, string) == 64);
    assert!(::core::mem::offset_of!(Class, linux) == 68);
    assert!(::core::mem::offset_of!(Class, bool) == 72);
    assert!(::core::mem::offset_of!(Class, int) == 76);
};

#[repr(C, packed)]
#[derive(Debug, Clone, Copy)]
pub struct FooBar {
    pub foo_bar: i32,
    pub foo_bar_2: i32,
    pub foo_bar_3: i32,
    pub foo_bar_4: i32,
    pub foo_bar_5: i32,
}
impl ::core::default::Default for FooBar {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl FooBar {
    pub fn foo_bar(&self) -> i32 {
        self.foo_bar
    }
    pub fn foo_bar_2(&self) -> i32 {
        self.foo_bar_2
    }
    pub fn foo_bar_3(&self) -> i32 {
        self.foo_bar_3
    }
    pub fn foo_bar_4(&self) -> i32 {
        self.foo_bar_4
    }
    pub fn foo_bar_5(&self) -> i32 {
        self.foo_bar_5
    }
}
const _: () = {
    assert!(::core::mem::size_of::<FooBar>() == 20);
    assert!(::core::mem::offset_of!(FooBar, foo_bar) == 0);
    assert!(::core::mem::offset_of!(FooBar, foo_bar_2) == 4);
    assert!(::core::mem::offset_of!(FooBar, foo_bar_3) == 8);
    assert!(::core::mem::offset_of!(FooBar, foo_bar_4) == 12);
    assert!(::core::mem::offset_of!(FooBar, foo_bar_5) == 16);
};

#[repr(C, packed)]
#[derive(Debug, Clone, Copy)]
pub struct FooBar_2 {
    pub x: i32,
}
impl ::core::default::Default for FooBar_2 {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl FooBar_2 {
    pub fn x(&self) -> i32 {
        self.x
    }
}
const _: () = {
    assert!(::core::mem::size_of::<FooBar_2>() == 4);
    assert!(::core::mem::offset_of!(FooBar_2, x) == 0);
};

#[repr(C, packed)]
#[derive(Debug, Clone, Copy)]
pub struct FooBar_3 {
    pub x: i32,
}
impl ::core::default::Default for FooBar_3 {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl FooBar_3 {
    pub fn x(&self) -> i32 {
        self.x
    }
}
const _: () = {
    assert!(::core::mem::size_of::<FooBar_3>() == 4);
    assert!(::core::mem::offset_of!(FooBar_3, x) == 0);
};

pub type SizeT = u64;

pub type Shadow = i32;

#[repr(C, packed)]
#[derive(Debug, Clone, Copy)]
pub struct Std {
    pub size: SizeT,
    pub fixed: u32,
    pub kernel: u32,
    pub first: Shadow,
    pub shadow: i32,
    pub pad0: u8,
    pub __pad0: [u8; 7],
    pub after: u64,
    pub pad1: u8,
    pub __pad1: [u8; 7],
}
impl ::core::default::Default for Std {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl Std {
    pub fn size(&self) -> SizeT {
        self.size
    }
    pub fn fixed(&self) -> u32 {
        self.fixed
    }
    pub fn kernel(&self) -> u32 {
        self.kernel
    }
    pub fn first(&self) -> Shadow {
        self.first
    }
    pub fn shadow(&self) -> i32 {
        self.shadow
    }
    pub fn after(&self) -> u64 {
        self.after
    }
}
const _: () = {
    assert!(::core::mem::size_of::<Std>() == 48);
    assert!(::core::mem::offset_of!(Std, size) == 0);
    assert!(::core::mem::offset_of!(Std, fixed) == 8);
    assert!(::core::mem::offset_of!(Std, kernel) == 12);
    assert!(::core::mem::offset_of!(Std, first) == 16);
    assert!(::core::mem::offset_of!(Std, shadow) == 20);
    assert!(::core::mem::offset_of!(Std, pad0) == 24);
    assert!(::core::mem::offset_of!(Std, after) == 32);
    assert!(::core::mem::offset_of!(Std, pad1) == 40);
};

#[repr(C, packed)]
#[derive(Debug, Clone, Copy)]
pub struct Timespec {
    pub tv_sec: i64,
    pub tv_nsec: i32,
    pub __pad0: [u8; 4],
}
impl ::core::default::Default for Timespec {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl Timespec {
    pub fn tv_sec(&self) -> i64 {
        self.tv_sec
    }
    pub fn tv_nsec(&self) -> i32 {
        self.tv_nsec
    }
}
const _: () = {
    assert!(::core::mem::size_of::<Timespec>() == 16);
    assert!(::core::mem::offset_of!(Timespec, tv_sec) == 0);
    assert!(::core::mem::offset_of!(Timespec, tv_nsec) == 8);
};
