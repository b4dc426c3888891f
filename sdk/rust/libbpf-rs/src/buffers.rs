// SPDX-License-Identifier: MIT
use crate::{Error, MapCore, Result};
use std::cell::{Cell, RefCell};
use std::ops::ControlFlow;
use std::rc::Rc;
use std::time::Duration;
use wasm_bpf_binding::{self as own, Buffers, PerfEvent};

/// Ring buffers, each with a closure that returns 0 or a negative number to stop.
#[derive(Default)]
pub struct RingBufferBuilder<'a> {
    buffers: Buffers<'a>,
    stopped: Rc<Cell<i32>>,
}

impl<'a> RingBufferBuilder<'a> {
    /// Without any buffer yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a ring buffer.
    pub fn add<F>(&mut self, map: &dyn MapCore, mut each: F) -> Result<&mut Self>
    where
        F: FnMut(&[u8]) -> i32 + 'a,
    {
        let stopped = self.stopped.clone();
        self.buffers.ring(own::RingBuffer::of(map.any())?, move |record: &[u8]| {
            let answer = each(record);
            if answer >= 0 {
                return ControlFlow::Continue(());
            }
            stopped.set(answer);
            ControlFlow::Break(())
        });
        Ok(self)
    }

    /// All of them.
    pub fn build(self) -> Result<RingBuffer<'a>> {
        Ok(RingBuffer { buffers: RefCell::new(self.buffers), stopped: self.stopped })
    }
}

/// Ring buffers that wait together.
pub struct RingBuffer<'a> {
    buffers: RefCell<Buffers<'a>>,
    stopped: Rc<Cell<i32>>,
}

impl RingBuffer<'_> {
    /// Waits for records, and passes them to the closures. An interrupt is an error.
    pub fn poll(&self, timeout: Duration) -> Result<()> {
        match self.poll_raw(timeout) {
            number if number < 0 => Err(own::Error::new(number, "polling a ring buffer").into()),
            _ => Ok(()),
        }
    }

    /// The same: the number of records, or a negative errno, or what a closure stopped with.
    pub fn poll_raw(&self, timeout: Duration) -> i32 {
        self.stopped.set(0);
        match self.buffers.borrow_mut().poll(timeout) {
            Err(err) => -err.errno(),
            Ok(_) if self.stopped.get() < 0 => self.stopped.get(),
            Ok(count) => i32::try_from(count).unwrap_or(i32::MAX),
        }
    }

    /// Passes on the records that are there.
    pub fn consume(&self) -> Result<()> {
        self.poll(Duration::ZERO)
    }
}

type Sample<'a> = Box<dyn FnMut(i32, &[u8]) + 'a>;
type Lost<'a> = Box<dyn FnMut(i32, u64) + 'a>;

/// A perf buffer, with a closure for records and one for losses.
pub struct PerfBufferBuilder<'a, 'map> {
    map: &'map dyn MapCore,
    sample: Option<Sample<'a>>,
    lost: Option<Lost<'a>>,
}

impl<'a, 'map> PerfBufferBuilder<'a, 'map> {
    /// Of a map.
    pub fn new(map: &'map dyn MapCore) -> Self {
        PerfBufferBuilder { map, sample: None, lost: None }
    }

    /// Gets the CPU and the bytes of a record.
    pub fn sample_cb(mut self, each: impl FnMut(i32, &[u8]) + 'a) -> Self {
        self.sample = Some(Box::new(each));
        self
    }

    /// Gets a CPU and how many of its records were lost.
    pub fn lost_cb(mut self, each: impl FnMut(i32, u64) + 'a) -> Self {
        self.lost = Some(Box::new(each));
        self
    }

    /// Opens it.
    pub fn build(self) -> Result<PerfBuffer<'a>> {
        let (mut sample, mut lost) = (self.sample, self.lost);
        let mut buffers = Buffers::new();
        buffers.perf(own::PerfBuffer::of(self.map.any())?, move |event: PerfEvent<'_>| {
            match (event, &mut sample, &mut lost) {
                (PerfEvent::Record { cpu, data }, Some(each), _) => each(cpu as i32, data),
                (PerfEvent::Lost { cpu, count }, _, Some(each)) => each(cpu as i32, count.into()),
                _ => (),
            }
        });
        Ok(PerfBuffer(RefCell::new(buffers)))
    }
}

/// An open perf buffer.
pub struct PerfBuffer<'a>(RefCell<Buffers<'a>>);

impl PerfBuffer<'_> {
    /// Waits for records, and passes them to the closures. An interrupt is an error.
    pub fn poll(&self, timeout: Duration) -> Result<()> {
        self.0.borrow_mut().poll(timeout).map(drop).map_err(Error::from)
    }

    /// Passes on the records that are there.
    pub fn consume(&self) -> Result<()> {
        self.poll(Duration::ZERO)
    }
}
