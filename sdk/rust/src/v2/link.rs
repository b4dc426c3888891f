// SPDX-License-Identifier: MIT
//! Links: attached programs.

use super::host::told;
use super::object::Open;
use crate::binding::v2;
use crate::plain::c_string;
use crate::{Program, Result};
use alloc::rc::Rc;
use core::mem::size_of;

/// An attached program. Dropping the link detaches it.
#[must_use = "dropping it detaches the program; `keep` leaves it attached with its object"]
pub struct Link {
    pub(crate) handle: i32,
    pub(crate) object: Rc<Open>,
}

/// Information about a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkInfo {
    /// The kernel's `enum bpf_link_type`; 0 if the kernel has no such link.
    pub kind: u32,
    /// The kernel's IDs of the link and of its program; 0 as above.
    pub id: u32,
    /// See `id`.
    pub program_id: u32,
    /// Whether it is attached.
    pub attached: bool,
}

impl Link {
    /// What it is.
    pub fn info(&self) -> Result<LinkInfo> {
        let mut raw = v2::LinkInfo::default();
        // SAFETY: the host stores no more than the struct's size; below it only answers.
        let answer =
            unsafe { v2::link_info(self.handle, &mut raw, size_of::<v2::LinkInfo>() as u32) };
        told(answer, || "a link's info".into())?;
        Ok(LinkInfo {
            kind: raw.kind,
            id: raw.id,
            program_id: raw.program_id,
            attached: raw.state & v2::LINK_ATTACHED != 0,
        })
    }

    /// Detaches the program. Unlike dropping the link, it reports failures.
    pub fn detach(self) -> Result<()> {
        told(unsafe { v2::link_detach(self.handle) }, || "detaching".into()).map(drop)
    }

    /// Replaces the attached program with another one, without a gap.
    pub fn update(&self, program: &Program) -> Result<()> {
        told(unsafe { v2::link_update(self.handle, program.handle) }, || "a link".into()).map(drop)
    }

    /// Pins the link at a path in a BPF file system, so that it stays attached when the guest
    /// ends. The operator must allow the path.
    pub fn pin(&self, path: &str) -> Result<()> {
        let c_path = c_string(path)?;
        // SAFETY: the path ends in NUL.
        let answer = unsafe { v2::link_pin(self.handle, c_path.as_ptr()) };
        told(answer, || alloc::format!("a link at '{path}'")).map(drop)
    }

    /// Lets the program stay attached as long as its object is open.
    pub fn keep(mut self) {
        self.handle = 0;
    }

    /// Reads the output of an iterator (section `iter/...`), from the beginning.
    pub fn read(&self) -> Result<LinkReader> {
        let handle = told(unsafe { v2::iter_open(self.handle) }, || "an iterator".into())?;
        Ok(LinkReader { handle, _object: self.object.clone() })
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        if self.handle > 0 {
            unsafe { v2::link_close(self.handle) };
        }
    }
}

/// The output of an iterator; see [`Link::read`]. It also implements `std::io::Read`.
pub struct LinkReader {
    handle: i32,
    _object: Rc<Open>,
}

impl LinkReader {
    /// Reads the next bytes. Returns their number, 0 at the end.
    pub fn read(&mut self, to: &mut [u8]) -> Result<usize> {
        let size = u32::try_from(to.len()).unwrap_or(u32::MAX);
        // SAFETY: the host stores no more than the slice has.
        let answer = unsafe { v2::iter_read(self.handle, to.as_mut_ptr(), size) };
        told(answer, || "an iterator".into()).map(|size| size as usize)
    }
}

impl Drop for LinkReader {
    fn drop(&mut self) {
        unsafe { v2::iter_close(self.handle) };
    }
}

#[cfg(feature = "std")]
impl std::io::Read for LinkReader {
    fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
        LinkReader::read(self, to).map_err(Into::into)
    }
}
