// SPDX-License-Identifier: MIT

//go:build wasip1

// Package ringbuf reads the records of ring buffers.
package ringbuf

import (
	"iter"
	"os"
	"time"
	"unsafe"

	"wasm-bpf/bpf"
	"wasm-bpf/bpf/internal/frame"
	"wasm-bpf/bpf/internal/records"
)

// ErrClosed ends a Read: the reader was closed, or the guest was interrupted. After an
// interrupt it is also bpf.ErrInterrupted.
var ErrClosed = os.ErrClosed

// Record is one record from a program.
type Record struct {
	RawSample []byte
	Remaining int // bytes that were read with it and come next, at least
	Cut       int // bytes that did not fit into the reader's room: see Options
}

// Options of a reader.
type Options struct {
	// Room is the maximum number of bytes of one read from the buffer; a larger record is
	// cut. 0 means that records are read in place, from the ring in the guest's memory.
	Room int
	// WakeupBytes and WakeupDelay let the guest sleep until this many bytes are there
	// (including 8 bytes of header per record), or until this time has passed since the
	// first record, whichever comes first. Other goroutines do not run meanwhile.
	WakeupBytes int
	WakeupDelay time.Duration
}

// Reader reads a ring buffer. Only one goroutine may use it at a time; Close may be called
// from another one.
type Reader struct {
	records *records.Reader
	size    int
}

// NewReader opens a ring buffer.
func NewReader(m *bpf.Map) (*Reader, error) { return NewReaderWithOptions(m, Options{}) }

// NewReaderWithOptions opens a ring buffer.
func NewReaderWithOptions(m *bpf.Map, options Options) (*Reader, error) {
	info, err := m.Info()
	if err != nil {
		return nil, err
	}
	var reader *records.Reader
	if options.Room == 0 {
		reader, err = records.OpenRing(m.Handle(), m.Name(), int(info.MaxEntries))
	} else {
		reader, err = records.Open(m.Handle(), m.Name(), frame.Head, options.Room)
	}
	if err != nil {
		return nil, err
	}
	if options.WakeupBytes != 0 || options.WakeupDelay != 0 {
		if err := reader.Gather(options.WakeupBytes, options.WakeupDelay); err != nil {
			reader.Close()
			return nil, err
		}
	}
	return &Reader{reader, int(info.MaxEntries)}, nil
}

// Read waits for a record and returns it.
func (r *Reader) Read() (Record, error) {
	var record Record
	err := r.ReadInto(&record)
	return record, err
}

// ReadInto is like Read, but reuses the memory of the record.
func (r *Reader) ReadInto(record *Record) error {
	ring := r.records.Ring
	if ring == nil || !ring.HasNext() {
		var err error
		if ring, err = r.records.Turn(); err != nil {
			return err
		}
	}
	record.RawSample = append(record.RawSample[:0], ring.Take()...)
	record.Remaining = int(ring.End - ring.Position)
	record.Cut = ring.Cut
	ring.Mark.Held = 0
	// Who waits for this buffer or another would wait for the records that were taken, too.
	if ring.Position >= ring.Until && ring == r.records.Ring {
		ring.Release()
	}
	return nil
}

// Records returns one record after the other, without copying; each is valid until the
// next, or until the reader is closed, and must not be changed. An error ends the sequence and
// comes last. If the reader is closed or the guest interrupted, the sequence ends without an
// error.
//
// Written as the range of a loop, it is compiled into that loop, and so is the loop's body.
func (r *Reader) Records() iter.Seq2[*Record, error] {
	// A call takes longer than all of a turn of the inner loop. So one place yields, and only
	// there: the compiler puts a function into its only caller, up to a size.
	return func(yield func(*Record, error) bool) {
		var record Record
		for {
			ring, err := r.records.Turn()
			if err != nil && records.Ended(err) {
				return
			}
			record.Cut = ring.Cut
			data, mask, end, until := ring.Data, ring.Mask, ring.End, ring.Until
			mark, position := ring.Mark, ring.Position
			for position < until && ring.Position == position {
				at := unsafe.Add(data, position&mask)
				head := *(*uint32)(at)
				position += (uint64(head) + records.Header + 7) &^ 7
				if position > end { // busy or discarded: these bits exceed any ring
					break
				}
				ring.Position = position
				mark.Taken = position
				ring.Taken++
				// Not unsafe.Slice, which calls a function to check the length.
				sample := (*[records.Discarded]byte)(unsafe.Add(at, records.Header))
				record.RawSample = sample[:head:head]
				record.Remaining = int(end - position)
				if !yield(&record, err) {
					r.records.Leave()
					return
				}
			}
			if err != nil {
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

// BufferSize returns the size of the ring.
func (r *Reader) BufferSize() int { return r.size }

// Counts returns the counts.
func (r *Reader) Counts() (Counts, error) { return r.records.Counts() }

// Close makes Read return ErrClosed.
func (r *Reader) Close() error { return r.records.Close() }
