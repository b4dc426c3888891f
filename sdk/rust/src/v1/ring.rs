// SPDX-License-Identifier: MIT
//! Ring and perf buffers: records from the kernel to a closure.

use crate::error::{check, errno};
use crate::map::RawMap;
use crate::record::milliseconds;
use crate::{binding, Answer, Error, Object, Result};
use alloc::boxed::Box;
use alloc::format;
use alloc::rc::Rc;
use core::slice;
use core::time::Duration;

/// The default maximum of a record's size. Records of perf buffers are never longer.
const RECORD_SIZE: usize = 64 * 1024;
/// The host takes a buffer's size as an i32.
const SIZE_MAX: usize = i32::MAX as usize - 1;

/// A ring buffer or perf buffer of an object.
///
/// ```no_run
/// # use wasm_bpf_binding::{Object, Result, RingBuffer};
/// # fn watch(object: &Object) -> Result<()> {
/// let mut ring = RingBuffer::new(object, "rb")?;
/// ring.for_each(|record| println!("{record:?}"))
/// # }
/// ```
pub struct RingBuffer {
    map: Rc<RawMap>,
    record: Box<[u8]>,
    /// Whether the closure ended the last poll.
    stopped: bool,
}

impl RingBuffer {
    /// Opens the buffer of the map with this name, for records of up to 64 KiB. Fails with ENOENT
    /// if there is no such map, and with EINVAL if it is not a buffer.
    pub fn new(object: &Object, name: &str) -> Result<RingBuffer> {
        RingBuffer::with_record_size(object, name, RECORD_SIZE)
    }

    /// Like `new`, for records of up to `size` bytes.
    pub fn with_record_size(object: &Object, name: &str, size: usize) -> Result<RingBuffer> {
        if !object.map_def(name)?.is_buffer() {
            let what = format!("map '{name}' is no ring or perf buffer");
            return Err(Error::new(errno::EINVAL, what));
        }
        Ok(RingBuffer {
            map: object.raw_map(name)?,
            // One byte more tells a record that just fits from one that was cut.
            record: alloc::vec![0; size.min(SIZE_MAX) + 1].into_boxed_slice(),
            stopped: false,
        })
    }

    /// Waits up to `timeout` for records and passes each, in order, to `each`, which may return
    /// `ControlFlow::Break(())` to leave the rest for the next poll. Returns the number of
    /// records; 0 means a time-out.
    ///
    /// Fails with EINTR after an interrupt, and with EMSGSIZE if a record was too long, after the
    /// other records were delivered.
    pub fn poll<A, F>(&mut self, timeout: Duration, each: F) -> Result<usize>
    where
        A: Answer,
        F: FnMut(&[u8]) -> A,
    {
        let mut delivery =
            Delivery { each, limit: self.record.len() - 1, count: 0, cut: 0, stopped: false };
        let answer = binding::wasm_bpf_buffer_poll(
            self.map.owner.handle(),
            self.map.fd,
            deliver::<A, F> as *const () as usize as i32,
            &mut delivery as *mut Delivery<F> as usize as u32,
            self.record.as_mut_ptr() as usize as u32,
            self.record.len() as i32,
            milliseconds(timeout),
        );
        if delivery.cut > 0 {
            let what = format!(
                "{} of buffer '{}' with more than {} bytes",
                if delivery.cut == 1 { "a record" } else { "records" },
                self.map.name,
                delivery.limit,
            );
            return Err(Error::new(errno::EMSGSIZE, what));
        }
        if !delivery.stopped {
            check(answer, || format!("buffer '{}'", self.map.name))?;
        }
        self.stopped = delivery.stopped;
        Ok(delivery.count)
    }

    /// Polls until `each` returns `ControlFlow::Break(())`, or until an interrupt.
    pub fn for_each<A, F>(&mut self, mut each: F) -> Result<()>
    where
        A: Answer,
        F: FnMut(&[u8]) -> A,
    {
        loop {
            match self.poll(Duration::from_secs(1), &mut each) {
                Err(err) if err.is_interrupt() => return Ok(()),
                Ok(_) if self.stopped => return Ok(()),
                polled => polled?,
            };
        }
    }
}

/// One poll, as the host hands it through to `deliver`.
struct Delivery<F> {
    each: F,
    limit: usize,
    count: usize,
    cut: usize,
    stopped: bool,
}

/// What the host calls for each record. A panic ends the guest here: none unwinds on WASI.
extern "C" fn deliver<A, F>(ctx: u32, data: u32, size: u32) -> i32
where
    A: Answer,
    F: FnMut(&[u8]) -> A,
{
    // SAFETY: `ctx` is what `poll` has passed, and nobody else uses it during the call.
    let delivery = unsafe { &mut *(ctx as usize as *mut Delivery<F>) };
    if size as usize > delivery.limit {
        delivery.cut += 1;
        return 0;
    }
    delivery.count += 1;
    // SAFETY: the host has written `size` bytes to `data`, and writes no more until we return.
    let record = unsafe { slice::from_raw_parts(data as usize as *const u8, size as usize) };
    delivery.stopped = (delivery.each)(record).stops();
    -i32::from(delivery.stopped)
}
