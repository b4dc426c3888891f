// SPDX-License-Identifier: MIT

//go:build wasip1

// Package perf reads the records of perf buffers.
package perf

import (
	"iter"
	"os"
	"time"

	"wasm-bpf/bpf"
	"wasm-bpf/bpf/internal/abi"
	"wasm-bpf/bpf/internal/frame"
	"wasm-bpf/bpf/internal/host"
	"wasm-bpf/bpf/internal/records"
)

// ErrClosed ends a Read: the reader was closed, or the guest was interrupted. After an
// interrupt it is also bpf.ErrInterrupted.
var ErrClosed = os.ErrClosed

// Record is what a program sent from a CPU. The kernel pads it: its size is 4 more than a
// multiple of 8. If samples were lost, a record may report only that.
type Record struct {
	CPU         int
	RawSample   []byte
	LostSamples uint64 // on that CPU, just before
	Remaining   int    // bytes that were read with it and come next, at least
}

// Reader reads a perf buffer, in order for each CPU. Only one goroutine may use it at a
// time; Close may be called from another one.
type Reader struct {
	records *records.Reader
}

const (
	// Space for the largest possible record and many others.
	room = 256 << 10
)

// NewReader opens a perf buffer with this number of bytes for each CPU, rounded up to a
// power of two of pages. 0 means the runtime's default, 64 pages. A buffer can be opened
// once.
func NewReader(m *bpf.Map, perCPUBuffer int) (*Reader, error) {
	if perCPUBuffer > 0 {
		pages := 1
		for pages*bpf.PageSize() < perCPUBuffer {
			pages *= 2
		}
		if err := set(m, abi.PerfPages, int64(pages)); err != nil {
			return nil, err
		}
	}
	if err := set(m, abi.PerfFrames, 1); err != nil {
		return nil, err
	}
	reader, err := records.Open(m.Handle(), m.Name(), frame.HeadPerf, room)
	if err != nil {
		return nil, err
	}
	return &Reader{reader}, nil
}

func set(m *bpf.Map, what int32, value int64) error {
	return host.Check("set buffer '"+m.Name()+"'", host.BufferSet(m.Handle(), what, value))
}

// Read waits for a record and returns it.
func (r *Reader) Read() (Record, error) {
	var record Record
	err := r.ReadInto(&record)
	return record, err
}

// ReadInto is like Read, but reuses the memory of the record.
func (r *Reader) ReadInto(record *Record) error {
	if err := r.records.Next(); err != nil {
		return err
	}
	room := record.RawSample[:0]
	record.set(r.records)
	record.RawSample = append(room, record.RawSample...)
	return nil
}

func (r *Record) set(from *records.Reader) {
	r.CPU = int(from.Frame.CPU)
	r.RawSample = from.Frame.Data
	r.LostSamples = uint64(from.Frame.Lost)
	r.Remaining = from.Left()
}

// Records returns one record after the other, without copying; each is valid until the
// next. An error ends the sequence and comes last. If the reader is closed or the guest
// interrupted, the sequence ends without an error.
func (r *Reader) Records() iter.Seq2[*Record, error] {
	return func(yield func(*Record, error) bool) {
		var record Record
		for {
			err := r.records.Next()
			if err != nil && records.Ended(err) {
				return
			}
			if err == nil {
				record.set(r.records)
			}
			if !yield(&record, err) || err != nil {
				return
			}
		}
	}
}

// Counts are the runtime's counts of a buffer: reads, and records delivered, cut and lost.
type Counts = records.Counts

// SetDeadline makes Read return os.ErrDeadlineExceeded after this time, if no record is
// there.
func (r *Reader) SetDeadline(t time.Time) { r.records.SetDeadline(t) }

// Counts returns the counts.
func (r *Reader) Counts() (Counts, error) { return r.records.Counts() }

// Close makes Read return ErrClosed.
func (r *Reader) Close() error { return r.records.Close() }
