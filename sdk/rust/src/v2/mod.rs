// SPDX-License-Identifier: MIT
//! The API with v2 (module `wasm_bpf_v2`), where the host gives information about maps and
//! programs.

mod batches;
mod buffers;
mod create;
mod emitter;
pub mod host;
mod kinds;
mod link;
mod map;
mod mapping;
pub(crate) mod object;
mod open;
mod perf;
mod program;
mod ring;
mod variable;

pub use buffers::Buffers;
pub use create::MapBuilder;
pub use emitter::{Emit, Emitter, Stream};
pub use kinds::{MapType, ProgramType};
pub use link::{Link, LinkInfo, LinkReader};
pub use map::{Batches, MapInfo};
pub use object::{Object, ObjectBuilder};
pub use open::{OpenMap, OpenObject, OpenProgram};
pub use perf::{PerfBuffer, PerfEvent};
pub use program::{Program, ProgramInfo, TestResult, TestRun};
pub use ring::{Batch, Records, RingBuffer};
pub use variable::{Global, Section};

pub(crate) mod cpus {
    use crate::Result;
    use core::sync::atomic::{AtomicUsize, Ordering};

    /// The number of possible CPUs, which is asked for once.
    pub fn count() -> usize {
        static CPUS: AtomicUsize = AtomicUsize::new(0);
        if CPUS.load(Ordering::Relaxed) == 0 {
            CPUS.store(super::host::cpus(), Ordering::Relaxed);
        }
        CPUS.load(Ordering::Relaxed)
    }

    /// The same; with v1 it takes lookups to find out.
    pub fn possible(
        _: usize,
        _: &mut impl FnMut(&mut [u8]) -> Result<bool>,
    ) -> Result<Option<usize>> {
        Ok(Some(count()))
    }
}
