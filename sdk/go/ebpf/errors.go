// SPDX-License-Identifier: MIT

package ebpf

import (
	"errors"
	"fmt"
	"strings"

	"wasm-bpf/bpf"
)

// Errors of maps, as in package bpf.
var (
	ErrKeyNotExist      = bpf.ErrKeyNotExist
	ErrKeyExist         = bpf.ErrKeyExist
	ErrIterationAborted = bpf.ErrIterationAborted
	// ErrNotSupported means that the kernel, or a guest, cannot do this.
	ErrNotSupported error = bpf.EOPNOTSUPP
	// ErrMapIncompatible means that a map has another type or other sizes.
	ErrMapIncompatible = errors.New("map spec is incompatible with existing map")
)

func unsupported(what string) error { return fmt.Errorf("%s: %w", what, ErrNotSupported) }

// VerifierError is a failed load, with the log of libbpf and of the verifier.
type VerifierError struct {
	Cause     error
	Log       []string
	Truncated bool
}

// Error returns the error with the last line of the log.
func (e *VerifierError) Error() string { return e.Cause.Error() }

// Unwrap returns the error of the load.
func (e *VerifierError) Unwrap() error { return e.Cause }

// Format prints all of the log for %+v.
func (e *VerifierError) Format(f fmt.State, verb rune) {
	text := e.Error()
	if verb == 'v' && f.Flag('+') && len(e.Log) > 0 {
		text += "\n" + strings.Join(e.Log, "\n")
	}
	fmt.Fprint(f, text)
}
