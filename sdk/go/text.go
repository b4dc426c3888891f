// SPDX-License-Identifier: MIT

package bpf

import "bytes"

// Text is the string in an array of C: up to its first NUL, or all of it.
func Text(array []byte) string {
	before, _, _ := bytes.Cut(array, []byte{0})
	return string(before)
}
