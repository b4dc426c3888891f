// SPDX-License-Identifier: MIT

//go:build wasip1

package bpf

import (
	"errors"
	"iter"
	"reflect"
	"strconv"
	"strings"
	"unsafe"

	"wasm-bpf/bpf/internal/abi"
	"wasm-bpf/bpf/internal/codec"
	"wasm-bpf/bpf/internal/host"
	"wasm-bpf/bpf/internal/symbols"
)

// Object is a BPF object: programs, maps and global variables. It is opened, then loaded.
type Object struct {
	handle   int32
	name     string
	elf      []byte
	loaded   bool
	programs map[int32]*Program // by their handles
	maps     map[int32]*Map
	links    []*Link
	streams  map[string]int32 // what Emit opened
}

// OpenObject opens an ELF object. You must not change the slice. The name is for messages
// and for the kernel.
func OpenObject(name string, elf []byte) (*Object, error) {
	text, err := host.CString(name)
	if err != nil {
		return nil, err
	}
	handle := host.ObjectOpen(host.Pointer(elf), uint32(len(elf)), text)
	if handle < 0 {
		return nil, host.Fail("open object '"+name+"'", handle)
	}
	return &Object{handle: handle, name: name, elf: elf,
		programs: map[int32]*Program{}, maps: map[int32]*Map{},
		streams: map[string]int32{}}, nil
}

// LoadObject opens the object and loads it without any changes.
func LoadObject(name string, elf []byte) (*Object, error) {
	object, err := OpenObject(name, elf)
	if err != nil {
		return nil, err
	}
	if err := object.Load(); err != nil {
		object.Close()
		return nil, err
	}
	return object, nil
}

// Load creates the maps and verifies the programs. An error has the verifier's log.
func (o *Object) Load() error {
	if err := o.plainBuffers(); err != nil {
		return err
	}
	if err := host.Check("load object '"+o.name+"'", host.ObjectLoad(o.handle)); err != nil {
		return err
	}
	o.loaded = true
	for _, m := range o.maps {
		m.known = false
	}
	return nil
}

// plainBuffers lets a buffer's definition tell the type of its records, as in
// __type(value, struct event). The kernel takes no sizes there, or those of a descriptor.
func (o *Object) plainBuffers() error {
	for m := range o.Maps() {
		info, err := m.Info()
		if err != nil {
			return err
		}
		key, value := info.KeySize, info.ValueSize
		switch info.Type {
		case RingBuf, UserRingbuf:
			key, value = 0, 0
		case PerfEventArray:
			key, value = 4, 4
		}
		if key != info.KeySize {
			err = m.SetKeySize(key)
		}
		if value != info.ValueSize && err == nil {
			err = m.SetValueSize(value)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Log returns the verifier's log of the load: for programs with a log level, and for a
// program that failed.
func (o *Object) Log() (string, error) {
	text, ret := host.Text(func(text unsafe.Pointer, size uint32) int32 {
		return host.ObjectLog(o.handle, text, size)
	})
	return text, host.Check("log of object '"+o.name+"'", ret)
}

// Attach attaches each loaded program whose section names a target, except those that
// SetAutoattach excludes. They stay attached until Detach or Close. It stops at the first
// failure.
func (o *Object) Attach() error {
	for program := range o.Programs() {
		info, err := program.Info()
		if err != nil {
			return err
		}
		if !info.Loaded || program.byHand {
			continue
		}
		link, err := program.Attach("", 0)
		if errors.Is(err, EOPNOTSUPP) { // by hand only
			continue
		}
		if err != nil {
			return err
		}
		o.links = append(o.links, link)
	}
	return nil
}

// Detach detaches the programs that Attach attached.
func (o *Object) Detach() error {
	var failed []error
	for _, link := range o.links {
		failed = append(failed, link.Close())
	}
	o.links = nil
	return errors.Join(failed...)
}

// Close detaches the programs and frees everything; pins stay. Variables, maps and programs
// of the object are invalid afterwards.
func (o *Object) Close() error {
	if o.handle == 0 {
		return nil
	}
	for _, m := range o.maps {
		m.unmap()
	}
	handle := o.handle
	o.handle, o.links = 0, nil
	return host.Check("close object '"+o.name+"'", host.ObjectClose(handle))
}

// --- what is in it

// Program returns the program with this name, which is a C function.
func (o *Object) Program(name string) (*Program, error) {
	text, err := host.CString(name)
	if err != nil {
		return nil, err
	}
	handle := host.ProgramFind(o.handle, text)
	if handle < 0 {
		return nil, host.Fail("find program '"+name+"'", handle)
	}
	return o.program(handle, name), nil
}

func (o *Object) program(handle int32, name string) *Program {
	program := o.programs[handle]
	if program == nil {
		program = &Program{handle: handle, name: name}
		o.programs[handle] = program
	}
	return program
}

// Map returns the map with this name; ".rodata", ".data" and ".bss" are maps of variables.
func (o *Object) Map(name string) (*Map, error) {
	text, err := host.CString(name)
	if err != nil {
		return nil, err
	}
	handle := host.MapFind(o.handle, text)
	if handle < 0 {
		return nil, host.Fail("find map '"+name+"'", handle)
	}
	return o.mapOf(handle, name), nil
}

func (o *Object) mapOf(handle int32, name string) *Map {
	m := o.maps[handle]
	if m == nil {
		m = &Map{handle: handle, name: name, object: o}
		o.maps[handle] = m
	}
	return m
}

// Programs returns all programs, in the order of the object.
func (o *Object) Programs() iter.Seq[*Program] {
	return func(yield func(*Program) bool) {
		next := func(handle int32) int32 { return host.ProgramNext(o.handle, handle) }
		for handle := next(0); handle > 0; handle = next(handle) {
			name, ret := programText(handle, 1)
			if ret < 0 {
				return
			}
			if !yield(o.program(handle, name)) {
				return
			}
		}
	}
}

// Maps returns all maps, in the order of the object.
func (o *Object) Maps() iter.Seq[*Map] {
	return func(yield func(*Map) bool) {
		next := func(handle int32) int32 { return host.MapNext(o.handle, handle) }
		for handle := next(0); handle > 0; handle = next(handle) {
			info, ret := mapInfo(handle)
			if ret < 0 {
				return
			}
			if !yield(o.mapOf(handle, mapName(&info))) {
				return
			}
		}
	}
}

// mapName is ".bss" of "app.bss", as libbpf calls the map of that section.
func mapName(info *abi.MapInfo) string {
	name := Text(info.Name[:])
	if dot := strings.IndexByte(name, '.'); dot >= 0 && info.State&abi.MapGlobals != 0 {
		return name[dot:]
	}
	return name
}

// Assign sets the tagged fields of structs to the programs, maps and variables with these
// names:
//
//	var found struct {
//		Count   *bpf.Program          `bpf:"count_packets"`
//		Packets *bpf.Map              `bpf:"packets"`
//		Limit   *bpf.Variable[uint32] `bpf:"limit"`
//	}
//	err := object.Assign(&found)
func (o *Object) Assign(structs ...any) error {
	for _, to := range structs {
		v := reflect.ValueOf(to)
		if v.Kind() != reflect.Pointer || v.Elem().Kind() != reflect.Struct {
			return host.Refuse(host.EINVAL, codec.TypeName(to),
				" is no pointer to a struct")
		}
		if err := o.assign(v.Elem()); err != nil {
			return err
		}
	}
	return nil
}

func (o *Object) assign(to reflect.Value) error {
	for i := range to.NumField() {
		field := to.Type().Field(i)
		name := tagged(string(field.Tag))
		if name == "" {
			continue
		}
		if !to.Field(i).CanSet() {
			return host.Refuse(host.EINVAL, "field ", field.Name,
				" cannot be set: it is not exported")
		}
		var err error
		switch at := to.Field(i).Addr().Interface().(type) {
		case **Program:
			*at, err = o.Program(name)
		case **Map:
			*at, err = o.Map(name)
		default:
			err = o.assignVariable(to.Field(i), name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// tagged is reflect.StructTag.Get("bpf") for names without escapes, as all are here, and
// smaller.
func tagged(tag string) string {
	_, behind, _ := strings.Cut(tag, `bpf:"`)
	name, _, _ := strings.Cut(behind, `"`)
	return name
}

// A *Variable of any type.
func (o *Object) assignVariable(to reflect.Value, name string) error {
	if to.Kind() == reflect.Pointer {
		found := reflect.New(to.Type().Elem())
		if variable, ok := found.Interface().(interface {
			find(*Object, string) error
		}); ok {
			to.Set(found)
			return variable.find(o, name)
		}
	}
	return host.Refuse(host.EINVAL, "'", name, "': a ", to.Type(), " is none of an object's")
}

// variable finds where a global variable lies. What the loader makes is in no section: then
// the name says the map and the offset, too, and its size is not known.
func (o *Object) variable(name string) (m *Map, offset, size int, err error) {
	if _, place, ok := strings.Cut(name, ","); ok {
		section, at, _ := strings.Cut(place, ",")
		if offset, err = strconv.Atoi(at); err == nil {
			m, err = o.Map(section)
		}
		return m, offset, -1, err
	}
	symbol, err := symbols.Find(o.elf, name)
	if err != nil {
		return nil, 0, 0, err
	}
	m, err = o.Map(symbol.Section)
	return m, int(symbol.Offset), int(symbol.Size), err
}
