// SPDX-License-Identifier: MIT

//go:build wasip1

package bpf

import (
	"strings"

	"wasm-bpf/bpf/internal/codec"
	"wasm-bpf/bpf/internal/host"
)

// Variable is a global variable of an object, static or not, whose size is that of T.
// Before the load it is the initial value; after the load it is the value that programs
// use.
type Variable[T any] struct {
	name         string
	m            *Map
	offset, size int
}

// FindVariable returns the variable with this name.
func FindVariable[T any](object *Object, name string) (*Variable[T], error) {
	v := new(Variable[T])
	return v, v.find(object, name)
}

// SetVariable sets a variable, as Set does.
func SetVariable[T any](object *Object, name string, value T) error {
	v, err := FindVariable[T](object, name)
	if err != nil {
		return err
	}
	return v.Set(value)
}

func (v *Variable[T]) find(object *Object, name string) error {
	m, offset, size, err := object.variable(name)
	if err != nil {
		return err
	}
	var zero T
	bytes, err := codec.Append(nil, &zero)
	if size < 0 {
		name, _, _ = strings.Cut(name, ",")
		size = len(bytes)
	}
	*v = Variable[T]{name: name, m: m, offset: offset, size: size}
	if err == nil && len(bytes) != size {
		err = host.Refuse(host.EINVAL, "it has ", size, " bytes, and ",
			codec.TypeName(zero), " has ", len(bytes))
	}
	return v.wrong(err)
}

func (v *Variable[T]) wrong(err error) error {
	if err == nil {
		return nil
	}
	return host.Refuse(EINVAL, "variable '", v.name, "': ", err)
}

// Name returns the variable's name.
func (v *Variable[T]) Name() string { return v.name }

// Get returns the value.
func (v *Variable[T]) Get() (value T, err error) {
	section, err := v.m.section()
	if err != nil {
		return value, err
	}
	if v.offset+v.size > len(section) {
		return value, v.wrong(host.Refuse(host.EINVAL, "it ends outside of its section"))
	}
	err = codec.Decode(section[v.offset:v.offset+v.size], &value)
	return value, v.wrong(err)
}

// Set changes the value. Constants can be set only before the load.
func (v *Variable[T]) Set(value T) error {
	section, err := v.m.section()
	if err != nil {
		return err
	}
	if v.m.mapped != nil && v.m.readOnly() {
		return host.Refuse(EPERM, "'", v.name,
			"' is a constant of an object that is loaded")
	}
	bytes, err := codec.Append(nil, &value)
	if err != nil {
		return v.wrong(err)
	}
	if len(bytes) != v.size || v.offset+v.size > len(section) {
		return v.wrong(host.Refuse(host.EINVAL, "it has ", v.size, " bytes, not ",
			len(bytes)))
	}
	copy(section[v.offset:], bytes)
	if v.m.mapped != nil {
		return nil
	}
	return host.Check("set variable '"+v.name+"'",
		host.MapSetInitial(v.m.handle, host.Pointer(section), uint32(len(section))))
}

// --- sections of variables

// section is the bytes of all of a section: a copy of the initial ones before the load,
// the programs' own after it.
func (m *Map) section() ([]byte, error) {
	if m.mapped != nil {
		return m.mapped, nil
	}
	if m.object.loaded {
		err := m.mmap()
		return m.mapped, err
	}
	size := host.MapInitial(m.handle, nil, 0)
	if size < 0 {
		return nil, host.Fail("variables in '"+m.name+"'", size)
	}
	bytes := make([]byte, size)
	ret := host.MapInitial(m.handle, host.Pointer(bytes), uint32(len(bytes)))
	return bytes, host.Check("variables in '"+m.name+"'", ret)
}
