// SPDX-License-Identifier: MIT
//! Global variables of a loaded object in the guest's memory. Reading and setting them does not
//! call the host.
//!
//! BPF programs on other CPUs can write them at any time. So every access is a volatile copy, and
//! there are no references to them. An aligned integer is read and written in one piece.

use super::mapping::Mapping;
use crate::binding::v2;
use crate::error::errno;
use crate::{Error, Plain, Result};
use alloc::format;
use alloc::rc::Rc;
use core::marker::PhantomData;
use core::mem::size_of;

/// A section of global variables, or the values of an array, in the guest's memory.
#[derive(Clone)]
pub struct Section {
    mapping: Rc<Mapping>,
    size: usize,
    writable: bool,
}

/// A global variable in the guest's memory. It keeps its object open.
pub struct Global<T> {
    section: Section,
    offset: usize,
    value: PhantomData<fn() -> T>,
}

/// Of any address.
#[repr(C, packed)]
#[derive(Clone, Copy)]
struct Unaligned<T>(T);

impl Section {
    pub(crate) fn new(mapping: Rc<Mapping>, info: &v2::MapInfo) -> Section {
        let value = (info.value_size as usize).next_multiple_of(8);
        let size = if info.max_entries > 1 {
            value.saturating_mul(info.max_entries as usize)
        } else {
            info.value_size as usize
        };
        Section { size: size.min(mapping.size()), writable: info.is_writable(), mapping }
    }

    /// Its bytes.
    pub fn size(&self) -> usize {
        self.size
    }

    /// The current value at an offset: EINVAL if it does not fit into the section.
    pub fn read<T: Plain>(&self, offset: usize) -> Result<T> {
        let at = self.place::<T>(offset)?;
        // SAFETY: the bytes are there, and any of them make a value.
        Ok(unsafe { at.read_volatile() }.0)
    }

    /// Where it is in the guest's memory, and whether it can be written. It stays there as long as
    /// the section.
    pub fn place_in_memory(&self) -> (*mut u8, bool) {
        (self.mapping.start().cast(), self.writable)
    }

    /// The variable at an offset: EINVAL as above, EACCES if the section is constant.
    pub fn global<T: Plain>(&self, offset: usize) -> Result<Global<T>> {
        self.place::<T>(offset)?;
        if !self.writable {
            let what = format!("{} is constant", self.mapping.map.what());
            return Err(Error::new(errno::EACCES, what));
        }
        Ok(Global { section: self.clone(), offset, value: PhantomData })
    }

    fn place<T>(&self, offset: usize) -> Result<*mut Unaligned<T>> {
        let end = offset.checked_add(size_of::<T>());
        if !end.is_some_and(|end| end <= self.size) {
            let what = format!("{} at offset {offset}", self.mapping.map.what());
            return Err(Error::new(errno::EINVAL, what));
        }
        Ok(self.mapping.start().wrapping_add(offset).cast())
    }
}

impl<T: Plain> Global<T> {
    /// Its current value.
    pub fn get(&self) -> T {
        // SAFETY: `Section::global` has checked the place, and any bytes make a value.
        unsafe { self.address().read_volatile() }.0
    }

    /// Sets it.
    pub fn set(&self, value: T) {
        // SAFETY: as above, and the section can be written.
        unsafe { self.address().write_volatile(Unaligned(value)) }
    }

    fn address(&self) -> *mut Unaligned<T> {
        self.section.mapping.start().wrapping_add(self.offset).cast()
    }
}

impl<T: Plain, const N: usize> Global<[T; N]> {
    /// An element of an array; `None` past its end.
    pub fn element(&self, index: usize) -> Option<Global<T>> {
        let offset = self.offset + index.checked_mul(size_of::<T>())?;
        (index < N).then(|| Global { section: self.section.clone(), offset, value: PhantomData })
    }
}
