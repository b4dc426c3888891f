// SPDX-License-Identifier: MIT
//! Empty: cargo wants a library to depend on another.
