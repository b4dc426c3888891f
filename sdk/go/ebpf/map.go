// SPDX-License-Identifier: MIT

//go:build wasip1

package ebpf

import (
	"errors"
	"fmt"
	"path"
	"slices"

	"wasm-bpf/bpf"
)

// Map is a map of a loaded object, or one that NewMap or LoadPinnedMap returned.
type Map struct {
	*bpf.Map
	info   bpf.MapInfo
	closer func() error
}

// MapKV is an entry that a map has from the start.
type MapKV struct {
	Key, Value any
}

// MapSpec is the definition of a map.
type MapSpec struct {
	Name       string
	Type       MapType
	KeySize    uint32
	ValueSize  uint32
	MaxEntries uint32
	Flags      uint32
	Pinning    PinType
	NumaNode   uint32
	MapExtra   uint64
	InnerMap   *MapSpec // of a map of maps: what those look like
	Contents   []MapKV

	was *MapSpec
}

// Copy returns a copy.
func (s *MapSpec) Copy() *MapSpec {
	if s == nil {
		return nil
	}
	spec := *s
	spec.Contents = slices.Clone(s.Contents)
	spec.InnerMap = s.InnerMap.Copy()
	return &spec
}

// set sets what was changed, in an object that is not loaded.
func (s *MapSpec) set(m *bpf.Map, opts *CollectionOptions) error {
	was := s.was
	if was == nil {
		was = &MapSpec{}
	}
	var failed []error
	number := func(now, then uint32, set func(uint32) error) {
		if now != then {
			failed = append(failed, set(now))
		}
	}
	number(uint32(s.Type), uint32(was.Type), func(t uint32) error {
		return m.SetType(MapType(t))
	})
	number(s.KeySize, was.KeySize, m.SetKeySize)
	number(s.ValueSize, was.ValueSize, m.SetValueSize)
	number(s.MaxEntries, was.MaxEntries, m.SetMaxEntries)
	number(s.Flags, was.Flags, m.SetFlags)
	number(s.NumaNode, was.NumaNode, m.SetNumaNode)
	if s.MapExtra != was.MapExtra {
		failed = append(failed, m.SetExtra(s.MapExtra))
	}
	if s.InnerMap != nil {
		inner, err := NewMap(s.InnerMap)
		if err == nil {
			err = m.SetInner(inner.Map)
		}
		failed = append(failed, err)
	}
	if s.Pinning == PinByName && opts.Maps.PinPath != "" {
		failed = append(failed, m.SetPinPath(path.Join(opts.Maps.PinPath, s.Name)))
	}
	return errors.Join(failed...)
}

// known has the guest's maps by the kernel's numbers, for NewMapFromID.
var known = map[MapID]*Map{}

func wrap(m *bpf.Map) (*Map, error) {
	info, err := m.Info()
	if err != nil {
		return nil, err
	}
	wrapped := &Map{Map: m, info: *info}
	if info.ID != 0 {
		known[MapID(info.ID)] = wrapped
	}
	return wrapped, nil
}

// MapID is the kernel's number of a map, which a lookup in a map of maps gives.
type MapID uint32

// NewMapFromID returns one of the guest's own maps: others cannot be opened by their numbers.
// Closing it does nothing.
func NewMapFromID(id MapID) (*Map, error) {
	m := known[id]
	if m == nil {
		return nil, fmt.Errorf("map %d is not the guest's: %w", id, bpf.ENOENT)
	}
	return &Map{Map: m.Map, info: m.info, closer: func() error { return nil }}, nil
}

// MapInfo is a map's definition.
type MapInfo struct {
	Type       MapType
	KeySize    uint32
	ValueSize  uint32 // of a per-CPU map: for all CPUs
	MaxEntries uint32
	Flags      uint32
	Name       string

	id MapID
}

// ID returns the kernel's number.
func (i *MapInfo) ID() (MapID, bool) { return i.id, i.id != 0 }

// Info returns the definition.
func (m *Map) Info() (*MapInfo, error) {
	info, err := m.Map.Info()
	if err != nil {
		return nil, err
	}
	return &MapInfo{Type: info.Type, KeySize: info.KeySize, ValueSize: info.ValueSize,
		MaxEntries: info.MaxEntries, Flags: info.Flags, Name: info.Name,
		id: MapID(info.ID)}, nil
}

func (m *Map) put(contents []MapKV) error {
	for _, entry := range contents {
		if err := m.Put(entry.Key, entry.Value); err != nil {
			return fmt.Errorf("key %v: %w", entry.Key, err)
		}
	}
	return nil
}

// NewMap creates a map without an object.
func NewMap(spec *MapSpec) (*Map, error) { return NewMapWithOptions(spec, MapOptions{}) }

// NewMapWithOptions creates a map, or opens the one that is pinned by its name.
func NewMapWithOptions(spec *MapSpec, opts MapOptions) (*Map, error) {
	pin := ""
	if spec.Pinning == PinByName {
		pin = path.Join(opts.PinPath, spec.Name)
		m, err := LoadPinnedMap(pin, nil)
		if err == nil || !errors.Is(err, bpf.ENOENT) {
			return m, err
		}
	}
	definition := bpf.MapSpec{Name: spec.Name, Type: spec.Type, KeySize: spec.KeySize,
		ValueSize: spec.ValueSize, MaxEntries: spec.MaxEntries, Flags: spec.Flags,
		Extra: spec.MapExtra}
	if spec.InnerMap != nil {
		inner, err := NewMap(spec.InnerMap)
		if err != nil {
			return nil, err
		}
		defer inner.Close()
		definition.Inner = inner.Map
	}
	if spec.Type == PerfEventArray {
		definition.KeySize, definition.ValueSize = 4, 4
		if definition.MaxEntries == 0 {
			definition.MaxEntries = uint32(bpf.PossibleCPU())
		}
	}
	made, err := bpf.NewMap(&definition)
	if err != nil {
		return nil, err
	}
	m, err := wrap(made)
	if err == nil {
		err = m.put(spec.Contents)
	}
	if err == nil && pin != "" {
		err = m.Pin(pin)
	}
	if err != nil {
		made.Close()
		return nil, err
	}
	return m, nil
}

// LoadPinnedMap opens the map that is pinned at a path.
func LoadPinnedMap(path string, _ *LoadPinOptions) (*Map, error) {
	m, err := bpf.LoadPinnedMap(path)
	if err != nil {
		return nil, err
	}
	return wrap(m)
}

// String returns its type and name.
func (m *Map) String() string { return fmt.Sprintf("%v(%s)", m.info.Type, m.Name()) }

// FD returns the map's handle, which is not a file descriptor.
func (m *Map) FD() int { return int(m.Handle()) }

// Type returns its type.
func (m *Map) Type() MapType { return m.info.Type }

// KeySize returns the size of a key.
func (m *Map) KeySize() uint32 { return m.info.KeySize }

// ValueSize returns the size of a value; of a per-CPU map, of all its parts.
func (m *Map) ValueSize() uint32 { return m.info.ValueSize }

// MaxEntries returns the maximum number of entries.
func (m *Map) MaxEntries() uint32 { return m.info.MaxEntries }

// Flags returns its BPF_F_ flags.
func (m *Map) Flags() uint32 { return m.info.Flags }

// Close closes the map. One of an object stays as long as the object.
func (m *Map) Close() error {
	if m == nil {
		return nil
	}
	if closer := m.closer; closer != nil {
		m.closer = nil
		return closer()
	}
	delete(known, MapID(m.info.ID))
	return m.Map.Close()
}

// --- entries; a value may be a *Map or a *Program

func plain(value any) any {
	switch v := value.(type) {
	case *Map:
		return v.Map
	case *Program:
		return v.Program
	}
	return value
}

// Lookup stores the value of a key at valueOut.
func (m *Map) Lookup(key, valueOut any) error { return m.Map.Lookup(key, valueOut) }

// LookupWithFlags is Lookup with flags.
func (m *Map) LookupWithFlags(key, valueOut any, flags MapLookupFlags) error {
	return m.Map.LookupWithFlags(key, valueOut, uint64(flags))
}

// Put sets the value of a key, whether the key exists or not.
func (m *Map) Put(key, value any) error { return m.Map.Put(key, plain(value)) }

// Update sets the value of a key.
func (m *Map) Update(key, value any, flags MapUpdateFlags) error {
	return m.Map.Update(key, plain(value), flags)
}

// NextKeyBytes returns the key after the given one as bytes, or nil after the last.
func (m *Map) NextKeyBytes(key any) ([]byte, error) {
	var next []byte
	err := m.NextKey(key, &next)
	if errors.Is(err, ErrKeyNotExist) {
		return nil, nil
	}
	return next, err
}

// MapIterator iterates over a map's entries.
type MapIterator = bpf.MapIterator

// BatchOptions are the options of batches.
type BatchOptions struct {
	ElemFlags uint64
	Flags     uint64 // none exist
}

func (o *BatchOptions) plain() *bpf.BatchOptions {
	if o == nil {
		return nil
	}
	return &bpf.BatchOptions{ElemFlags: o.ElemFlags}
}

// MapBatchCursor is the position in a map where a batch continues.
type MapBatchCursor = bpf.MapBatchCursor

// BatchLookup looks up as many keys as fit in the slices.
func (m *Map) BatchLookup(
	cursor *MapBatchCursor, keysOut, valuesOut any, opts *BatchOptions,
) (int, error) {
	return m.Map.BatchLookup(cursor, keysOut, valuesOut, opts.plain())
}

// BatchLookupAndDelete is like BatchLookup, and also deletes the entries.
func (m *Map) BatchLookupAndDelete(
	cursor *MapBatchCursor, keysOut, valuesOut any, opts *BatchOptions,
) (int, error) {
	return m.Map.BatchLookupAndDelete(cursor, keysOut, valuesOut, opts.plain())
}

// BatchUpdate sets the values of many keys.
func (m *Map) BatchUpdate(keys, values any, opts *BatchOptions) (int, error) {
	return m.Map.BatchUpdate(keys, values, opts.plain())
}

// BatchDelete deletes a slice of keys.
func (m *Map) BatchDelete(keys any, opts *BatchOptions) (int, error) {
	return m.Map.BatchDelete(keys, opts.plain())
}

// --- variables

// Variable is a global variable of a loaded object.
type Variable struct{ on *bpf.AnyVariable }

// Get stores the value at `to`.
func (v *Variable) Get(to any) error { return v.on.Load(to) }

// Set changes the value.
func (v *Variable) Set(value any) error { return v.on.Store(value) }

// Size returns how many bytes it has.
func (v *Variable) Size() uint64 { return uint64(v.on.Size()) }

// ReadOnly returns whether it can only be read.
func (v *Variable) ReadOnly() bool { return constant(v.on) }

// String returns its name.
func (v *Variable) String() string { return v.on.Name() }

// PossibleCPU returns the number of possible CPUs.
func PossibleCPU() (int, error) { return bpf.PossibleCPU(), nil }

// MustPossibleCPU is PossibleCPU.
func MustPossibleCPU() int { return bpf.PossibleCPU() }
