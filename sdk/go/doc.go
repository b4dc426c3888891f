// SPDX-License-Identifier: MIT

// Package bpf lets a guest of the wasm-bpf runtime, a program for GOOS=wasip1 and
// GOARCH=wasm, load and use BPF objects, in the manner of github.com/cilium/ebpf.
//
//	object, err := bpf.OpenObject("app", elf)    // nothing reaches the kernel
//	err = bpf.SetVariable(object, "min_ns", uint64(1000))
//	err = object.Load()                          // makes maps, verifies programs
//	err = object.Attach()                        // as their sections say
//
// The packages link, ringbuf and perf have what is attached elsewhere, and the readers of
// records. What is not closed ends with the guest.
//
// Nothing here waits in a way that an interrupt would not end, with ErrInterrupted.
// Sleep does, too; time.Sleep does not.
//
// On other systems than wasip1 the package has little more than its errors.
package bpf
