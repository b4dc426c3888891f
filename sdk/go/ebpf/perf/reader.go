// SPDX-License-Identifier: MIT

//go:build wasip1

// Package perf reads the records of perf buffers.
package perf

import (
	"github.com/cilium/ebpf"
	"wasm-bpf/bpf/perf"
)

// ErrClosed ends a Read: the reader was closed, or the guest interrupted.
var ErrClosed = perf.ErrClosed

// Record is what a program sent from a CPU.
type Record = perf.Record

// Reader reads a perf buffer.
type Reader = perf.Reader

// ReaderOptions are options of a reader. A reader is always woken for the first record.
type ReaderOptions struct {
	Watermark    int
	WakeupEvents int
	Overwritable bool
}

// NewReader opens a perf buffer with this number of bytes for each CPU.
func NewReader(m *ebpf.Map, perCPUBuffer int) (*Reader, error) {
	return perf.NewReader(m.Map, perCPUBuffer)
}

// NewReaderWithOptions opens a perf buffer. Overwritable ones are not supported.
func NewReaderWithOptions(m *ebpf.Map, perCPUBuffer int, opts ReaderOptions) (*Reader, error) {
	if opts.Overwritable {
		return nil, ebpf.ErrNotSupported
	}
	return NewReader(m, perCPUBuffer)
}
