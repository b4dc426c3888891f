// SPDX-License-Identifier: MIT

//go:build wasip1

package records

import (
	"runtime"
	"sync/atomic"
	"unsafe"

	"wasm-bpf/bpf/internal/host"
)

// Ring is a ring buffer in the guest's memory, as bpf_ringbuf has it: the reader's position, a
// page; the writer's, a page; and the data twice in a row, so that no record wraps.
type Ring struct {
	Position uint64         // of the next record
	Data     unsafe.Pointer // of the first byte
	Mask     uint64
	Taken    uint64 // records

	// What Turn tells: a record that begins before Until may be taken, and ends before End.
	Until, End uint64
	Cut        int // bytes that it has not
	Mark       *mark

	stored   uint64 // the position that the kernel knows
	passes   uint64
	consumer *uint64
	producer *uint64
	room     []byte // the memory that it was put over: see bpf.Map
}

// mark is behind the position, in its page: for who reads the ring after us, should we end
// without a word.
type mark struct {
	Taken uint64 // how far records were taken
	Held  uint64 // so many of them, at most, we have not done with
}

const markAt = 128

// Of a record's header.
const (
	Busy      = 1 << 31 // the kernel still writes it
	Discarded = 1 << 30
	Header    = 8 // bytes
)

// Rings larger than this are read in batches: their memory is twice as large.
const ringMax = 64 << 20

func openRing(handle int32, size int) *Ring {
	if size <= 0 || size > ringMax {
		return nil
	}
	page := int(host.PageSize())
	mapped := 2*page + 2*size
	room := make([]byte, mapped+page)
	at := unsafe.Pointer(&room[-int(uintptr(host.Pointer(room)))&(page-1)])
	kept = append(kept, room) // as long as it is mapped: nobody else may use its memory
	if host.MapMmap(handle, at, uint32(mapped)) < 0 {
		forget(room)
		return nil
	}
	ring := &Ring{
		Data:     unsafe.Add(at, 2*page),
		Mask:     uint64(size) - 1,
		consumer: (*uint64)(at),
		Mark:     (*mark)(unsafe.Add(at, markAt)),
		producer: (*uint64)(unsafe.Add(at, page)),
		room:     room,
	}
	ring.Position = atomic.LoadUint64(ring.consumer)
	end := atomic.LoadUint64(ring.producer)
	if ring.Position%8 != 0 || end-ring.Position > uint64(size) { // somebody left nonsense
		ring.Position = end
	}
	ring.stored = ring.Position
	// So much memory starts a collection, which would last as long as records come, and every
	// store of a pointer takes ten times as long until it ends.
	runtime.GC()
	return ring
}

// look gives where the records end that are there now: a pass goes so far.
func (r *Ring) look() uint64 {
	r.passes++
	r.Mark.Held = 1
	return atomic.LoadUint64(r.producer)
}

// HasNext says whether a loop may take the next record.
func (r *Ring) HasNext() bool {
	return r.Position < r.Until && r.behind(*r.head()) <= r.End
}

// Take gives the next record, in place. There is one: HasNext or Turn said so.
func (r *Ring) Take() []byte {
	head := r.head()
	size := *head
	r.Position = r.behind(size)
	r.Note()
	r.Taken++
	return unsafe.Slice((*byte)(unsafe.Add(unsafe.Pointer(head), Header)), size)
}

// head is the header of the record at the position.
func (r *Ring) head() *uint32 { return (*uint32)(unsafe.Add(r.Data, r.Position&r.Mask)) }

// behind is where the record at the position ends. If it is busy or discarded, that is behind
// everything: these bits are larger than any ring.
func (r *Ring) behind(head uint32) uint64 {
	return r.Position + (uint64(head)+Header+7)&^7
}

// begin has a loop take the records before end until some are to be released. It passes over what
// was discarded, and says whether there is a record.
func (r *Ring) begin(end uint64) bool {
	r.End = end
	for r.Position < end {
		head := *r.head()
		next := r.behind(head &^ Discarded)
		if head&Busy != 0 { // the kernel still writes it
			return false
		}
		if next > end { // no record: somebody wrote the position
			r.Position = end
			return false
		}
		if head&Discarded == 0 {
			r.Until = min(end, r.stored+r.Mask/16+1)
			return true
		}
		r.Position = next
		r.Note()
	}
	return false
}

// Note leaves word of how far records were taken.
func (r *Ring) Note() { r.Mark.Taken = r.Position }

// isBusy says whether the kernel still writes the next record.
func (r *Ring) isBusy() bool { return *r.head()&Busy != 0 }

// Release gives the room of what was taken back to the kernel.
func (r *Ring) Release() {
	if r.stored != r.Position {
		r.stored = r.Position
		atomic.StoreUint64(r.consumer, r.Position)
	}
	r.Mark.Held = 0
}

// ReleaseSome does so once a part of the ring has been taken.
func (r *Ring) ReleaseSome() {
	if r.Position-r.stored > r.Mask/16 {
		r.Release()
		r.Mark.Held = 1
	}
}

// close leaves pages of zeros in the ring's place. A pass that is under way sees no record more.
func (r *Ring) close(handle int32) {
	r.Release()
	if host.MapMunmap(handle) >= 0 {
		forget(r.room)
	}
	r.Position = closed
}

const closed = ^uint64(0)

// kept is the memory under rings that are mapped.
var kept [][]byte

func forget(room []byte) {
	for i := range kept {
		if &kept[i][0] == &room[0] {
			kept[i] = kept[len(kept)-1]
			kept = kept[:len(kept)-1]
			return
		}
	}
}
