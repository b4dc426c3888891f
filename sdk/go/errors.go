// SPDX-License-Identifier: MIT

package bpf

import (
	"errors"

	"wasm-bpf/bpf/internal/host"
)

// Errno is an error number of Linux's. errors.Is finds it in every error that a call of
// the runtime's gave, and the errors of packages fs and syscall that mean the same.
type Errno = host.Errno

// Error is a call of the runtime's that failed, with its reason.
type Error = host.Error

// Those that guests meet most.
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
	// ErrKeyNotExist says that a map has no such key, or no further one. It is ENOENT.
	ErrKeyNotExist error = &keyError{"key does not exist", ENOENT}
	// ErrKeyExist says that a key is there already. It is EEXIST.
	ErrKeyExist error = &keyError{"key already exists", EEXIST}
	// ErrInterrupted says that the user interrupted the guest. It is EINTR, and
	// os.ErrClosed, since nothing comes after it.
	ErrInterrupted = host.ErrInterrupted
	// ErrIterationAborted says that a map changed too much to see each key once.
	ErrIterationAborted = errors.New("iteration aborted")
)

// Errors that are expected are no reason to ask the runtime for one.
type keyError struct {
	text  string
	errno Errno
}

func (e *keyError) Error() string { return e.text }
func (e *keyError) Unwrap() error { return e.errno }
