// SPDX-License-Identifier: MIT

package host

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
	"testing"
)

func TestErrorIs(t *testing.T) {
	err := error(&Error{Op: "load", Errno: ENOENT, Reason: "no such map\nhint: none"})
	for _, same := range []error{ENOENT, fs.ErrNotExist, os.ErrNotExist, syscall.ENOENT} {
		if !errors.Is(err, same) {
			t.Errorf("is not %v", same)
		}
	}
	for _, other := range []error{EPERM, fs.ErrExist, fs.ErrPermission, syscall.EPERM,
		syscall.Errno(0)} {
		if errors.Is(err, other) {
			t.Errorf("is %v", other)
		}
	}
	for _, same := range []error{os.ErrClosed, EINTR} {
		if !errors.Is(ErrInterrupted, same) {
			t.Errorf("an interrupt is not %v", same)
		}
	}
	if errors.Is(Errno(77), syscall.Errno(0)) {
		t.Error("an unknown number is none of the system's")
	}
}

func TestErrorText(t *testing.T) {
	for _, test := range []struct {
		err  error
		want string
	}{
		{&Error{Op: "load 'app'", Errno: EPERM},
			"load 'app': operation not permitted (EPERM)"},
		{&Error{Op: "load 'app'", Errno: EPERM, Reason: "cannot load\nhint"},
			"cannot load\nhint"},
		{Errno(77), "errno 77"},
		{ErrInterrupted, "interrupted"},
	} {
		if got := test.err.Error(); got != test.want {
			t.Errorf("got '%s', want '%s'", got, test.want)
		}
	}
}
