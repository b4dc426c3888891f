// SPDX-License-Identifier: MIT

package bpf

import (
	"errors"

	"wasm-bpf/bpf/internal/host"
)

// Errno is a Linux error number. errors.Is finds it in every error of the runtime, and also
// finds the errors of packages fs and syscall with the same meaning.
type Errno = host.Errno

// Error is a failed call of the runtime, with its reason.
type Error = host.Error

// The most common errors in guests.
const (
	EPERM      = host.EPERM
	ENOENT     = host.ENOENT
	ESRCH      = host.ESRCH
	EINTR      = host.EINTR
	E2BIG      = host.E2BIG
	EBADF      = host.EBADF
	EAGAIN     = host.EAGAIN
	ENOMEM     = host.ENOMEM
	EACCES     = host.EACCES
	EBUSY      = host.EBUSY
	EEXIST     = host.EEXIST
	ENODEV     = host.ENODEV
	EINVAL     = host.EINVAL
	ENOSPC     = host.ENOSPC
	ENOSYS     = host.ENOSYS
	EOPNOTSUPP = host.EOPNOTSUPP
	ENOTSUPP   = host.ENOTSUPP
)

var (
	// ErrKeyNotExist means that a map has no such key, or no further one. It is ENOENT.
	ErrKeyNotExist error = &keyError{"key does not exist", ENOENT}
	// ErrKeyExist means that the key already exists. It is EEXIST.
	ErrKeyExist error = &keyError{"key already exists", EEXIST}
	// ErrInterrupted means that the guest was interrupted. It is EINTR, and also
	// os.ErrClosed, because nothing comes after it.
	ErrInterrupted = host.ErrInterrupted
	// ErrIterationAborted means that a map changed too much to see each key once.
	ErrIterationAborted = errors.New("iteration aborted")
)

// Errors that are expected are no reason to ask the runtime for one.
type keyError struct {
	text  string
	errno Errno
}

func (e *keyError) Error() string { return e.text }
func (e *keyError) Unwrap() error { return e.errno }
