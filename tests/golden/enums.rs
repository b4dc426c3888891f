// Made by btf2h from enums.bpf.o: do not edit.
#![allow(dead_code, non_camel_case_types, non_snake_case, clippy::all)]

#[repr(transparent)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Plain(pub u32);
impl Plain {
    pub const ZERO: Self = Self(0);
    pub const ONE: Self = Self(1);
    pub const TWO: Self = Self(2);
    pub const UNO: Self = Self(1);
}

#[repr(transparent)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Negative(pub i32);
impl Negative {
    pub const MINUS_ONE: Self = Self(-1);
    pub const SOME: Self = Self(5);
}

#[repr(transparent)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Large(pub u32);
impl Large {
    pub const TOP: Self = Self(4294967295);
}

#[repr(transparent)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tiny(pub u8);
impl Tiny {
    pub const T_LOW: Self = Self(0);
    pub const T_HIGH: Self = Self(200);
}

#[repr(transparent)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Small(pub i16);
impl Small {
    pub const S_LOW: Self = Self(-3);
    pub const S_HIGH: Self = Self(300);
}

#[repr(transparent)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Huge(pub u64);
impl Huge {
    pub const HUGE: Self = Self(81985529216486895);
    pub const NEXT: Self = Self(81985529216486896);
}

#[repr(transparent)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HugeNegative(pub i64);
impl HugeNegative {
    pub const LOWEST: Self = Self(-9223372036854775808);
    pub const HIGHEST: Self = Self(9223372036854775807);
}

#[repr(transparent)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Flags(pub u32);
impl Flags {
    pub const FLAG_A: Self = Self(1);
    pub const FLAG_B: Self = Self(2);
    pub const FLAG_C: Self = Self(4);
}

#[repr(transparent)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Typed(pub u32);
impl Typed {
    pub const VIA_TYPEDEF: Self = Self(3);
}

#[repr(transparent)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Again(pub u32);
impl Again {
    pub const AGAIN: Self = Self(0);
}

#[repr(transparent)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HolderInside(pub u32);
impl HolderInside {
    pub const INSIDE: Self = Self(9);
}

#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Holder {
    pub plain: Plain,
    pub negative: Negative,
    pub large: Large,
    pub tiny: Tiny,
    pub __pad0: [u8; 1],
    pub small: Small,
    pub huge: Huge,
    pub huge_negative: HugeNegative,
    pub flags: [Flags; 2],
    pub typed: Typed,
    pub again: Again,
    pub inside: HolderInside,
    pub __pad1: [u8; 4],
}
impl ::core::default::Default for Holder {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl Holder {
    pub fn plain(&self) -> Plain {
        self.plain
    }
    pub fn negative(&self) -> Negative {
        self.negative
    }
    pub fn large(&self) -> Large {
        self.large
    }
    pub fn small(&self) -> Small {
        self.small
    }
    pub fn huge(&self) -> Huge {
        self.huge
    }
    pub fn huge_negative(&self) -> HugeNegative {
        self.huge_negative
    }
    pub fn flags(&self) -> [Flags; 2] {
        self.flags
    }
    pub fn typed(&self) -> Typed {
        self.typed
    }
    pub fn again(&self) -> Again {
        self.again
    }
    pub fn inside(&self) -> HolderInside {
        self.inside
    }
}
const _: () = {
    assert!(::core::mem::size_of::<Holder>() == 56);
    assert!(::core::mem::offset_of!(Holder, plain) == 0);
    assert!(::core::mem::offset_of!(Holder, negative) == 4);
    assert!(::core::mem::offset_of!(Holder, large) == 8);
    assert!(::core::mem::offset_of!(Holder, tiny) == 12);
    assert!(::core::mem::offset_of!(Holder, small) == 14);
    assert!(::core::mem::offset_of!(Holder, huge) == 16);
    assert!(::core::mem::offset_of!(Holder, huge_negative) == 24);
    assert!(::core::mem::offset_of!(Holder, flags) == 32);
    assert!(::core::mem::offset_of!(Holder, typed) == 40);
    assert!(::core::mem::offset_of!(Holder, again) == 44);
    assert!(::core::mem::offset_of!(Holder, inside) == 48);
};
