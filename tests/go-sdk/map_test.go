// SPDX-License-Identifier: MIT

package sdk

import (
	"encoding/binary"
	"errors"
	"os"
	"slices"
	"testing"

	"wasm-bpf/bpf"
)

func TestMap(t *testing.T) {
	m := loaded(t).Maps.Counts
	info, err := m.Info()
	must(t, err)
	if info.Type != bpf.Hash || info.KeySize != 4 || info.ValueSize != 8 ||
		info.MaxEntries != 1000 {
		t.Errorf("info: %+v", info)
	}
	var value uint64
	fails(t, "look-up of nothing", m.Lookup(uint32(1), &value), bpf.ErrKeyNotExist)
	fails(t, "which is", bpf.ErrKeyNotExist, os.ErrNotExist)
	must(t, m.Put(uint32(1), uint64(100)))
	must(t, m.Lookup(uint32(1), &value))
	is(t, "value", value, 100)
	fails(t, "an update of what is there", m.Update(uint32(1), uint64(1), bpf.UpdateNoExist),
		bpf.ErrKeyExist)
	fails(t, "an update of what is not", m.Update(uint32(2), uint64(1), bpf.UpdateExist),
		bpf.ErrKeyNotExist)
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

func TestNewMap(t *testing.T) {
	inner, err := bpf.NewMap(&bpf.MapSpec{Name: "inner", Type: bpf.Array, KeySize: 4,
		ValueSize:  4,
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
