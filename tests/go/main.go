// SPDX-License-Identifier: MIT

// The side of Go: the same as values.c, and "trip", which takes random bytes through
// the struct and back.
package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand"
	"os"
	"strconv"
)

var (
	all    All
	state  uint64
	writes bool
)

func number() uint64 {
	state = state*6364136223846793005 + 1442695040888963407
	return state ^ state>>29
}

type integer interface {
	~uint8 | ~int8 | ~uint16 | ~int16 | ~uint32 | ~int32 | ~uint64 | ~int64
}

func show(name string, value int64) {
	fmt.Fprintln(os.Stderr, name, value)
}

func value[T integer](name string, at *T) {
	if writes {
		*at = T(number())
	}
	show(name, int64(*at))
}

func truth(name string, at *bool) {
	if writes {
		*at = number() != 0
	}
	show(name, map[bool]int64{true: 1}[*at])
}

func real[T float32 | float64](name string, at *T) {
	if writes {
		*at = T(int16(number())) / 4
	}
	show(name, int64(*at*4))
}

func field[T integer](name string, get func() T, set func(T)) {
	if writes {
		set(T(number()))
	}
	show(name, int64(get()))
}

func point(p *Point) {
	value("p->tag", &p.Tag)
	value("p->x", &p.X)
	value("p->y", &p.Y)
}

func integers() {
	value("all.u8", &all.U8)
	value("all.s8", &all.S8)
	value("all.u16", &all.U16)
	value("all.s16", &all.S16)
	value("all.u32", &all.U32)
	value("all.s32", &all.S32)
	value("all.u64", &all.U64)
	value("all.s64", &all.S64)
	truth("all.yes", &all.Yes)
	value("all.color", &all.Color)
	value("all.tiny", &all.Tiny)
	real("all.f", &all.F)
	real("all.d", &all.D)
	value("all.pointer", &all.Pointer)
	if writes {
		binary.LittleEndian.PutUint64(all.Huge[:], number())
		binary.LittleEndian.PutUint64(all.Huge[8:], number())
	}
	fmt.Fprintln(os.Stderr, "all.huge", int64(binary.LittleEndian.Uint64(all.Huge[:])),
		int64(binary.LittleEndian.Uint64(all.Huge[8:])))
}

func arrays() {
	for i := range all.Text {
		value("text[i]", &all.Text[i])
	}
	for i := range all.Matrix {
		for j := range all.Matrix[i] {
			value("all.matrix[i][j]", &all.Matrix[i][j])
		}
	}
	for i := range all.Flags {
		truth("all.flags[i]", &all.Flags[i])
	}
	for i := range all.Points {
		point(&all.Points[i])
	}
}

func bits() {
	field("all.bits.a", all.Bits.A, all.Bits.SetA)
	field("all.bits.b", all.Bits.B, all.Bits.SetB)
	field("all.bits.c", all.Bits.C, all.Bits.SetC)
	yes := all.Bits.Yes()
	truth("all.bits.yes", &yes)
	all.Bits.SetYes(yes)
	field("all.bits.color", all.Bits.Color, all.Bits.SetColor)
	field("all.bits.wide", all.Bits.Wide, all.Bits.SetWide)
	field("all.bits.all", all.Bits.All, all.Bits.SetAll)
	value("all.packed.first", &all.Packed.First)
	field("all.packed.a", all.Packed.A, all.Packed.SetA)
	field("all.packed.b", all.Packed.B, all.Packed.SetB)
	truth("all.packed.last", &all.Packed.Last)
	value("all.packed.word", &all.Packed.Word)
}

func unions() {
	if writes {
		all.Value.SetPoint(Point{X: int32(number()), Y: int32(number())})
		all.Value.SetLow(uint32(number()))
	}
	p := all.Value.Point()
	fmt.Fprintln(os.Stderr, "all.value", all.Value.Number(), all.Value.Letters()[4],
		all.Value.Low(), p.Tag, p.X, p.Y)
	inner := all.Anon.Inner()
	value("all.inner", &inner)
	all.Anon.SetInner(inner)
}

// What is read from any bytes is written as bytes that read as the same, and no byte
// that a member has is lost.
func trip(size int) error {
	random := rand.New(rand.NewSource(1))
	for i := 0; i < 10000; i++ {
		var first, second All
		from := make([]byte, size)
		random.Read(from)
		if err := first.UnmarshalBinary(from); err != nil {
			return err
		}
		to, _ := first.MarshalBinary()
		if len(to) != size {
			return fmt.Errorf("%d bytes of %d", len(to), size)
		}
		if err := second.UnmarshalBinary(append(to, 1, 2, 3)); err != nil {
			return err
		}
		again, _ := second.MarshalBinary()
		if !bytes.Equal(to, again) || fmt.Sprint(first) != fmt.Sprint(second) {
			return fmt.Errorf("%v became %v", first, second)
		}
		for at := range from {
			if from[at] != to[at] && to[at] > 1 {
				return fmt.Errorf("byte %d: %d became %d", at, from[at], to[at])
			}
		}
		if first.UnmarshalBinary(from[1:]) != io.ErrUnexpectedEOF {
			return fmt.Errorf("took %d bytes", size-1)
		}
	}
	return nil
}

func run() error {
	if os.Args[1] == "trip" {
		size, _ := strconv.Atoi(os.Args[2])
		return trip(size)
	}
	writes = os.Args[1] == "write"
	if writes {
		state, _ = strconv.ParseUint(os.Args[2], 10, 64)
	} else if b, err := io.ReadAll(os.Stdin); err != nil {
		return err
	} else if err := all.UnmarshalBinary(b); err != nil {
		return err
	}
	integers()
	arrays()
	bits()
	unions()
	if writes {
		b, _ := all.MarshalBinary()
		os.Stdout.Write(b)
	}
	return nil
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
