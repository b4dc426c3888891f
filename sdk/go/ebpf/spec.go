// SPDX-License-Identifier: MIT

//go:build wasip1

package ebpf

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"

	"wasm-bpf/bpf"
)

// CollectionSpec is what an object file defines. What you change in it is set when it is
// loaded.
type CollectionSpec struct {
	Maps      map[string]*MapSpec
	Programs  map[string]*ProgramSpec
	Variables map[string]*VariableSpec

	elf []byte
}

// ProgramSpec is the definition of a program in an object.
type ProgramSpec struct {
	Name        string
	Type        ProgramType
	AttachType  AttachType
	AttachTo    string // the function that the load binds it to; "" means the section's
	SectionName string
	Flags       uint32

	was *ProgramSpec
}

// Copy returns a copy.
func (s *ProgramSpec) Copy() *ProgramSpec {
	if s == nil {
		return nil
	}
	spec := *s
	return &spec
}

// VariableSpec is a global variable of an object, with its initial value.
type VariableSpec struct {
	name  string
	on    *bpf.AnyVariable
	value any // set
}

// Set sets the initial value.
func (s *VariableSpec) Set(value any) error {
	if err := s.on.Store(value); err != nil {
		return err
	}
	s.value = value
	return nil
}

// Get returns the initial value.
func (s *VariableSpec) Get(to any) error { return s.on.Load(to) }

// Size returns how many bytes it has.
func (s *VariableSpec) Size() uint64 { return uint64(s.on.Size()) }

// SectionName returns the section that it is in, such as ".rodata".
func (s *VariableSpec) SectionName() string { return s.on.Section() }

// MapName is SectionName.
func (s *VariableSpec) MapName() string { return s.on.Section() }

// Constant returns whether programs can only read it.
func (s *VariableSpec) Constant() bool { return constant(s.on) }

func constant(v *bpf.AnyVariable) bool {
	const prefix = ".rodata"
	section := v.Section()
	return len(section) >= len(prefix) && section[:len(prefix)] == prefix
}

// LoadCollectionSpec reads an object file, from a directory of --dir.
func LoadCollectionSpec(file string) (*CollectionSpec, error) {
	elf, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return specOf(elf)
}

// LoadCollectionSpecFromReader reads an object file.
func LoadCollectionSpecFromReader(reader io.ReaderAt) (*CollectionSpec, error) {
	const max = 1 << 30
	elf, err := io.ReadAll(io.NewSectionReader(reader, 0, max))
	if err != nil {
		return nil, err
	}
	return specOf(elf)
}

func specOf(elf []byte) (*CollectionSpec, error) {
	object, err := bpf.OpenObject("collection", elf)
	if err != nil {
		return nil, err
	}
	spec := &CollectionSpec{Maps: map[string]*MapSpec{}, Programs: map[string]*ProgramSpec{},
		Variables: map[string]*VariableSpec{}, elf: elf}
	for m := range object.Maps() {
		if err := spec.addMap(m); err != nil {
			return nil, err
		}
	}
	for program := range object.Programs() {
		if err := spec.addProgram(program); err != nil {
			return nil, err
		}
	}
	names, err := object.VariableNames()
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if v, err := object.Variable(name); err == nil { // not one of several
			spec.Variables[name] = &VariableSpec{name: name, on: v}
		}
	}
	return spec, nil
}

func (cs *CollectionSpec) addMap(m *bpf.Map) error {
	info, err := m.Info()
	if err != nil {
		return err
	}
	spec := &MapSpec{Name: m.Name(), Type: info.Type, KeySize: info.KeySize,
		ValueSize: info.ValueSize, MaxEntries: info.MaxEntries, Flags: info.Flags}
	if info.Type == RingBuf { // the type of its records: no size
		spec.ValueSize = 0
	}
	spec.was = spec.Copy()
	cs.Maps[m.Name()] = spec
	return nil
}

func (cs *CollectionSpec) addProgram(program *bpf.Program) error {
	info, err := program.Info()
	if err != nil {
		return err
	}
	section, err := program.Section()
	spec := &ProgramSpec{Name: program.Name(), Type: ProgramType(info.Type),
		AttachType: AttachType(info.AttachType), SectionName: section}
	spec.was = spec.Copy()
	cs.Programs[program.Name()] = spec
	return err
}

// Copy returns a copy. Values of variables that were set go along.
func (cs *CollectionSpec) Copy() *CollectionSpec {
	if cs == nil {
		return nil
	}
	spec, err := specOf(cs.elf)
	if err != nil { // it was opened before
		return nil
	}
	spec.Maps, spec.Programs = maps.Clone(cs.Maps), maps.Clone(cs.Programs)
	for name, m := range spec.Maps {
		spec.Maps[name] = m.Copy()
	}
	for name, program := range spec.Programs {
		spec.Programs[name] = program.Copy()
	}
	for name, v := range cs.Variables {
		if v.value != nil && spec.Variables[name] != nil {
			if err := spec.Variables[name].Set(v.value); err != nil {
				return nil
			}
		}
	}
	return spec
}

// RewriteConstants sets constants by their names.
func (cs *CollectionSpec) RewriteConstants(values map[string]any) error {
	var missing []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		v := cs.Variables[name]
		if v == nil || !v.Constant() {
			missing = append(missing, name)
			continue
		}
		if err := v.Set(values[name]); err != nil {
			return err
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("the object has no constants %q", missing)
	}
	return nil
}

// Assign sets the fields of a struct that have the tag `ebpf:"NAME"` and the type *ProgramSpec,
// *MapSpec or *VariableSpec.
func (cs *CollectionSpec) Assign(to any) error {
	return assign(to, func(field any, name string) (bool, error) {
		switch at := field.(type) {
		case **ProgramSpec:
			*at = cs.Programs[name]
			return true, missing(*at == nil, "program", name)
		case **MapSpec:
			*at = cs.Maps[name]
			return true, missing(*at == nil, "map", name)
		case **VariableSpec:
			*at = cs.Variables[name]
			return true, missing(*at == nil, "variable", name)
		}
		return false, nil
	})
}

func missing(is bool, kind, name string) error {
	if is {
		return fmt.Errorf("the object has no %s '%s'", kind, name)
	}
	return nil
}

// --- a load

// open opens the object with all that was set in the spec. Programs that are not wanted are
// not loaded.
func (cs *CollectionSpec) open(
	opts *CollectionOptions, wanted map[string]bool,
) (*bpf.Object, error) {
	object, err := bpf.OpenObject("collection", cs.elf)
	if err != nil {
		return nil, err
	}
	err = errors.Join(cs.setMaps(object, opts), cs.setPrograms(object, opts, wanted),
		cs.setVariables(object))
	if err != nil {
		object.Close()
		return nil, err
	}
	return object, nil
}

func (cs *CollectionSpec) setMaps(object *bpf.Object, opts *CollectionOptions) error {
	for name, spec := range cs.Maps {
		m, err := object.Map(name)
		if err == nil {
			err = spec.set(m, opts)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (cs *CollectionSpec) setPrograms(object *bpf.Object, opts *CollectionOptions,
	wanted map[string]bool) error {
	for program := range object.Programs() {
		spec := cs.Programs[program.Name()]
		if spec == nil || (wanted != nil && !wanted[program.Name()]) {
			if err := program.SetAutoload(false); err != nil {
				return err
			}
			continue
		}
		// cilium/ebpf loads those of sections like "?kprobe", too.
		err := program.SetAutoload(true)
		if err == nil {
			err = spec.set(program, opts)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *ProgramSpec) set(program *bpf.Program, opts *CollectionOptions) error {
	var failed []error
	if s.was != nil && (s.Type != s.was.Type || s.AttachType != s.was.AttachType) {
		failed = append(failed, program.SetType(uint32(s.Type), uint32(s.AttachType)))
	}
	if s.AttachTo != "" {
		failed = append(failed, program.SetTarget(s.AttachTo))
	}
	if s.Flags != 0 {
		failed = append(failed, program.SetFlags(s.Flags))
	}
	if level := opts.Programs.LogLevel; level != 0 {
		failed = append(failed, program.SetLogLevel(uint32(level)))
	}
	return errors.Join(failed...)
}

func (cs *CollectionSpec) setVariables(object *bpf.Object) error {
	for name, spec := range cs.Variables {
		if spec.value == nil {
			continue
		}
		v, err := object.Variable(name)
		if err == nil {
			err = v.Store(spec.value)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
