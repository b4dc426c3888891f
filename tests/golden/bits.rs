// Made by btf2h from bits.bpf.o: do not edit.
#![allow(dead_code, non_camel_case_types, non_snake_case, clippy::all)]

pub type U32 = u32;

#[repr(C, packed)]
#[derive(Debug, Clone, Copy)]
pub struct Flags {
    pub __bits0: [u8; 4],
    pub d: u8,
    pub __bits1: [u8; 1],
    pub __pad0: [u8; 2],
}
impl ::core::default::Default for Flags {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl Flags {
    pub fn a(&self) -> u32 {
        let bits = get_bits(&self.__bits0, 0, 3);
        bits as u32
    }
    pub fn set_a(&mut self, value: u32) {
        set_bits(&mut self.__bits0, 0, 3, value as u128)
    }
    pub fn b(&self) -> i32 {
        let bits = get_bits(&self.__bits0, 3, 5);
        ((bits << 123) as i128 >> 123) as i32
    }
    pub fn set_b(&mut self, value: i32) {
        set_bits(&mut self.__bits0, 3, 5, value as u128)
    }
    pub fn c(&self) -> U32 {
        let bits = get_bits(&self.__bits0, 8, 24);
        bits as u32
    }
    pub fn set_c(&mut self, value: U32) {
        set_bits(&mut self.__bits0, 8, 24, value as u128)
    }
    pub fn e(&self) -> u8 {
        let bits = get_bits(&self.__bits1, 0, 1);
        bits as u8
    }
    pub fn set_e(&mut self, value: u8) {
        set_bits(&mut self.__bits1, 0, 1, value as u128)
    }
    pub fn f(&self) -> u8 {
        let bits = get_bits(&self.__bits1, 1, 1);
        bits as u8
    }
    pub fn set_f(&mut self, value: u8) {
        set_bits(&mut self.__bits1, 1, 1, value as u128)
    }
}
const _: () = {
    assert!(::core::mem::size_of::<Flags>() == 8);
    assert!(::core::mem::offset_of!(Flags, __bits0) == 0);
    assert!(::core::mem::offset_of!(Flags, d) == 4);
    assert!(::core::mem::offset_of!(Flags, __bits1) == 5);
};

#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Gaps {
    pub __bits0: [u8; 3],
    pub __pad0: [u8; 1],
    pub __bits1: [u8; 4],
    pub d: u16,
    pub __pad1: [u8; 2],
}
impl ::core::default::Default for Gaps {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl Gaps {
    pub fn a(&self) -> u32 {
        let bits = get_bits(&self.__bits0, 0, 1);
        bits as u32
    }
    pub fn set_a(&mut self, value: u32) {
        set_bits(&mut self.__bits0, 0, 1, value as u128)
    }
    pub fn b(&self) -> u32 {
        let bits = get_bits(&self.__bits0, 15, 2);
        bits as u32
    }
    pub fn set_b(&mut self, value: u32) {
        set_bits(&mut self.__bits0, 15, 2, value as u128)
    }
    pub fn c(&self) -> u32 {
        let bits = get_bits(&self.__bits1, 0, 31);
        bits as u32
    }
    pub fn set_c(&mut self, value: u32) {
        set_bits(&mut self.__bits1, 0, 31, value as u128)
    }
    pub fn d(&self) -> u16 {
        self.d
    }
}
const _: () = {
    assert!(::core::mem::size_of::<Gaps>() == 12);
    assert!(::core::mem::offset_of!(Gaps, __bits0) == 0);
    assert!(::core::mem::offset_of!(Gaps, __bits1) == 4);
    assert!(::core::mem::offset_of!(Gaps, d) == 8);
};

#[repr(C, packed)]
#[derive(Debug, Clone, Copy)]
pub struct Straddling {
    pub first: u8,
    pub __bits0: [u8; 15],
}
impl ::core::default::Default for Straddling {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl Straddling {
    pub fn a(&self) -> u64 {
        let bits = get_bits(&self.__bits0, 0, 40);
        bits as u64
    }
    pub fn set_a(&mut self, value: u64) {
        set_bits(&mut self.__bits0, 0, 40, value as u128)
    }
    pub fn b(&self) -> u64 {
        let bits = get_bits(&self.__bits0, 40, 30);
        bits as u64
    }
    pub fn set_b(&mut self, value: u64) {
        set_bits(&mut self.__bits0, 40, 30, value as u128)
    }
    pub fn c(&self) -> i64 {
        let bits = get_bits(&self.__bits0, 70, 50);
        ((bits << 78) as i128 >> 78) as i64
    }
    pub fn set_c(&mut self, value: i64) {
        set_bits(&mut self.__bits0, 70, 50, value as u128)
    }
}
const _: () = {
    assert!(::core::mem::size_of::<Straddling>() == 16);
    assert!(::core::mem::offset_of!(Straddling, first) == 0);
    assert!(::core::mem::offset_of!(Straddling, __bits0) == 1);
};

#[repr(transparent)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Color(pub u32);
impl Color {
    pub const RED: Self = Self(0);
    pub const GREEN: Self = Self(1);
    pub const BLUE: Self = Self(2);
}

#[repr(C)]
#[derive(Clone, Copy)]
pub union MixedAnon {
    pub __bits0: [u8; 1],
    pub all: u32,
}
impl ::core::default::Default for MixedAnon {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl ::core::fmt::Debug for MixedAnon {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.write_str("MixedAnon {{ .. }}")
    }
}
impl MixedAnon {
    pub fn low(&self) -> u32 {
        let bits = get_bits(&unsafe { self.__bits0 }, 0, 4);
        bits as u32
    }
    pub fn set_low(&mut self, value: u32) {
        set_bits(unsafe { &mut self.__bits0 }, 0, 4, value as u128)
    }
    pub fn all(&self) -> u32 {
        unsafe { self.all }
    }
}
const _: () = {
    assert!(::core::mem::size_of::<MixedAnon>() == 4);
    assert!(::core::mem::offset_of!(MixedAnon, __bits0) == 0);
    assert!(::core::mem::offset_of!(MixedAnon, all) == 0);
};

#[repr(C, packed)]
#[derive(Debug, Clone, Copy)]
pub struct MixedInner {
    pub __bits0: [u8; 2],
}
impl ::core::default::Default for MixedInner {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl MixedInner {
    pub fn x(&self) -> u16 {
        let bits = get_bits(&self.__bits0, 0, 9);
        bits as u16
    }
    pub fn set_x(&mut self, value: u16) {
        set_bits(&mut self.__bits0, 0, 9, value as u128)
    }
    pub fn y(&self) -> u16 {
        let bits = get_bits(&self.__bits0, 9, 7);
        bits as u16
    }
    pub fn set_y(&mut self, value: u16) {
        set_bits(&mut self.__bits0, 9, 7, value as u128)
    }
}
const _: () = {
    assert!(::core::mem::size_of::<MixedInner>() == 2);
    assert!(::core::mem::offset_of!(MixedInner, __bits0) == 0);
};

#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Mixed {
    pub __bits0: [u8; 1],
    pub __pad0: [u8; 3],
    pub anon: MixedAnon,
    pub inner: [MixedInner; 2],
    pub __bits1: [u8; 1],
    pub __pad1: [u8; 3],
}
impl ::core::default::Default for Mixed {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl Mixed {
    pub fn color(&self) -> Color {
        let bits = get_bits(&self.__bits0, 0, 2);
        Color(bits as u32)
    }
    pub fn set_color(&mut self, value: Color) {
        set_bits(&mut self.__bits0, 0, 2, value.0 as u128)
    }
    pub fn rest(&self) -> u8 {
        let bits = get_bits(&self.__bits0, 2, 6);
        bits as u8
    }
    pub fn set_rest(&mut self, value: u8) {
        set_bits(&mut self.__bits0, 2, 6, value as u128)
    }
    pub fn r#type(&self) -> i32 {
        let bits = get_bits(&self.__bits1, 0, 7);
        ((bits << 121) as i128 >> 121) as i32
    }
    pub fn set_type(&mut self, value: i32) {
        set_bits(&mut self.__bits1, 0, 7, value as u128)
    }
}
const _: () = {
    assert!(::core::mem::size_of::<Mixed>() == 16);
    assert!(::core::mem::offset_of!(Mixed, __bits0) == 0);
    assert!(::core::mem::offset_of!(Mixed, anon) == 4);
    assert!(::core::mem::offset_of!(Mixed, inner) == 8);
    assert!(::core::mem::offset_of!(Mixed, __bits1) == 12);
};

#[repr(C)]
#[derive(Clone, Copy)]
pub union Bits {
    pub __bits0: [u8; 2],
    pub all: u64,
}
impl ::core::default::Default for Bits {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl ::core::fmt::Debug for Bits {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.write_str("Bits {{ .. }}")
    }
}
impl Bits {
    pub fn low(&self) -> u32 {
        let bits = get_bits(&unsafe { self.__bits0 }, 0, 12);
        bits as u32
    }
    pub fn set_low(&mut self, value: u32) {
        set_bits(unsafe { &mut self.__bits0 }, 0, 12, value as u128)
    }
    pub fn all(&self) -> u64 {
        unsafe { self.all }
    }
}
const _: () = {
    assert!(::core::mem::size_of::<Bits>() == 8);
    assert!(::core::mem::offset_of!(Bits, __bits0) == 0);
    assert!(::core::mem::offset_of!(Bits, all) == 0);
};

/// `count` bits from bit `at` of little-endian `bytes`.
#[inline]
fn get_bits(bytes: &[u8], at: usize, count: usize) -> u128 {
    (0..count).rev().fold(0, |bits, i| {
        bits << 1 | (bytes[(at + i) / 8] >> ((at + i) % 8) & 1) as u128
    })
}

#[inline]
fn set_bits(bytes: &mut [u8], at: usize, count: usize, value: u128) {
    for i in 0..count {
        let mask = 1 << ((at + i) % 8);
        let byte = &mut bytes[(at + i) / 8];
        *byte = if value >> i & 1 == 1 { *byte | mask } else { *byte & !mask };
    }
}
