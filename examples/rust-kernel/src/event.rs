// SPDX-License-Identifier: MIT
//! What the kernel side sends: the same Rust on both sides.

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Event {
    pub pid: u32,
    pub user: u32,
    pub comm: [u8; 16],
    pub filename: [u8; 128],
}
