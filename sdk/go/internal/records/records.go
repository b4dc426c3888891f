// SPDX-License-Identifier: MIT

//go:build wasip1

// Package records reads ring and perf buffers, in batches.
package records

import (
	"os"
	"runtime"
	"time"
	"unsafe"

	"wasm-bpf/bpf/internal/abi"
	"wasm-bpf/bpf/internal/frame"
	"wasm-bpf/bpf/internal/host"
)

// Nothing else in the guest runs while the host waits. So a wait is made of short ones,
// between which other goroutines and timers have their turn.
const (
	shortWait = 10 * time.Millisecond
	longWait  = 100 * time.Millisecond // with one goroutine
)

func slice() time.Duration {
	if runtime.NumGoroutine() > 1 {
		return shortWait
	}
	return longWait
}

// OnInterrupt is called when a wait ends with an interrupt, if it is set.
var OnInterrupt func()

// wait waits until an open buffer has records, and says whether one has.
func wait(timeout time.Duration) (bool, error) {
	var maps [1]int32
	ms := (timeout + time.Millisecond - 1) / time.Millisecond
	ret := host.BuffersWait(unsafe.Pointer(&maps), 1, int32(max(0, ms)))
	if ret == -int32(host.EINTR) {
		if OnInterrupt != nil {
			OnInterrupt()
			time.Sleep(time.Millisecond) // who was told acts first
		}
		return false, host.ErrInterrupted
	}
	if ret > 0 {
		runtime.Gosched()
	} else {
		time.Sleep(time.Microsecond) // who waits for a file, too, has a turn
	}
	return ret > 0, host.Check("wait for records", ret)
}

// Interrupted says whether the guest was interrupted.
func Interrupted() bool {
	var maps [1]int32
	return host.BuffersWait(unsafe.Pointer(&maps), 1, 1) == -int32(host.EINTR)
}

// Sleep waits for a time, or an interrupt.
func Sleep(d time.Duration) error {
	for end := time.Now().Add(d); ; {
		left := time.Until(end)
		if left <= 0 {
			return nil
		}
		ready, err := wait(min(left, slice()))
		if err != nil {
			return err
		}
		if ready { // which is not what is waited for
			time.Sleep(min(left, time.Millisecond))
		}
	}
}

// Reader reads one buffer.
type Reader struct {
	Frame frame.Frame // the last record, valid until the next
	Ring  *Ring       // or nil: the buffer is read in batches

	handle   int32
	name     string
	head     int
	room     []byte
	left     []byte // of room: frames that were not taken
	single   *Ring  // see Turn
	deadline time.Time
	closed   bool
	gathers  bool          // records are to gather before they are read, ...
	delay    time.Duration // ... and for so long at most, where it is not 0
	look     bool          // something may be there
	end      uint64        // of a ring in place: where the pass ends
	awake    bool          // the last wait ended with records, of this buffer or another
}

// Open opens a buffer whose frames have heads of that size. It is read into room of so
// many bytes, and a record larger than that is cut.
func Open(handle int32, name string, head, room int) (*Reader, error) {
	if err := host.Check("open buffer '"+name+"'", host.BufferOpen(handle)); err != nil {
		return nil, err
	}
	return &Reader{handle: handle, name: name, head: head, look: true,
		room: make([]byte, max(room, 4096))}, nil
}

// OpenRing opens a ring buffer of that size, in place where it can be had so.
func OpenRing(handle int32, name string, size int) (*Reader, error) {
	reader, err := Open(handle, name, frame.Head, 0)
	if err != nil {
		return nil, err
	}
	reader.Ring = openRing(handle, size)
	if reader.Ring == nil {
		reader.room = make([]byte, min(batchMax, size+frame.Head))
	}
	return reader, nil
}

const batchMax = 256 << 10

// Gather has waits go on until so many bytes are there, or for so long after the first.
func (r *Reader) Gather(bytes int, delay time.Duration) error {
	ret := host.BufferSet(r.handle, abi.WakeBytes, int64(bytes))
	if ret >= 0 {
		ret = host.BufferSet(r.handle, abi.WakeDelay, delay.Microseconds())
	}
	r.gathers, r.delay = bytes > 0 || delay > 0, delay
	return host.Check("set buffer '"+r.name+"'", ret)
}

// SetDeadline ends waiting at a time; a zero time never does.
func (r *Reader) SetDeadline(t time.Time) { r.deadline = t }

// Close ends all waiting.
func (r *Reader) Close() error {
	if r.Ring != nil && !r.closed {
		r.Ring.close(r.handle)
	}
	r.closed = true
	r.left = nil
	return nil
}

// Next makes Frame the next record of a buffer that is read in batches. It waits for one:
// os.ErrClosed, os.ErrDeadlineExceeded and host.ErrInterrupted end that.
func (r *Reader) Next() (err error) {
	for len(r.left) == 0 {
		if err := r.fill(); err != nil {
			return err
		}
	}
	r.left, err = r.Frame.Take(r.left, r.head)
	return err
}

// again ends a pass over a ring in place, and waits until there are records, or for a while.
func (r *Reader) again() error {
	if r.closed {
		return os.ErrClosed
	}
	r.Ring.Release()
	return r.fill()
}

// Turn is for a loop that takes records itself: from Position of this ring to Until, for as long
// as Position is what the loop left there. If there are none, it waits: os.ErrClosed,
// os.ErrDeadlineExceeded and host.ErrInterrupted end that. What is read in batches comes as a ring
// of one record, and so does an error, with a record of no bytes.
func (r *Reader) Turn() (*Ring, error) {
	var err error
	if r.Ring != nil {
		if err = r.turn(); err == nil {
			return r.Ring, nil
		}
	}
	if r.single == nil {
		r.single = &Ring{Mask: ^uint64(0), Mark: new(mark), Until: 1}
	}
	r.single.Position, r.single.Cut = 0, 0
	if err == nil {
		err = r.turnBatch()
	}
	if err != nil {
		r.single.Data, r.single.End = unsafe.Pointer(new(uint64)), Header
	}
	return r.single, err
}

// turnBatch makes single the next record of a batch, whose head begins as a ring's does.
func (r *Reader) turnBatch() error {
	for len(r.left) == 0 { // so that it is known where the next record is
		if err := r.fill(); err != nil {
			return err
		}
	}
	all := len(r.left)
	r.single.Data = unsafe.Pointer(unsafe.SliceData(r.left))
	if err := r.Next(); err != nil {
		return err
	}
	size := len(r.Frame.Data)
	r.single.Cut = int(r.Frame.Whole) - size
	r.single.End = uint64(max(all, (size+Header+7)&^7))
	return nil
}

// turn waits for a record at the ring's position.
func (r *Reader) turn() error {
	for {
		if r.closed {
			return os.ErrClosed
		}
		r.Ring.ReleaseSome()
		if r.Ring.begin(r.end) {
			return nil
		}
		if err := r.again(); err != nil {
			return err
		}
	}
}

// Leave ends such a loop.
func (r *Reader) Leave() {
	if r.Ring != nil && !r.closed {
		r.Ring.Release()
	}
}

// Left is how many bytes of those that were read come after the record.
func (r *Reader) Left() int { return len(r.left) }

// Ended says whether an error of Next is no failure.
func Ended(err error) bool { return err == os.ErrClosed || err == host.ErrInterrupted }

// fill reads what is there, or waits a while. It does not look after a wait that nothing
// ended, when records are to gather.
func (r *Reader) fill() error {
	if r.closed {
		return os.ErrClosed
	}
	if r.look {
		if found, err := r.read(); err != nil || found {
			r.awake = false
			return err
		}
		if r.awake { // by another buffer, whose records nobody may take
			time.Sleep(time.Millisecond)
		}
	}
	r.look = true
	start, timeout := time.Now(), slice()
	if r.delay > 0 { // a shorter wait would not see it pass
		timeout = max(timeout, r.delay+time.Millisecond)
	}
	if !r.deadline.IsZero() {
		timeout = min(timeout, r.deadline.Sub(start))
	}
	if timeout <= 0 {
		return os.ErrDeadlineExceeded
	}
	ready, err := wait(timeout)
	r.awake = ready
	r.look = ready && !(r.gathers && time.Since(start) >= timeout) || err != nil
	return err
}

// read says whether there are records.
func (r *Reader) read() (bool, error) {
	if r.Ring != nil {
		r.end = r.Ring.look()
		if r.end < r.Ring.Position { // pages of zeros: the object was closed
			return false, host.Fail("read buffer '"+r.name+"'", -int32(host.EBADF))
		}
		found := r.end != r.Ring.Position && !r.Ring.isBusy()
		if found && r.Ring.passes%lookEvery == 0 {
			return found, r.rest()
		}
		return found, nil
	}
	size := host.BufferRead(r.handle, host.Pointer(r.room), uint32(len(r.room)))
	if size < 0 {
		return false, host.Fail("read buffer '"+r.name+"'", size)
	}
	r.left = r.room[:min(int(size), len(r.room))]
	return len(r.left) > 0, nil
}

// lookEvery passes over a ring in place, which need no call of the host, one is made.
const lookEvery = 64

// rest lets the host and other goroutines have their turn where there are always records.
func (r *Reader) rest() error {
	_, err := wait(time.Millisecond)
	return err
}

// Counts are what the runtime counts of a buffer.
type Counts struct {
	Reads, Delivered, Cut, Lost uint64
}

// Counts asks for them.
func (r *Reader) Counts() (counts Counts, err error) {
	ret := host.BufferCounts(r.handle, unsafe.Pointer(&counts), uint32(unsafe.Sizeof(counts)))
	if r.Ring != nil {
		counts.Reads += r.Ring.passes
		counts.Delivered += r.Ring.Taken
	}
	return counts, host.Check("counts of buffer '"+r.name+"'", ret)
}
