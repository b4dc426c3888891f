// SPDX-License-Identifier: MIT

// Package bpf loads and uses BPF objects in a guest of the wasm-bpf runtime, which is a
// program for GOOS=wasip1 and GOARCH=wasm. Its API is like that of github.com/cilium/ebpf.
//
//	object, err := bpf.OpenObject("app", elf)    // nothing in the kernel yet
//	err = bpf.SetVariable(object, "min_ns", uint64(1000))
//	err = object.Load()                          // creates maps, verifies programs
//	err = object.Attach()                        // to what the sections name
//
// Package link attaches programs; packages ringbuf and perf read records. Everything that
// you do not close is closed when the guest ends.
//
// An interrupt (Ctrl-C) ends every call of this package that waits, with ErrInterrupted.
// This includes Sleep, but not time.Sleep.
//
// On systems other than wasip1 the package has little more than its errors.
package bpf
