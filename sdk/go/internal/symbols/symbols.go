// SPDX-License-Identifier: MIT

// Package symbols finds global variables in an ELF object of clang's: a 64-bit one,
// little-endian, whose symbols say where in their section they lie (System V ABI).
package symbols

import (
	"bytes"
	"encoding/binary"
	"strings"

	"wasm-bpf/bpf/internal/host"
)

// Symbol is a variable: so many bytes from an offset in a section.
type Symbol struct {
	Section      string
	Offset, Size uint64
}

const (
	headerSize  = 64
	sectionSize = 64
	symbolSize  = 24
	typeSymbols = 2 // SHT_SYMTAB
	typeObject  = 1 // STT_OBJECT
)

type section struct {
	name, kind, link uint32
	offset, size     uint64
}

type object struct {
	data     []byte
	sections []section
	names    []byte // of sections
}

func malformed(what string) error { return host.Refuse(host.EINVAL, "a malformed object: ", what) }

// part gives the bytes of a section.
func (o *object) part(index uint32) ([]byte, error) {
	if uint64(index) >= uint64(len(o.sections)) {
		return nil, malformed("no such section")
	}
	s := o.sections[index]
	if s.offset > uint64(len(o.data)) || s.size > uint64(len(o.data))-s.offset {
		return nil, malformed("a section ends outside of it")
	}
	return o.data[s.offset : s.offset+s.size], nil
}

// text is the string at an offset of a table of strings.
func text(table []byte, at uint32) string {
	if uint64(at) >= uint64(len(table)) {
		return ""
	}
	end := bytes.IndexByte(table[at:], 0)
	if end < 0 {
		return ""
	}
	return string(table[at : int(at)+end])
}

func open(data []byte) (*object, error) {
	le := binary.LittleEndian
	if len(data) < headerSize || !bytes.HasPrefix(data, []byte("\x7fELF\x02\x01")) {
		return nil, malformed("not a little-endian ELF file of 64 bits")
	}
	table, size := le.Uint64(data[40:]), le.Uint16(data[58:])
	count := uint64(le.Uint16(data[60:]))
	if size != sectionSize || table > uint64(len(data)) ||
		count*sectionSize > uint64(len(data))-table {
		return nil, malformed("its table of sections ends outside of it")
	}
	o := &object{data: data, sections: make([]section, count)}
	for i := range o.sections {
		at := data[table+uint64(i)*sectionSize:]
		o.sections[i] = section{
			name: le.Uint32(at), kind: le.Uint32(at[4:]), link: le.Uint32(at[40:]),
			offset: le.Uint64(at[24:]), size: le.Uint64(at[32:]),
		}
	}
	var err error
	o.names, err = o.part(uint32(le.Uint16(data[62:])))
	return o, err
}

// Find gives the variable of that name, the only one; static or not.
func Find(data []byte, name string) (Symbol, error) {
	var found []Symbol
	err := each(data, func(s Symbol, symbol string) {
		if symbol == name {
			found = append(found, s)
		}
	})
	if err != nil {
		return Symbol{}, err
	}
	switch len(found) {
	case 0:
		return Symbol{}, host.Refuse(host.ENOENT, "no global variable '", name,
			"' in the BPF object")
	case 1:
		return found[0], nil
	}
	return Symbol{}, host.Refuse(host.EINVAL, len(found), " variables '", name,
		"' in the BPF object")
}

// Names gives the names of all variables: of what lies in sections of variables.
func Names(data []byte) ([]string, error) {
	var names []string
	err := each(data, func(s Symbol, name string) {
		for _, prefix := range []string{".data", ".bss", ".rodata"} {
			if strings.HasPrefix(s.Section, prefix) {
				names = append(names, name)
			}
		}
	})
	return names, err
}

// each calls a function for each variable.
func each(data []byte, visit func(s Symbol, name string)) error {
	o, err := open(data)
	if err != nil {
		return err
	}
	for i, s := range o.sections {
		if s.kind != typeSymbols {
			continue
		}
		table, err := o.part(uint32(i))
		if err != nil {
			return err
		}
		strings, err := o.part(s.link)
		if err != nil {
			return err
		}
		o.visit(table, strings, visit)
	}
	return nil
}

func (o *object) visit(table, strings []byte, visit func(s Symbol, name string)) {
	le := binary.LittleEndian
	for ; len(table) >= symbolSize; table = table[symbolSize:] {
		index := le.Uint16(table[6:])
		if table[4]&0xf != typeObject || int(index) >= len(o.sections) || index == 0 {
			continue
		}
		visit(Symbol{
			Section: text(o.names, o.sections[index].name),
			Offset:  le.Uint64(table[8:]),
			Size:    le.Uint64(table[16:]),
		}, text(strings, le.Uint32(table)))
	}
}
