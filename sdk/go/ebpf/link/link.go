// SPDX-License-Identifier: MIT

//go:build wasip1

// Package link attaches programs to hooks.
package link

import (
	"fmt"

	"github.com/cilium/ebpf"
	"wasm-bpf/bpf"
)

// ErrNotSupported means that the kernel, or a guest, cannot do this.
var ErrNotSupported = ebpf.ErrNotSupported

// Link is an attached program.
type Link interface {
	// Update replaces the program.
	Update(*ebpf.Program) error
	// Pin keeps the program attached after the guest, by a path in a BPF file system.
	Pin(string) error
	// Unpin removes what Pin made: a guest cannot.
	Unpin() error
	// Close detaches the program, unless it is pinned.
	Close() error
	// Detach detaches the program, even if it is pinned.
	Detach() error
	// Info returns what the kernel knows about the link.
	Info() (*Info, error)
}

// Type is a link type of the kernel (enum bpf_link_type).
type Type uint32

// ID is the kernel's number of a link.
type ID uint32

// Info is information about a link.
type Info struct {
	Type    Type
	ID      ID
	Program uint32 // the kernel's number of the program
}

type attached struct{ *bpf.Link }

func (l attached) Update(program *ebpf.Program) error { return l.Link.Update(program.Program) }

func (l attached) Unpin() error { return fmt.Errorf("unpin a link: %w", ErrNotSupported) }

func (l attached) Info() (*Info, error) {
	info, err := l.Link.Info()
	if err != nil {
		return nil, err
	}
	return &Info{Type: Type(info.Type), ID: ID(info.ID), Program: info.ProgramID}, nil
}

// attach attaches a program to a target of wasm-bpf(1).
func attach(program *ebpf.Program, target string, cookie uint64) (Link, error) {
	if program == nil {
		return nil, fmt.Errorf("no program to attach: %w", bpf.EINVAL)
	}
	link, err := program.Attach(target, cookie)
	if err != nil {
		return nil, err
	}
	return attached{link}, nil
}

func orNew[T any](options *T) *T {
	if options == nil {
		return new(T)
	}
	return options
}

// LoadPinnedLink fails: a guest cannot open pinned links.
func LoadPinnedLink(string, *ebpf.LoadPinOptions) (Link, error) {
	return nil, fmt.Errorf("open a pinned link: %w", ErrNotSupported)
}
