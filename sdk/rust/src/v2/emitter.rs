// SPDX-License-Identifier: MIT
//! Records that the host shows, as its user wants them.

use super::host::told;
use super::object::Object;
use crate::binding::v2;
use crate::plain::{c_string, Plain};
use crate::Result;
use core::marker::PhantomData;
use core::mem::size_of_val;
use core::ptr::null;
use core::sync::atomic::{AtomicI32, Ordering};

/// A stream of records that the host shows, in place of `println!`: the user of the guest then
/// has `-o json`, `--filter`, `--columns`, `--by` and `--hist`.
///
/// ```ignore
/// let events = Emitter::<Event>::open(&object, "event")?;
/// events.emit(&event)?;
/// ```
pub struct Emitter<T: Plain> {
    handle: i32,
    records: PhantomData<T>,
}

impl<T: Plain> Emitter<T> {
    /// Opens a stream of the struct with that name in the object's BTF, which must be the type
    /// that btf2h made `T` of. `Error::EOPNOTSUPP` if the host shows no records.
    pub fn open(object: &Object, type_name: &str) -> Result<Self> {
        Self::of(object.open.handle, &[], type_name)
    }

    /// The same with the BTF of an ELF file, or BTF alone.
    pub fn with_btf(btf: &[u8], type_name: &str) -> Result<Self> {
        Self::of(0, btf, type_name)
    }

    fn of(object: i32, btf: &[u8], type_name: &str) -> Result<Self> {
        Ok(Emitter { handle: open(object, btf, type_name)?, records: PhantomData })
    }

    /// Shows a record.
    pub fn emit(&self, record: &T) -> Result<()> {
        self.emit_all(core::slice::from_ref(record))
    }

    /// Shows records.
    pub fn emit_all(&self, records: &[T]) -> Result<()> {
        send(self.handle, records)
    }
}

/// The stream of a type that a skeleton has, which the first record opens.
pub struct Stream {
    handle: AtomicI32, // 0: it is not open
    btf: &'static [u8],
    type_name: &'static str,
}

impl Stream {
    /// A stream of the struct with that name in the BTF of an ELF file.
    pub const fn new(btf: &'static [u8], type_name: &'static str) -> Stream {
        Stream { handle: AtomicI32::new(0), btf, type_name }
    }

    fn handle(&self) -> Result<i32> {
        if self.handle.load(Ordering::Relaxed) == 0 {
            self.handle.store(open(0, self.btf, self.type_name)?, Ordering::Relaxed);
        }
        Ok(self.handle.load(Ordering::Relaxed))
    }
}

/// Structs of a skeleton, which the host shows in place of `println!`: the user of the guest then
/// has `-o json`, `--filter`, `--columns`, `--by` and `--hist`.
///
/// ```ignore
/// use wasm_bpf_binding::Emit;
/// event.emit()?;
/// ```
pub trait Emit: Plain + 'static {
    /// The type's stream.
    fn stream() -> &'static Stream;

    /// Shows the record. `Error::EOPNOTSUPP` if the host shows no records.
    fn emit(&self) -> Result<()> {
        Self::emit_all(core::slice::from_ref(self))
    }

    /// Shows records. If there are none, the heading of a table is shown.
    fn emit_all(records: &[Self]) -> Result<()> {
        send(Self::stream().handle()?, records)
    }
}

fn open(object: i32, btf: &[u8], type_name: &str) -> Result<i32> {
    let name = c_string(type_name)?;
    let bytes = if btf.is_empty() { null() } else { btf.as_ptr() };
    // SAFETY: the name ends in NUL, and the host reads no more bytes than the slice has.
    let answer =
        unsafe { v2::stream_open(object, bytes, btf.len() as u32, name.as_ptr(), name.as_ptr()) };
    told(answer, || alloc::format!("a stream of '{type_name}'"))
}

fn send<T: Plain>(handle: i32, records: &[T]) -> Result<()> {
    // SAFETY: the host reads no more bytes than the slice has.
    let answer =
        unsafe { v2::stream_emit(handle, records.as_ptr().cast(), size_of_val(records) as u32) };
    told(answer, || "a record".into()).map(drop)
}
