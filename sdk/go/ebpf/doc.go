// SPDX-License-Identifier: MIT

// Package ebpf has the names of github.com/cilium/ebpf over the package bpf of this SDK, so
// that a tool that is written for it becomes a guest: its go.mod replaces that module by this
// one. What a guest cannot do is missing, or fails with ErrNotSupported.
//
// docs/sdk-go.md has what differs.
package ebpf
