// SPDX-License-Identifier: MIT
//! eBPF from a WebAssembly guest: load an object, attach its programs, read its maps and
//! buffers.
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
//! [`ObjectBuilder`] opens an object; an [`Object`] is loaded, and its programs can be attached.
//! A [`Map`] looks up and changes values. A [`RingBuffer`] passes records to a closure, and
//! [`Plain`] reads them into types that `btf2h --lang rust` generates. [`Error`] says what
//! failed. [`report`] shows what was found. [`binding`] has the raw imports. A skeleton (`btf2h
//! --skeleton --lang rust`) is a struct with all programs, maps and global variables of an object.
//!
//! # Features
//!
//! - `std`, by default: `std::error::Error`, `std::io::Read`. Without it the crate needs only
//!   `alloc`.
//! - `v2`, by default: the whole API, with v2 (module `wasm_bpf_v2`). Without it the crate uses v1
//!   (module `wasm_bpf`) alone and runs on any wasm-bpf runtime; the smaller API then works in the
//!   same way.
#![cfg_attr(not(feature = "std"), no_std)]
#![warn(missing_docs)]

extern crate alloc;

#[doc(hidden)] // for skeletons, which may be in guests without the standard library
pub use alloc::boxed::Box;

#[allow(missing_docs, clippy::missing_safety_doc)] // its head says what its names are
pub mod binding;
#[cfg_attr(feature = "v2", allow(dead_code))] // the host tells more there
mod elf;
mod error;
mod global;
mod map;
mod plain;
mod record;
pub mod report;
#[cfg(not(feature = "v2"))]
mod v1;
#[cfg(feature = "v2")]
mod v2;
mod value;

#[cfg(not(feature = "v2"))]
use v1::{cpus, object};
#[cfg(feature = "v2")]
use v2::{cpus, object};

/// Includes the module that `wasm-bpf-build` made from a BPF object in the build script:
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
pub use map::{AnyMap, Iter, Keys, Map, Update};
pub use plain::{text, Plain};
pub use record::Answer;
#[cfg(not(feature = "v2"))]
pub use v1::*;
#[cfg(feature = "v2")]
pub use v2::*;
pub use value::{PerCpu, Value};
