// SPDX-License-Identifier: MIT

//go:build wasip1

package link

import (
	"io"

	"wasm-bpf/bpf"
)

// Link is an attached program.
type Link = bpf.Link

func orNew[T any](options *T) *T {
	if options == nil {
		return new(T)
	}
	return options
}

// Tracepoint attaches a program to a tracepoint, for example "sched" and
// "sched_process_exec".
func Tracepoint(
	group, name string, program *bpf.Program, options *TracepointOptions,
) (*Link, error) {
	return program.Attach(group+"/"+name, orNew(options).Cookie)
}

// RawTracepoint attaches a program to a raw tracepoint by its name.
func RawTracepoint(name string, program *bpf.Program) (*Link, error) {
	return program.Attach(name, 0)
}

// Kprobe attaches a program to the entry or the return of a kernel function, as the
// program's section says.
func Kprobe(symbol string, program *bpf.Program, options *KprobeOptions) (*Link, error) {
	options = orNew(options)
	return program.Attach(plus(symbol, options.Offset), options.Cookie)
}

// KprobeMulti attaches a program to all kernel functions that a pattern matches.
func KprobeMulti(pattern string, program *bpf.Program) (*Link, error) {
	return program.Attach(pattern, 0)
}

// Ksyscall attaches a program to a system call.
func Ksyscall(name string, program *bpf.Program, options *KprobeOptions) (*Link, error) {
	return program.Attach(name, orNew(options).Cookie)
}

// Executable is the file of a program or library.
type Executable struct{ path string }

// OpenExecutable names a file by its path on the host.
func OpenExecutable(path string) (*Executable, error) { return &Executable{path}, nil }

// Uprobe attaches a program to the entry or the return of a function, as the program's
// section says.
func (e *Executable) Uprobe(
	symbol string, program *bpf.Program, options *UprobeOptions,
) (*Link, error) {
	options = orNew(options)
	return program.Attach(uprobeTarget(e.path, symbol, options), options.Cookie)
}

// USDT attaches a program to a static probe of the file.
func (e *Executable) USDT(provider, name string, program *bpf.Program,
	options *UprobeOptions) (*Link, error) {
	options = orNew(options)
	return program.Attach(usdtTarget(e.path, provider, name, options), options.Cookie)
}

// AttachTracing attaches a program that the load has bound to a function: fentry, fexit, a
// BTF tracepoint, LSM.
func AttachTracing(program *bpf.Program, cookie uint64) (*Link, error) {
	return program.Attach("", cookie)
}

// AttachXDP attaches an XDP program to an interface.
func AttachXDP(program *bpf.Program, options XDPOptions) (*Link, error) {
	return program.Attach(xdpTarget(&options), 0)
}

// AttachTC attaches a tc filter to an interface.
func AttachTC(program *bpf.Program, options TCOptions) (*Link, error) {
	return program.Attach(tcTarget(&options), 0)
}

// AttachTCX attaches a program of section tcx or netkit to an interface.
func AttachTCX(program *bpf.Program, interfaceName string) (*Link, error) {
	return program.Attach(interfaceName, 0)
}

// AttachNetfilter attaches a program of section netfilter.
func AttachNetfilter(program *bpf.Program, options NetfilterOptions) (*Link, error) {
	return program.Attach(netfilterTarget(&options), 0)
}

// AttachCgroup attaches a program to a cgroup, by the path of a cgroup2 folder.
func AttachCgroup(program *bpf.Program, path string) (*Link, error) {
	return program.Attach(path, 0)
}

// AttachNetNs attaches a program to a network namespace, by the path of its file.
func AttachNetNs(program *bpf.Program, path string) (*Link, error) {
	return program.Attach(path, 0)
}

// AttachPerfEvent lets perf events run a program.
func AttachPerfEvent(program *bpf.Program, options PerfEventOptions) (*Link, error) {
	return program.Attach(perfEventTarget(&options), options.Cookie)
}

// Iter is an attached iterator.
type Iter struct{ *Link }

// AttachIter attaches an iterator: over a map, or for a process (0: for all). With neither,
// its section decides.
func AttachIter(program *bpf.Program, over *bpf.Map, pid int) (*Iter, error) {
	name := ""
	if over != nil {
		name = over.Name()
	}
	link, err := program.Attach(iterTarget(name, pid), 0)
	if err != nil {
		return nil, err
	}
	return &Iter{link}, nil
}

// Open runs the program. Reading returns what the program writes.
func (it *Iter) Open() (io.ReadCloser, error) { return it.OpenIterator() }
