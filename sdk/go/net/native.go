// SPDX-License-Identifier: MIT

//go:build !wasip1

package net

import "net"

// Interface is the standard package's.
type Interface = net.Interface

// InterfaceByName is the standard package's.
func InterfaceByName(name string) (*Interface, error) { return net.InterfaceByName(name) }

// InterfaceByIndex is the standard package's.
func InterfaceByIndex(index int) (*Interface, error) { return net.InterfaceByIndex(index) }
