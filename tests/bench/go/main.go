// SPDX-License-Identifier: MIT

// tests/bench/consumer.c in Go, over the SDK: `consumer drain SIZE BURST` takes records
// of SIZE bytes in 100 bursts of BURST from the object that stdin has, and prints the
// nanoseconds a record took, and how many were wrong.
package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"time"
	"unsafe"

	"wasm-bpf/bpf"
	"wasm-bpf/bpf/ringbuf"
)

const (
	bursts = 100
	token  = 1061
)

// struct order of tests/guests/abi.h.
type order struct {
	Token, To, Count, Size uint32
	Next, Dropped          uint64
}

//go:wasmimport wasi_snapshot_preview1 poll_oneoff
//go:noescape
func pollOneoff(waits, events unsafe.Pointer, count uint32, n unsafe.Pointer) uint32

var (
	waits  [6]uint64 // a subscription: a clock is of type 0
	events [4]uint64
)

// trigger sleeps so many nanoseconds that the kernel's side knows it is meant.
func trigger() {
	var n uint32
	waits[3] = token // its timeout, in ns
	pollOneoff(unsafe.Pointer(&waits), unsafe.Pointer(&events), 1, unsafe.Pointer(&n))
}

var found struct {
	Program *bpf.Program `bpf:"on_syscall"`
	Orders  *bpf.Map     `bpf:"orders"`
	Ring    *bpf.Map     `bpf:"ring"`
}

func start() (*ringbuf.Reader, error) {
	elf, err := io.ReadAll(os.Stdin)
	if err != nil {
		return nil, err
	}
	object, err := bpf.LoadObject("abi", elf)
	if err != nil {
		return nil, err
	}
	if err := object.Assign(&found); err != nil {
		return nil, err
	}
	if _, err := found.Program.Attach("", 0); err != nil {
		return nil, err
	}
	reader, err := ringbuf.NewReader(found.Ring)
	if err == nil {
		reader.SetDeadline(time.Unix(0, 1)) // takes what is there, and waits for nothing
	}
	return reader, err
}

func drain(size, burst uint32) error {
	reader, err := start()
	if err != nil {
		return err
	}
	var expected, wrong uint64
	var spent time.Duration
	for i := range uint64(bursts + 1) {
		o := order{Token: token, Count: burst, Size: size, Next: i * uint64(burst)}
		if err := found.Orders.Put(uint32(0), &o); err != nil {
			return err
		}
		trigger()
		before := time.Now()
		for record, err := range reader.Records() {
			if err != nil {
				if errors.Is(err, os.ErrDeadlineExceeded) {
					break
				}
				return err
			}
			number := binary.LittleEndian.Uint64(record.RawSample)
			if number != expected {
				wrong++
			}
			expected = number + 1
		}
		if i > 0 {
			spent += time.Since(before)
		}
	}
	if expected != (bursts+1)*uint64(burst) {
		wrong++
	}
	fmt.Printf("%.2f %d\n", float64(spent.Nanoseconds())/(bursts*float64(burst)), wrong)
	return nil
}

func main() {
	size, err := strconv.ParseUint(os.Args[2], 10, 32)
	burst, err2 := strconv.ParseUint(os.Args[3], 10, 32)
	if err = errors.Join(err, err2); err == nil {
		err = drain(uint32(size), uint32(burst))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "consumer:", err)
		os.Exit(1)
	}
}
