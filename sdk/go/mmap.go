// SPDX-License-Identifier: MIT

//go:build wasip1

package bpf

import (
	"unsafe"

	"wasm-bpf/bpf/internal/host"
)

// memory is what maps are put over. Go's heap does not move, and never touches the inside
// of an object without pointers that is in use: so these stay in use until the runtime has
// put pages of zeros back.
var memory [][]byte

func forget(room []byte) {
	for i := range memory {
		if &memory[i][0] == &room[0] {
			memory[i] = memory[len(memory)-1]
			memory = memory[:len(memory)-1]
			return
		}
	}
}

// mmap puts a map of variables over memory of the guest's: to copy all of a section out
// and in again would undo what programs write meanwhile.
func (m *Map) mmap() error {
	raw, ret := mapInfo(m.handle)
	if ret < 0 {
		return host.Fail("info of map '"+m.name+"'", ret)
	}
	if raw.MmapSize == 0 || raw.MmapSize > 1<<30 {
		return host.Refuse(host.EINVAL, "map '", m.name, "' cannot be mapped")
	}
	page := int(host.PageSize())
	room := make([]byte, int(raw.MmapSize)+page)
	skip := -int(uintptr(host.Pointer(room))) & (page - 1)
	memory = append(memory, room)
	ret = host.MapMmap(m.handle, unsafe.Pointer(&room[skip]), uint32(raw.MmapSize))
	if ret < 0 {
		forget(room)
		return host.Fail("map '"+m.name+"'", ret)
	}
	m.room, m.mapped = room, room[skip:skip+int(raw.ValueSize)]
	return nil
}

// unmap has to come before the map goes, so that nothing is left over the memory.
func (m *Map) unmap() {
	if m.mapped == nil {
		return
	}
	if host.MapMunmap(m.handle) >= 0 {
		forget(m.room)
	}
	m.room, m.mapped = nil, nil
}

// readOnly says whether a store would end the guest: what only programs of BPF read.
func (m *Map) readOnly() bool {
	const readOnlyForPrograms = 1 << 7 // BPF_F_RDONLY_PROG, which .rodata has
	info, err := m.Info()
	return err != nil || info.Frozen || info.Flags&readOnlyForPrograms != 0
}
