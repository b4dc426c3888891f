// SPDX-License-Identifier: MIT

//go:build wasip1

package host

import (
	"strings"
	"unsafe"
)

// Text calls a function that stores a text until there is room for all of it.
func Text(store func(text unsafe.Pointer, size uint32) int32) (string, int32) {
	for room := make([]byte, 512); ; {
		size := store(unsafe.Pointer(unsafe.SliceData(room)), uint32(len(room)))
		if size < 0 {
			return "", size
		}
		if int(size) < len(room) {
			return string(room[:size]), size
		}
		room = make([]byte, int(size)+1)
	}
}

// Fail makes an error of the negative number that a call has just returned.
func Fail(op string, ret int32) error {
	reason, _ := Text(LastError)
	return &Error{Op: op, Errno: Errno(-ret), Reason: strings.TrimRight(reason, "\n")}
}

// Check is nil for the results of calls that did not fail.
func Check(op string, ret int32) error {
	if ret < 0 {
		return Fail(op, ret)
	}
	return nil
}

// CString gives the bytes of s with a NUL behind, which s cannot have inside: such names
// are none of the kernel's.
func CString(s string) (unsafe.Pointer, error) {
	if strings.IndexByte(s, 0) >= 0 {
		return nil, &Error{Op: "name", Errno: EINVAL,
			Reason: "a NUL inside of '" + s + "'"}
	}
	bytes := make([]byte, len(s)+1)
	copy(bytes, s)
	return unsafe.Pointer(unsafe.SliceData(bytes)), nil
}

// Pointer is where bytes are, or null where there are none.
func Pointer(bytes []byte) unsafe.Pointer {
	if len(bytes) == 0 {
		return nil
	}
	return unsafe.Pointer(unsafe.SliceData(bytes))
}
