// SPDX-License-Identifier: MIT

//go:build wasip1

package bpf

import (
	"time"
	"unsafe"

	"wasm-bpf/bpf/internal/abi"
	"wasm-bpf/bpf/internal/host"
)

// Program is a program of an object. It exists before the load.
type Program struct {
	handle int32
	name   string
	byHand bool
}

// Name returns the name of the C function.
func (p *Program) Name() string { return p.name }

func programText(handle, which int32) (string, int32) {
	return host.Text(func(text unsafe.Pointer, size uint32) int32 {
		return host.ProgramText(handle, which, text, size)
	})
}

// Section returns the program's section, such as "tp/sched/sched_process_exec".
func (p *Program) Section() (string, error) {
	text, ret := programText(p.handle, 2)
	return text, host.Check("section of program '"+p.name+"'", ret)
}

// --- before the load

func (p *Program) set(what int32, value int64) error {
	return host.Check("set program '"+p.name+"'", host.ProgramSet(p.handle, what, value))
}

// SetAutoload sets whether the load of the object loads the program.
func (p *Program) SetAutoload(on bool) error {
	if on {
		return p.set(abi.ProgramSetAutoload, 1)
	}
	return p.set(abi.ProgramSetAutoload, 0)
}

// SetAutoattach sets whether the object's Attach attaches the program.
func (p *Program) SetAutoattach(on bool) { p.byHand = !on }

// SetLogLevel sets the verifier's log level: 0, 1 or 2.
func (p *Program) SetLogLevel(level uint32) error {
	return p.set(abi.ProgramSetLogLevel, int64(level))
}

// SetType sets the program type and the attach type, if the section does not give them.
func (p *Program) SetType(programType, attachType uint32) error {
	if err := p.set(abi.ProgramSetType, int64(programType)); err != nil {
		return err
	}
	return p.set(abi.ProgramSetAttachType, int64(attachType))
}

// SetFlags sets BPF_F_ flags of the load.
func (p *Program) SetFlags(flags uint32) error { return p.set(abi.ProgramSetFlags, int64(flags)) }

// SetTarget sets the kernel function that the load binds the program to, or
// "program:function" for a program that replaces a function.
func (p *Program) SetTarget(target string) error {
	text, err := host.CString(target)
	if err != nil {
		return err
	}
	return host.Check("target of program '"+p.name+"'", host.ProgramSetTarget(p.handle, text))
}

// --- after it

// Attach attaches the program to a target; wasm-bpf(1) lists the targets for each section.
// "" means the target in the section. Package link writes targets for you. In the program,
// bpf_get_attach_cookie() returns the cookie; 0 means no cookie.
func (p *Program) Attach(target string, cookie uint64) (*Link, error) {
	var text unsafe.Pointer
	if target != "" {
		var err error
		if text, err = host.CString(target); err != nil {
			return nil, err
		}
	}
	handle := host.ProgramAttach(p.handle, text, cookie)
	if handle < 0 {
		return nil, host.Fail("attach program '"+p.name+"'", handle)
	}
	return &Link{handle: handle, name: p.name}, nil
}

// ProgramInfo is what the kernel knows about a program, or before the load, what its object
// says.
type ProgramInfo struct {
	Type, AttachType      uint32
	Loaded                bool
	Autoload              bool
	ID                    uint32
	Instructions          int // of the object's
	VerifiedInstructions  int
	XlatedSize, JitedSize int
	LoadedAt              time.Duration // since boot
	RunTime               time.Duration // while EnableStats
	Runs                  uint64
	RecursionMisses       uint64
	Tag                   [8]byte
	Name                  string
}

// Info returns the program's information.
func (p *Program) Info() (*ProgramInfo, error) {
	var raw abi.ProgramInfo
	ret := host.ProgramInfo(p.handle, unsafe.Pointer(&raw), uint32(unsafe.Sizeof(raw)))
	if ret < 0 {
		return nil, host.Fail("info of program '"+p.name+"'", ret)
	}
	return &ProgramInfo{
		Type: raw.Type, AttachType: raw.ExpectedAttachType,
		Loaded:   raw.State&abi.ProgramLoaded != 0,
		Autoload: raw.State&abi.ProgramAutoload != 0,
		ID:       raw.ID, Instructions: int(raw.Instructions),
		VerifiedInstructions: int(raw.VerifiedInstructions),
		XlatedSize:           int(raw.XlatedSize), JitedSize: int(raw.JitedSize),
		LoadedAt: time.Duration(raw.LoadedAt), RunTime: time.Duration(raw.RunTimeNS),
		Runs: raw.Runs, RecursionMisses: raw.RecursionMisses,
		Tag: raw.Tag, Name: Text(raw.Name[:]),
	}, nil
}

// RunOptions are the input and the output buffers of Run.
type RunOptions struct {
	Data       []byte // a packet
	DataOut    []byte // cut to what is stored
	Context    []byte
	ContextOut []byte // cut to what is stored
	Repeat     uint32
	Flags      uint32
	CPU        uint32
	BatchSize  uint32
	Duration   time.Duration // of a run, on average: set by Run
}

// What is told by address has to stay where it is: on the heap, which does not move.
var told [4][]byte

func tell(index int, bytes []byte) (at, size uint32) {
	told[index] = bytes
	return uint32(uintptr(host.Pointer(bytes))), uint32(len(bytes))
}

// Run makes the kernel run the program, and returns the program's result.
func (p *Program) Run(options *RunOptions) (uint32, error) {
	raw := abi.TestRun{Repeat: options.Repeat, Flags: options.Flags, CPU: options.CPU,
		BatchSize: options.BatchSize}
	raw.DataIn, raw.DataInSize = tell(0, options.Data)
	raw.DataOut, raw.DataOutSize = tell(1, options.DataOut)
	raw.ContextIn, raw.ContextInSize = tell(2, options.Context)
	raw.ContextOut, raw.ContextOutSize = tell(3, options.ContextOut)
	ret := host.ProgramTestRun(p.handle, unsafe.Pointer(&raw), uint32(unsafe.Sizeof(raw)))
	told = [4][]byte{}
	if ret < 0 {
		return 0, host.Fail("run program '"+p.name+"'", ret)
	}
	options.DataOut = options.DataOut[:min(int(raw.DataOutSize), len(options.DataOut))]
	options.ContextOut = options.ContextOut[:min(int(raw.ContextOutSize),
		len(options.ContextOut))]
	options.Duration = time.Duration(raw.DurationNS)
	return raw.Retval, nil
}

// Test runs the program once on a packet. It returns the program's result and the packet
// after the run.
func (p *Program) Test(packet []byte) (uint32, []byte, error) {
	options := RunOptions{Data: packet, DataOut: make([]byte, len(packet)+256+2)}
	result, err := p.Run(&options)
	return result, options.DataOut, err
}

// EnableStats makes the kernel count the runs and run time of programs, until the guest
// ends or turns it off.
func EnableStats(on bool) error {
	value := int32(0)
	if on {
		value = 1
	}
	return host.Check("enable statistics", host.StatsEnable(value))
}
