// SPDX-License-Identifier: MIT

// Prints what execve() is called for, by the imports alone: each call that a guest in Go
// makes to its host, and the one that the host makes to it.
package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"os"
	"unsafe"
)

//go:embed execve.bpf.o
var object []byte

//go:wasmimport wasm_bpf wasm_load_bpf_object
func loadObject(data unsafe.Pointer, size int32) uint64

//go:wasmimport wasm_bpf wasm_close_bpf_object
func closeObject(object uint64) int32

//go:wasmimport wasm_bpf wasm_attach_bpf_program
func attachProgram(object uint64, name, target unsafe.Pointer) int32

//go:wasmimport wasm_bpf wasm_bpf_map_fd_by_name
func mapByName(object uint64, name unsafe.Pointer) int32

// Go has no function table for callbacks, so this import calls the guest's export
// `go-callback` for each record.
//
//go:wasmimport callback-wrapper wasm_bpf_buffer_poll
func poll(object uint64, m int32, context, data unsafe.Pointer, size, timeout int32) int32

// The host stores a record here before it calls.
var record [256]byte

//go:wasmexport go-callback
func onRecord(context, data unsafe.Pointer, size int32) int32 {
	var event Event
	if err := event.UnmarshalBinary(record[:size]); err != nil {
		fmt.Fprintln(os.Stderr, "go-execve:", err)
		return -1
	}
	fmt.Printf("%-7d %-16s %s\n", event.Pid, text(event.Comm[:]), text(event.Path[:]))
	return 0
}

// What an array of C holds.
func text(array []byte) []byte {
	before, _, _ := bytes.Cut(array, []byte{0})
	return before
}

// A string as C has it.
func cString(s string) unsafe.Pointer {
	return unsafe.Pointer(unsafe.StringData(s + "\x00"))
}

const interrupted = -4 // Linux's EINTR

func main() {
	execve := loadObject(unsafe.Pointer(unsafe.SliceData(object)), int32(len(object)))
	if execve == 0 {
		os.Exit(1) // the runtime has said why
	}
	result := mapByName(execve, cString("events"))
	events := result
	if result >= 0 {
		result = attachProgram(execve, cString("enter_execve"), nil)
	}
	if result >= 0 {
		fmt.Printf("%-7s %-16s %s\n", "PID", "COMM", "PATH")
	}
	for result >= 0 {
		result = poll(execve, events, nil, unsafe.Pointer(&record), int32(len(record)),
			100 /* ms */)
	}
	closeObject(execve)
	if result != interrupted {
		os.Exit(1)
	}
}
