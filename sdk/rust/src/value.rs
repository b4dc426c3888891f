// SPDX-License-Identifier: MIT
//! The values of maps: one, or one per CPU.

use crate::{cpus, Plain, Result};
use alloc::vec::Vec;
use core::marker::PhantomData;
use core::mem::size_of;

/// The values of a per-CPU map: `object.map::<u32, PerCpu<u64>>("counts")`. A lookup returns a
/// `Vec<V>` with one value for each possible CPU.
pub struct PerCpu<V>(PhantomData<V>);

/// A type that a [`Map`](crate::Map) can have as value: a [`Plain`] type or [`PerCpu`].
///
/// # Safety
///
/// `look_up` must provide buffers as long as what the host writes. Do not implement this trait.
pub unsafe trait Value {
    /// The result of a lookup.
    type Output;
    #[doc(hidden)]
    const SIZE: usize;
    #[doc(hidden)]
    const PER_CPU: bool;

    /// Lets `read` fill a buffer with the size of the map's values; `read` returns whether there
    /// is a value.
    #[doc(hidden)]
    fn look_up(read: impl FnMut(&mut [u8]) -> Result<bool>) -> Result<Option<Self::Output>>;

    /// Makes the value from these bytes, which are for all CPUs.
    #[doc(hidden)]
    fn from_host(bytes: &[u8]) -> Option<Self::Output>;
}

// SAFETY: the buffer is the value, whose size was compared with the map's.
unsafe impl<V: Plain> Value for V {
    type Output = V;
    const SIZE: usize = size_of::<V>();
    const PER_CPU: bool = false;

    fn look_up(mut read: impl FnMut(&mut [u8]) -> Result<bool>) -> Result<Option<V>> {
        let mut value = V::zeroed();
        Ok(read(value.as_bytes_mut())?.then_some(value))
    }

    fn from_host(bytes: &[u8]) -> Option<V> {
        V::from_bytes(bytes)
    }
}

// SAFETY: the buffer is for the most CPUs that there can be, or for as many as there are.
unsafe impl<V: Plain> Value for PerCpu<V> {
    type Output = Vec<V>;
    const SIZE: usize = size_of::<V>();
    const PER_CPU: bool = true;

    fn look_up(mut read: impl FnMut(&mut [u8]) -> Result<bool>) -> Result<Option<Vec<V>>> {
        let slot = Self::SIZE.next_multiple_of(8);
        let Some(cpus) = cpus::possible(slot, &mut read)? else {
            return Ok(None);
        };
        let mut values = alloc::vec![0; slot * cpus];
        Ok(if read(&mut values)? { Self::from_host(&values) } else { None })
    }

    fn from_host(bytes: &[u8]) -> Option<Vec<V>> {
        bytes.chunks_exact(Self::SIZE.next_multiple_of(8)).map(V::from_bytes).collect()
    }
}
