// SPDX-License-Identifier: MIT
//! What a closure answers to a record.

use core::ops::ControlFlow;

/// What a closure answers to a record: nothing to go on, or a [`ControlFlow`].
pub trait Answer {
    /// Whether the poll ends with this record.
    fn stops(self) -> bool;
}

impl Answer for () {
    fn stops(self) -> bool {
        false
    }
}

impl Answer for ControlFlow<()> {
    fn stops(self) -> bool {
        self.is_break()
    }
}
