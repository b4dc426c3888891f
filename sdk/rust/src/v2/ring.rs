// SPDX-License-Identifier: MIT
//! Ring buffers: records for a closure, or borrowed in place.
//!
//! The ring is mapped into the guest's memory: the consumer's position, the producer's position,
//! and the data twice in a row. The protocol is the kernel's (Documentation/bpf/ringbuf.rst). If
//! the ring cannot be mapped, the host copies records in batches, as it does for perf buffers.

use super::batches::{room_for, BatchReader};
use super::buffers::wait_for;
use super::host::page_size;
use super::mapping::Mapping;
use crate::binding::v2;
use crate::error::errno;
use crate::map::RawMap;
use crate::{Answer, AnyMap, Error, MapType, Object, Result};
use alloc::format;
use alloc::rc::Rc;
use core::cell::Cell;
use core::slice;
use core::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use core::time::Duration;

/// A ring buffer or perf buffer of an object.
///
/// ```no_run
/// # use wasm_bpf_binding::{Object, Result, RingBuffer};
/// # fn watch(object: &Object) -> Result<()> {
/// let mut ring = RingBuffer::new(object, "rb")?;
/// ring.for_each(|record| println!("{record:?}"))
/// # }
/// ```
///
/// [`Buffers`](crate::Buffers) waits for several buffers. [`PerfBuffer`](crate::PerfBuffer)
/// reports CPUs and losses.
pub struct RingBuffer {
    pub(super) map: Rc<RawMap>,
    source: Source,
}

enum Source {
    Mapped(MappedRing),
    Copied(BatchReader),
}

/// How a pass over the records ended.
#[derive(Clone, Copy, Default)]
pub(super) struct Pass {
    pub count: usize,
    pub stopped: bool,
    /// Records that were cut.
    pub cut: usize,
}

impl RingBuffer {
    /// Opens the buffer of the map with this name. Fails with ENOENT if there is no such map, and
    /// with EINVAL if it is not a buffer.
    pub fn new(object: &Object, name: &str) -> Result<RingBuffer> {
        RingBuffer::open(object.raw_map(name)?)
    }

    /// Opens the buffer of a map.
    pub fn of(map: &AnyMap) -> Result<RingBuffer> {
        RingBuffer::open(map.0.clone())
    }

    fn open(map: Rc<RawMap>) -> Result<RingBuffer> {
        let info = map.info()?;
        open_buffer(&map, &info)?;
        let mapped = match MapType(info.kind) {
            MapType::RINGBUF => MappedRing::new(map.clone(), info.max_entries).ok(),
            _ => None,
        };
        let source = match mapped {
            Some(ring) => Source::Mapped(ring),
            None => Source::Copied(BatchReader::new(map.clone(), room_for(&info), false)),
        };
        Ok(RingBuffer { map, source })
    }

    /// Waits up to `timeout` for records and passes each, in order, to `each`, which may return
    /// `ControlFlow::Break(())` to leave the rest for the next poll. Returns the number of
    /// records; 0 means a time-out.
    ///
    /// Fails with EINTR after an interrupt, and with EMSGSIZE if a record was too long for a
    /// batch; in both cases after the other records were delivered.
    pub fn poll<A, F>(&mut self, timeout: Duration, each: F) -> Result<usize>
    where
        A: Answer,
        F: FnMut(&[u8]) -> A,
    {
        self.pass_after(timeout, each).map(|pass| pass.count)
    }

    /// Polls until `each` returns `ControlFlow::Break(())`, or until an interrupt.
    pub fn for_each<A, F>(&mut self, mut each: F) -> Result<()>
    where
        A: Answer,
        F: FnMut(&[u8]) -> A,
    {
        loop {
            match self.pass_after(Duration::from_secs(60), &mut each) {
                Err(err) if err.is_interrupt() => return Ok(()),
                Ok(pass) if pass.stopped => return Ok(()),
                pass => pass?,
            };
        }
    }

    /// Delivers the records that are there and returns their number. For a mapped ring it does
    /// not call the host, so an interrupt does not end it.
    pub fn consume<A, F>(&mut self, each: F) -> Result<usize>
    where
        A: Answer,
        F: FnMut(&[u8]) -> A,
    {
        self.pass(each).and_then(|pass| pass.checked(&self.map)).map(|pass| pass.count)
    }

    /// Borrows all records that are there. Their space is freed when the batch is dropped.
    ///
    /// ```no_run
    /// # use wasm_bpf_binding::{Result, RingBuffer};
    /// # fn longest(ring: &mut RingBuffer) -> Result<usize> {
    /// let batch = ring.batch()?;
    /// let lengths = batch.iter().map(<[u8]>::len);
    /// Ok(lengths.max().unwrap_or(0))
    /// # }
    /// ```
    pub fn batch(&mut self) -> Result<Batch<'_>> {
        Ok(match &mut self.source {
            Source::Mapped(ring) => {
                let (begin, end) = (ring.position, ring.end());
                Batch(BatchOf::Mapped { begin, end, taken: Cell::new(begin), ring })
            }
            Source::Copied(reader) => {
                if reader.is_empty() {
                    reader.refill()?;
                }
                Batch(BatchOf::Copied { taken: Cell::new(0), reader })
            }
        })
    }

    /// Waits up to `timeout` for records. Returns whether there are any.
    pub fn wait(&mut self, timeout: Duration) -> Result<bool> {
        if matches!(&self.source, Source::Copied(reader) if !reader.is_empty()) {
            return Ok(true);
        }
        wait_for(self.map.fd, timeout)
    }

    /// Whether the ring is mapped into the guest's memory.
    pub fn is_mapped(&self) -> bool {
        matches!(self.source, Source::Mapped(_))
    }

    /// Lets the guest be woken when this many bytes of records are there, or this long after the
    /// first record. So there are fewer wake-ups, with more records each.
    pub fn wake_after(&mut self, bytes: u64, delay: Duration) -> Result<()> {
        let delay = u64::try_from(delay.as_micros()).unwrap_or(u64::MAX);
        set_buffer(&self.map, v2::WAKE_BYTES, bytes)?;
        set_buffer(&self.map, v2::WAKE_DELAY, delay)
    }

    fn pass_after<A, F>(&mut self, timeout: Duration, each: F) -> Result<Pass>
    where
        A: Answer,
        F: FnMut(&[u8]) -> A,
    {
        let waited = self.wait(timeout);
        if !matches!(&waited, Ok(true)) && !matches!(&waited, Err(err) if err.is_interrupt()) {
            return waited.map(|_| Pass::default());
        }
        let pass = self.pass(each)?.checked(&self.map)?;
        waited.map(|_| pass)
    }

    /// One pass, which is bounded by what is there now.
    pub(super) fn pass<A, F>(&mut self, each: F) -> Result<Pass>
    where
        A: Answer,
        F: FnMut(&[u8]) -> A,
    {
        match &mut self.source {
            Source::Mapped(ring) => Ok(ring.pass(each)),
            Source::Copied(reader) => reader.pass(each),
        }
    }
}

impl Pass {
    /// Whole records, or EMSGSIZE.
    pub fn checked(self, map: &RawMap) -> Result<Pass> {
        if self.cut == 0 {
            return Ok(self);
        }
        let what = if self.cut == 1 { "a record" } else { "records" };
        let what = format!("{what} of buffer '{}' that a batch has no room for", map.name);
        Err(Error::new(errno::EMSGSIZE, what))
    }
}

pub(super) fn set_buffer(map: &RawMap, what: i32, value: u64) -> Result<()> {
    // SAFETY: the host only answers; so below.
    let answer = unsafe { v2::buffer_set(map.fd, what, value) };
    super::host::told(answer, || map.what()).map(drop)
}

/// Has the host wait for it from now on.
pub(super) fn open_buffer(map: &RawMap, info: &v2::MapInfo) -> Result<()> {
    if !info.def().is_buffer() {
        let what = format!("map '{}' is no ring or perf buffer", map.name);
        return Err(Error::new(errno::EINVAL, what));
    }
    super::host::told(unsafe { v2::buffer_open(map.fd) }, || map.what()).map(drop)
}

/// A ring in the guest's memory.
struct MappedRing {
    mapping: Mapping,
    data: RingData,
    position: u64,
}

/// Where the data of a ring begins, and its bytes, a power of two.
#[derive(Clone, Copy)]
struct RingData {
    start: *const u8,
    size: u64,
}

const BUSY: u32 = 1 << 31;
const DISCARDED: u32 = 1 << 30;
const HEADER: usize = 8;
const RING_MARK: usize = 128;

impl RingData {
    /// The record at a position before the end of what is there, `None` where it is to be
    /// skipped, and the position behind it; `None` where the kernel is still writing.
    ///
    /// # Safety
    ///
    /// A record begins there, and as long as 'a the ring stays mapped and the consumer's position
    /// not behind it.
    #[inline(always)]
    unsafe fn at<'a>(self, position: u64) -> Option<(Option<&'a [u8]>, u64)> {
        let at = self.start.add((position & (self.size - 1)) as usize);
        let header = AtomicU32::from_ptr(at.cast_mut().cast()).load(Ordering::Acquire);
        let len = header & !DISCARDED;
        if header & BUSY != 0 || u64::from(len) > self.size {
            return None;
        }
        let next = position + ((u64::from(len) + HEADER as u64 + 7) & !7);
        // The data is there twice, so that no record leaves it.
        let record = slice::from_raw_parts(at.add(HEADER), len as usize);
        Some(((header & DISCARDED == 0).then_some(record), next))
    }
}

impl MappedRing {
    fn new(map: Rc<RawMap>, size: u32) -> Result<MappedRing> {
        let mapping = Mapping::new(map)?;
        let start = mapping.start().wrapping_add(2 * page_size()).cast_const();
        let data = RingData { start, size: size.into() };
        let mut ring = MappedRing { mapping, data, position: 0 };
        ring.position = ring.consumer().load(Ordering::Relaxed);
        Ok(ring)
    }

    /// Our position, in the first page, which the kernel reads.
    fn consumer(&self) -> &AtomicU64 {
        // SAFETY: it begins a page, and the mapping outlives the reference.
        unsafe { AtomicU64::from_ptr(self.mapping.start().cast()) }
    }

    /// Behind our position, in its page: how far records were taken, and how many of them, at most,
    /// we have not done with. It is for who reads the ring after us, should we end without a word.
    fn mark(&self) -> &[AtomicU64; 2] {
        // SAFETY: as above.
        unsafe { &*self.mapping.start().add(RING_MARK).cast() }
    }

    fn note(&self, taken: u64) {
        self.mark()[0].store(taken, Ordering::Relaxed);
    }

    fn hold(&self, count: u64) {
        self.mark()[1].store(count, Ordering::Relaxed);
    }

    /// The kernel's position, in the second page: the end of what is there. A pass begins.
    fn end(&self) -> u64 {
        self.hold(1);
        // SAFETY: as above. It is only read.
        let producer = unsafe { AtomicU64::from_ptr(self.mapping.start().add(page_size()).cast()) };
        producer.load(Ordering::Acquire)
    }

    /// Gives what lies before a position back to the kernel.
    fn release(&mut self, position: u64) {
        self.position = position;
        self.consumer().store(position, Ordering::Release);
        self.hold(0);
    }

    fn pass<A, F>(&mut self, mut each: F) -> Pass
    where
        A: Answer,
        F: FnMut(&[u8]) -> A,
    {
        let (data, end, mut position) = (self.data, self.end(), self.position);
        let mut pass = Pass::default();
        // A store for each record would cost more than the rest; none before the end of a large
        // ring would keep the kernel without room.
        let step = data.size / 8;
        let mut release_at = position + step;
        while position < end {
            // SAFETY: records follow each other up to the end, and the slice is not kept.
            let Some((record, next)) = (unsafe { data.at(position) }) else { break };
            position = next;
            self.note(position);
            if let Some(record) = record {
                pass.count += 1;
                pass.stopped = each(record).stops();
                if pass.stopped {
                    break;
                }
            }
            if position >= release_at {
                self.release(position);
                self.hold(1);
                release_at = position + step;
            }
        }
        self.release(position);
        pass
    }
}

/// A batch of records; see [`RingBuffer::batch`].
pub struct Batch<'ring>(BatchOf<'ring>);

enum BatchOf<'ring> {
    Mapped { ring: &'ring mut MappedRing, begin: u64, end: u64, taken: Cell<u64> },
    Copied { reader: &'ring mut BatchReader, taken: Cell<usize> },
}

impl Batch<'_> {
    /// Iterates over the records. Records that no iterator has reached stay in the buffer.
    pub fn iter(&self) -> Records<'_> {
        let position = match &self.0 {
            BatchOf::Mapped { begin, .. } => *begin,
            BatchOf::Copied { .. } => 0,
        };
        Records { batch: self, position }
    }
}

impl<'batch> IntoIterator for &'batch Batch<'_> {
    type Item = &'batch [u8];
    type IntoIter = Records<'batch>;

    fn into_iter(self) -> Records<'batch> {
        self.iter()
    }
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        match &mut self.0 {
            BatchOf::Mapped { ring, taken, .. } => ring.release(taken.get()),
            BatchOf::Copied { reader, taken } => reader.skip(taken.get()),
        }
    }
}

/// See [`Batch::iter`].
pub struct Records<'batch> {
    batch: &'batch Batch<'batch>,
    position: u64,
}

impl<'batch> Iterator for Records<'batch> {
    type Item = &'batch [u8];

    fn next(&mut self) -> Option<&'batch [u8]> {
        match &self.batch.0 {
            BatchOf::Mapped { ring, end, taken, .. } => {
                while self.position < *end {
                    // SAFETY: records follow each other up to the end, and stay as long as the
                    // batch.
                    let (record, next) = unsafe { ring.data.at(self.position) }?;
                    self.position = next;
                    taken.set(taken.get().max(next));
                    ring.note(taken.get());
                    if record.is_some() {
                        return record;
                    }
                }
                None
            }
            BatchOf::Copied { reader, taken } => {
                let (frame, next) = reader.at(self.position as usize)?;
                self.position = next as u64;
                taken.set(taken.get().max(next));
                Some(frame.data)
            }
        }
    }
}
