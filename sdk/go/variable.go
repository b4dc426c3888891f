// SPDX-License-Identifier: MIT

//go:build wasip1

package bpf

import (
	"strings"

	"wasm-bpf/bpf/internal/codec"
	"wasm-bpf/bpf/internal/host"
	"wasm-bpf/bpf/internal/symbols"
)

// AnyVariable is a global variable of an object, static or not, of any type. Before the load
// it is the initial value; after the load it is the value that programs use.
type AnyVariable struct {
	name         string
	m            *Map
	offset, size int
}

// Variable is a variable whose size is that of T.
type Variable[T any] struct{ AnyVariable }

// Variable returns the variable with this name.
func (o *Object) Variable(name string) (*AnyVariable, error) {
	m, offset, size, err := o.variable(name)
	if err != nil {
		return nil, err
	}
	return &AnyVariable{name: name, m: m, offset: offset, size: size}, nil
}

// VariableNames returns the names of all variables, static ones included.
func (o *Object) VariableNames() ([]string, error) { return symbols.Names(o.elf) }

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
	v.AnyVariable = AnyVariable{name: name, m: m, offset: offset, size: size}
	if err == nil && len(bytes) != size {
		err = host.Refuse(host.EINVAL, "it has ", size, " bytes, and ",
			codec.TypeName(zero), " has ", len(bytes))
	}
	return v.wrong(err)
}

func (v *AnyVariable) wrong(err error) error {
	if err == nil {
		return nil
	}
	return host.Refuse(EINVAL, "variable '", v.name, "': ", err)
}

// Name returns the variable's name.
func (v *AnyVariable) Name() string { return v.name }

// Size returns how many bytes the variable has, or -1 for one that the loader makes.
func (v *AnyVariable) Size() int { return v.size }

// Section returns the section that the variable is in, such as ".bss".
func (v *AnyVariable) Section() string { return v.m.name }

// Load stores the value at `to`.
func (v *AnyVariable) Load(to any) error {
	section, err := v.m.section()
	if err != nil {
		return err
	}
	if v.size < 0 || v.offset+v.size > len(section) {
		return v.wrong(host.Refuse(host.EINVAL, "it ends outside of its section"))
	}
	return v.wrong(codec.Decode(section[v.offset:v.offset+v.size], to))
}

// Store changes the value. Constants can be set only before the load.
func (v *AnyVariable) Store(value any) error {
	section, err := v.m.section()
	if err != nil {
		return err
	}
	if v.m.mapped != nil && v.m.readOnly() {
		return host.Refuse(EPERM, "'", v.name,
			"' is a constant of an object that is loaded")
	}
	bytes, err := codec.Append(nil, value)
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

// Get returns the value.
func (v *Variable[T]) Get() (value T, err error) {
	err = v.Load(&value)
	return value, err
}

// Set changes the value. Constants can be set only before the load.
func (v *Variable[T]) Set(value T) error { return v.Store(&value) }

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
