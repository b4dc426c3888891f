// SPDX-License-Identifier: MIT

package symbols

import (
	"encoding/binary"
	"strings"
	"testing"
)

// Lays out an object with a section of variables, of which `twice` is there two times and `run` is
// a function.
func lay() []byte {
	const count = 4 // null, .bss, .symtab, .strtab
	names := "\x00.bss\x00.symtab\x00.strtab\x00first\x00second\x00twice\x00run\x00"
	at := func(name string) uint32 {
		return uint32(strings.Index(names, "\x00"+name+"\x00") + 1)
	}
	symbol := func(name string, kind byte, section uint16, value, size uint64) []byte {
		b := binary.LittleEndian.AppendUint32(nil, at(name))
		b = append(b, kind, 0)
		b = binary.LittleEndian.AppendUint16(b, section)
		b = binary.LittleEndian.AppendUint64(b, value)
		return binary.LittleEndian.AppendUint64(b, size)
	}
	var symbols []byte
	symbols = append(symbols, make([]byte, symbolSize)...)
	symbols = append(symbols, symbol("first", 1, 1, 0, 4)...)
	symbols = append(symbols, symbol("second", 0x11, 1, 8, 8)...)
	symbols = append(symbols, symbol("twice", 1, 1, 16, 1)...)
	symbols = append(symbols, symbol("twice", 1, 1, 17, 1)...)
	symbols = append(symbols, symbol("run", 2, 1, 0, 8)...)

	section := func(name string, kind uint32, offset, size uint64, link uint32) []byte {
		b := make([]byte, sectionSize)
		if name != "" {
			binary.LittleEndian.PutUint32(b, at(name))
		}
		binary.LittleEndian.PutUint32(b[4:], kind)
		binary.LittleEndian.PutUint64(b[24:], offset)
		binary.LittleEndian.PutUint64(b[32:], size)
		binary.LittleEndian.PutUint32(b[40:], link)
		return b
	}
	data := make([]byte, headerSize)
	copy(data, "\x7fELF\x02\x01\x01")
	binary.LittleEndian.PutUint64(data[40:], headerSize)
	binary.LittleEndian.PutUint16(data[58:], sectionSize)
	binary.LittleEndian.PutUint16(data[60:], count)
	binary.LittleEndian.PutUint16(data[62:], 3)
	end := uint64(headerSize + count*sectionSize)
	data = append(data, section("", 0, 0, 0, 0)...)
	data = append(data, section(".bss", 8, 1<<40, 24, 0)...)
	data = append(data, section(".symtab", typeSymbols, end, uint64(len(symbols)), 3)...)
	data = append(data,
		section(".strtab", 3, end+uint64(len(symbols)), uint64(len(names)), 0)...)
	return append(append(data, symbols...), names...)
}

func TestFind(t *testing.T) {
	for name, want := range map[string]Symbol{
		"first":  {".bss", 0, 4},
		"second": {".bss", 8, 8},
	} {
		if got, err := Find(lay(), name); err != nil || got != want {
			t.Errorf("%s: got %v, %v", name, got, err)
		}
	}
	for name, want := range map[string]string{
		"third": "no global variable 'third'",
		"twice": "2 variables 'twice'",
		"run":   "no global variable 'run'",
		"irst":  "no global variable",
	} {
		if _, err := Find(lay(), name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want '%s'", name, err, want)
		}
	}
}

func TestMalformed(t *testing.T) {
	whole := lay()
	for size := range whole {
		if got, err := Find(whole[:size], "second"); err == nil {
			t.Fatalf("the first %d of %d bytes have %v", size, len(whole), got)
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add(lay(), "second")
	f.Fuzz(func(t *testing.T, data []byte, name string) {
		Find(data, name)
	})
}
