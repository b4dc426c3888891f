// SPDX-License-Identifier: MIT
//! What v1 and v2 share about records: a closure's answer, and time-outs.

use core::ops::ControlFlow;
use core::time::Duration;

/// A closure's answer to a record: `()` to go on, or a [`ControlFlow`].
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

/// A time-out for the host: never shorter than `timeout`, and at most 24 days.
pub(crate) fn milliseconds(timeout: Duration) -> i32 {
    let whole = timeout.as_secs().saturating_mul(1000);
    let rest = timeout.subsec_nanos().div_ceil(1_000_000);
    whole.saturating_add(rest.into()).try_into().unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_no_moment_less() {
        let of = |nanoseconds| milliseconds(Duration::from_nanos(nanoseconds));
        assert_eq!([of(0), of(1), of(1_000_000), of(1_000_001)], [0, 1, 1, 2]);
        assert_eq!([of(3_000_000_000), milliseconds(Duration::MAX)], [3000, i32::MAX]);
    }
}
