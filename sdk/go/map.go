// SPDX-License-Identifier: MIT

//go:build wasip1

package bpf

import (
	"reflect"
	"unsafe"

	"wasm-bpf/bpf/internal/codec"
	"wasm-bpf/bpf/internal/host"
)

// Map is a map of an object, there before the load, or one made or opened by itself.
//
// Keys and values are those of package codec's: integers, floats, bools, arrays and structs
// of them, in the sizes that C has for them; types of btf2h, which have their own layout;
// or []byte. A pointer to them will do wherever they are read. A value of a per-CPU map is
// a slice with an element for each possible CPU. Maps of maps take a *Map, maps of
// programs a *Program for a value.
type Map struct {
	handle int32
	name   string
	object *Object // null: made or opened by itself
	room   []byte  // that the map was put over
	mapped []byte  // what it has there

	known bool
	info  MapInfo
	spare *entry
}

// entry is room for a key and a value as bytes. A map keeps one, so that not each call
// leaves garbage, which a call takes for as long as it needs it.
type entry struct{ key, value []byte }

// MapInfo is a map's definition.
type MapInfo struct {
	Type       MapType
	KeySize    uint32
	ValueSize  uint32 // of a per-CPU map: for all CPUs
	MaxEntries uint32
	Flags      uint32
	Loaded     bool // it is in the kernel
	Globals    bool // it holds global variables
	Autocreate bool // the load of its object makes it
	Frozen     bool
	Name       string
}

// As the runtime stores it.
type rawMapInfo struct {
	kind, keySize, valueSize, maxEntries uint32
	flags, state                         uint32
	mmapSize                             uint64
	name                                 [64]byte
}

const (
	stateLoaded = 1 << iota
	stateGlobals
	stateAutocreate
	stateFrozen
)

func mapInfo(handle int32) (raw rawMapInfo, ret int32) {
	ret = host.MapInfo(handle, unsafe.Pointer(&raw), uint32(unsafe.Sizeof(raw)))
	return raw, ret
}

// Name is the map's; the kernel's is shorter.
func (m *Map) Name() string { return m.name }

// Info asks for the definition.
func (m *Map) Info() (*MapInfo, error) {
	raw, ret := mapInfo(m.handle)
	if ret < 0 {
		return nil, host.Fail("info of map '"+m.name+"'", ret)
	}
	return &MapInfo{
		Type: MapType(raw.kind), KeySize: raw.keySize, ValueSize: raw.valueSize,
		MaxEntries: raw.maxEntries, Flags: raw.flags,
		Loaded: raw.state&stateLoaded != 0, Globals: raw.state&stateGlobals != 0,
		Autocreate: raw.state&stateAutocreate != 0, Frozen: raw.state&stateFrozen != 0,
		Name: Text(raw.name[:]),
	}, nil
}

// know keeps the info, which calls need.
func (m *Map) know() error {
	if m.known {
		return nil
	}
	info, err := m.Info()
	if err != nil {
		return err
	}
	m.info, m.known, m.spare = *info, true, nil
	return nil
}

// take gives room for an entry, with a key in it; give takes it back.
func (m *Map) take(key any) (*entry, error) {
	if err := m.know(); err != nil {
		return nil, err
	}
	e := m.spare
	m.spare = nil
	if e == nil {
		e = &entry{make([]byte, 0, m.info.KeySize), make([]byte, m.info.ValueSize)}
	}
	return e, m.setKey(e, key)
}

func (m *Map) give(e *entry) { m.spare = e }

// --- keys and values as bytes

func (m *Map) wrong(what string, err error) error {
	return host.Refuse(EINVAL, "a ", what, " of map '", m.name, "' is wrong: ", err)
}

// setKey encodes a key; nil is for maps without.
func (m *Map) setKey(e *entry, key any) error {
	e.key = e.key[:0]
	if key == nil {
		return nil
	}
	bytes, err := codec.Append(e.key, key)
	if err == nil && len(bytes) != int(m.info.KeySize) {
		err = host.Refuse(host.EINVAL, codec.TypeName(key), " has ", len(bytes),
			" bytes, not ", int(m.info.KeySize))
	}
	if err != nil {
		return m.wrong("key", err)
	}
	e.key = bytes
	return nil
}

func (m *Map) appendValue(to []byte, value any) ([]byte, error) {
	start := len(to)
	bytes, err := m.encodeValue(to, value)
	if err == nil && len(bytes)-start != int(m.info.ValueSize) {
		err = host.Refuse(host.EINVAL, codec.TypeName(value), " has ", len(bytes)-start,
			" bytes, not ", int(m.info.ValueSize))
	}
	return bytes, err
}

func (m *Map) encodeValue(to []byte, value any) ([]byte, error) {
	switch v := value.(type) {
	case *Map:
		return codec.Append(to, uint32(v.handle))
	case *Program:
		return codec.Append(to, uint32(v.handle))
	case []byte:
		return append(to, v...), nil
	}
	if !m.info.Type.perCPU() {
		return codec.Append(to, value)
	}
	return m.encodeParts(to, reflect.Indirect(reflect.ValueOf(value)))
}

// A part for each CPU, filled up to a multiple of 8.
func (m *Map) encodeParts(to []byte, parts reflect.Value) ([]byte, error) {
	stride := int(m.info.ValueSize) / PossibleCPU()
	if parts.Kind() != reflect.Slice || parts.Len() != PossibleCPU() {
		return nil, host.Refuse(host.EINVAL, "it is no slice of ", PossibleCPU(),
			" elements, one for each CPU")
	}
	for i := range parts.Len() {
		end := len(to) + stride
		bytes, err := codec.Append(to, parts.Index(i).Interface())
		if err != nil {
			return nil, err
		}
		if len(bytes) > end {
			return nil, host.Refuse(host.EINVAL, "an element has more than ", stride,
				" bytes")
		}
		to = append(bytes, make([]byte, end-len(bytes))...)
	}
	return to, nil
}

// getValue decodes a value. Where it is one for each CPU, `to` points to a slice, which
// gets as many elements.
func (m *Map) getValue(bytes []byte, to any) error {
	var err error
	if _, raw := to.(*[]byte); raw || !m.info.Type.perCPU() {
		err = codec.Decode(bytes, to)
	} else {
		err = m.decodeParts(bytes, to)
	}
	if err != nil {
		return m.wrong("value", err)
	}
	return nil
}

func (m *Map) decodeParts(bytes []byte, to any) error {
	slice := reflect.ValueOf(to)
	if slice.Kind() != reflect.Pointer || slice.Elem().Kind() != reflect.Slice {
		return host.Refuse(host.EINVAL, codec.TypeName(to),
			" is no pointer to a slice, for a value of each CPU")
	}
	slice = slice.Elem()
	if slice.Cap() < PossibleCPU() {
		slice.Set(reflect.MakeSlice(slice.Type(), PossibleCPU(), PossibleCPU()))
	}
	slice.SetLen(PossibleCPU())
	stride := len(bytes) / PossibleCPU()
	for i := range slice.Len() {
		part := bytes[i*stride : (i+1)*stride]
		if err := codec.DecodeFirst(part, slice.Index(i)); err != nil {
			return err
		}
	}
	return nil
}

// --- one key at a time

// MapUpdateFlags say what an update asks for.
type MapUpdateFlags uint64

// BPF_ANY, BPF_NOEXIST, BPF_EXIST, BPF_F_LOCK.
const (
	UpdateAny     MapUpdateFlags = 0
	UpdateNoExist MapUpdateFlags = 1
	UpdateExist   MapUpdateFlags = 2
	UpdateLock    MapUpdateFlags = 4
)

const (
	operateLookup = 1 + iota
	operateUpdate
	operateDelete
	operateNextKey
)

// expected gives the errors that are part of a map's use.
func expected(ret int32) error {
	switch Errno(-ret) {
	case ENOENT:
		return ErrKeyNotExist
	case EEXIST:
		return ErrKeyExist
	}
	return nil
}

// check makes an error of a call that leaves its reason.
func (m *Map) check(what string, ret int32) error {
	if err := expected(ret); err != nil || ret >= 0 {
		return err
	}
	return host.Fail(what+" map '"+m.name+"'", ret)
}

// operate is MapOperate, which leaves none: the number says it all.
func (m *Map) operate(what string, command int32, e *entry, next []byte, flags uint64) error {
	ret := host.MapOperate(m.handle, command, host.Pointer(e.key), host.Pointer(e.value),
		host.Pointer(next), flags)
	if err := expected(ret); err != nil || ret >= 0 {
		return err
	}
	return &Error{Op: what + " map '" + m.name + "'", Errno: Errno(-ret)}
}

// Lookup stores the value of a key where valueOut points to. ErrKeyNotExist where there
// is none.
func (m *Map) Lookup(key, valueOut any) error {
	return m.LookupWithFlags(key, valueOut, 0)
}

// LookupWithFlags is Lookup with BPF_F_LOCK, say.
func (m *Map) LookupWithFlags(key, valueOut any, flags uint64) error {
	e, err := m.take(key)
	if err != nil {
		return err
	}
	err = m.operate("look up in", operateLookup, e, nil, flags)
	if err == nil {
		err = m.getValue(e.value, valueOut)
	}
	m.give(e)
	return err
}

// LookupBytes gives the value as bytes, null where there is none.
func (m *Map) LookupBytes(key any) ([]byte, error) {
	var bytes []byte
	err := m.Lookup(key, &bytes)
	if err == ErrKeyNotExist {
		return nil, nil
	}
	return bytes, err
}

// LookupAndDelete is Lookup and Delete in one step; a queue or a stack gives its next
// element, for a key of nil.
func (m *Map) LookupAndDelete(key, valueOut any) error {
	e, err := m.take(key)
	if err != nil {
		return err
	}
	ret := host.MapTake(m.handle, host.Pointer(e.key), host.Pointer(e.value), 0)
	err = m.check("take from", ret)
	if err == nil {
		err = m.getValue(e.value, valueOut)
	}
	m.give(e)
	return err
}

// Put sets the value of a key, whether it is there or not.
func (m *Map) Put(key, value any) error { return m.Update(key, value, UpdateAny) }

// Update sets the value of a key. ErrKeyExist and ErrKeyNotExist as the flags ask for.
func (m *Map) Update(key, value any, flags MapUpdateFlags) error {
	e, err := m.take(key)
	if err != nil {
		return err
	}
	bytes, err := m.appendValue(e.value[:0], value)
	if err != nil {
		return m.wrong("value", err)
	}
	e.value = bytes
	err = m.operate("update", operateUpdate, e, nil, uint64(flags))
	m.give(e)
	return err
}

// Delete takes a key out. ErrKeyNotExist where it is not there.
func (m *Map) Delete(key any) error {
	e, err := m.take(key)
	if err != nil {
		return err
	}
	err = m.operate("delete from", operateDelete, e, nil, 0)
	m.give(e)
	return err
}

// NextKey stores the key that comes after one, or the first for nil, where nextKeyOut
// points to. ErrKeyNotExist after the last.
func (m *Map) NextKey(key, nextKeyOut any) error {
	e, err := m.take(key)
	if err != nil {
		return err
	}
	next := make([]byte, m.info.KeySize)
	err = m.operate("get the next key of", operateNextKey, e, next, 0)
	m.give(e)
	if err != nil {
		return err
	}
	if err := codec.Decode(next, nextKeyOut); err != nil {
		return m.wrong("key", err)
	}
	return nil
}

// --- all of them

// MapIterator goes through a map's keys, each of which a change of the map may skip or
// show again.
type MapIterator struct {
	m       *Map
	last    []byte
	started bool
	seen    uint64
	err     error
}

// Iterate starts to go through all keys.
func (m *Map) Iterate() *MapIterator { return &MapIterator{m: m} }

// Next stores the next key and its value where the arguments point to, or says that there
// is none, or that there is an error.
func (it *MapIterator) Next(keyOut, valueOut any) bool {
	for it.err == nil {
		var key any
		if it.started {
			key = it.last
		}
		next := make([]byte, 0, 16)
		if it.err = it.m.NextKey(key, &next); it.err != nil {
			break
		}
		it.last, it.started = next, true
		if it.seen++; it.seen > 2*uint64(it.m.info.MaxEntries)+16 {
			it.err = ErrIterationAborted
			break
		}
		err := it.m.Lookup(next, valueOut)
		if err == ErrKeyNotExist { // it has gone meanwhile
			continue
		}
		if err == nil {
			err = codec.Decode(next, keyOut)
		}
		it.err = err
		return err == nil
	}
	return false
}

// Err is null where Next came to the end.
func (it *MapIterator) Err() error {
	if it.err == ErrKeyNotExist {
		return nil
	}
	return it.err
}
