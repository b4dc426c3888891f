// SPDX-License-Identifier: MIT

//go:build wasip1

// Package ringbuf reads the records of ring buffers.
package ringbuf

import (
	"errors"

	"github.com/cilium/ebpf"
	"wasm-bpf/bpf/ringbuf"
)

// ErrClosed ends a Read: the reader was closed, or the guest interrupted.
var ErrClosed = ringbuf.ErrClosed

// ErrFlushed is not used: a flush ends in no error.
var ErrFlushed = errors.New("ring buffer was flushed")

// Record is one record from a program.
type Record = ringbuf.Record

// Reader reads a ring buffer.
type Reader = ringbuf.Reader

// NewReader opens a ring buffer.
func NewReader(m *ebpf.Map) (*Reader, error) { return ringbuf.NewReader(m.Map) }
