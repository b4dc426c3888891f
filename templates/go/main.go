// The guest: loads the kernel side and emits the events that it sends, which wasm-bpf shows.
package main

import (
	"fmt"
	"os"
	"strconv"

	"wasm-bpf/bpf/ringbuf"
)

// `make` and `go generate` run these lines. bpf.go has the types and the skeleton.
//
//go:generate wasm-bpf-cc -target bpf -Wall -c @NAME@.bpf.c -o @NAME@.bpf.o
//go:generate btf2h --skeleton --lang go --name probe --type event @NAME@.bpf.o -o bpf.go

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "@NAME@:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	probe, err := OpenProbe()
	if err != nil {
		return err
	}
	defer probe.Close()
	if len(args) > 0 {
		parent, err := strconv.ParseInt(args[0], 10, 32)
		if err != nil {
			return err
		}
		if err := probe.Variables.OnlyPpid.Set(int32(parent)); err != nil {
			return err
		}
	}
	if err := probe.Load(); err != nil {
		return err
	}
	if err := probe.Attach(); err != nil {
		return err
	}
	events, err := ringbuf.NewReader(probe.Maps.Events)
	if err != nil {
		return err
	}
	if err := probe.EmitEvent(); err != nil { // none: the heading
		return err
	}
	for record, err := range events.Records() { // until Ctrl-C
		var event Event
		if err == nil {
			err = event.UnmarshalBinary(record.RawSample)
		}
		if err == nil {
			err = probe.EmitEvent(event)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
