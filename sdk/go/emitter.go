// SPDX-License-Identifier: MIT

//go:build wasip1

package bpf

import (
	"unsafe"

	"wasm-bpf/bpf/internal/host"
)

// Emitter is a stream of records that the host shows, in place of fmt.Printf: the user of the
// guest then has -o json, --filter, --columns, --by and --hist. T is a type that btf2h made.
type Emitter[T any] struct {
	handle int32
	name   string
}

// NewEmitter opens a stream of the struct with that name in the object's BTF. The error is
// ErrNotSupported if the host shows no records.
func NewEmitter[T any](object *Object, typeName string) (*Emitter[T], error) {
	text, err := host.CString(typeName)
	if err != nil {
		return nil, err
	}
	handle := host.StreamOpen(object.handle, nil, 0, text, text)
	if handle < 0 {
		return nil, host.Fail("open a stream of '"+typeName+"'", handle)
	}
	return &Emitter[T]{handle, typeName}, nil
}

// Emit shows a record.
func (e *Emitter[T]) Emit(record *T) error {
	return e.EmitAll(unsafe.Slice(record, 1))
}

// EmitAll shows the records of a slice.
func (e *Emitter[T]) EmitAll(records []T) error {
	var record T
	size := uint32(len(records)) * uint32(unsafe.Sizeof(record))
	return host.Check("emit '"+e.name+"'",
		host.StreamEmit(e.handle, unsafe.Pointer(unsafe.SliceData(records)), size))
}
