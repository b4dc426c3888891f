// SPDX-License-Identifier: MIT
//! Nothing of its own: keeps every exported function of wasmtime's C API in the
//! static library.
pub use wasmtime_c_api::*;
