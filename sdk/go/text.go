// SPDX-License-Identifier: MIT

package bpf

import "bytes"

// Text returns the string in a C array: up to its first NUL, or all of it.
func Text(array []byte) string {
	before, _, _ := bytes.Cut(array, []byte{0})
	return string(before)
}
