// SPDX-License-Identifier: MIT

// Package sdk tests the SDK for Go where its guests run. Writes of this process are what
// the programs of sdk.bpf.c see.
package sdk

import (
	"encoding/binary"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"wasm-bpf/bpf"
	"wasm-bpf/bpf/link"
	"wasm-bpf/bpf/perf"
	"wasm-bpf/bpf/ringbuf"
)

//go:generate wasm-bpf-cc -target bpf -Wall -c sdk.bpf.c -o sdk.bpf.o
//go:generate btf2h --skeleton --lang go --package sdk --name sdk sdk.bpf.o -o bpf.go

// must is for calls that have no reason to fail.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func is[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func fails(t *testing.T, what string, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// loaded gives the object, attached to the writes of this process.
func loaded(t *testing.T) *Sdk {
	t.Helper()
	s, err := OpenSdk()
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	pid, err := bpf.ProcessID()
	must(t, err)
	must(t, s.Variables.OnlyPid.Set(int32(pid)))
	s.Programs.Dump.SetAutoattach(false)
	must(t, s.Load())
	return s
}

// write makes count events.
func write(count int) {
	for range count {
		os.Stderr.WriteString(".")
	}
}

func TestObject(t *testing.T) {
	s := loaded(t)
	var programs, maps []string
	for program := range s.Object.Programs() {
		programs = append(programs, program.Name())
	}
	for m := range s.Object.Maps() {
		maps = append(maps, m.Name())
	}
	slices.Sort(programs)
	is(t, "programs", strings.Join(programs, " "), "broken dump landed on_write turn")
	for _, name := range []string{"counts", "queue", "events", ".bss", ".rodata"} {
		if !slices.Contains(maps, name) {
			t.Errorf("no map '%s' among %v", name, maps)
		}
	}
	_, err := s.Object.Program("none")
	fails(t, "no such program", err, bpf.ENOENT)
	_, err = s.Object.Map("none")
	fails(t, "no such map", err, os.ErrNotExist)
	if err == nil || !strings.Contains(err.Error(), "'none'") {
		t.Errorf("the reason is '%v'", err)
	}
	section, err := s.Programs.OnWrite.Section()
	must(t, err)
	is(t, "section", section, "tp/syscalls/sys_enter_write")
	info, err := s.Programs.OnWrite.Info()
	must(t, err)
	if !info.Loaded || info.ID == 0 || info.XlatedSize == 0 || info.Name != "on_write" {
		t.Errorf("info: %+v", info)
	}
	fails(t, "a load again", s.Load(), bpf.EBUSY)
}

func TestNotAnObject(t *testing.T) {
	for _, elf := range [][]byte{nil, []byte("not an ELF object")} {
		_, err := bpf.LoadObject("none", elf)
		if err == nil || err.Error() == "" {
			t.Errorf("%d bytes: %v", len(elf), err)
		}
	}
}

func TestVerifierSpeaks(t *testing.T) {
	s, err := OpenSdk()
	must(t, err)
	defer s.Close()
	must(t, s.Programs.Broken.SetAutoload(true))
	err = s.Load()
	var failed *bpf.Error
	if !errors.As(err, &failed) || !strings.Contains(failed.Reason, "invalid mem access") {
		t.Errorf("the error is: %v", err)
	}
	log, err := s.Log()
	must(t, err)
	if !strings.Contains(log, "invalid mem access") {
		t.Errorf("the log is: %s", log)
	}
}

func TestAssign(t *testing.T) {
	s := loaded(t)
	var found struct {
		Count   *bpf.Map             `json:"x" bpf:"counts"`
		Program *bpf.Program         `bpf:"turn"`
		Scale   *bpf.Variable[int32] `bpf:"scale"`
		Other   int
	}
	must(t, s.Assign(&found))
	is(t, "the map", found.Count, s.Maps.Counts)
	is(t, "the program", found.Program, s.Programs.Turn)
	value, err := found.Scale.Get()
	must(t, err)
	is(t, "the variable", value, 3)
	var wrong struct {
		Scale *bpf.Variable[int64] `bpf:"scale"`
	}
	fails(t, "a variable of another size", s.Assign(&wrong), bpf.EINVAL)
	var none struct {
		Scale int `bpf:"scale"`
	}
	fails(t, "a field of another type", s.Assign(&none), bpf.EINVAL)
	fails(t, "no pointer", s.Assign(none), bpf.EINVAL)
}

func TestVariables(t *testing.T) {
	s, err := OpenSdk()
	must(t, err)
	defer s.Close()
	text, err := s.Variables.Name.Get()
	must(t, err)
	is(t, "initial text", bpf.Text(text[:]), "initial")
	color, err := s.Variables.Color.Get()
	must(t, err)
	is(t, "an enum", color, GREEN)
	must(t, s.Variables.Scale.Set(10))
	must(t, s.Variables.Name.Set([16]byte{'n', 'e', 'w'}))
	must(t, bpf.SetVariable(s.Object, "hidden", int32(40))) // a static one
	pid, err := bpf.ProcessID()
	must(t, err)
	must(t, s.Variables.OnlyPid.Set(int32(pid)))
	s.Programs.Dump.SetAutoattach(false)
	must(t, s.Load())
	must(t, s.Attach())

	text, err = s.Variables.Name.Get()
	must(t, err)
	is(t, "text after the load", bpf.Text(text[:]), "new")
	fails(t, "a constant that is loaded", s.Variables.OnlyPid.Set(1), bpf.EPERM)
	write(3)
	sequence, err := s.Variables.Sequence.Get()
	must(t, err)
	if sequence < 3 {
		t.Errorf("%d writes were counted", sequence)
	}
	seen, err := s.Variables.EventsSeen.Get()
	must(t, err)
	is(t, "a struct's pid", seen[1].Pid, int32(pid))
	is(t, "a struct's kind", seen[1].Kind, 9)
	is(t, "what the program made of a variable", seen[1].Sequence, 10*(sequence-1))
	hidden, err := bpf.FindVariable[int32](s.Object, "hidden")
	must(t, err)
	value, err := hidden.Get()
	must(t, err)
	is(t, "a static variable", value, 40+int32(sequence))

	must(t, s.Variables.Sequence.Set(1000))
	write(1)
	sequence, err = s.Variables.Sequence.Get()
	must(t, err)
	if sequence < 1001 {
		t.Errorf("the program goes on at %d", sequence)
	}
	_, err = bpf.FindVariable[int32](s.Object, "none")
	fails(t, "no such variable", err, bpf.ENOENT)
	_, err = bpf.FindVariable[int64](s.Object, "scale")
	fails(t, "another size", err, bpf.EINVAL)
}

func TestMap(t *testing.T) {
	m := loaded(t).Maps.Counts
	info, err := m.Info()
	must(t, err)
	if info.Type != bpf.Hash || info.KeySize != 4 || info.ValueSize != 8 || info.MaxEntries != 1000 {
		t.Errorf("info: %+v", info)
	}
	var value uint64
	fails(t, "look-up of nothing", m.Lookup(uint32(1), &value), bpf.ErrKeyNotExist)
	fails(t, "which is", bpf.ErrKeyNotExist, os.ErrNotExist)
	must(t, m.Put(uint32(1), uint64(100)))
	must(t, m.Lookup(uint32(1), &value))
	is(t, "value", value, 100)
	fails(t, "an update of what is there", m.Update(uint32(1), uint64(1), bpf.UpdateNoExist), bpf.ErrKeyExist)
	fails(t, "an update of what is not", m.Update(uint32(2), uint64(1), bpf.UpdateExist), bpf.ErrKeyNotExist)
	must(t, m.LookupAndDelete(uint32(1), &value))
	fails(t, "a second delete", m.Delete(uint32(1)), bpf.ErrKeyNotExist)
	bytes, err := m.LookupBytes(uint32(1))
	if bytes != nil || err != nil {
		t.Errorf("bytes of nothing: %v, %v", bytes, err)
	}
	for name, err := range map[string]error{
		"a key of 8 bytes":   m.Put(uint64(1), uint64(1)),
		"a value of 4 bytes": m.Put(uint32(1), uint32(1)),
		"an int":             m.Put(1, uint64(1)),
		"a value of 2 bytes": m.Lookup(uint32(1), new(uint16)),
		"no pointer":         m.Lookup(uint32(1), value),
	} {
		if name == "a value of 2 bytes" || name == "no pointer" {
			fails(t, name, err, bpf.ErrKeyNotExist) // which comes first
		} else {
			fails(t, name, err, bpf.EINVAL)
		}
	}
	must(t, m.Put(uint32(1), uint64(1)))
	fails(t, "room for 2 bytes", m.Lookup(uint32(1), new(uint16)), bpf.EINVAL)
	fails(t, "no room", m.Lookup(uint32(1), value), bpf.EINVAL)
}

// A value that looks another one up while it is read, as another goroutine might.
type nested struct {
	m            *bpf.Map
	inner, outer uint64
}

func (n *nested) UnmarshalBinary(bytes []byte) error {
	err := n.m.Lookup(uint32(2), &n.inner)
	n.outer = binary.LittleEndian.Uint64(bytes)
	return err
}

func TestMapInUse(t *testing.T) {
	m := loaded(t).Maps.Counts
	must(t, m.Put(uint32(1), uint64(10)))
	must(t, m.Put(uint32(2), uint64(20)))
	value := nested{m: m}
	must(t, m.Lookup(uint32(1), &value))
	is(t, "the value", value.outer, 10)
	is(t, "the other", value.inner, 20)
}

func TestMapOfStructs(t *testing.T) {
	m := loaded(t).Maps.Latest
	sent := Event{Pid: -1, Kind: 3, Sequence: 1 << 40}
	must(t, m.Put(uint32(7), &sent))
	var got Event
	must(t, m.Lookup(uint32(7), &got))
	is(t, "a struct", got, sent)
	bytes, err := m.LookupBytes(uint32(7))
	must(t, err)
	is(t, "its size in C", len(bytes), 16)
}

func TestIterate(t *testing.T) {
	m := loaded(t).Maps.Counts
	for key := range uint32(100) {
		must(t, m.Put(key, uint64(key)*3))
	}
	var key uint32
	var value uint64
	seen := map[uint32]uint64{}
	entries := m.Iterate()
	for entries.Next(&key, &value) {
		seen[key] = value
	}
	must(t, entries.Err())
	is(t, "keys", len(seen), 100)
	for key, value := range seen {
		is(t, "a value", value, uint64(key)*3)
	}
	entries = m.Iterate()
	if entries.Next(new(uint16), &value) || !errors.Is(entries.Err(), bpf.EINVAL) {
		t.Errorf("a key of 2 bytes: %v", entries.Err())
	}
}

func TestBatches(t *testing.T) {
	m := loaded(t).Maps.Counts
	keys, values := make([]uint32, 500), make([]uint64, 500)
	for i := range keys {
		keys[i], values[i] = uint32(i), uint64(i)*7
	}
	n, err := m.BatchUpdate(keys, values, nil)
	must(t, err)
	is(t, "updated", n, 500)

	var cursor bpf.MapBatchCursor
	seen := map[uint32]uint64{}
	for {
		keys, values := make([]uint32, 128), make([]uint64, 128)
		n, err := m.BatchLookup(&cursor, keys, values, nil)
		for i := range n {
			seen[keys[i]] = values[i]
		}
		if errors.Is(err, bpf.ErrKeyNotExist) {
			break
		}
		if errors.Is(err, bpf.ENOSPC) {
			t.Fatal("128 keys are too few for a bucket")
		}
		must(t, err)
	}
	is(t, "looked up", len(seen), 500)
	for key, value := range seen {
		is(t, "a value", value, uint64(key)*7)
	}
	n, err = m.BatchDelete(keys[:200], nil)
	must(t, err)
	is(t, "deleted", n, 200)
	n, err = m.BatchLookupAndDelete(new(bpf.MapBatchCursor), keys, values, nil)
	fails(t, "the end of the rest", err, bpf.ErrKeyNotExist)
	is(t, "the rest", n, 300)
	_, err = m.BatchUpdate(keys, values[:1], nil)
	fails(t, "values that are too few", err, bpf.EINVAL)
	_, err = m.BatchUpdate(values, values, nil)
	fails(t, "keys of another size", err, bpf.EINVAL)
	_, err = m.BatchDelete(1, nil)
	fails(t, "no slice", err, bpf.EINVAL)
}

func TestPerCPU(t *testing.T) {
	s := loaded(t)
	var values []uint32
	must(t, s.Maps.PerCpu.Lookup(uint32(0), &values))
	is(t, "one value for each CPU", len(values), bpf.PossibleCPU())
	for i := range values {
		values[i] = uint32(i) + 5
	}
	must(t, s.Maps.PerCpu.Put(uint32(1), values))
	var again []uint32
	must(t, s.Maps.PerCpu.Lookup(uint32(1), &again))
	is(t, "what was put", slices.Equal(values, again), true)
	fails(t, "a value too many", s.Maps.PerCpu.Put(uint32(1), append(values, 1)), bpf.EINVAL)
	fails(t, "no slice", s.Maps.PerCpu.Lookup(uint32(1), new(uint32)), bpf.EINVAL)

	must(t, s.Attach())
	write(4)
	must(t, s.Maps.PerCpu.Lookup(uint32(0), &values))
	sum := uint32(0)
	for _, value := range values {
		sum += value
	}
	if sum < 4 {
		t.Errorf("%d writes were counted", sum)
	}
	keys, parts := make([]uint32, 2), make([]uint32, 2*bpf.PossibleCPU())
	n, err := s.Maps.PerCpu.BatchLookup(new(bpf.MapBatchCursor), keys, parts, nil)
	if err != nil && !errors.Is(err, bpf.ErrKeyNotExist) {
		t.Fatal(err)
	}
	is(t, "a batch", n, 2)
	is(t, "its values", slices.Equal(parts[bpf.PossibleCPU():], again), true)
}

func TestQueue(t *testing.T) {
	m := loaded(t).Maps.Queue
	for i := range uint32(3) {
		must(t, m.Put(nil, i))
	}
	var value uint32
	for i := range uint32(3) {
		must(t, m.LookupAndDelete(nil, &value))
		is(t, "the next", value, i)
	}
	fails(t, "an empty queue", m.LookupAndDelete(nil, &value), bpf.ErrKeyNotExist)
}

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
		t.Errorf("got %d and lost %d (%d by the counts) of %d", got, lost, counts.Lost, sequence)
	}
}

func TestLinks(t *testing.T) {
	s := loaded(t)
	l, err := link.Tracepoint("syscalls", "sys_enter_write", s.Programs.OnWrite, nil)
	must(t, err)
	info, err := l.Info()
	must(t, err)
	is(t, "attached", info.Attached, true)
	write(1)
	before, err := s.Variables.Sequence.Get()
	must(t, err)
	if before == 0 {
		t.Error("no write was seen")
	}
	must(t, l.Close())
	must(t, l.Close())
	before, err = s.Variables.Sequence.Get()
	must(t, err)
	write(3)
	after, err := s.Variables.Sequence.Get()
	must(t, err)
	is(t, "writes seen after that", after, before)
	_, err = link.Tracepoint("syscalls", "none", s.Programs.OnWrite, nil)
	if err == nil || !strings.Contains(err.Error(), "on_write") {
		t.Errorf("no such tracepoint: %v", err)
	}
	_, err = s.Programs.OnWrite.Attach("a\x00b", 0)
	fails(t, "a NUL inside", err, bpf.EINVAL)
}

func TestHost(t *testing.T) {
	index, err := bpf.InterfaceIndex("lo")
	must(t, err)
	name, err := bpf.InterfaceName(index)
	must(t, err)
	is(t, "an interface", name, "lo")
	_, err = bpf.InterfaceIndex("none-such")
	fails(t, "no such interface", err, bpf.ENODEV)
	release, err := bpf.KernelRelease()
	must(t, err)
	if release == "" || release[0] < '1' || release[0] > '9' {
		t.Errorf("the kernel's release is '%s'", release)
	}
	if bpf.BootTime() <= 0 {
		t.Error("no time since boot")
	}
	for what, ask := range map[string]func() (bool, error){
		"tracepoints": func() (bool, error) { return bpf.HaveProgramType(5) },
		"hashes":      func() (bool, error) { return bpf.HaveMapType(bpf.Hash) },
		"a helper":    func() (bool, error) { return bpf.HaveProgramHelper(5, 1) },
	} {
		have, err := ask()
		must(t, err)
		is(t, what, have, true)
	}
	have, err := bpf.HaveMapType(bpf.MapType(4000))
	if have {
		t.Errorf("maps of type 4000: %v, %v", have, err)
	}
	online, err := bpf.OnlineCPUs()
	must(t, err)
	if online < 1 || online > bpf.PossibleCPU() {
		t.Errorf("%d CPUs of %d", online, bpf.PossibleCPU())
	}
}

func TestKernelSymbols(t *testing.T) {
	address, err := bpf.KernelSymbolAddress("do_exit")
	if errors.Is(err, bpf.EPERM) || errors.Is(err, bpf.ENOENT) {
		t.Skip(err)
	}
	must(t, err)
	name, offset, err := bpf.KernelSymbol(address + 1)
	must(t, err)
	is(t, "the symbol", name, "do_exit")
	is(t, "the offset", offset, 1)
}

func TestSleep(t *testing.T) {
	start := time.Now()
	must(t, bpf.Sleep(30*time.Millisecond))
	if took := time.Since(start); took < 30*time.Millisecond || took > 3*time.Second {
		t.Errorf("30 ms took %v", took)
	}
}

func TestRun(t *testing.T) {
	s := loaded(t)
	packet := make([]byte, 64)
	packet[1] = 7
	result, out, err := s.Programs.Turn.Test(packet)
	must(t, err)
	is(t, "what it returned", result, 1) // XDP_DROP
	is(t, "the packet's size", len(out), 64)
	is(t, "what it made of the packet", out[0], 7)
	must(t, s.Maps.Jumps.Put(uint32(1), s.Programs.Landed))
	result, err = s.Programs.Turn.Run(&bpf.RunOptions{Data: packet, Repeat: 3})
	must(t, err)
	is(t, "what the other returned", result, 3) // XDP_TX
}

func TestNewMap(t *testing.T) {
	inner, err := bpf.NewMap(&bpf.MapSpec{Name: "inner", Type: bpf.Array, KeySize: 4, ValueSize: 4,
		MaxEntries: 3})
	must(t, err)
	outer, err := bpf.NewMap(&bpf.MapSpec{Name: "outer", Type: bpf.HashOfMaps, KeySize: 4,
		ValueSize: 4, MaxEntries: 2, Inner: inner})
	must(t, err)
	must(t, outer.Put(uint32(5), inner))
	must(t, inner.Put(uint32(2), uint32(9)))
	must(t, outer.Close())
	var value uint32
	must(t, inner.Lookup(uint32(2), &value))
	is(t, "what the inner map has", value, 9)
	must(t, inner.Close())
	must(t, inner.Close())
	_, err = bpf.NewMap(&bpf.MapSpec{Type: bpf.Hash})
	if err == nil {
		t.Error("a map without a size is made")
	}
}

func TestPin(t *testing.T) {
	path := os.Getenv("PIN")
	if path == "" {
		t.Skip("no folder to pin in")
	}
	m := loaded(t).Maps.Counts
	must(t, m.Put(uint32(1), uint64(2)))
	must(t, m.Pin(path+"/counts"))
	again, err := bpf.LoadPinnedMap(path + "/counts")
	must(t, err)
	var value uint64
	must(t, again.Lookup(uint32(1), &value))
	is(t, "what is pinned", value, 2)
	must(t, again.Close())
	must(t, m.Unpin(path+"/counts"))
	_, err = bpf.LoadPinnedMap(path + "/counts")
	fails(t, "what is not pinned", err, bpf.ENOENT)
	fails(t, "a pin elsewhere", m.Pin("/sys/fs/bpf/wasm_bpf_go_counts"), bpf.EPERM)

	s, err := OpenSdk()
	must(t, err)
	must(t, s.Maps.Latest.SetPinPath(path+"/latest"))
	must(t, s.Load())
	must(t, s.Maps.Latest.Put(uint32(1), &Event{Pid: 5}))
	l, err := s.Programs.OnWrite.Attach("", 0)
	must(t, err)
	must(t, l.Pin(path+"/link"))
	must(t, s.Close())
	again, err = bpf.LoadPinnedMap(path + "/latest")
	must(t, err)
	var event Event
	must(t, again.Lookup(uint32(1), &event))
	is(t, "what the load pinned", event.Pid, 5)
	must(t, again.Close())
}
func TestIterator(t *testing.T) {
	s := loaded(t)
	want := map[string]bool{}
	for key := range uint32(50) {
		must(t, s.Maps.Counts.Put(key, uint64(key)+1000))
		want[string(itoa(key))+"="+string(itoa(key+1000))] = true
	}
	it, err := link.AttachIter(s.Programs.Dump, s.Maps.Counts, 0)
	must(t, err)
	defer it.Close()
	for range 2 {
		file, err := it.Open()
		must(t, err)
		text, err := io.ReadAll(file)
		must(t, err)
		must(t, file.Close())
		lines := strings.Fields(string(text))
		is(t, "lines", len(lines), len(want))
		for _, line := range lines {
			is(t, line, want[line], true)
		}
	}
}

func itoa(n uint32) []byte {
	var digits []byte
	for ; n > 0 || len(digits) == 0; n /= 10 {
		digits = append([]byte{byte('0' + n%10)}, digits...)
	}
	return digits
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
