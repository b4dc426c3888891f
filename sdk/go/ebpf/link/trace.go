// SPDX-License-Identifier: MIT

//go:build wasip1

package link

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/cilium/ebpf"
	"wasm-bpf/bpf"
	own "wasm-bpf/bpf/link"
)

// TracepointOptions are the options of tracepoints.
type TracepointOptions struct{ Cookie uint64 }

// Tracepoint attaches a program to a tracepoint, for example "sched" and "sched_switch".
func Tracepoint(group, name string, prog *ebpf.Program, opts *TracepointOptions) (Link, error) {
	return attach(prog, group+"/"+name, orNew(opts).Cookie)
}

// RawTracepointOptions are the options of raw tracepoints.
type RawTracepointOptions struct {
	Name    string
	Program *ebpf.Program
	Cookie  uint64
}

// AttachRawTracepoint attaches a program to a raw tracepoint.
func AttachRawTracepoint(opts RawTracepointOptions) (Link, error) {
	return attach(opts.Program, opts.Name, opts.Cookie)
}

// KprobeOptions are the options of kernel probes. TraceFSPrefix has no meaning.
type KprobeOptions struct {
	Cookie            uint64
	Offset            uint64
	RetprobeMaxActive int
	TraceFSPrefix     string
}

// Kprobe attaches a program of section kprobe to the entry of a kernel function. "sys_execve" is
// also "__x64_sys_execve" and so on.
func Kprobe(symbol string, prog *ebpf.Program, opts *KprobeOptions) (Link, error) {
	return probe(symbol, prog, orNew(opts), false)
}

// Kretprobe attaches a program of section kretprobe to the return of a kernel function.
func Kretprobe(symbol string, prog *ebpf.Program, opts *KprobeOptions) (Link, error) {
	return probe(symbol, prog, orNew(opts), true)
}

// returns says that the section decides whether a program is for entries or returns.
func returns(prog *ebpf.Program, wanted bool) error {
	if prog == nil {
		return nil
	}
	section := strings.TrimPrefix(prog.SectionName(), "?")
	is := strings.HasPrefix(section, "kretprobe") || strings.HasPrefix(section, "uretprobe")
	if is != wanted && (is || strings.HasPrefix(section, "kprobe") ||
		strings.HasPrefix(section, "uprobe")) {
		return fmt.Errorf("the section '%s' of program '%s' decides whether it runs at the "+
			"entry or the return: %w", section, prog.Name(), ErrNotSupported)
	}
	return nil
}

func probe(symbol string, prog *ebpf.Program, opts *KprobeOptions, ret bool) (Link, error) {
	if err := returns(prog, ret); err != nil {
		return nil, err
	}
	target := func(symbol string) string {
		if opts.Offset == 0 {
			return symbol
		}
		return symbol + "+" + strconv.FormatUint(opts.Offset, 10)
	}
	if strings.HasPrefix(symbol, "sys_") {
		for _, prefix := range []string{"__x64_", "__arm64_", "__riscv_"} {
			if _, err := bpf.KernelSymbolAddress(prefix + symbol); err == nil {
				symbol = prefix + symbol
				break
			}
		}
	}
	return attach(prog, target(symbol), opts.Cookie)
}

// KprobeMultiOptions are the options of probes of many functions.
type KprobeMultiOptions struct {
	Symbols   []string // one, which may be a pattern with '*' and '?'
	Addresses []uintptr
	Cookies   []uint64
	Session   bool
}

// KprobeMulti attaches a program of section kprobe.multi to the functions of one pattern.
func KprobeMulti(prog *ebpf.Program, opts KprobeMultiOptions) (Link, error) {
	if len(opts.Symbols) != 1 || len(opts.Addresses)+len(opts.Cookies) > 0 || opts.Session {
		return nil, fmt.Errorf("probes of more than one pattern: %w", ErrNotSupported)
	}
	return attach(prog, opts.Symbols[0], 0)
}

// KretprobeMulti is KprobeMulti: the section decides.
func KretprobeMulti(prog *ebpf.Program, opts KprobeMultiOptions) (Link, error) {
	return KprobeMulti(prog, opts)
}

// Executable is the file of a program or library on the host.
type Executable struct{ path string }

// OpenExecutable names a file. The runtime looks into it when a program is attached.
func OpenExecutable(path string) (*Executable, error) {
	if path == "" {
		return nil, errors.New("path cannot be empty")
	}
	return &Executable{path}, nil
}

// UprobeOptions are the options of uprobes. PID 0 means all processes.
type UprobeOptions struct {
	Address       uint64
	Offset        uint64
	PID           int
	RefCtrOffset  uint64
	Cookie        uint64
	TraceFSPrefix string
}

// Uprobe attaches a program of section uprobe to the entry of a function.
func (ex *Executable) Uprobe(
	symbol string, prog *ebpf.Program, opts *UprobeOptions,
) (Link, error) {
	return ex.probe(symbol, prog, orNew(opts), false)
}

// Uretprobe attaches a program of section uretprobe to the return of a function.
func (ex *Executable) Uretprobe(
	symbol string, prog *ebpf.Program, opts *UprobeOptions,
) (Link, error) {
	return ex.probe(symbol, prog, orNew(opts), true)
}

func (ex *Executable) probe(
	symbol string, prog *ebpf.Program, opts *UprobeOptions, ret bool,
) (Link, error) {
	if opts.Address != 0 || opts.RefCtrOffset != 0 {
		return nil, fmt.Errorf("addresses and reference counters of uprobes: %w",
			ErrNotSupported)
	}
	if err := returns(prog, ret); err != nil {
		return nil, err
	}
	executable, err := own.OpenExecutable(ex.path)
	if err != nil {
		return nil, err
	}
	link, err := executable.Uprobe(symbol, prog.Program, &own.UprobeOptions{
		Offset: opts.Offset, PID: opts.PID, Cookie: opts.Cookie})
	if err != nil {
		return nil, err
	}
	return attached{link}, nil
}

// TracingOptions are the options of AttachTracing.
type TracingOptions struct {
	Program    *ebpf.Program
	AttachType ebpf.AttachType
	Cookie     uint64
}

// AttachTracing attaches a program that the load has bound to a function: fentry, fexit, a BTF
// tracepoint.
func AttachTracing(opts TracingOptions) (Link, error) {
	return attach(opts.Program, "", opts.Cookie)
}

// LSMOptions are the options of AttachLSM.
type LSMOptions struct {
	Program *ebpf.Program
	Cookie  uint64
}

// AttachLSM attaches a program to the LSM hook of its section.
func AttachLSM(opts LSMOptions) (Link, error) { return attach(opts.Program, "", opts.Cookie) }

// IterOptions are the options of AttachIter.
type IterOptions struct {
	Program *ebpf.Program
	Map     *ebpf.Map
}

// Iter is an attached iterator.
type Iter struct{ Link }

// AttachIter attaches an iterator, over a map or over what its section says.
func AttachIter(opts IterOptions) (*Iter, error) {
	target := ""
	if opts.Map != nil {
		target = opts.Map.Name()
	}
	link, err := attach(opts.Program, target, 0)
	if err != nil {
		return nil, err
	}
	return &Iter{link}, nil
}

// Open runs the program. Reading returns what the program writes.
func (it *Iter) Open() (io.ReadCloser, error) { return it.Link.(attached).OpenIterator() }

// StructOpsOptions are the options of AttachStructOps.
type StructOpsOptions struct{ Map *ebpf.Map }

// AttachStructOps attaches a struct_ops map.
func AttachStructOps(opts StructOpsOptions) (Link, error) {
	link, err := opts.Map.Attach()
	if err != nil {
		return nil, err
	}
	return attached{link}, nil
}
