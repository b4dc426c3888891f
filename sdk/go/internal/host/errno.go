// SPDX-License-Identifier: MIT

// Package host is what a guest asks of the runtime: its imports, and its errors.
package host

import (
	"io/fs"
	"strconv"
	"strings"
	"syscall"
)

// Errno is an error number of Linux's, whatever syscall.Errno has on the guest's system.
type Errno int

// Those that guests meet most.
const (
	EPERM      Errno = 1
	ENOENT     Errno = 2
	ESRCH      Errno = 3
	EINTR      Errno = 4
	EIO        Errno = 5
	E2BIG      Errno = 7
	EBADF      Errno = 9
	EAGAIN     Errno = 11
	ENOMEM     Errno = 12
	EACCES     Errno = 13
	EFAULT     Errno = 14
	EBUSY      Errno = 16
	EEXIST     Errno = 17
	ENODEV     Errno = 19
	ENOTDIR    Errno = 20
	EINVAL     Errno = 22
	EFBIG      Errno = 27
	ENOSPC     Errno = 28
	ERANGE     Errno = 34
	ENOSYS     Errno = 38
	ELOOP      Errno = 40
	ENODATA    Errno = 61
	EPROTO     Errno = 71
	EMSGSIZE   Errno = 90
	EOPNOTSUPP Errno = 95
	EALREADY   Errno = 114
	ESTALE     Errno = 116
	ENOTSUPP   Errno = 524
)

// What they are called, and the number that this system's syscall package has for them.
var errnos = [...]struct {
	errno      Errno
	name, text string
	here       syscall.Errno
}{
	{EPERM, "EPERM", "operation not permitted", syscall.EPERM},
	{ENOENT, "ENOENT", "no such file or directory", syscall.ENOENT},
	{ESRCH, "ESRCH", "no such process", syscall.ESRCH},
	{EINTR, "EINTR", "interrupted", syscall.EINTR},
	{EIO, "EIO", "input/output error", syscall.EIO},
	{E2BIG, "E2BIG", "argument list too long", syscall.E2BIG},
	{EBADF, "EBADF", "bad handle", syscall.EBADF},
	{EAGAIN, "EAGAIN", "try again", syscall.EAGAIN},
	{ENOMEM, "ENOMEM", "out of memory", syscall.ENOMEM},
	{EACCES, "EACCES", "permission denied", syscall.EACCES},
	{EFAULT, "EFAULT", "bad address", syscall.EFAULT},
	{EBUSY, "EBUSY", "busy", syscall.EBUSY},
	{EEXIST, "EEXIST", "exists already", syscall.EEXIST},
	{ENODEV, "ENODEV", "no such device", syscall.ENODEV},
	{ENOTDIR, "ENOTDIR", "not a directory", syscall.ENOTDIR},
	{EINVAL, "EINVAL", "invalid argument", syscall.EINVAL},
	{EFBIG, "EFBIG", "too large", syscall.EFBIG},
	{ENOSPC, "ENOSPC", "no space left", syscall.ENOSPC},
	{ERANGE, "ERANGE", "out of range", syscall.ERANGE},
	{ENOSYS, "ENOSYS", "not implemented", syscall.ENOSYS},
	{ELOOP, "ELOOP", "too many symbolic links", syscall.ELOOP},
	{ENODATA, "ENODATA", "no data", 0},
	{EPROTO, "EPROTO", "protocol error", syscall.EPROTO},
	{EMSGSIZE, "EMSGSIZE", "message too long", syscall.EMSGSIZE},
	{EOPNOTSUPP, "EOPNOTSUPP", "operation not supported", syscall.EOPNOTSUPP},
	{EALREADY, "EALREADY", "already in progress", syscall.EALREADY},
	{ESTALE, "ESTALE", "stale handle", syscall.ESTALE},
	{ENOTSUPP, "ENOTSUPP", "not supported by the kernel", syscall.EOPNOTSUPP},
}

// Error is "no such process (ESRCH)", or "errno 77" for those without a name here.
func (e Errno) Error() string {
	for _, known := range &errnos {
		if known.errno == e {
			return known.text + " (" + known.name + ")"
		}
	}
	return "errno " + strconv.Itoa(int(e))
}

// Is says whether target, an error of package fs or syscall, means the same.
func (e Errno) Is(target error) bool {
	switch target {
	case fs.ErrNotExist:
		return e == ENOENT
	case fs.ErrExist:
		return e == EEXIST
	case fs.ErrPermission:
		return e == EPERM || e == EACCES
	}
	number, ok := target.(syscall.Errno)
	for _, known := range &errnos {
		if ok && number != 0 && known.errno == e {
			return known.here == number
		}
	}
	return false
}

// Error is a call that failed: what it was for, its number, and what the runtime, libbpf
// and the verifier said.
type Error struct {
	Op     string // "look up in map 'counts'"
	Errno  Errno
	Reason string // lines of text that say what failed and why; or empty
}

// Error is all of the reason, the verifier's words included.
func (e *Error) Error() string {
	if e.Reason == "" {
		return e.Op + ": " + e.Errno.Error()
	}
	return e.Reason
}

// Unwrap gives the number, for errors.Is.
func (e *Error) Unwrap() error { return e.Errno }

// Refuse makes an error of this module's own, of parts that are strings, ints, errors or
// have a String. It spares a guest package fmt, which is large.
func Refuse(errno Errno, parts ...any) error {
	var text strings.Builder
	for _, part := range parts {
		switch part := part.(type) {
		case string:
			text.WriteString(part)
		case int:
			text.WriteString(strconv.Itoa(part))
		case error:
			text.WriteString(part.Error())
		case interface{ String() string }:
			text.WriteString(part.String())
		}
	}
	return &Error{Op: "bpf", Errno: errno, Reason: text.String()}
}

// ErrInterrupted says that the user interrupted the guest, after which nothing waits: so
// it is EINTR, and what readers that were closed give.
var ErrInterrupted error = interrupted{}

type interrupted struct{}

func (interrupted) Error() string        { return "interrupted" }
func (interrupted) Is(target error) bool { return target == fs.ErrClosed || target == EINTR }
