// SPDX-License-Identifier: MIT

//go:build wasip1

package bpf

import (
	"unsafe"

	"wasm-bpf/bpf/internal/abi"
	"wasm-bpf/bpf/internal/host"
)

// --- before the load

func (m *Map) set(what int32, value int64) error {
	m.known = false
	return host.Check("set map '"+m.name+"'", host.MapSet(m.handle, what, value))
}

// SetMaxEntries sets the maximum number of entries; for a ring buffer, its size in bytes.
func (m *Map) SetMaxEntries(count uint32) error { return m.set(abi.MapSetMaxEntries, int64(count)) }

// SetAutocreate sets whether the load of the object creates the map.
func (m *Map) SetAutocreate(on bool) error {
	if on {
		return m.set(abi.MapSetAutocreate, 1)
	}
	return m.set(abi.MapSetAutocreate, 0)
}

// SetType sets the type.
func (m *Map) SetType(t MapType) error { return m.set(abi.MapSetType, int64(t)) }

// SetKeySize sets the size of keys.
func (m *Map) SetKeySize(size uint32) error { return m.set(abi.MapSetKeySize, int64(size)) }

// SetValueSize sets the size of values.
func (m *Map) SetValueSize(size uint32) error { return m.set(abi.MapSetValueSize, int64(size)) }

// SetFlags sets BPF_F_ flags.
func (m *Map) SetFlags(flags uint32) error { return m.set(abi.MapSetFlags, int64(flags)) }

// SetNumaNode sets the NUMA node of the map's memory.
func (m *Map) SetNumaNode(node uint32) error { return m.set(abi.MapSetNumaNode, int64(node)) }

// SetExtra sets map_extra, whose meaning depends on the type: for a bloom filter the number
// of hashes.
func (m *Map) SetExtra(extra uint64) error { return m.set(abi.MapSetExtra, int64(extra)) }

// SetIfindex binds the map to a network interface that runs BPF programs in hardware.
func (m *Map) SetIfindex(index uint32) error { return m.set(abi.MapSetIfindex, int64(index)) }

// SetInner sets the model for the inner maps of a map of maps.
func (m *Map) SetInner(inner *Map) error {
	return host.Check("inner map of '"+m.name+"'", host.MapSetInner(m.handle, inner.handle))
}

// SetPinPath sets the pin path: the load reuses the map that is pinned there, or pins the
// new map.
func (m *Map) SetPinPath(path string) error { return m.withPath("pin", path, host.MapSetPinPath) }

func (m *Map) withPath(what, path string, call func(int32, unsafe.Pointer) int32) error {
	text, err := host.CString(path)
	if err != nil {
		return err
	}
	return host.Check(what+" map '"+m.name+"'", call(m.handle, text))
}

// --- after it

// Freeze freezes the map: from now on only BPF programs can write it.
func (m *Map) Freeze() error {
	return host.Check("freeze map '"+m.name+"'", host.MapFreeze(m.handle))
}

// Pin pins the map at a path in a BPF file system, so that it stays when the guest ends.
func (m *Map) Pin(path string) error { return m.withPath("pin", path, host.MapPin) }

// Unpin removes the pin.
func (m *Map) Unpin(path string) error { return m.withPath("unpin", path, host.MapUnpin) }

// Attach attaches a struct_ops map.
func (m *Map) Attach() (*Link, error) {
	handle := host.MapAttach(m.handle)
	if handle < 0 {
		return nil, host.Fail("attach map '"+m.name+"'", handle)
	}
	return &Link{handle: handle, name: m.name}, nil
}

// Handle returns the map's handle.
func (m *Map) Handle() int32 { return m.handle }

// MapSpec is the definition of a map to create.
type MapSpec struct {
	Name       string
	Type       MapType
	KeySize    uint32
	ValueSize  uint32
	MaxEntries uint32
	Flags      uint32
	Inner      *Map // of a map of maps: what those look like
	Extra      uint64
}

// NewMap creates a map without an object.
func NewMap(spec *MapSpec) (*Map, error) {
	raw := abi.MapDefinition{
		Type: uint32(spec.Type), KeySize: spec.KeySize, ValueSize: spec.ValueSize,
		MaxEntries: spec.MaxEntries, Flags: spec.Flags, Extra: spec.Extra,
	}
	copy(raw.Name[:len(raw.Name)-1], spec.Name)
	if spec.Inner != nil {
		raw.Inner = spec.Inner.handle
	}
	handle := host.MapCreate(unsafe.Pointer(&raw), uint32(unsafe.Sizeof(raw)))
	if handle < 0 {
		return nil, host.Fail("make map '"+spec.Name+"'", handle)
	}
	return &Map{handle: handle, name: spec.Name}, nil
}

// LoadPinnedMap opens the map that is pinned at a path.
func LoadPinnedMap(path string) (*Map, error) {
	text, err := host.CString(path)
	if err != nil {
		return nil, err
	}
	handle := host.MapOpenPinned(text)
	if handle < 0 {
		return nil, host.Fail("open map '"+path+"'", handle)
	}
	return &Map{handle: handle, name: path}, nil
}

// Close closes a map of NewMap or LoadPinnedMap; other maps are closed with their object.
func (m *Map) Close() error {
	m.unmap()
	if m.object != nil || m.handle == 0 {
		return nil
	}
	handle := m.handle
	m.handle = 0
	return host.Check("close map '"+m.name+"'", host.MapClose(handle))
}
