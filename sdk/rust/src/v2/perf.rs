// SPDX-License-Identifier: MIT
//! Perf buffers: records of each CPU, and the number of lost records.

use super::batches::{room_for, BatchReader};
use super::buffers::wait_for;
use super::ring::{open_buffer, set_buffer};
use crate::binding::v2;
use crate::error::errno;
use crate::map::RawMap;
use crate::{Answer, AnyMap, Error, MapType, Object, Result};
use alloc::format;
use alloc::rc::Rc;
use core::time::Duration;

/// A perf buffer of an object. If you need neither CPUs nor losses,
/// [`RingBuffer`](crate::RingBuffer) can read it, too.
pub struct PerfBuffer {
    pub(super) map: Rc<RawMap>,
    reader: BatchReader,
}

/// An event of a perf buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PerfEvent<'a> {
    /// A record, with the kernel's padding: its size is 4 more than a multiple of 8.
    Record {
        /// The CPU of the sender.
        cpu: u32,
        /// Its bytes.
        data: &'a [u8],
    },
    /// Records that were lost, because the buffer was full.
    Lost {
        /// The CPU of the sender.
        cpu: u32,
        /// Their number.
        count: u32,
    },
}

impl PerfBuffer {
    /// Opens the perf buffer of the map with this name, with 64 pages for each CPU.
    pub fn new(object: &Object, name: &str) -> Result<PerfBuffer> {
        PerfBuffer::open(object.raw_map(name)?, None)
    }

    /// Like `new`, with this number of pages for each CPU, a power of two.
    pub fn with_pages(object: &Object, name: &str, pages: u32) -> Result<PerfBuffer> {
        PerfBuffer::open(object.raw_map(name)?, Some(pages))
    }

    /// Opens the perf buffer of a map.
    pub fn of(map: &AnyMap) -> Result<PerfBuffer> {
        PerfBuffer::open(map.0.clone(), None)
    }

    fn open(map: Rc<RawMap>, pages: Option<u32>) -> Result<PerfBuffer> {
        let info = map.info()?;
        if info.kind != MapType::PERF_EVENT_ARRAY.0 {
            let what = format!("map '{}' is no perf buffer", map.name);
            return Err(Error::new(errno::EINVAL, what));
        }
        if let Some(pages) = pages {
            set_buffer(&map, v2::PERF_PAGES, pages.into())?;
        }
        set_buffer(&map, v2::PERF_FRAMES, 1)?;
        open_buffer(&map, &info)?;
        let reader = BatchReader::new(map.clone(), room_for(&info), true);
        Ok(PerfBuffer { map, reader })
    }

    /// Waits up to `timeout` for records and passes each to `each`, in order for each CPU, with
    /// losses at the place where they happened. Returns the number of records; 0 means a
    /// time-out. Otherwise it works like [`RingBuffer::poll`](crate::RingBuffer::poll).
    pub fn poll<A, F>(&mut self, timeout: Duration, each: F) -> Result<usize>
    where
        A: Answer,
        F: FnMut(PerfEvent<'_>) -> A,
    {
        if self.reader.is_empty() {
            match wait_for(self.map.fd, timeout) {
                Ok(false) => return Ok(0),
                Err(err) if err.is_interrupt() => return self.pass(each).and(Err(err)),
                waited => waited?,
            };
        }
        self.pass(each).map(|(count, _)| count)
    }

    /// Hands over what is there: how many records, and whether the closure has ended it.
    pub(super) fn pass<A, F>(&mut self, mut each: F) -> Result<(usize, bool)>
    where
        A: Answer,
        F: FnMut(PerfEvent<'_>) -> A,
    {
        let mut count = 0;
        let stopped = self.reader.frames(|frame| {
            let cpu = frame.cpu;
            let stops = frame.lost > 0 && each(PerfEvent::Lost { cpu, count: frame.lost }).stops();
            if frame.whole == 0 {
                return stops;
            }
            count += 1;
            each(PerfEvent::Record { cpu, data: frame.data }).stops() || stops
        })?;
        Ok((count, stopped))
    }
}
