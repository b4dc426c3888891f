// SPDX-License-Identifier: MIT

//go:build wasip1

// Package net finds the host's network interfaces, which the standard package net does not see
// in a guest. A file that uses nothing else of that package changes its import.
package net

import (
	"net"

	"wasm-bpf/bpf"
)

// Interface is the standard package's. Its name and its index are set.
type Interface = net.Interface

// InterfaceByName returns the interface with this name.
func InterfaceByName(name string) (*Interface, error) {
	index, err := bpf.InterfaceIndex(name)
	if err != nil {
		return nil, err
	}
	return &Interface{Index: index, Name: name}, nil
}

// InterfaceByIndex returns the interface with this index.
func InterfaceByIndex(index int) (*Interface, error) {
	name, err := bpf.InterfaceName(index)
	if err != nil {
		return nil, err
	}
	return &Interface{Index: index, Name: name}, nil
}
