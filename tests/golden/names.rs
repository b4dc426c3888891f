// Made by btf2h from names.bpf.o: do not edit.
#![allow(dead_code, non_camel_case_types, non_snake_case, clippy::all)]

#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Option_ {
    pub some: i32,
}
impl ::core::default::Default for Option_ {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl Option_ {
    pub fn some(&self) -> i32 {
        self.some
    }
}
const _: () = {
    assert!(::core::mem::size_of::<Option_>() == 4);
    assert!(::core::mem::offset_of!(Option_, some) == 0);
};

#[repr(transparent)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ok_(pub u32);
impl Ok_ {
    pub const YES: Self = Self(0);
    pub const NO: Self = Self(1);
}

#[repr(transparent)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Log(pub u32);
impl Log {
    pub const BPF_ANY: Self = Self(0);
    pub const FOO_BAR: Self = Self(1);
}

pub type PidT = u32;

#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct BpfProgInfo {
    pub option: Option_,
    pub result: Ok_,
    pub log: Log,
    pub pid: PidT,
    pub errno: i32,
}
impl ::core::default::Default for BpfProgInfo {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl BpfProgInfo {
    pub fn result(&self) -> Ok_ {
        self.result
    }
    pub fn log(&self) -> Log {
        self.log
    }
    pub fn pid(&self) -> PidT {
        self.pid
    }
    pub fn errno(&self) -> i32 {
        self.errno
    }
}
const _: () = {
    assert!(::core::mem::size_of::<BpfProgInfo>() == 20);
    assert!(::core::mem::offset_of!(BpfProgInfo, option) == 0);
    assert!(::core::mem::offset_of!(BpfProgInfo, result) == 4);
    assert!(::core::mem::offset_of!(BpfProgInfo, log) == 8);
    assert!(::core::mem::offset_of!(BpfProgInfo, pid) == 12);
    assert!(::core::mem::offset_of!(BpfProgInfo, errno) == 16);
};

#[repr(C, packed)]
#[derive(Debug, Clone, Copy)]
pub struct InsideAnonAnon {
    pub other: i8,
}
impl ::core::default::Default for InsideAnonAnon {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
const _: () = {
    assert!(::core::mem::size_of::<InsideAnonAnon>() == 1);
    assert!(::core::mem::offset_of!(InsideAnonAnon, other) == 0);
};

#[repr(C)]
#[derive(Clone, Copy)]
pub union InsideAnon {
    pub inside: i32,
    pub anon: InsideAnonAnon,
}
impl ::core::default::Default for InsideAnon {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl ::core::fmt::Debug for InsideAnon {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.write_str("InsideAnon {{ .. }}")
    }
}
impl InsideAnon {
    pub fn inside(&self) -> i32 {
        unsafe { self.inside }
    }
}
const _: () = {
    assert!(::core::mem::size_of::<InsideAnon>() == 4);
    assert!(::core::mem::offset_of!(InsideAnon, inside) == 0);
    assert!(::core::mem::offset_of!(InsideAnon, anon) == 0);
};

#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Inside {
    pub anon: InsideAnon,
}
impl ::core::default::Default for Inside {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
const _: () = {
    assert!(::core::mem::size_of::<Inside>() == 4);
    assert!(::core::mem::offset_of!(Inside, anon) == 0);
};

#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct OutsideNamed {
    pub outside: i32,
}
impl ::core::default::Default for OutsideNamed {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl OutsideNamed {
    pub fn outside(&self) -> i32 {
        self.outside
    }
}
const _: () = {
    assert!(::core::mem::size_of::<OutsideNamed>() == 4);
    assert!(::core::mem::offset_of!(OutsideNamed, outside) == 0);
};

#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Outside {
    pub outside: i32,
    pub named: OutsideNamed,
}
impl ::core::default::Default for Outside {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl Outside {
    pub fn outside(&self) -> i32 {
        self.outside
    }
}
const _: () = {
    assert!(::core::mem::size_of::<Outside>() == 8);
    assert!(::core::mem::offset_of!(Outside, outside) == 0);
    assert!(::core::mem::offset_of!(Outside, named) == 4);
};

#[repr(C)]
#[derive(Clone, Copy)]
pub union MadeOf_2 {
    pub x: i32,
}
impl ::core::default::Default for MadeOf_2 {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl ::core::fmt::Debug for MadeOf_2 {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.write_str("MadeOf_2 {{ .. }}")
    }
}
impl MadeOf_2 {
    pub fn x(&self) -> i32 {
        unsafe { self.x }
    }
}
const _: () = {
    assert!(::core::mem::size_of::<MadeOf_2>() == 4);
    assert!(::core::mem::offset_of!(MadeOf_2, x) == 0);
};

#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Made {
    pub of: MadeOf_2,
}
impl ::core::default::Default for Made {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
const _: () = {
    assert!(::core::mem::size_of::<Made>() == 4);
    assert!(::core::mem::offset_of!(Made, of) == 0);
};

#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct MadeOf {
    pub y: i32,
}
impl ::core::default::Default for MadeOf {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl MadeOf {
    pub fn y(&self) -> i32 {
        self.y
    }
}
const _: () = {
    assert!(::core::mem::size_of::<MadeOf>() == 4);
    assert!(::core::mem::offset_of!(MadeOf, y) == 0);
};

#[repr(C)]
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

#[repr(C)]
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

#[repr(C)]
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

#[repr(C)]
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

#[repr(C)]
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

#[repr(C)]
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
