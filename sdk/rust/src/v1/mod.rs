// SPDX-License-Identifier: MIT
//! What differs on runtimes that have module `wasm_bpf` alone.
//!
//! The imports tell a guest nothing about a map, so its sizes are read in the BTF of the object
//! that the guest embeds; a buffer's records come by a call for each.

mod btf;
pub(crate) mod cpus;
pub(crate) mod object;
mod ring;

pub use object::{Link, Object, ObjectBuilder};
pub use ring::RingBuffer;
