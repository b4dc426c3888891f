// SPDX-License-Identifier: MIT
//! The API with v1 (module `wasm_bpf`) alone.
//!
//! v1 tells a guest nothing about a map, so the sizes come from the BTF of the embedded object.
//! Records come by one call each.

mod btf;
pub(crate) mod cpus;
pub(crate) mod object;
mod ring;

pub use object::{Link, Object, ObjectBuilder};
pub use ring::RingBuffer;
