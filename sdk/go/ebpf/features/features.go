// SPDX-License-Identifier: MIT

//go:build wasip1

// Package features asks what the kernel has. An error is ebpf.ErrNotSupported if it lacks it.
package features

import (
	"github.com/cilium/ebpf"
	"wasm-bpf/bpf"
)

func answer(has bool, err error) error {
	if err == nil && !has {
		err = ebpf.ErrNotSupported
	}
	return err
}

// HaveProgramType returns nil if the kernel has this program type.
func HaveProgramType(t ebpf.ProgramType) error { return answer(bpf.HaveProgramType(uint32(t))) }

// HaveMapType returns nil if the kernel has this map type.
func HaveMapType(t ebpf.MapType) error { return answer(bpf.HaveMapType(t)) }
