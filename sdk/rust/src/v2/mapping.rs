// SPDX-License-Identifier: MIT
//! Maps in the guest's memory.

use super::host::{page_size, told};
use crate::binding::v2;
use crate::error::errno;
use crate::map::RawMap;
use crate::{Error, Result};
use alloc::alloc::{alloc, dealloc};
use alloc::rc::Rc;
use core::alloc::Layout;
use core::ptr::NonNull;

/// The pages of a map over memory of the guest's, until this is dropped.
pub(crate) struct Mapping {
    pub map: Rc<RawMap>,
    at: NonNull<u8>,
    layout: Layout,
}

impl Mapping {
    pub fn new(map: Rc<RawMap>) -> Result<Mapping> {
        let failed = |number| Error::new(number, map.what());
        let size = usize::try_from(map.info()?.mmap_size).map_err(|_| failed(errno::ENOMEM))?;
        let layout = Layout::from_size_align(size, page_size());
        let layout = layout.map_err(|_| failed(errno::ENOMEM))?;
        if size == 0 {
            return Err(failed(errno::EINVAL));
        }
        // SAFETY: the layout has a size.
        let at = NonNull::new(unsafe { alloc(layout) }).ok_or_else(|| failed(errno::ENOMEM))?;
        // SAFETY: so many bytes are there, and nobody else's.
        let answer = unsafe { v2::map_mmap(map.fd, at.as_ptr(), layout.size() as u32) };
        if let Err(err) = told(answer, || map.what()) {
            // SAFETY: it was allocated so, and nothing is mapped there.
            unsafe { dealloc(at.as_ptr(), layout) };
            return Err(err);
        }
        Ok(Mapping { map, at, layout })
    }

    pub fn start(&self) -> *mut u8 {
        self.at.as_ptr()
    }

    pub fn size(&self) -> usize {
        self.layout.size()
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: memory that is mapped no more is as any other. Else it stays what it is.
        unsafe {
            if v2::map_munmap(self.map.fd) >= 0 {
                dealloc(self.at.as_ptr(), self.layout);
            }
        }
    }
}
