// SPDX-License-Identifier: MIT
//! eBPF from a WebAssembly guest: load an object, attach its programs, read its maps and
//! buffers, on any runtime that has the functions of module `wasm_bpf`.
//!
//! ```no_run
//! use std::time::Duration;
//! use wasm_bpf_binding::{Object, RingBuffer};
//!
//! # static BPF: &[u8] = &[];
//! fn main() -> wasm_bpf_binding::Result<()> {
//!     let object = Object::load(BPF)?; // include_bytes!("../app.bpf.o")
//!     object.attach_all()?;
//!     let mut events = RingBuffer::new(&object, "events")?;
//!     events.poll(Duration::from_secs(1), |record| println!("{} bytes", record.len()))?;
//!     Ok(())
//! }
//! ```
//!
//! [`Object`] and [`ObjectBuilder`] load and attach, [`Map`] looks up and changes,
//! [`RingBuffer`] hands records to a closure, [`Plain`] reads them into the types that
//! `btf2h --lang rust` makes, [`Error`] tells what failed. [`binding`] is what lies below.
#![cfg_attr(not(feature = "std"), no_std)]
#![warn(missing_docs)]

extern crate alloc;

#[allow(missing_docs)] // its head says what its names are
pub mod binding;
mod btf;
mod elf;
mod error;
mod map;
mod object;
mod plain;
mod ring;
mod value;

/// The module that `wasm-bpf-build` has made of a BPF object in the build script:
/// `include_bpf!(mod app);` for app.bpf.c, with or without `pub`.
#[macro_export]
macro_rules! include_bpf {
    ($visibility:vis mod $name:ident) => {
        #[allow(dead_code, missing_docs, non_camel_case_types, clippy::all)]
        $visibility mod $name {
            include!(concat!(env!("OUT_DIR"), "/", stringify!($name), ".rs"));
        }
    };
}

pub use error::{errno, Error, Result};
pub use map::{Iter, Keys, Map, Update};
pub use object::{Link, Object, ObjectBuilder};
pub use plain::{text, Plain};
pub use ring::{Answer, RingBuffer};
pub use value::{PerCpu, Value};
