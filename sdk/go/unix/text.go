// SPDX-License-Identifier: MIT

// Package unix has what tools with BPF use most of golang.org/x/sys/unix, which has nothing for
// guests: Linux's numbers, and strings of C.
package unix

import "wasm-bpf/bpf"

// ByteSliceToString returns the string in a C array: up to its first NUL, or all of it.
func ByteSliceToString(array []byte) string { return bpf.Text(array) }
