// SPDX-License-Identifier: MIT

//go:build wasip1

package bpf

import (
	"reflect"
	"unsafe"

	"wasm-bpf/bpf/internal/abi"
	"wasm-bpf/bpf/internal/codec"
	"wasm-bpf/bpf/internal/host"
)

// BatchOptions are the options of batches: BPF_F_ flags of the elements.
type BatchOptions struct {
	ElemFlags uint64
}

func (o *BatchOptions) flags() uint64 {
	if o == nil {
		return 0
	}
	return o.ElemFlags
}

// MapBatchCursor is the position in a map where a batch continues. A new one is the
// beginning.
type MapBatchCursor struct {
	place   []byte
	started bool
}

// BatchLookup looks up many keys at once: as many as fit in the slice keysOut. The slice
// valuesOut has one value for each key, in a per-CPU map one for each key and CPU. It
// returns how many were stored, with ErrKeyNotExist for the last ones.
func (m *Map) BatchLookup(cursor *MapBatchCursor, keysOut, valuesOut any,
	options *BatchOptions) (int, error) {
	return m.batchOut(abi.BatchLookup, cursor, keysOut, valuesOut, options)
}

// BatchLookupAndDelete is like BatchLookup, and also deletes the entries.
func (m *Map) BatchLookupAndDelete(cursor *MapBatchCursor, keysOut, valuesOut any,
	options *BatchOptions) (int, error) {
	return m.batchOut(abi.BatchTake, cursor, keysOut, valuesOut, options)
}

// batchSlices checks that both are slices, the values one for each key, or CPU and key.
func (m *Map) batchSlices(keys, values any) (k, v reflect.Value, err error) {
	if err := m.know(); err != nil {
		return k, v, err
	}
	k, v = reflect.ValueOf(keys), reflect.ValueOf(values)
	if k.Kind() != reflect.Slice || v.Kind() != reflect.Slice {
		return k, v, m.wrong("batch", host.Refuse(host.EINVAL, codec.TypeName(keys),
			" and ", codec.TypeName(values), " are no slices"))
	}
	if v.Len() != k.Len()*m.parts() {
		return k, v, m.wrong("batch", host.Refuse(host.EINVAL, v.Len(), " values for ",
			k.Len(), " keys"))
	}
	return k, v, nil
}

// parts is how many elements a value has.
func (m *Map) parts() int {
	if m.info.Type.perCPU() {
		return PossibleCPU()
	}
	return 1
}

func (m *Map) batchOut(command int32, cursor *MapBatchCursor, keysOut, valuesOut any,
	options *BatchOptions) (int, error) {
	keys, values, err := m.batchSlices(keysOut, valuesOut)
	if err != nil || keys.Len() == 0 {
		return 0, err
	}
	if cursor.place == nil {
		cursor.place = make([]byte, max(4, m.info.KeySize))
	}
	var in unsafe.Pointer
	if cursor.started {
		in = host.Pointer(cursor.place)
	}
	count := uint32(keys.Len())
	keyBytes := make([]byte, keys.Len()*int(m.info.KeySize))
	valueBytes := make([]byte, keys.Len()*int(m.info.ValueSize))
	ret := host.MapBatch(m.handle, command, in, host.Pointer(cursor.place),
		host.Pointer(keyBytes), host.Pointer(valueBytes), unsafe.Pointer(&count),
		options.flags())
	if ret < 0 && Errno(-ret) != ENOENT {
		return 0, m.check("read a batch of", ret)
	}
	cursor.started = true
	n := min(int(count), keys.Len())
	if err := decodeAll(keyBytes, int(m.info.KeySize), keys, n); err != nil {
		return 0, m.wrong("key", err)
	}
	err = decodeAll(valueBytes, int(m.info.ValueSize)/m.parts(), values, n*m.parts())
	if err != nil {
		return 0, m.wrong("value", err)
	}
	return n, m.check("read a batch of", ret)
}

// decodeAll sets the first count elements of a slice.
func decodeAll(bytes []byte, stride int, to reflect.Value, count int) error {
	for i := range count {
		err := codec.DecodeFirst(bytes[i*stride:(i+1)*stride], to.Index(i))
		if err != nil {
			return err
		}
	}
	return nil
}

// encodeAll appends all elements of a slice, each filled up to stride bytes where that is
// a part of a value.
func encodeAll(from reflect.Value, stride int, exact bool) ([]byte, error) {
	bytes := make([]byte, 0, from.Len()*stride)
	for i := range from.Len() {
		var err error
		if bytes, err = codec.Append(bytes, from.Index(i).Interface()); err != nil {
			return nil, err
		}
		size := len(bytes) - i*stride
		if size > stride || (exact && size != stride) {
			return nil, host.Refuse(host.EINVAL, "an element has ", size,
				" bytes, not ", stride)
		}
		bytes = append(bytes, make([]byte, stride-size)...)
	}
	return bytes, nil
}

// BatchUpdate sets the values of many keys. Both slices have the same length; for a per-CPU
// map there is one value for each key and CPU. It returns how many were set.
func (m *Map) BatchUpdate(keys, values any, options *BatchOptions) (int, error) {
	k, v, err := m.batchSlices(keys, values)
	if err != nil || k.Len() == 0 {
		return 0, err
	}
	valueBytes, err := encodeAll(v, int(m.info.ValueSize)/m.parts(), m.parts() == 1)
	if err != nil {
		return 0, m.wrong("value", err)
	}
	return m.batchIn(abi.BatchUpdate, k, valueBytes, options)
}

// BatchDelete deletes a slice of keys. It returns how many were deleted.
func (m *Map) BatchDelete(keys any, options *BatchOptions) (int, error) {
	if err := m.know(); err != nil {
		return 0, err
	}
	k := reflect.ValueOf(keys)
	if k.Kind() != reflect.Slice {
		return 0, m.wrong("batch", host.Refuse(host.EINVAL, codec.TypeName(keys),
			" is no slice"))
	}
	if k.Len() == 0 {
		return 0, nil
	}
	return m.batchIn(abi.BatchDelete, k, nil, options)
}

func (m *Map) batchIn(
	command int32, keys reflect.Value, values []byte, options *BatchOptions,
) (int, error) {
	keyBytes, err := encodeAll(keys, int(m.info.KeySize), true)
	if err != nil {
		return 0, m.wrong("key", err)
	}
	count := uint32(keys.Len())
	ret := host.MapBatch(m.handle, command, nil, nil, host.Pointer(keyBytes),
		host.Pointer(values), unsafe.Pointer(&count), options.flags())
	return int(count), m.check("write a batch of", ret)
}
