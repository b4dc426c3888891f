// SPDX-License-Identifier: MIT
//! Several buffers that wait together.

use super::host::boot_clock;
use crate::binding::v2;
use crate::error::check;
use crate::record::milliseconds;
use crate::{Answer, PerfBuffer, PerfEvent, Result, RingBuffer};
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::time::Duration;

/// Ring and perf buffers, each with a closure for its records.
///
/// ```no_run
/// # use std::time::Duration;
/// # use wasm_bpf_binding::{Buffers, Object, Result, RingBuffer};
/// # fn watch(object: &Object) -> Result<()> {
/// let mut buffers = Buffers::new();
/// buffers.ring(RingBuffer::new(object, "opened")?, |record| println!("opened {record:?}"));
/// buffers.ring(RingBuffer::new(object, "closed")?, |record| println!("closed {record:?}"));
/// buffers.run()
/// # }
/// ```
#[derive(Default)]
pub struct Buffers<'a> {
    entries: Vec<Entry<'a>>,
    /// Whether a closure has ended the last poll; the host may already have delivered more.
    stopped: bool,
}

struct Entry<'a> {
    map: i32,
    /// Delivers the records that are there. Returns their number, and whether this ends the poll.
    pass: Box<dyn FnMut() -> Result<(usize, bool)> + 'a>,
}

impl<'a> Buffers<'a> {
    /// Without any buffer yet.
    pub fn new() -> Buffers<'a> {
        Buffers::default()
    }

    /// Adds a ring buffer; `each` gets its records.
    pub fn ring<A, F>(&mut self, mut ring: RingBuffer, mut each: F) -> &mut Buffers<'a>
    where
        A: Answer,
        F: FnMut(&[u8]) -> A + 'a,
    {
        let map = ring.map.fd;
        let pass = Box::new(move || {
            let pass = ring.pass(&mut each)?.checked(&ring.map)?;
            Ok((pass.count, pass.stopped))
        });
        self.entries.push(Entry { map, pass });
        self
    }

    /// Adds a perf buffer; `each` gets its records and losses.
    pub fn perf<A, F>(&mut self, mut perf: PerfBuffer, mut each: F) -> &mut Buffers<'a>
    where
        A: Answer,
        F: FnMut(PerfEvent<'_>) -> A + 'a,
    {
        let map = perf.map.fd;
        self.entries.push(Entry { map, pass: Box::new(move || perf.pass(&mut each)) });
        self
    }

    /// Waits up to `timeout` until one buffer has records, and passes all records that are there
    /// to the closures, in order for each buffer. Returns the number of records; 0 means a
    /// time-out.
    ///
    /// Fails with EINTR after an interrupt, after the records that were there were delivered.
    pub fn poll(&mut self, timeout: Duration) -> Result<usize> {
        self.pass_after(timeout).map(|(count, _)| count)
    }

    /// Polls until a closure returns `ControlFlow::Break(())`, or until an interrupt.
    pub fn run(&mut self) -> Result<()> {
        loop {
            match self.pass_after(Duration::from_secs(60)) {
                Err(err) if err.is_interrupt() => return Ok(()),
                Ok((_, true)) => return Ok(()),
                pass => pass?,
            };
        }
    }

    fn pass_after(&mut self, timeout: Duration) -> Result<(usize, bool)> {
        let more = self.stopped;
        let ready = match ready(if more { Duration::ZERO } else { timeout }) {
            Err(err) if err.is_interrupt() => {
                self.pass(|_| true)?;
                return Err(err);
            }
            ready => ready?,
        };
        self.pass(|map| more || ready.contains(&map))
    }

    fn pass(&mut self, is_wanted: impl Fn(i32) -> bool) -> Result<(usize, bool)> {
        let mut count = 0;
        self.stopped = false;
        for entry in self.entries.iter_mut().filter(|entry| is_wanted(entry.map)) {
            let (more, stopped) = (entry.pass)()?;
            count += more;
            if stopped {
                self.stopped = true;
                break;
            }
        }
        Ok((count, self.stopped))
    }
}

/// Waits up to `timeout`, and returns the maps of all buffers of the guest that have records.
fn ready(timeout: Duration) -> Result<Vec<i32>> {
    let mut timeout = milliseconds(timeout);
    let mut maps = alloc::vec![0; 16];
    loop {
        // SAFETY: the host stores no more handles than there is room for.
        let answer = unsafe { v2::buffers_wait(maps.as_mut_ptr(), maps.len() as i32, timeout) };
        let count = check(answer, || "waiting for records".into())? as usize;
        if count <= maps.len() {
            maps.truncate(count);
            return Ok(maps);
        }
        maps.resize(count, 0);
        timeout = 0;
    }
}

/// Waits for one buffer: whether it has records. Others that have some end the host's wait, too.
pub(super) fn wait_for(map: i32, timeout: Duration) -> Result<bool> {
    let maps = ready(timeout)?;
    if maps.is_empty() || maps.contains(&map) {
        return Ok(!maps.is_empty());
    }
    let end = boot_clock().saturating_add(timeout);
    loop {
        pause();
        let left = end.saturating_sub(boot_clock());
        let maps = ready(left)?;
        if maps.contains(&map) {
            return Ok(true);
        }
        if left.is_zero() {
            return Ok(false);
        }
    }
}

/// Leaves the CPU to others for a moment.
fn pause() {
    #[cfg(feature = "std")]
    std::thread::sleep(Duration::from_millis(1));
}
