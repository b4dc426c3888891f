// SPDX-License-Identifier: MIT

//go:build wasip1

// Package perf reads the records of perf buffers.
package perf

import (
	"iter"
	"os"
	"time"

	"wasm-bpf/bpf"
	"wasm-bpf/bpf/internal/frame"
	"wasm-bpf/bpf/internal/host"
	"wasm-bpf/bpf/internal/records"
)

// ErrClosed ends a Read: the reader was closed, or the guest interrupted, which is
// bpf.ErrInterrupted as well.
var ErrClosed = os.ErrClosed

// Record is what a program sent from a CPU. Its size is 4 more than a multiple of 8: the
// kernel fills it up. Where samples were lost, a record may tell of that alone.
type Record struct {
	CPU         int
	RawSample   []byte
	LostSamples uint64 // on that CPU, just before
	Remaining   int    // bytes that were read with it and come next, at least
}

// Reader reads a perf buffer: each CPU's in order. It is not for use by two goroutines at
// once, but Close is.
type Reader struct {
	records *records.Reader
}

const (
	setPages = 3
	setHeads = 4

	// Room for the largest record that can be, and many others.
	room = 256 << 10
)

// NewReader opens a perf buffer with so many bytes for each CPU, rounded up to a power of
// two of pages; 0 is the runtime's 64 pages. A buffer is opened once.
func NewReader(m *bpf.Map, perCPUBuffer int) (*Reader, error) {
	if perCPUBuffer > 0 {
		pages := 1
		for pages*bpf.PageSize() < perCPUBuffer {
			pages *= 2
		}
		if err := set(m, setPages, int64(pages)); err != nil {
			return nil, err
		}
	}
	if err := set(m, setHeads, 1); err != nil {
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

// Read waits for a record and gives it.
func (r *Reader) Read() (Record, error) {
	var record Record
	err := r.ReadInto(&record)
	return record, err
}

// ReadInto is Read, into the memory that the record has already.
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

// Records gives one record after the other, each valid until the next, without copying
// it, until an error, which comes last; none where the reader is closed or the guest
// interrupted.
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

// Counts are the runtime's, of a buffer: reads, and records delivered, cut and lost.
type Counts = records.Counts

// SetDeadline has Read give os.ErrDeadlineExceeded from a time on, where nothing is there.
func (r *Reader) SetDeadline(t time.Time) { r.records.SetDeadline(t) }

// Counts asks for them.
func (r *Reader) Counts() (Counts, error) { return r.records.Counts() }

// Close has Read give ErrClosed.
func (r *Reader) Close() error { return r.records.Close() }
