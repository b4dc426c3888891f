// SPDX-License-Identifier: MIT

package codec

import (
	"bytes"
	"encoding/binary"
	"errors"
	"reflect"
	"testing"
)

// A type as btf2h writes them: with padding of its own.
type event struct {
	Kind uint8
	Pid  uint32
}

func (e *event) UnmarshalBinary(b []byte) error {
	if len(b) < 8 {
		return errors.New("short")
	}
	e.Kind, e.Pid = b[0], binary.LittleEndian.Uint32(b[4:])
	return nil
}

func (e *event) MarshalBinary() ([]byte, error) {
	b := make([]byte, 8)
	b[0] = e.Kind
	binary.LittleEndian.PutUint32(b[4:], e.Pid)
	return b, nil
}

type state int32

type mixed struct {
	A uint16
	B [2]int8
	C bool
	D float32
	E state
	F float64
}

// What goes in comes out, and has the bytes that C has.
func TestRoundTrip(t *testing.T) {
	number := uint32(7)
	for _, test := range []struct {
		value any
		want  []byte
	}{
		{uint32(0x01020304), []byte{4, 3, 2, 1}},
		{&number, []byte{7, 0, 0, 0}},
		{int32(-2), []byte{0xfe, 0xff, 0xff, 0xff}},
		{uint64(5), []byte{5, 0, 0, 0, 0, 0, 0, 0}},
		{int64(-1), bytes.Repeat([]byte{0xff}, 8)},
		{int16(-2), []byte{0xfe, 0xff}},
		{uint8(200), []byte{200}},
		{true, []byte{1}},
		{false, []byte{0}},
		{state(-3), []byte{0xfd, 0xff, 0xff, 0xff}},
		{[3]uint16{1, 2, 3}, []byte{1, 0, 2, 0, 3, 0}},
		{[]byte("raw"), []byte("raw")},
		{event{1, 2}, []byte{1, 0, 0, 0, 2, 0, 0, 0}},
		{&event{1, 2}, []byte{1, 0, 0, 0, 2, 0, 0, 0}},
		{[2]event{{1, 2}, {3, 4}}, []byte{1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0}},
		{mixed{1, [2]int8{-1, 2}, true, 1, -2, 0}, []byte{1, 0, 0xff, 2, 1, 0, 0, 0x80,
			0x3f, 0xfe, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0}},
	} {
		got, err := Append([]byte("before"), test.value)
		if err != nil || !bytes.Equal(got, append([]byte("before"), test.want...)) {
			t.Errorf("%T: got %v, %v, want %v", test.value, got, err, test.want)
			continue
		}
		value := reflect.Indirect(reflect.ValueOf(test.value))
		back := reflect.New(value.Type())
		if err := Decode(test.want, back.Interface()); err != nil {
			t.Errorf("%T: %v", test.value, err)
		} else if !reflect.DeepEqual(back.Elem().Interface(), value.Interface()) {
			t.Errorf("%T: got %v, want %v", test.value, back.Elem(), value)
		}
	}
}

func TestRefused(t *testing.T) {
	var null *uint16
	for _, value := range []any{nil, 1, uint(1), "text", null, struct{ A *int }{},
		map[int]int{}} {
		if got, err := Append(nil, value); err == nil {
			t.Errorf("%T gives %v", value, got)
		}
	}
	var short uint64
	var hidden struct{ a uint32 }
	for name, to := range map[string]any{
		"fewer bytes than it has": &short,
		"more bytes than it has":  new(uint16),
		"no pointer":              uint32(0),
		"nothing":                 nil,
		"an int":                  new(int),
		"a field of its own":      &hidden,
		"a method that refuses":   new(event),
	} {
		if err := Decode([]byte{1, 2, 3, 4}, to); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	_ = hidden.a
}

// A part of a value per CPU is filled up to 8 bytes.
func TestDecodeFirst(t *testing.T) {
	var value uint32
	err := DecodeFirst([]byte{9, 0, 0, 0, 1, 1, 1, 1}, reflect.ValueOf(&value).Elem())
	if err != nil || value != 9 {
		t.Errorf("got %d, %v", value, err)
	}
	if err := DecodeFirst([]byte{9}, reflect.ValueOf(&value).Elem()); err == nil {
		t.Error("a byte is no uint32")
	}
}
