// SPDX-License-Identifier: MIT
//! The number of possible CPUs, which no v1 import tells.

use crate::Result;
use core::sync::atomic::{AtomicUsize, Ordering};

/// No kernel is built for more.
const CPUS_MAX: usize = 8192;

/// Finds their number with lookups in a map that has a value of `slot` bytes for each; `None`
/// if there is no such key.
pub(crate) fn possible(
    slot: usize,
    read: &mut impl FnMut(&mut [u8]) -> Result<bool>,
) -> Result<Option<usize>> {
    static CPUS: AtomicUsize = AtomicUsize::new(0);
    if CPUS.load(Ordering::Relaxed) == 0 {
        match count(slot, read)? {
            Some(count) => CPUS.store(count, Ordering::Relaxed),
            None => return Ok(None),
        }
    }
    Ok(Some(CPUS.load(Ordering::Relaxed)))
}

/// The host writes a slot for each: the last one that does not keep what it was filled with,
/// twice and with different bytes.
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
    use crate::{PerCpu, Value};
    use alloc::vec::Vec;

    #[test]
    fn counts_the_slots_that_are_written() {
        assert_eq!(count(8, &mut |_| Ok(false)), Ok(None));
        let mut lengths = Vec::new();
        let mut host = |values: &mut [u8]| {
            lengths.push(values.len());
            // Three CPUs; the last one's value is as the first filling.
            values[..24].copy_from_slice(&[1, 0, 0, 0, 2, 2, 2, 2].repeat(3));
            values[16..24].fill(0xa5);
            Ok(true)
        };
        let values = PerCpu::<u32>::look_up(&mut host);
        assert_eq!(values, Ok(Some(alloc::vec![1, 1, 0xa5a5a5a5])));
        assert_eq!(PerCpu::<u32>::look_up(&mut host), values);
        assert_eq!(lengths, [65536, 65536, 24, 24]);
    }
}
