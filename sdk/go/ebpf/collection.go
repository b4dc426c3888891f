// SPDX-License-Identifier: MIT

//go:build wasip1

package ebpf

import (
	"errors"
	"strings"

	"wasm-bpf/bpf"
)

// CollectionOptions are the options of a load.
type CollectionOptions struct {
	Maps     MapOptions
	Programs ProgramOptions
	// MapReplacements is not supported.
	MapReplacements map[string]*Map
}

// MapOptions are options for maps.
type MapOptions struct {
	PinPath        string // the folder for maps with PinByName
	LoadPinOptions LoadPinOptions
}

// ProgramOptions are options for programs. The log is as long as it is.
type ProgramOptions struct {
	LogLevel     LogLevel
	LogSizeStart uint32
	LogDisabled  bool
}

// Collection is a loaded object.
type Collection struct {
	Programs  map[string]*Program
	Maps      map[string]*Map
	Variables map[string]*Variable

	object *bpf.Object
}

// NewCollection loads all of an object.
func NewCollection(spec *CollectionSpec) (*Collection, error) {
	return NewCollectionWithOptions(spec, CollectionOptions{})
}

// NewCollectionWithOptions loads all of an object.
func NewCollectionWithOptions(spec *CollectionSpec, opts CollectionOptions) (*Collection, error) {
	return spec.load(&opts, nil)
}

// LoadCollection loads all of an object file, from a directory of --dir.
func LoadCollection(file string) (*Collection, error) {
	spec, err := LoadCollectionSpec(file)
	if err != nil {
		return nil, err
	}
	return NewCollection(spec)
}

func (cs *CollectionSpec) load(
	opts *CollectionOptions, wanted map[string]bool,
) (*Collection, error) {
	if len(opts.MapReplacements) > 0 {
		return nil, unsupported("MapReplacements")
	}
	object, err := cs.open(opts, wanted)
	if err != nil {
		return nil, err
	}
	if err := object.Load(); err != nil {
		failed := loadError(object, err)
		object.Close()
		return nil, failed
	}
	c := &Collection{Programs: map[string]*Program{}, Maps: map[string]*Map{},
		Variables: map[string]*Variable{}, object: object}
	if err := c.fill(cs, wanted); err != nil {
		object.Close()
		return nil, err
	}
	return c, nil
}

func loadError(object *bpf.Object, err error) error {
	var log []string
	if text, failed := object.Log(); failed == nil && text != "" {
		log = strings.Split(strings.TrimRight(text, "\n"), "\n")
	}
	return &VerifierError{Cause: err, Log: log}
}

func (c *Collection) fill(cs *CollectionSpec, wanted map[string]bool) error {
	for program := range c.object.Programs() {
		spec := cs.Programs[program.Name()]
		if spec == nil || (wanted != nil && !wanted[program.Name()]) {
			continue
		}
		p := &Program{Program: program, section: spec.SectionName, kind: spec.Type}
		if text, err := c.object.Log(); err == nil {
			p.VerifierLog = text
		}
		c.Programs[program.Name()] = p
	}
	for m := range c.object.Maps() {
		wrapped, err := wrap(m)
		if err != nil {
			return err
		}
		c.Maps[m.Name()] = wrapped
		if spec := cs.Maps[m.Name()]; spec != nil {
			if err := wrapped.put(spec.Contents); err != nil {
				return err
			}
		}
	}
	for name := range cs.Variables {
		v, err := c.object.Variable(name)
		if err != nil {
			return err
		}
		c.Variables[name] = &Variable{v}
	}
	return nil
}

// Close detaches the programs and frees everything.
func (c *Collection) Close() { c.object.Close() }

// DetachMap removes a map from the collection, and returns it.
func (c *Collection) DetachMap(name string) *Map {
	m := c.Maps[name]
	delete(c.Maps, name)
	return m
}

// DetachProgram removes a program from the collection, and returns it.
func (c *Collection) DetachProgram(name string) *Program {
	p := c.Programs[name]
	delete(c.Programs, name)
	return p
}

// Assign sets the fields of a struct that have the tag `ebpf:"NAME"` and the type *Program,
// *Map or *Variable.
func (c *Collection) Assign(to any) error {
	return assign(to, func(field any, name string) (bool, error) {
		switch at := field.(type) {
		case **Program:
			*at = c.Programs[name]
			return true, missing(*at == nil, "program", name)
		case **Map:
			*at = c.Maps[name]
			return true, missing(*at == nil, "map", name)
		case **Variable:
			*at = c.Variables[name]
			return true, missing(*at == nil, "variable", name)
		}
		return false, nil
	})
}

// LoadAndAssign loads the object, with those programs alone that a struct has a field for, and
// sets the fields of the struct as Collection.Assign does. Programs, maps and variables stay
// until the guest ends, or until all of the struct's programs and maps are closed.
func (cs *CollectionSpec) LoadAndAssign(to any, opts *CollectionOptions) error {
	if opts == nil {
		opts = &CollectionOptions{}
	}
	wanted := map[string]bool{}
	err := assign(to, func(field any, name string) (bool, error) {
		switch field.(type) {
		case **Program:
			wanted[name] = true
			return true, missing(cs.Programs[name] == nil, "program", name)
		case **Map, **Variable:
			return true, nil
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	c, err := cs.load(opts, wanted)
	if err != nil {
		return err
	}
	return errors.Join(c.Assign(to), c.share(to))
}

// share closes the object with the last of its programs and maps that a struct has.
func (c *Collection) share(to any) error {
	open := 0
	closer := func() error {
		if open--; open > 0 {
			return nil
		}
		return c.object.Close()
	}
	return assign(to, func(field any, name string) (bool, error) {
		switch at := field.(type) {
		case **Program:
			(*at).closer = closer
			open++
		case **Map:
			(*at).closer = closer
			open++
		}
		return true, nil
	})
}
