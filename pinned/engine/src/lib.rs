// SPDX-License-Identifier: MIT
//! Keeps every exported function of wasmtime's C API in the static library, and
//! adds what that API has not: a call with a list whose elements the caller writes.
pub use wasmtime_c_api::*;

mod list;
