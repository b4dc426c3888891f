// SPDX-License-Identifier: MIT

// Package codec turns values of Go into the bytes that BPF programs have for them, and
// back. A value is its methods' of package encoding, which the types of btf2h have; or
// else the bytes of its parts in a row, little-endian, without padding.
package codec

import (
	"encoding"
	"encoding/binary"
	"math"
	"reflect"

	"wasm-bpf/bpf/internal/host"
)

var (
	marshaler   = reflect.TypeFor[encoding.BinaryMarshaler]()
	unmarshaler = reflect.TypeFor[encoding.BinaryUnmarshaler]()
)

// TypeName is what %T of package fmt is.
func TypeName(value any) string {
	if value == nil {
		return "nil"
	}
	return reflect.TypeOf(value).String()
}

// --- to bytes

// Append adds the bytes of value, or of what it points to.
func Append(to []byte, value any) ([]byte, error) {
	switch v := value.(type) {
	case []byte:
		return append(to, v...), nil
	case uint32:
		return binary.LittleEndian.AppendUint32(to, v), nil
	case *uint32:
		return binary.LittleEndian.AppendUint32(to, *v), nil
	case int32:
		return binary.LittleEndian.AppendUint32(to, uint32(v)), nil
	case uint64:
		return binary.LittleEndian.AppendUint64(to, v), nil
	case *uint64:
		return binary.LittleEndian.AppendUint64(to, *v), nil
	case encoding.BinaryMarshaler:
		bytes, err := v.MarshalBinary()
		return append(to, bytes...), err
	case nil:
		return nil, host.Refuse(host.EINVAL, "no value")
	}
	return appendValue(to, reflect.ValueOf(value))
}

// A value itself, not its pointer, may be what has no method.
func appendMarshaler(to []byte, v reflect.Value) ([]byte, error) {
	pointer := reflect.New(v.Type())
	pointer.Elem().Set(v)
	bytes, err := pointer.Interface().(encoding.BinaryMarshaler).MarshalBinary()
	return append(to, bytes...), err
}

func appendValue(to []byte, v reflect.Value) ([]byte, error) {
	if reflect.PointerTo(v.Type()).Implements(marshaler) {
		return appendMarshaler(to, v)
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return nil, host.Refuse(host.EINVAL, "a null pointer for a value")
		}
		return appendValue(to, v.Elem())
	case reflect.Bool:
		if v.Bool() {
			return append(to, 1), nil
		}
		return append(to, 0), nil
	case reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return appendInteger(to, uint64(v.Int()), v.Type().Size()), nil
	case reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return appendInteger(to, v.Uint(), v.Type().Size()), nil
	case reflect.Float32:
		return appendInteger(to, uint64(math.Float32bits(float32(v.Float()))), 4), nil
	case reflect.Float64:
		return appendInteger(to, math.Float64bits(v.Float()), 8), nil
	case reflect.Array, reflect.Slice:
		return appendParts(to, v.Len(), v.Index)
	case reflect.Struct:
		return appendParts(to, v.NumField(), v.Field)
	}
	return nil, unsuitable(v.Type())
}

func appendInteger(to []byte, value uint64, size uintptr) []byte {
	var bytes [8]byte
	binary.LittleEndian.PutUint64(bytes[:], value)
	return append(to, bytes[:size]...)
}

func appendParts(to []byte, count int, part func(int) reflect.Value) ([]byte, error) {
	var err error
	for i := 0; i < count && err == nil; i++ {
		to, err = appendValue(to, part(i))
	}
	return to, err
}

// int has no size that a BPF program could know.
func unsuitable(t reflect.Type) error {
	return host.Refuse(host.EINVAL, t, " has no size that is the same everywhere")
}

// --- from bytes

// Decode sets what `to` points to from all of the bytes: neither more nor fewer than it
// takes. A type with methods may leave bytes at the end.
func Decode(bytes []byte, to any) error {
	switch v := to.(type) {
	case *[]byte:
		*v = append((*v)[:0], bytes...)
		return nil
	case *uint32:
		if len(bytes) == 4 {
			*v = binary.LittleEndian.Uint32(bytes)
			return nil
		}
	case *uint64:
		if len(bytes) == 8 {
			*v = binary.LittleEndian.Uint64(bytes)
			return nil
		}
	case encoding.BinaryUnmarshaler:
		return v.UnmarshalBinary(bytes)
	}
	v := reflect.ValueOf(to)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return host.Refuse(host.EINVAL, TypeName(to),
			" is no pointer to where a value can be stored")
	}
	rest, err := decodeValue(bytes, v.Elem())
	if err == nil && len(rest) > 0 {
		err = host.Refuse(host.EINVAL, v.Elem().Type(), " has ", len(bytes)-len(rest),
			" bytes, and ", len(bytes), " are there")
	}
	return err
}

// DecodeFirst is Decode, but leaves bytes at the end: a part of a value per CPU is filled
// up to a multiple of 8.
func DecodeFirst(bytes []byte, to reflect.Value) error {
	_, err := decodeValue(bytes, to)
	return err
}

// Sets v, which can be set, and gives the bytes behind it.
func decodeValue(bytes []byte, v reflect.Value) ([]byte, error) {
	if reflect.PointerTo(v.Type()).Implements(unmarshaler) {
		return decodeUnmarshaler(bytes, v)
	}
	switch v.Kind() {
	case reflect.Bool, reflect.Float32, reflect.Float64,
		reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		size := int(v.Type().Size())
		if len(bytes) < size {
			return nil, host.Refuse(host.EINVAL, len(bytes), " bytes are fewer than ",
				v.Type(), " has")
		}
		var padded [8]byte
		copy(padded[:], bytes[:size])
		setNumber(v, binary.LittleEndian.Uint64(padded[:]))
		return bytes[size:], nil
	case reflect.Array:
		return decodeParts(bytes, v.Len(), v.Index)
	case reflect.Struct:
		return decodeFields(bytes, v)
	}
	return nil, unsuitable(v.Type())
}

// How many bytes it took is how many it writes.
func decodeUnmarshaler(bytes []byte, v reflect.Value) ([]byte, error) {
	pointer := v.Addr().Interface()
	if err := pointer.(encoding.BinaryUnmarshaler).UnmarshalBinary(bytes); err != nil {
		return nil, err
	}
	writer, ok := pointer.(encoding.BinaryMarshaler)
	if !ok {
		return nil, nil
	}
	written, err := writer.MarshalBinary()
	return bytes[min(len(written), len(bytes)):], err
}

func setNumber(v reflect.Value, value uint64) {
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(value != 0)
	case reflect.Float32:
		v.SetFloat(float64(math.Float32frombits(uint32(value))))
	case reflect.Float64:
		v.SetFloat(math.Float64frombits(value))
	case reflect.Int8:
		v.SetInt(int64(int8(value)))
	case reflect.Int16:
		v.SetInt(int64(int16(value)))
	case reflect.Int32:
		v.SetInt(int64(int32(value)))
	case reflect.Int64:
		v.SetInt(int64(value))
	default:
		v.SetUint(value)
	}
}

func decodeParts(bytes []byte, count int, part func(int) reflect.Value) ([]byte, error) {
	var err error
	for i := 0; i < count && err == nil; i++ {
		bytes, err = decodeValue(bytes, part(i))
	}
	return bytes, err
}

// decodeFields sets the fields of a struct; those without a name are bytes that nobody reads.
func decodeFields(bytes []byte, v reflect.Value) ([]byte, error) {
	for i := range v.NumField() {
		field := v.Field(i)
		if v.Type().Field(i).Name == "_" {
			field = reflect.New(field.Type()).Elem()
		}
		if !field.CanSet() {
			return nil, host.Refuse(host.EINVAL, "a field of ", field.Type(),
				" cannot be set")
		}
		var err error
		if bytes, err = decodeValue(bytes, field); err != nil {
			return nil, err
		}
	}
	return bytes, nil
}
