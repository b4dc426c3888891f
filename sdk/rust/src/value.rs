// SPDX-License-Identifier: MIT
//! The values of maps: one, or one for each CPU.

use crate::{Plain, Result};
use alloc::vec::Vec;
use core::cell::Cell;
use core::marker::PhantomData;
use core::mem::size_of;

/// The values of a map that has one for each CPU: `object.map::<u32, PerCpu<u64>>("counts")`.
/// They are looked up as `Vec<V>`, a value for each CPU that the machine can have.
pub struct PerCpu<V>(PhantomData<V>);

/// What a [`Map`](crate::Map) can have as values: a [`Plain`] type or [`PerCpu`].
///
/// # Safety
///
/// `look_up` gives buffers as long as what the host writes. It is not for others to implement.
pub unsafe trait Value {
    /// What a look-up gives.
    type Output;
    #[doc(hidden)]
    const SIZE: usize;
    #[doc(hidden)]
    const PER_CPU: bool;

    /// Has `read` fill buffers as long as the map's values; it tells whether there is one.
    #[doc(hidden)]
    fn look_up(
        cpus: &Cell<usize>,
        read: impl FnMut(&mut [u8]) -> Result<bool>,
    ) -> Result<Option<Self::Output>>;
}

// SAFETY: the buffer is the value, whose size was compared with the map's.
unsafe impl<V: Plain> Value for V {
    type Output = V;
    const SIZE: usize = size_of::<V>();
    const PER_CPU: bool = false;

    fn look_up(
        _: &Cell<usize>,
        mut read: impl FnMut(&mut [u8]) -> Result<bool>,
    ) -> Result<Option<V>> {
        let mut value = V::zeroed();
        Ok(read(value.as_bytes_mut())?.then_some(value))
    }
}

/// No kernel is built for more.
const CPUS_MAX: usize = 8192;

// SAFETY: the buffer is for the most CPUs that there can be, or for as many as there are.
unsafe impl<V: Plain> Value for PerCpu<V> {
    type Output = Vec<V>;
    const SIZE: usize = size_of::<V>();
    const PER_CPU: bool = true;

    fn look_up(
        cpus: &Cell<usize>,
        mut read: impl FnMut(&mut [u8]) -> Result<bool>,
    ) -> Result<Option<Vec<V>>> {
        let slot = Self::SIZE.next_multiple_of(8);
        if cpus.get() == 0 {
            match count(slot, &mut read)? {
                Some(count) => cpus.set(count),
                None => return Ok(None),
            }
        }
        let mut values = alloc::vec![0; slot * cpus.get()];
        let found = read(&mut values)?;
        Ok(found.then(|| values.chunks_exact(slot).filter_map(V::from_bytes).collect()))
    }
}

/// The number of CPUs. The host tells it to nobody, but it writes a slot for each: the last one
/// that does not keep what it was filled with, twice and with different bytes.
fn count(slot: usize, read: &mut impl FnMut(&mut [u8]) -> Result<bool>) -> Result<Option<usize>> {
    let fills = [0xa5, 0x5a];
    let mut written = 0;
    for fill in fills {
        let mut values = alloc::vec![fill; slot * CPUS_MAX];
        if !read(&mut values)? {
            return Ok(None);
        }
        let last = values.iter().rposition(|&byte| byte != fill);
        written = written.max(last.map_or(0, |last| last / slot + 1));
    }
    Ok(Some(written))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_the_slots_that_are_written() {
        let cpus = Cell::new(0);
        let mut lengths = Vec::new();
        let mut host = |values: &mut [u8]| {
            lengths.push(values.len());
            // Three CPUs; the last one's value is as the first filling.
            values[..24].copy_from_slice(&[1, 0, 0, 0, 2, 2, 2, 2].repeat(3));
            values[16..24].fill(0xa5);
            Ok(true)
        };
        let values = PerCpu::<u32>::look_up(&cpus, &mut host);
        assert_eq!(values, Ok(Some(alloc::vec![1, 1, 0xa5a5a5a5])));
        assert_eq!(PerCpu::<u32>::look_up(&cpus, &mut host), values);
        assert_eq!(lengths, [65536, 65536, 24, 24]);
    }

    #[test]
    fn counts_nothing_without_a_value() {
        let cpus = Cell::new(0);
        assert_eq!(PerCpu::<u32>::look_up(&cpus, |_| Ok(false)), Ok(None));
        assert_eq!(cpus.get(), 0);
    }
}
