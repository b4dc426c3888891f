// SPDX-License-Identifier: MIT
//! The names of libbpf-rs over the crate wasm-bpf-binding, so that a tool that is written for it
//! becomes a guest: its Cargo.toml takes this crate in the place of that one. What a guest cannot
//! do is missing. docs/sdk-rust.md has what differs.
#![warn(missing_docs)]

mod buffers;
mod error;
mod map;
mod object;
mod program;

pub use buffers::{PerfBuffer, PerfBufferBuilder, RingBuffer, RingBufferBuilder};
pub use error::{Error, ErrorExt, ErrorKind, Result};
pub use map::{Data, Map, MapCore, MapFlags, MapKeyIter, MapMut, OpenMapMut};
pub use object::{Object, ObjectBuilder, OpenObject};
pub use program::*;
pub use wasm_bpf_binding::{MapType, ProgramType};

/// The number of possible CPUs.
pub fn num_possible_cpus() -> Result<usize> {
    Ok(wasm_bpf_binding::host::cpus())
}

/// What generated skeletons are.
pub mod skel {
    use crate::{Object, ObjectBuilder, OpenObject, Result};
    use core::mem::MaybeUninit;

    /// How an object is opened.
    pub trait SkelBuilder<'obj> {
        /// The opened object.
        type Output;

        /// Opens it. Nothing is put into the argument: a skeleton keeps what it needs.
        fn open(self, object: &'obj mut MaybeUninit<OpenObject>) -> Result<Self::Output>;

        /// Its options.
        fn object_builder_mut(&mut self) -> &mut ObjectBuilder;
    }

    /// An opened object.
    pub trait OpenSkel<'obj> {
        /// The loaded object.
        type Output;

        /// Loads it.
        fn load(self) -> Result<Self::Output>;

        /// The object without names.
        fn open_object(&self) -> &OpenObject;
    }

    /// A loaded object.
    pub trait Skel<'obj> {
        /// Attaches each program whose section names a target.
        fn attach(&mut self) -> Result<()>;

        /// The object without names.
        fn object(&self) -> &Object;
    }
}
