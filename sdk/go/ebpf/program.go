// SPDX-License-Identifier: MIT

//go:build wasip1

package ebpf

import (
	"fmt"
	"time"

	"wasm-bpf/bpf"
)

// Program is a program of a loaded object.
type Program struct {
	*bpf.Program
	// VerifierLog is the log of all programs of the object, with a log level.
	VerifierLog string

	section string
	kind    ProgramType
	closer  func() error
}

// Type returns its type.
func (p *Program) Type() ProgramType { return p.kind }

// SectionName returns its section, such as "tc".
func (p *Program) SectionName() string { return p.section }

// String returns its type and name.
func (p *Program) String() string { return fmt.Sprintf("%d(%s)", p.kind, p.Name()) }

// FD returns -1: programs have no descriptor in a guest. A value of a map can be the program.
func (p *Program) FD() int { return -1 }

// ProgramID is the kernel's number of a program.
type ProgramID uint32

// ProgramInfo is what the kernel knows about a program.
type ProgramInfo struct {
	Type ProgramType
	Tag  string
	Name string

	raw *bpf.ProgramInfo
}

// ID returns the kernel's number.
func (i *ProgramInfo) ID() (ProgramID, bool) { return ProgramID(i.raw.ID), i.raw.ID != 0 }

// RunCount returns how often it ran, while the kernel counts: see bpf.EnableStats.
func (i *ProgramInfo) RunCount() (uint64, bool) { return i.raw.Runs, true }

// Runtime returns for how long it ran.
func (i *ProgramInfo) Runtime() (time.Duration, bool) { return i.raw.RunTime, true }

// RecursionMisses returns how often it did not run, because it was running.
func (i *ProgramInfo) RecursionMisses() (uint64, bool) { return i.raw.RecursionMisses, true }

// VerifiedInstructions returns how many the verifier looked at.
func (i *ProgramInfo) VerifiedInstructions() (uint32, bool) {
	return uint32(i.raw.VerifiedInstructions), true
}

// AttachType returns the attach type that it was loaded for.
func (i *ProgramInfo) AttachType() AttachType { return AttachType(i.raw.AttachType) }

// Info returns what the kernel knows about the program.
func (p *Program) Info() (*ProgramInfo, error) {
	info, err := p.Program.Info()
	if err != nil {
		return nil, err
	}
	return &ProgramInfo{Type: ProgramType(info.Type), Tag: fmt.Sprintf("%x", info.Tag),
		Name: info.Name, raw: info}, nil
}

// Pin fails: pin the link.
func (p *Program) Pin(string) error { return unsupported("pin a program") }

// Close closes the program: it stays as long as its object, or a link.
func (p *Program) Close() error {
	if p == nil || p.closer == nil {
		return nil
	}
	closer := p.closer
	p.closer = nil
	return closer()
}

// RunOptions are the input and the output buffers of Run.
type RunOptions struct {
	Data, DataOut []byte
	Context       any
	ContextOut    any
	Repeat        uint32
	Flags         uint32
	CPU           uint32
	BatchSize     uint32
	Reset         func()
}

func bytesOf(value any) ([]byte, error) {
	bytes, ok := value.([]byte)
	if value != nil && !ok {
		return nil, fmt.Errorf("%T is not a []byte: %w", value, ErrNotSupported)
	}
	return bytes, nil
}

// Run makes the kernel run the program, and returns its result. Contexts are []byte.
func (p *Program) Run(opts *RunOptions) (uint32, error) {
	ret, _, err := p.run(opts)
	return ret, err
}

func (p *Program) run(opts *RunOptions) (uint32, time.Duration, error) {
	context, err := bytesOf(opts.Context)
	if err != nil {
		return 0, 0, err
	}
	contextOut, err := bytesOf(opts.ContextOut)
	if err != nil {
		return 0, 0, err
	}
	raw := bpf.RunOptions{Data: opts.Data, DataOut: opts.DataOut, Context: context,
		ContextOut: contextOut, Repeat: opts.Repeat, Flags: opts.Flags, CPU: opts.CPU,
		BatchSize: opts.BatchSize}
	ret, err := p.Program.Run(&raw)
	opts.DataOut = raw.DataOut
	return ret, raw.Duration, err
}

// Test makes the kernel run the program with a packet, and returns its result and the packet
// that it leaves.
func (p *Program) Test(in []byte) (uint32, []byte, error) {
	opts := RunOptions{Data: in, DataOut: make([]byte, len(in)+256+2), Repeat: 1}
	ret, err := p.Run(&opts)
	return ret, opts.DataOut, err
}

// Benchmark runs the program many times, and returns its result and the time of a run.
func (p *Program) Benchmark(in []byte, repeat int, reset func()) (uint32, time.Duration, error) {
	if reset != nil {
		reset()
	}
	return p.run(&RunOptions{Data: in, Repeat: uint32(repeat)})
}
