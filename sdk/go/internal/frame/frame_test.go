// SPDX-License-Identifier: MIT

package frame

import (
	"bytes"
	"encoding/binary"
	"errors"
	"testing"
)

// Lays a frame out as the runtime does.
func lay(to []byte, head int, f Frame) []byte {
	to = binary.LittleEndian.AppendUint32(to, uint32(len(f.Data)))
	to = binary.LittleEndian.AppendUint32(to, f.Whole)
	if head == HeadPerf {
		to = binary.LittleEndian.AppendUint32(to, f.CPU)
		to = binary.LittleEndian.AppendUint32(to, f.Lost)
	}
	to = append(to, f.Data...)
	for len(to)%8 != 0 {
		to = append(to, 0xaa)
	}
	return to
}

func TestRoundTrip(t *testing.T) {
	for _, head := range []int{Head, HeadPerf} {
		var all []byte
		frames := []Frame{
			{Data: []byte("seven.."), Whole: 7},
			{Data: []byte("eight..."), Whole: 8},
			{Data: []byte{}, Whole: 0},
			{Data: []byte("cut"), Whole: 100},
		}
		if head == HeadPerf {
			frames[2].CPU, frames[2].Lost = 3, 1000
		}
		for _, f := range frames {
			all = lay(all, head, f)
		}
		for i, want := range frames {
			var got Frame
			rest, err := got.Take(all, head)
			if err != nil {
				t.Fatalf("head %d, frame %d: %v", head, i, err)
			}
			if !bytes.Equal(got.Data, want.Data) || got.Whole != want.Whole ||
				got.CPU != want.CPU || got.Lost != want.Lost {
				t.Errorf("head %d, frame %d: got %+v, want %+v", head, i, got, want)
			}
			all = rest
		}
		if len(all) != 0 {
			t.Errorf("head %d: %d bytes are left", head, len(all))
		}
	}
}

// The last frame of a read need not be filled up.
func TestUnfilledEnd(t *testing.T) {
	var got Frame
	rest, err := got.Take(append([]byte{3, 0, 0, 0, 3, 0, 0, 0}, "abc"...), Head)
	if err != nil || string(got.Data) != "abc" || len(rest) != 0 {
		t.Errorf("got %+v, rest %v, %v", got, rest, err)
	}
}

func TestMalformed(t *testing.T) {
	for name, bytes := range map[string][]byte{
		"nothing":              {},
		"half a head":          {1, 0, 0, 0},
		"data past the end":    {2, 0, 0, 0, 2, 0, 0, 0, 1},
		"a size that is huge":  {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1},
		"more than it had":     {2, 0, 0, 0, 1, 0, 0, 0, 1, 2},
		"a whole that is less": {8, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8},
	} {
		if _, err := new(Frame).Take(bytes, Head); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := new(Frame).Take(make([]byte, 15), HeadPerf); !errors.Is(err, ErrMalformed) {
		t.Errorf("a short head of a perf buffer: got %v", err)
	}
}

func FuzzTake(f *testing.F) {
	f.Add(lay(nil, Head, Frame{Data: []byte("abc"), Whole: 3}), false)
	f.Add(lay(nil, HeadPerf, Frame{Data: []byte("abc"), Whole: 9, CPU: 1, Lost: 2}), true)
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0}, false)
	f.Fuzz(func(t *testing.T, all []byte, perf bool) {
		head := Head
		if perf {
			head = HeadPerf
		}
		for len(all) > 0 {
			var got Frame
			rest, err := got.Take(all, head)
			if err != nil {
				return
			}
			if len(got.Data) > int(got.Whole) {
				t.Fatalf("%d bytes of %d", len(got.Data), got.Whole)
			}
			if len(rest) > len(all)-head-len(got.Data) {
				t.Fatalf("%d bytes behind one of %d in %d", len(rest),
					len(got.Data), len(all))
			}
			all = rest
		}
	})
}
