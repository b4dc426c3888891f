// SPDX-License-Identifier: MIT

//go:build wasip1

package bpf

import (
	"encoding"
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
	handle, err := object.openStream(typeName)
	if err != nil {
		return nil, err
	}
	return &Emitter[T]{handle, typeName}, nil
}

// Emit shows a record.
func (e *Emitter[T]) Emit(record *T) error {
	return e.EmitAll(unsafe.Slice(record, 1))
}

// EmitAll shows the records of a slice.
func (e *Emitter[T]) EmitAll(records []T) error {
	return emitAll(e.handle, e.name, records)
}

// Emit shows records of the struct with that name in the object's BTF, for skeletons: the first
// call opens the stream. If there are none, it shows the heading of a table.
func Emit[T any](object *Object, typeName string, records []T) error {
	handle, ok := object.streams[typeName]
	if !ok {
		var err error
		if handle, err = object.openStream(typeName); err != nil {
			return err
		}
		object.streams[typeName] = handle
	}
	return emitAll(handle, typeName, records)
}

func (o *Object) openStream(typeName string) (int32, error) {
	text, err := host.CString(typeName)
	if err != nil {
		return 0, err
	}
	handle := host.StreamOpen(o.handle, nil, 0, text, text)
	if handle < 0 {
		return 0, host.Fail("open a stream of '"+typeName+"'", handle)
	}
	return handle, nil
}

func emitAll[T any](handle int32, name string, records []T) error {
	data, err := recordBytes(records)
	if err != nil {
		return err
	}
	return host.Check("emit '"+name+"'",
		host.StreamEmit(handle, host.Pointer(data), uint32(len(data))))
}

// recordBytes returns records as C has them. Go may have put their members elsewhere.
func recordBytes[T any](records []T) ([]byte, error) {
	var data []byte

	for i := range records {
		record, ok := any(&records[i]).(encoding.BinaryMarshaler)
		if !ok {
			start := (*byte)(unsafe.Pointer(&records[i]))
			data = append(data, unsafe.Slice(start, unsafe.Sizeof(records[i]))...)
			continue
		}
		bytes, err := record.MarshalBinary()
		if err != nil {
			return nil, err
		}
		data = append(data, bytes...)
	}
	return data, nil
}
