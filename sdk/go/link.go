// SPDX-License-Identifier: MIT

//go:build wasip1

package bpf

import (
	"io"
	"unsafe"

	"wasm-bpf/bpf/internal/abi"
	"wasm-bpf/bpf/internal/host"
)

// Link is an attached program.
type Link struct {
	handle int32
	name   string
}

// LinkInfo is information about a link.
type LinkInfo struct {
	Type      uint32 // enum bpf_link_type
	ID        uint32 // the kernel's
	ProgramID uint32
	IsLink    bool // one of the kernel's: not an attachment of another kind
	Attached  bool
}

// Info returns the link's information.
func (l *Link) Info() (*LinkInfo, error) {
	var raw abi.LinkInfo
	ret := host.LinkInfo(l.handle, unsafe.Pointer(&raw), uint32(unsafe.Sizeof(raw)))
	if ret < 0 {
		return nil, host.Fail("info of the link of '"+l.name+"'", ret)
	}
	return &LinkInfo{Type: raw.Type, ID: raw.ID, ProgramID: raw.ProgramID,
		IsLink:   raw.State&abi.LinkKernels != 0,
		Attached: raw.State&abi.LinkAttached != 0}, nil
}

// Update replaces the attached program with another one.
func (l *Link) Update(program *Program) error {
	return host.Check("update the link of '"+l.name+"'",
		host.LinkUpdate(l.handle, program.handle))
}

// Detach detaches the program, even if the link is pinned.
func (l *Link) Detach() error {
	return host.Check("detach '"+l.name+"'", host.LinkDetach(l.handle))
}

// Pin pins the link at a path in a BPF file system, so that the program stays attached when
// the guest ends.
func (l *Link) Pin(path string) error {
	text, err := host.CString(path)
	if err != nil {
		return err
	}
	return host.Check("pin the link of '"+l.name+"'", host.LinkPin(l.handle, text))
}

// Close detaches the program, unless it is pinned.
func (l *Link) Close() error {
	if l.handle == 0 {
		return nil
	}
	handle := l.handle
	l.handle = 0
	return host.Check("detach '"+l.name+"'", host.LinkClose(handle))
}

// OpenIterator runs the program of an iterator's link. Reading returns what the program
// writes.
func (l *Link) OpenIterator() (io.ReadCloser, error) {
	handle := host.IterOpen(l.handle)
	if handle < 0 {
		return nil, host.Fail("open iterator '"+l.name+"'", handle)
	}
	return &iterator{handle: handle, name: l.name}, nil
}

type iterator struct {
	handle int32
	name   string
}

func (i *iterator) Read(to []byte) (int, error) {
	if len(to) == 0 {
		return 0, nil
	}
	ret := host.IterRead(i.handle, host.Pointer(to), uint32(min(len(to), 1<<30)))
	switch {
	case ret < 0:
		return 0, host.Fail("read iterator '"+i.name+"'", ret)
	case ret == 0:
		return 0, io.EOF
	}
	return int(ret), nil
}

func (i *iterator) Close() error {
	if i.handle == 0 {
		return nil
	}
	handle := i.handle
	i.handle = 0
	return host.Check("close iterator '"+i.name+"'", host.IterClose(handle))
}
