// SPDX-License-Identifier: MIT
//! Records that the host copies, as many as fit, each in a frame.

use super::host::told;
use super::ring::Pass;
use crate::binding::v2;
use crate::map::RawMap;
use crate::{Answer, MapType, Result};
use alloc::boxed::Box;
use alloc::rc::Rc;
use core::ops::Range;

/// A perf buffer's records come in batches where there is room for more than the largest.
const PERF_ROOM: usize = 2 * 65_552;
/// The most that is taken for the records of a ring.
const ROOM_MAX: usize = 1 << 20;
/// The most bytes of a pass, whatever comes meanwhile.
const PASS_MAX: usize = 8 << 20;

/// How much room for records a buffer needs.
pub(super) fn room_for(info: &v2::MapInfo) -> usize {
    match MapType(info.kind) {
        MapType::RINGBUF => (info.max_entries as usize + 16).min(ROOM_MAX),
        _ => PERF_ROOM,
    }
}

pub(super) struct BatchReader {
    map: Rc<RawMap>,
    room: Box<[u8]>,
    /// The frames that are there still.
    there: Range<usize>,
    /// Whether a frame's head tells of the CPU and its losses, too.
    long_head: bool,
}

/// A record, as the host hands it over.
pub(super) struct Frame<'a> {
    pub data: &'a [u8],
    /// The bytes that it had, more where it was cut.
    pub whole: u32,
    pub cpu: u32,
    pub lost: u32,
}

impl BatchReader {
    pub fn new(map: Rc<RawMap>, room: usize, long_head: bool) -> BatchReader {
        BatchReader { map, room: alloc::vec![0; room].into_boxed_slice(), there: 0..0, long_head }
    }

    pub fn is_empty(&self) -> bool {
        self.there.is_empty()
    }

    /// Reads more, once what was there is taken: whether there was something.
    pub fn refill(&mut self) -> Result<bool> {
        // SAFETY: the host stores no more than the room has.
        let size =
            unsafe { v2::buffer_read(self.map.fd, self.room.as_mut_ptr(), self.room.len() as u32) };
        self.there = 0..told(size, || self.map.what())? as usize;
        Ok(!self.is_empty())
    }

    /// The frame that many bytes after the first one, and how many after it the next one is.
    pub fn at(&self, offset: usize) -> Option<(Frame<'_>, usize)> {
        let head = if self.long_head { 16 } else { 8 };
        let bytes = self.room.get(self.there.start + offset..self.there.end)?;
        let word = |at: usize| {
            let bytes = bytes.get(at..at + 4)?.try_into().ok()?;
            Some(u32::from_le_bytes(bytes))
        };
        let size = word(0)? as usize;
        let data = bytes.get(head..)?.get(..size)?;
        let (cpu, lost) = if self.long_head { (word(8)?, word(12)?) } else { (0, 0) };
        let frame = Frame { data, whole: word(4)?, cpu, lost };
        Some((frame, offset + (head + size).next_multiple_of(8)))
    }

    /// Is done with so many bytes of frames.
    pub fn skip(&mut self, bytes: usize) {
        self.there.start = (self.there.start + bytes).min(self.there.end);
    }

    /// Hands each frame over, of what is there and what comes until it has been read.
    pub fn frames(&mut self, mut each: impl FnMut(Frame<'_>) -> bool) -> Result<bool> {
        let mut bytes = 0;
        loop {
            while let Some((frame, next)) = self.at(0) {
                let stops = each(frame);
                self.skip(next);
                if stops {
                    return Ok(true);
                }
            }
            if bytes >= PASS_MAX || !self.refill()? {
                return Ok(false);
            }
            bytes += self.there.len();
        }
    }

    pub fn pass<A, F>(&mut self, mut each: F) -> Result<Pass>
    where
        A: Answer,
        F: FnMut(&[u8]) -> A,
    {
        let mut pass = Pass::default();
        pass.stopped = self.frames(|frame| {
            if frame.whole as usize > frame.data.len() {
                pass.cut += 1;
                return false;
            }
            pass.count += 1;
            each(frame.data).stops()
        })?;
        Ok(pass)
    }
}
