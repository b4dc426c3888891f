// Made by btf2h from layout.bpf.o: do not edit.
#![allow(dead_code, non_camel_case_types, non_snake_case, clippy::all)]

#[repr(C, packed)]
#[derive(Debug, Clone, Copy)]
pub struct Empty {
    pub __empty: [u8; 0],
}
impl ::core::default::Default for Empty {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
const _: () = {
    assert!(::core::mem::size_of::<Empty>() == 0);
};

#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct List {
    pub next: u64, // struct list *
    pub links: [u64; 2], // const struct list *const *
    pub elsewhere: u64, // struct elsewhere *
    pub opaque: u64, // void *
    pub compare: u64, // int (*)(const struct list *, void *, ...)
    pub table: u64, // int (*(*)[4])(void)
}
impl ::core::default::Default for List {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl List {
    pub fn next(&self) -> u64 {
        self.next
    }
    pub fn links(&self) -> [u64; 2] {
        self.links
    }
    pub fn elsewhere(&self) -> u64 {
        self.elsewhere
    }
    pub fn opaque(&self) -> u64 {
        self.opaque
    }
    pub fn compare(&self) -> u64 {
        self.compare
    }
    pub fn table(&self) -> u64 {
        self.table
    }
}
const _: () = {
    assert!(::core::mem::size_of::<List>() == 56);
    assert!(::core::mem::offset_of!(List, next) == 0);
    assert!(::core::mem::offset_of!(List, links) == 8);
    assert!(::core::mem::offset_of!(List, elsewhere) == 24);
    assert!(::core::mem::offset_of!(List, opaque) == 32);
    assert!(::core::mem::offset_of!(List, compare) == 40);
    assert!(::core::mem::offset_of!(List, table) == 48);
};

pub type U32 = u32;

pub type U64 = u64;

pub type U16 = u16;

#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Arrays {
    pub name: [u8; 16],
    pub bytes: [i8; 3],
    pub letter: i8,
    pub matrix: [[U32; 3]; 2],
    pub __pad0: [u8; 4],
    pub cube: [[[U64; 2]; 2]; 2],
    pub lists: [List; 2],
    pub strings: [u64; 2], // const char *
    pub none: [i32; 0],
    pub tail: [U16; 0],
}
impl ::core::default::Default for Arrays {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl Arrays {
    pub fn matrix(&self) -> [[U32; 3]; 2] {
        self.matrix
    }
    pub fn cube(&self) -> [[[U64; 2]; 2]; 2] {
        self.cube
    }
    pub fn strings(&self) -> [u64; 2] {
        self.strings
    }
    pub fn none(&self) -> [i32; 0] {
        self.none
    }
    pub fn tail(&self) -> [U16; 0] {
        self.tail
    }
}
const _: () = {
    assert!(::core::mem::size_of::<Arrays>() == 240);
    assert!(::core::mem::offset_of!(Arrays, name) == 0);
    assert!(::core::mem::offset_of!(Arrays, bytes) == 16);
    assert!(::core::mem::offset_of!(Arrays, letter) == 19);
    assert!(::core::mem::offset_of!(Arrays, matrix) == 20);
    assert!(::core::mem::offset_of!(Arrays, cube) == 48);
    assert!(::core::mem::offset_of!(Arrays, lists) == 112);
    assert!(::core::mem::offset_of!(Arrays, strings) == 224);
    assert!(::core::mem::offset_of!(Arrays, none) == 240);
    assert!(::core::mem::offset_of!(Arrays, tail) == 240);
};

pub type U8 = u8;

#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Padded {
    pub a: U8,
    pub __pad0: [u8; 7],
    pub b: U64,
    pub c: U8,
    pub __pad1: [u8; 3],
    pub d: U32,
    pub e: U16,
    pub __pad2: [u8; 6],
}
impl ::core::default::Default for Padded {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl Padded {
    pub fn b(&self) -> U64 {
        self.b
    }
    pub fn d(&self) -> U32 {
        self.d
    }
    pub fn e(&self) -> U16 {
        self.e
    }
}
const _: () = {
    assert!(::core::mem::size_of::<Padded>() == 32);
    assert!(::core::mem::offset_of!(Padded, a) == 0);
    assert!(::core::mem::offset_of!(Padded, b) == 8);
    assert!(::core::mem::offset_of!(Padded, c) == 16);
    assert!(::core::mem::offset_of!(Padded, d) == 20);
    assert!(::core::mem::offset_of!(Padded, e) == 24);
};

#[repr(C, packed)]
#[derive(Debug, Clone, Copy)]
pub struct Packed {
    pub a: U8,
    pub b: U64,
    pub c: U16,
}
impl ::core::default::Default for Packed {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl Packed {
    pub fn b(&self) -> U64 {
        self.b
    }
    pub fn c(&self) -> U16 {
        self.c
    }
}
const _: () = {
    assert!(::core::mem::size_of::<Packed>() == 11);
    assert!(::core::mem::offset_of!(Packed, a) == 0);
    assert!(::core::mem::offset_of!(Packed, b) == 1);
    assert!(::core::mem::offset_of!(Packed, c) == 9);
};

#[repr(C, packed)]
#[derive(Debug, Clone, Copy)]
pub struct Aligned {
    pub a: U8,
    pub __pad0: [u8; 15],
    pub b: U8,
    pub __pad1: [u8; 47],
}
impl ::core::default::Default for Aligned {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
const _: () = {
    assert!(::core::mem::size_of::<Aligned>() == 64);
    assert!(::core::mem::offset_of!(Aligned, a) == 0);
    assert!(::core::mem::offset_of!(Aligned, b) == 16);
};

#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct AnonymousAnonAnon {
    pub port: U16,
    pub __pad0: [u8; 2],
    pub address: U32,
}
impl ::core::default::Default for AnonymousAnonAnon {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl AnonymousAnonAnon {
    pub fn port(&self) -> U16 {
        self.port
    }
    pub fn address(&self) -> U32 {
        self.address
    }
}
const _: () = {
    assert!(::core::mem::size_of::<AnonymousAnonAnon>() == 8);
    assert!(::core::mem::offset_of!(AnonymousAnonAnon, port) == 0);
    assert!(::core::mem::offset_of!(AnonymousAnonAnon, address) == 4);
};

#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct AnonymousAnonNamed {
    pub inner: U8,
    pub __pad0: [u8; 3],
    pub value: U32,
}
impl ::core::default::Default for AnonymousAnonNamed {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl AnonymousAnonNamed {
    pub fn value(&self) -> U32 {
        self.value
    }
}
const _: () = {
    assert!(::core::mem::size_of::<AnonymousAnonNamed>() == 8);
    assert!(::core::mem::offset_of!(AnonymousAnonNamed, inner) == 0);
    assert!(::core::mem::offset_of!(AnonymousAnonNamed, value) == 4);
};

#[repr(C)]
#[derive(Clone, Copy)]
pub union AnonymousAnon {
    pub anon: AnonymousAnonAnon,
    pub cookie: U64,
    pub named: AnonymousAnonNamed,
}
impl ::core::default::Default for AnonymousAnon {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl ::core::fmt::Debug for AnonymousAnon {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.write_str("AnonymousAnon {{ .. }}")
    }
}
impl AnonymousAnon {
    pub fn cookie(&self) -> U64 {
        unsafe { self.cookie }
    }
}
const _: () = {
    assert!(::core::mem::size_of::<AnonymousAnon>() == 8);
    assert!(::core::mem::offset_of!(AnonymousAnon, anon) == 0);
    assert!(::core::mem::offset_of!(AnonymousAnon, cookie) == 0);
    assert!(::core::mem::offset_of!(AnonymousAnon, named) == 0);
};

#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct AnonymousPoints {
    pub x: U32,
    pub y: U32,
}
impl ::core::default::Default for AnonymousPoints {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl AnonymousPoints {
    pub fn x(&self) -> U32 {
        self.x
    }
    pub fn y(&self) -> U32 {
        self.y
    }
}
const _: () = {
    assert!(::core::mem::size_of::<AnonymousPoints>() == 8);
    assert!(::core::mem::offset_of!(AnonymousPoints, x) == 0);
    assert!(::core::mem::offset_of!(AnonymousPoints, y) == 4);
};

#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Anonymous {
    pub kind: U8,
    pub __pad0: [u8; 7],
    pub anon: AnonymousAnon,
    pub points: [AnonymousPoints; 2],
}
impl ::core::default::Default for Anonymous {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
const _: () = {
    assert!(::core::mem::size_of::<Anonymous>() == 32);
    assert!(::core::mem::offset_of!(Anonymous, kind) == 0);
    assert!(::core::mem::offset_of!(Anonymous, anon) == 8);
    assert!(::core::mem::offset_of!(Anonymous, points) == 16);
};

#[repr(C)]
#[derive(Clone, Copy)]
pub union Any {
    pub byte: U8,
    pub word: U32,
    pub real: f64,
    pub padded: Padded,
}
impl ::core::default::Default for Any {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl ::core::fmt::Debug for Any {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.write_str("Any {{ .. }}")
    }
}
impl Any {
    pub fn word(&self) -> U32 {
        unsafe { self.word }
    }
    pub fn real(&self) -> f64 {
        unsafe { self.real }
    }
}
const _: () = {
    assert!(::core::mem::size_of::<Any>() == 32);
    assert!(::core::mem::offset_of!(Any, byte) == 0);
    assert!(::core::mem::offset_of!(Any, word) == 0);
    assert!(::core::mem::offset_of!(Any, real) == 0);
    assert!(::core::mem::offset_of!(Any, padded) == 0);
};

#[repr(C)]
#[derive(Clone, Copy)]
pub union Large {
    pub byte: U8,
    pub word: U32,
    pub __pad0: [u8; 32],
}
impl ::core::default::Default for Large {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl ::core::fmt::Debug for Large {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.write_str("Large {{ .. }}")
    }
}
impl Large {
    pub fn word(&self) -> U32 {
        unsafe { self.word }
    }
}
const _: () = {
    assert!(::core::mem::size_of::<Large>() == 32);
    assert!(::core::mem::offset_of!(Large, byte) == 0);
    assert!(::core::mem::offset_of!(Large, word) == 0);
};

#[repr(C, packed)]
#[derive(Debug, Clone, Copy)]
pub struct Wide {
    pub big: i128,
    pub bigger: u128,
    pub f: f32,
    pub __pad0: [u8; 4],
    pub d: f64,
    pub yes: u8, // bool
    pub __pad1: [u8; 15],
}
impl ::core::default::Default for Wide {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl Wide {
    pub fn big(&self) -> i128 {
        self.big
    }
    pub fn bigger(&self) -> u128 {
        self.bigger
    }
    pub fn f(&self) -> f32 {
        self.f
    }
    pub fn d(&self) -> f64 {
        self.d
    }
}
const _: () = {
    assert!(::core::mem::size_of::<Wide>() == 64);
    assert!(::core::mem::offset_of!(Wide, big) == 0);
    assert!(::core::mem::offset_of!(Wide, bigger) == 16);
    assert!(::core::mem::offset_of!(Wide, f) == 32);
    assert!(::core::mem::offset_of!(Wide, d) == 40);
    assert!(::core::mem::offset_of!(Wide, yes) == 48);
};

#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Pair {
    pub low: U32,
    pub high: U32,
}
impl ::core::default::Default for Pair {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl Pair {
    pub fn low(&self) -> U32 {
        self.low
    }
    pub fn high(&self) -> U32 {
        self.high
    }
}
const _: () = {
    assert!(::core::mem::size_of::<Pair>() == 8);
    assert!(::core::mem::offset_of!(Pair, low) == 0);
    assert!(::core::mem::offset_of!(Pair, high) == 4);
};

pub type Pairs = [Pair; 4];

pub type Callback = u64; // int (*)(struct list *)

pub type ListAlias = List;

#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Uses {
    pub one: Pair,
    pub four: Pairs,
    pub done: Callback,
    pub list: ListAlias,
    pub counter: U32,
    pub nothing: Empty,
    pub __pad0: [u8; 4],
}
impl ::core::default::Default for Uses {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl Uses {
    pub fn done(&self) -> Callback {
        self.done
    }
    pub fn counter(&self) -> U32 {
        self.counter
    }
}
const _: () = {
    assert!(::core::mem::size_of::<Uses>() == 112);
    assert!(::core::mem::offset_of!(Uses, one) == 0);
    assert!(::core::mem::offset_of!(Uses, four) == 8);
    assert!(::core::mem::offset_of!(Uses, done) == 40);
    assert!(::core::mem::offset_of!(Uses, list) == 48);
    assert!(::core::mem::offset_of!(Uses, counter) == 104);
    assert!(::core::mem::offset_of!(Uses, nothing) == 108);
};
