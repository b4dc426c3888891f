// SPDX-License-Identifier: MIT

package sdk

import (
	"errors"
	"iter"
	"os"
	"testing"
	"time"

	"wasm-bpf/bpf"
	"wasm-bpf/bpf/perf"
	"wasm-bpf/bpf/ringbuf"
)

func TestRing(t *testing.T) {
	s := loaded(t)
	reader, err := ringbuf.NewReader(s.Maps.Events)
	must(t, err)
	is(t, "its size", reader.BufferSize(), 64<<10)
	reader.SetDeadline(time.Now().Add(20 * time.Millisecond))
	_, err = reader.Read()
	fails(t, "a deadline", err, os.ErrDeadlineExceeded)
	reader.SetDeadline(time.Time{})

	must(t, s.Attach())
	write(100)
	var record ringbuf.Record
	var event Event
	for i := range uint64(100) {
		must(t, reader.ReadInto(&record))
		must(t, event.UnmarshalBinary(record.RawSample))
		is(t, "the sequence", event.Sequence, 3*i)
		is(t, "nothing cut", record.Cut, 0)
		is(t, "its size", len(record.RawSample), 16)
	}
	must(t, s.Detach())
	counts, err := reader.Counts()
	must(t, err)
	if counts.Delivered < 100 || counts.Cut != 0 {
		t.Errorf("counts: %+v", counts)
	}
	must(t, reader.Close())
	_, err = reader.Read()
	fails(t, "a closed reader", err, ringbuf.ErrClosed)
}

// Records that are valid until the next are not copied, and end where the reader is closed.
func TestRecords(t *testing.T) {
	s := loaded(t)
	reader, err := ringbuf.NewReader(s.Maps.Events)
	must(t, err)
	must(t, s.Attach())
	write(10)
	seen := uint64(0)
	for record, err := range reader.Records() {
		must(t, err)
		var event Event
		must(t, event.UnmarshalBinary(record.RawSample))
		is(t, "the sequence", event.Sequence, 3*seen)
		if seen++; seen == 10 {
			reader.Close()
		}
	}
	is(t, "records", seen, 10)
}

// A reader that asks for it sleeps until so many records are there.
func TestWakeup(t *testing.T) {
	const size = 8 + 16 // in the ring, and in a frame
	s := loaded(t)
	reader, err := ringbuf.NewReaderWithOptions(s.Maps.Events,
		ringbuf.Options{WakeupBytes: 10 * size})
	must(t, err)
	must(t, s.Attach())
	written := make(chan bool)
	go func() {
		for range 15 {
			time.Sleep(2 * time.Millisecond)
			write(1)
		}
		close(written)
	}()
	record, err := reader.Read()
	must(t, err)
	<-written
	if record.Remaining < 9*size {
		t.Errorf("%d bytes come with the first record", record.Remaining)
	}
	for range 14 { // a wait is for all buffers of the guest
		must(t, reader.ReadInto(&record))
	}

	// So many never come: the time since the first does it.
	s = loaded(t)
	reader, err = ringbuf.NewReaderWithOptions(s.Maps.Events,
		ringbuf.Options{WakeupBytes: 1000 * size, WakeupDelay: 30 * time.Millisecond})
	must(t, err)
	reader.SetDeadline(time.Now().Add(time.Millisecond)) // looks, and waits
	_, err = reader.Read()
	fails(t, "nothing is there", err, os.ErrDeadlineExceeded)
	must(t, s.Attach())
	start := time.Now()
	go write(1)
	reader.SetDeadline(start.Add(10 * time.Second))
	_, err = reader.Read()
	must(t, err)
	if took := time.Since(start); took < 20*time.Millisecond || took > 5*time.Second {
		t.Errorf("30 ms took %v", took)
	}
}

// While a reader waits, timers and other goroutines have their turn.
func TestOthersRun(t *testing.T) {
	s := loaded(t)
	reader, err := ringbuf.NewReader(s.Maps.Events)
	must(t, err)
	turns := 0
	go func() {
		for turns < 3 {
			time.Sleep(time.Millisecond)
			turns++
		}
		time.AfterFunc(time.Millisecond, func() { reader.Close() })
	}()
	_, err = reader.Read()
	fails(t, "closed meanwhile", err, ringbuf.ErrClosed)
	is(t, "turns", turns, 3)
}

func TestPerf(t *testing.T) {
	s := loaded(t)
	reader, err := perf.NewReader(s.Maps.Samples, 4*bpf.PageSize())
	must(t, err)
	must(t, s.Attach())
	write(20)
	must(t, s.Detach())
	last := map[int]uint64{}
	for seen := 0; seen < 20; {
		record, err := reader.Read()
		must(t, err)
		is(t, "lost", record.LostSamples, 0)
		if record.CPU < 0 || record.CPU >= bpf.PossibleCPU() {
			t.Fatalf("CPU %d", record.CPU)
		}
		var event Event
		must(t, event.UnmarshalBinary(record.RawSample))
		if before, ok := last[record.CPU]; ok && event.Sequence <= before {
			t.Errorf("%d comes after %d", event.Sequence, before)
		}
		last[record.CPU] = event.Sequence
		seen++
	}
	reader.SetDeadline(time.Now().Add(10 * time.Millisecond))
	for err == nil {
		_, err = reader.Read()
	}
	fails(t, "no more", err, os.ErrDeadlineExceeded)
}

// What does not fit is told of.
func TestPerfLost(t *testing.T) {
	s := loaded(t)
	reader, err := perf.NewReader(s.Maps.Samples, bpf.PageSize())
	must(t, err)
	must(t, s.Attach())
	write(1000)
	write(1)
	must(t, s.Detach())
	sequence, err := s.Variables.Sequence.Get()
	must(t, err)
	reader.SetDeadline(time.Now().Add(10 * time.Millisecond))
	var got, lost uint64
	for {
		record, err := reader.Read()
		if errors.Is(err, os.ErrDeadlineExceeded) {
			break
		}
		must(t, err)
		lost += record.LostSamples
		if len(record.RawSample) > 0 {
			got++
		}
	}
	counts, err := reader.Counts()
	must(t, err)
	if got == 0 || got >= sequence {
		t.Errorf("%d of %d samples fit into a page", got, sequence)
	}
	if lost > counts.Lost || got+counts.Lost > sequence {
		t.Errorf("got %d and lost %d (%d by the counts) of %d", got, lost, counts.Lost,
			sequence)
	}
}

// Alone, and interrupted by the test's script.
func TestInterrupt(t *testing.T) {
	if os.Getenv("INTERRUPT") == "" {
		t.Skip("nobody interrupts this")
	}
	s := loaded(t)
	reader, err := ringbuf.NewReader(s.Maps.Events)
	must(t, err)
	os.Stdout.WriteString("waiting\n")
	_, err = reader.Read()
	fails(t, "an interrupted read", err, bpf.ErrInterrupted)
	fails(t, "which ends like a close", err, ringbuf.ErrClosed)
	fails(t, "a sleep after it", bpf.Sleep(time.Hour), bpf.ErrInterrupted)
}

// A reader with a room copies, and cuts what does not fit; one without reads in place. Both give
// the same records, also after the ring was read around several times.
func TestRoom(t *testing.T) {
	for _, room := range []int{0, 4096} {
		s := loaded(t)
		reader, err := ringbuf.NewReaderWithOptions(s.Maps.Events,
			ringbuf.Options{Room: room})
		must(t, err)
		must(t, s.Attach())
		seen := uint64(0)
		for range 60 { // 24 bytes each: more than twice the ring
			write(100)
			reader.SetDeadline(time.Now().Add(time.Millisecond))
			for record, err := range reader.Records() {
				if errors.Is(err, os.ErrDeadlineExceeded) {
					break
				}
				must(t, err)
				var event Event
				must(t, event.UnmarshalBinary(record.RawSample))
				is(t, "the sequence", event.Sequence, 3*seen)
				seen++
			}
		}
		is(t, "records", seen, 6000)
		must(t, s.Detach())
		counts, err := reader.Counts()
		must(t, err)
		is(t, "counted", counts.Delivered >= 6000, true)
		must(t, reader.Close())
		for range reader.Records() {
			t.Error("a closed reader has a record")
		}
		// It can be opened again.
		again, err := ringbuf.NewReader(s.Maps.Events)
		must(t, err)
		again.SetDeadline(time.Now().Add(time.Millisecond))
		_, err = again.Read()
		fails(t, "an empty ring", err, os.ErrDeadlineExceeded)
	}
}

// Two sequences of one reader and Read take turns: each record comes once, in order.
func TestTurns(t *testing.T) {
	for _, room := range []int{0, 4096} {
		s := loaded(t)
		reader, err := ringbuf.NewReaderWithOptions(s.Maps.Events,
			ringbuf.Options{Room: room})
		must(t, err)
		must(t, s.Attach())
		write(60)
		seen := uint64(0)
		check := func(record *ringbuf.Record, err error) {
			must(t, err)
			var event Event
			must(t, event.UnmarshalBinary(record.RawSample))
			is(t, "the sequence", event.Sequence, 3*seen)
			is(t, "bytes that were cut", record.Cut, 0)
			seen++
		}
		one, stopOne := iter.Pull2(reader.Records())
		two, stopTwo := iter.Pull2(reader.Records())
		for range 10 {
			record, err, _ := one()
			check(record, err)
			record, err, _ = two()
			check(record, err)
			copied, err := reader.Read()
			check(&copied, err)
			for record, err := range reader.Records() {
				check(record, err)
				if seen%2 == 0 {
					break
				}
			}
		}
		stopOne()
		stopTwo()
		for record, err := range reader.Records() {
			check(record, err)
			if seen == 60 {
				is(t, "what remains", record.Remaining, 0)
				reader.SetDeadline(time.Unix(0, 1))
				break
			}
		}
		count := 0
		for record, err := range reader.Records() {
			fails(t, "no record is left", err, os.ErrDeadlineExceeded)
			is(t, "bytes of a record that is none", len(record.RawSample), 0)
			count++
		}
		is(t, "the error comes once", count, 1)
		must(t, reader.Close())
	}
}

// A reader that is closed amid its records has no more of them, and one whose object is closed
// fails.
func TestCloseAmid(t *testing.T) {
	s := loaded(t)
	reader, err := ringbuf.NewReader(s.Maps.Events)
	must(t, err)
	must(t, s.Attach())
	write(10)
	seen := 0
	for record, err := range reader.Records() {
		must(t, err)
		is(t, "a record's size", len(record.RawSample), 16)
		if seen++; seen == 3 {
			must(t, reader.Close())
		}
	}
	is(t, "records", seen, 3)

	s = loaded(t)
	reader, err = ringbuf.NewReader(s.Maps.Events)
	must(t, err)
	must(t, s.Attach())
	write(1)
	_, err = reader.Read()
	must(t, err)
	must(t, s.Close())
	reader.SetDeadline(time.Now().Add(10 * time.Second))
	_, err = reader.Read()
	fails(t, "the object is closed", err, bpf.EBADF)

	// Too much to wait for: nothing stays mapped that nobody has.
	s = loaded(t)
	_, err = ringbuf.NewReaderWithOptions(s.Maps.Events, ringbuf.Options{WakeupBytes: 1 << 20})
	fails(t, "more than the ring has", err, bpf.EINVAL)
	_, err = ringbuf.NewReader(s.Maps.Events)
	must(t, err)
}
