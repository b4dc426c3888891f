//go:build linux || wasip1

// SPDX-License-Identifier: MIT

// Package probe tests that a source for cilium/ebpf is one for guests. Writes of this process
// are what the program of probe.c sees.
package probe

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/features"
	"github.com/cilium/ebpf/link"
	"github.com/cilium/ebpf/perf"
	"github.com/cilium/ebpf/ringbuf"
	"github.com/cilium/ebpf/rlimit"

	"wasm-bpf/bpf/net"
	"wasm-bpf/bpf/signal"
	"wasm-bpf/bpf/unix"
)

//go:generate go tool bpf2go -tags linux -target amd64 -type state probe probe.c -- -Wall

// The programs that can be loaded.
type objects struct {
	OnWrite *ebpf.Program `ebpf:"on_write"`
	Drop    *ebpf.Program `ebpf:"drop"`
	Pass    *ebpf.Program `ebpf:"pass"`
	Front   *ebpf.Program `ebpf:"front"`
	Behind  *ebpf.Program `ebpf:"behind"`
	Egress  *ebpf.Program `ebpf:"egress"`
	probeMaps
	probeVariables
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func is[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func loaded(t *testing.T) *objects {
	t.Helper()
	must(t, rlimit.RemoveMemlock())
	spec, err := loadProbe()
	must(t, err)
	must(t, spec.Variables["only_pid"].Set(uint32(unix.Getpid())))
	spec.Maps["by_address"].MaxEntries = 8
	spec.Maps["by_address"].Contents = []ebpf.MapKV{{Key: uint32(1), Value: uint64(2)}}
	objs := new(objects)
	must(t, spec.LoadAndAssign(objs, nil))
	t.Cleanup(func() {
		must(t, errors.Join(objs.OnWrite.Close(), objs.Drop.Close(),
			objs.Pass.Close(), objs.Egress.Close(), objs.probeMaps.Close()))
	})
	return objs
}

func write(count int) {
	for range count {
		os.Stderr.WriteString(".")
	}
}

func attached(t *testing.T, objs *objects) {
	t.Helper()
	l, err := link.Tracepoint("raw_syscalls", "sys_enter", objs.OnWrite, nil)
	must(t, err)
	t.Cleanup(func() { must(t, l.Close()) })
}

func check(t *testing.T, sample []byte, number uint64) {
	t.Helper()
	var event probeEvent
	must(t, binary.Read(bytes.NewReader(sample), binary.LittleEndian, &event))
	is(t, "the process", event.Pid, uint32(unix.Getpid()))
	is(t, "the number", event.Number, number)
	is(t, "the state", event.State, probeStateSTATE_Done)
	is(t, "the name", unix.ByteSliceToString(event.Comm[:]) != "", true)
	is(t, "its size", binary.Size(event), 40)
}

func TestRing(t *testing.T) {
	objs := loaded(t)
	rd, err := ringbuf.NewReader(objs.Events)
	must(t, err)
	attached(t, objs)
	write(3)
	for i := range uint64(3) {
		record, err := rd.Read()
		must(t, err)
		check(t, record.RawSample, i)
	}
	var total uint64
	must(t, objs.TOTAL_count.Get(&total))
	is(t, "the variable", total, 3)
	var counts []uint64
	must(t, objs.PerCpu.Lookup(uint32(0), &counts))
	sum := uint64(0)
	for _, count := range counts {
		sum += count
	}
	is(t, "the CPUs' counts", sum, 3)
	is(t, "how many", len(counts), ebpf.MustPossibleCPU())
	must(t, rd.Close())
	_, err = rd.Read()
	is(t, "a closed reader", errors.Is(err, ringbuf.ErrClosed), true)
}

func TestPerf(t *testing.T) {
	objs := loaded(t)
	rd, err := perf.NewReader(objs.Samples, os.Getpagesize())
	must(t, err)
	attached(t, objs)
	write(1)
	record, err := rd.Read()
	must(t, err)
	check(t, record.RawSample, 0)
	is(t, "lost", record.LostSamples, 0)
	rd.SetDeadline(time.Now().Add(time.Millisecond))
	_, err = rd.Read()
	is(t, "a deadline", errors.Is(err, os.ErrDeadlineExceeded), true)
}

func TestMaps(t *testing.T) {
	objs := loaded(t)
	is(t, "what a spec sets", objs.ByAddress.MaxEntries(), 8)
	is(t, "its type", objs.ByAddress.Type(), ebpf.Hash)
	var value uint64
	must(t, objs.ByAddress.Lookup(uint32(1), &value))
	is(t, "what a spec has", value, 2)
	must(t, objs.ByAddress.Delete(uint32(1)))
	must(t, objs.ByAddress.Put(netip.AddrFrom4([4]byte{10, 0, 0, 1}), uint64(5)))
	var address netip.Addr
	entries := objs.ByAddress.Iterate()
	for entries.Next(&address, &value) {
		is(t, "an entry", fmt.Sprint(address, value), "10.0.0.1 5")
	}
	must(t, entries.Err())
	is(t, "no key", errors.Is(objs.ByAddress.Lookup(uint32(1), &value), ebpf.ErrKeyNotExist),
		true)

	inner, err := ebpf.NewMap(&ebpf.MapSpec{Name: "inner", Type: ebpf.Array, KeySize: 4,
		ValueSize: 4, MaxEntries: 1, Contents: []ebpf.MapKV{{Key: uint32(0),
			Value: uint32(9)}}})
	must(t, err)
	must(t, objs.Outer.Put(uint32(1), inner))
	var id ebpf.MapID
	must(t, objs.Outer.Lookup(uint32(1), &id))
	same, err := ebpf.NewMapFromID(id)
	must(t, err)
	var nine uint32
	must(t, same.Lookup(uint32(0), &nine))
	is(t, "what the inner map has", nine, 9)
	must(t, errors.Join(same.Close(), inner.Close()))
	_, err = ebpf.NewMapFromID(id)
	is(t, "a map that was closed", errors.Is(err, unix.ENOENT), true)
}

func TestCollection(t *testing.T) {
	spec, err := loadProbe()
	must(t, err)
	for name, section := range map[string]string{"drop": "xdp", "egress": "cgroup_skb/egress",
		"on_write": "tracepoint/raw_syscalls/sys_enter"} {
		is(t, name, spec.Programs[name].SectionName, section)
	}
	is(t, "a type", spec.Programs["drop"].Type, ebpf.XDP)
	is(t, "an attach type", spec.Programs["egress"].AttachType, ebpf.AttachCGroupInetEgress)
	is(t, "a constant", spec.Variables["only_pid"].Constant(), true)
	is(t, "none", spec.RewriteConstants(map[string]any{"TOTAL_count": uint64(1)}) != nil, true)

	_, err = ebpf.NewCollection(spec)
	var refused *ebpf.VerifierError
	is(t, "the verifier's word", errors.As(err, &refused), true)
	is(t, "all of it", strings.Contains(fmt.Sprintf("%+v", refused), "invalid mem access"),
		true)

	copied := spec.Copy()
	delete(copied.Programs, "wrong")
	must(t, copied.RewriteConstants(map[string]any{"only_pid": uint32(77)}))
	c, err := ebpf.NewCollection(copied)
	must(t, err)
	defer c.Close()
	var pid uint32
	must(t, c.Variables["only_pid"].Get(&pid))
	is(t, "a constant that was set", pid, 77)
	is(t, "which cannot be again", c.Variables["only_pid"].Set(uint32(1)) != nil, true)
	result, out, err := c.Programs["drop"].Test(make([]byte, 64))
	must(t, err)
	is(t, "a packet", fmt.Sprint(result, len(out)), "1 64")
	info, err := c.Programs["drop"].Info()
	must(t, err)
	_, ok := info.ID()
	is(t, "a number", ok, true)
}

func TestLinks(t *testing.T) {
	objs := loaded(t)
	lo, err := net.InterfaceByName("lo")
	must(t, err)
	again, err := net.InterfaceByIndex(lo.Index)
	must(t, err)
	is(t, "the interface", again.Name, "lo")
	l, err := link.AttachXDP(link.XDPOptions{Program: objs.Drop, Interface: lo.Index,
		Flags: link.XDPGenericMode})
	must(t, err)
	info, err := l.Info()
	must(t, err)
	is(t, "a type of links", info.Type, 6)
	must(t, l.Close())
	for _, at := range []ebpf.AttachType{ebpf.AttachTCXIngress, ebpf.AttachTCXEgress} {
		l, err := link.AttachTCX(link.TCXOptions{Program: objs.Pass, Interface: lo.Index,
			Attach: at})
		must(t, err)
		must(t, l.Close())
	}
	at := func(program *ebpf.Program, anchor link.Anchor) (link.Link, error) {
		return link.AttachTCX(link.TCXOptions{Program: program, Interface: lo.Index,
			Attach: ebpf.AttachTCXIngress, Anchor: anchor})
	}
	front, err := at(objs.Front, link.Head())
	must(t, err)
	for _, anchor := range []link.Anchor{link.Tail(), link.AfterLink(front),
		link.BeforeProgram(objs.Front)} {
		l, err := at(objs.Behind, anchor)
		must(t, err)
		must(t, l.Close())
	}
	_, err = at(objs.Behind, link.AfterProgramByID(1<<31))
	is(t, "no such program", errors.Is(err, unix.ENOENT), true)
	_, err = at(objs.Pass, link.Head())
	is(t, "the position of a tc filter", errors.Is(err, link.ErrNotSupported), true)
	must(t, front.Close())
	_, err = link.AttachXDP(link.XDPOptions{Program: objs.Drop})
	is(t, "no interface", err != nil, true)
	_, err = link.AttachCgroup(link.CgroupOptions{Path: "/sys/fs/cgroup", Program: objs.Egress,
		Attach: ebpf.AttachCGroupInetIngress})
	is(t, "another direction", errors.Is(err, unix.EINVAL), true)
	_, err = link.LoadPinnedLink("/sys/fs/bpf/x", nil)
	is(t, "a pinned link", errors.Is(err, link.ErrNotSupported), true)
	is(t, "a type of maps", features.HaveMapType(ebpf.RingBuf), nil)
}

func TestClock(t *testing.T) {
	var now unix.Timespec
	must(t, unix.ClockGettime(unix.CLOCK_MONOTONIC, &now))
	is(t, "the time since boot", now.Nano() > 0, true)
}

// An interrupt comes as a signal before the reader ends, and where nothing is read.
func TestSignal(t *testing.T) {
	kind := os.Getenv("SIGNAL")
	if kind == "" {
		t.Skip("nobody interrupts")
	}
	stopper := make(chan os.Signal, 1)
	signal.Notify(stopper, os.Interrupt, unix.SIGTERM)
	os.Stdout.WriteString("waiting\n")
	if kind == "ticker" {
		ticker := time.NewTicker(time.Second)
		for {
			select {
			case <-ticker.C:
			case <-stopper:
				return
			}
		}
	}
	rd, err := ringbuf.NewReader(loaded(t).Events)
	must(t, err)
	told := false
	go func() {
		<-stopper
		told = true
		rd.Close()
	}()
	_, err = rd.Read()
	is(t, "a reader that was closed", errors.Is(err, ringbuf.ErrClosed), true)
	is(t, "who was told first", told, true)
}
