// SPDX-License-Identifier: MIT
//! Types that can be read from bytes.

use crate::error::errno;
use crate::{Error, Result};
use alloc::borrow::Cow;
use alloc::ffi::CString;
use alloc::format;
use alloc::string::String;
use core::mem::{size_of, MaybeUninit};

/// A type that the kernel and the guest can exchange byte by byte.
///
/// Integers, floats and arrays of them are such types, and so is every struct that `btf2h --lang
/// rust` writes. Implement it once for each such struct that you use:
///
/// ```
/// # use wasm_bpf_binding::Plain;
/// #[repr(C, packed)]
/// #[derive(Clone, Copy)]
/// pub struct Event {
///     pid: i32,
///     comm: [u8; 16],
/// }
/// // SAFETY: packed, and all of it integers.
/// unsafe impl Plain for Event {}
/// ```
///
/// # Safety
///
/// Every pattern of bytes must be a valid value, and no byte may be padding.
pub unsafe trait Plain: Copy + 'static {
    /// Reads a value from the start of `bytes`, at any alignment; `None` if there are too few
    /// bytes. More bytes are fine: perf buffers round records up.
    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        if bytes.len() < size_of::<Self>() {
            return None;
        }
        // SAFETY: there are enough bytes, and any of them make a value.
        Some(unsafe { bytes.as_ptr().cast::<Self>().read_unaligned() })
    }

    /// The value's bytes.
    fn as_bytes(&self) -> &[u8] {
        // SAFETY: no byte of it is padding.
        unsafe { core::slice::from_raw_parts((self as *const Self).cast(), size_of::<Self>()) }
    }

    /// The value's bytes, to write to.
    fn as_bytes_mut(&mut self) -> &mut [u8] {
        // SAFETY: no byte of it is padding, and any of them make a value.
        unsafe { core::slice::from_raw_parts_mut((self as *mut Self).cast(), size_of::<Self>()) }
    }

    /// The value whose bytes are all zero.
    fn zeroed() -> Self {
        // SAFETY: zeros are valid as any other bytes.
        unsafe { MaybeUninit::zeroed().assume_init() }
    }
}

macro_rules! plain {
    ($($type:ty),*) => {
        // SAFETY: numbers have neither padding nor bytes that are no number.
        $(unsafe impl Plain for $type {})*
    };
}

plain! { (), u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, i128, isize, f32, f64 }

// SAFETY: there is no padding between the elements of an array.
unsafe impl<T: Plain, const N: usize> Plain for [T; N] {}

/// The text of a C string of fixed size, up to its NUL. Bytes that are not UTF-8 become the
/// replacement character.
///
/// ```
/// # use wasm_bpf_binding::text;
/// assert_eq!(text(b"bash\0\0\0\0"), "bash");
/// ```
pub fn text(bytes: &[u8]) -> Cow<'_, str> {
    let end = bytes.iter().position(|&byte| byte == 0).unwrap_or(bytes.len());
    String::from_utf8_lossy(&bytes[..end])
}

/// A text for the host. Fails if there is a NUL inside.
pub(crate) fn c_string(text: &str) -> Result<CString> {
    CString::new(text).map_err(|_| Error::new(errno::EINVAL, format!("the name '{text}'")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_unaligned_values_and_refuses_short_ones() {
        let bytes = [0, 1, 0, 0, 0, 2];
        assert_eq!(u32::from_bytes(&bytes[1..]), Some(u32::from_ne_bytes([1, 0, 0, 0])));
        assert_eq!(u64::from_bytes(&bytes), None);
        assert_eq!(<[u16; 2]>::zeroed().as_bytes(), &[0; 4]);
    }

    #[test]
    fn text_ends_at_nul_and_is_always_shown() {
        assert_eq!(text(b"full"), "full");
        assert_eq!(text(b""), "");
        assert_eq!(text(b"a\xffb"), "a\u{fffd}b");
        assert_eq!(text("é\0x".as_bytes()), "é");
    }
}
