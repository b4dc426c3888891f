// SPDX-License-Identifier: MIT

// Package sdk tests the SDK for Go where its guests run. Writes of this process are what
// the programs of sdk.bpf.c see.
package sdk

import (
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"wasm-bpf/bpf"
	"wasm-bpf/bpf/link"
)

//go:generate wasm-bpf-cc -target bpf -Wall -c sdk.bpf.c -o sdk.bpf.o
//go:generate btf2h --skeleton --lang go --package sdk --name sdk sdk.bpf.o -o bpf.go

// must is for calls that have no reason to fail.
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

func fails(t *testing.T, what string, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// loaded gives the object, attached to the writes of this process.
func loaded(t *testing.T) *Sdk {
	t.Helper()
	s, err := OpenSdk()
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	pid, err := bpf.ProcessID()
	must(t, err)
	must(t, s.Variables.OnlyPid.Set(int32(pid)))
	s.Programs.Dump.SetAutoattach(false)
	must(t, s.Load())
	return s
}

// write makes count events.
func write(count int) {
	for range count {
		os.Stderr.WriteString(".")
	}
}

func TestObject(t *testing.T) {
	s := loaded(t)
	var programs, maps []string
	for program := range s.Object.Programs() {
		programs = append(programs, program.Name())
	}
	for m := range s.Object.Maps() {
		maps = append(maps, m.Name())
	}
	slices.Sort(programs)
	is(t, "programs", strings.Join(programs, " "), "broken dump landed on_write turn")
	for _, name := range []string{"counts", "queue", "events", ".bss", ".rodata"} {
		if !slices.Contains(maps, name) {
			t.Errorf("no map '%s' among %v", name, maps)
		}
	}
	_, err := s.Object.Program("none")
	fails(t, "no such program", err, bpf.ENOENT)
	_, err = s.Object.Map("none")
	fails(t, "no such map", err, os.ErrNotExist)
	if err == nil || !strings.Contains(err.Error(), "'none'") {
		t.Errorf("the reason is '%v'", err)
	}
	section, err := s.Programs.OnWrite.Section()
	must(t, err)
	is(t, "section", section, "tp/raw_syscalls/sys_enter")
	info, err := s.Programs.OnWrite.Info()
	must(t, err)
	if !info.Loaded || info.ID == 0 || info.XlatedSize == 0 || info.Name != "on_write" {
		t.Errorf("info: %+v", info)
	}
	fails(t, "a load again", s.Load(), bpf.EBUSY)
}

func TestNotAnObject(t *testing.T) {
	for _, elf := range [][]byte{nil, []byte("not an ELF object")} {
		_, err := bpf.LoadObject("none", elf)
		if err == nil || err.Error() == "" {
			t.Errorf("%d bytes: %v", len(elf), err)
		}
	}
}

func TestVerifierSpeaks(t *testing.T) {
	s, err := OpenSdk()
	must(t, err)
	defer s.Close()
	must(t, s.Programs.Broken.SetAutoload(true))
	err = s.Load()
	var failed *bpf.Error
	if !errors.As(err, &failed) || !strings.Contains(failed.Reason, "invalid mem access") {
		t.Errorf("the error is: %v", err)
	}
	log, err := s.Log()
	must(t, err)
	if !strings.Contains(log, "invalid mem access") {
		t.Errorf("the log is: %s", log)
	}
}

func TestAssign(t *testing.T) {
	s := loaded(t)
	var found struct {
		Count   *bpf.Map             `json:"x" bpf:"counts"`
		Program *bpf.Program         `bpf:"turn"`
		Scale   *bpf.Variable[int32] `bpf:"scale"`
		Other   int
	}
	must(t, s.Assign(&found))
	is(t, "the map", found.Count, s.Maps.Counts)
	is(t, "the program", found.Program, s.Programs.Turn)
	value, err := found.Scale.Get()
	must(t, err)
	is(t, "the variable", value, 3)
	var wrong struct {
		Scale *bpf.Variable[int64] `bpf:"scale"`
	}
	fails(t, "a variable of another size", s.Assign(&wrong), bpf.EINVAL)
	var none struct {
		Scale int `bpf:"scale"`
	}
	fails(t, "a field of another type", s.Assign(&none), bpf.EINVAL)
	fails(t, "no pointer", s.Assign(none), bpf.EINVAL)
}

func TestVariables(t *testing.T) {
	s, err := OpenSdk()
	must(t, err)
	defer s.Close()
	text, err := s.Variables.Name.Get()
	must(t, err)
	is(t, "initial text", bpf.Text(text[:]), "initial")
	color, err := s.Variables.Color.Get()
	must(t, err)
	is(t, "an enum", color, GREEN)
	must(t, s.Variables.Scale.Set(10))
	must(t, s.Variables.Name.Set([16]byte{'n', 'e', 'w'}))
	must(t, bpf.SetVariable(s.Object, "hidden", int32(40))) // a static one
	pid, err := bpf.ProcessID()
	must(t, err)
	must(t, s.Variables.OnlyPid.Set(int32(pid)))
	s.Programs.Dump.SetAutoattach(false)
	must(t, s.Load())
	must(t, s.Attach())

	text, err = s.Variables.Name.Get()
	must(t, err)
	is(t, "text after the load", bpf.Text(text[:]), "new")
	fails(t, "a constant that is loaded", s.Variables.OnlyPid.Set(1), bpf.EPERM)
	write(3)
	sequence, err := s.Variables.Sequence.Get()
	must(t, err)
	if sequence < 3 {
		t.Errorf("%d writes were counted", sequence)
	}
	seen, err := s.Variables.EventsSeen.Get()
	must(t, err)
	is(t, "a struct's pid", seen[1].Pid, int32(pid))
	is(t, "a struct's kind", seen[1].Kind, 9)
	is(t, "what the program made of a variable", seen[1].Sequence, 10*(sequence-1))
	hidden, err := bpf.FindVariable[int32](s.Object, "hidden")
	must(t, err)
	value, err := hidden.Get()
	must(t, err)
	is(t, "a static variable", value, 40+int32(sequence))

	must(t, s.Variables.Sequence.Set(1000))
	write(1)
	sequence, err = s.Variables.Sequence.Get()
	must(t, err)
	if sequence < 1001 {
		t.Errorf("the program goes on at %d", sequence)
	}
	_, err = bpf.FindVariable[int32](s.Object, "none")
	fails(t, "no such variable", err, bpf.ENOENT)
	_, err = bpf.FindVariable[int64](s.Object, "scale")
	fails(t, "another size", err, bpf.EINVAL)
}

func TestLinks(t *testing.T) {
	s := loaded(t)
	l, err := link.Tracepoint("raw_syscalls", "sys_enter", s.Programs.OnWrite, nil)
	must(t, err)
	info, err := l.Info()
	must(t, err)
	is(t, "attached", info.Attached, true)
	write(1)
	before, err := s.Variables.Sequence.Get()
	must(t, err)
	if before == 0 {
		t.Error("no write was seen")
	}
	must(t, l.Close())
	must(t, l.Close())
	before, err = s.Variables.Sequence.Get()
	must(t, err)
	write(3)
	after, err := s.Variables.Sequence.Get()
	must(t, err)
	is(t, "writes seen after that", after, before)
	_, err = link.Tracepoint("syscalls", "none", s.Programs.OnWrite, nil)
	if err == nil || !strings.Contains(err.Error(), "on_write") {
		t.Errorf("no such tracepoint: %v", err)
	}
	_, err = s.Programs.OnWrite.Attach("a\x00b", 0)
	fails(t, "a NUL inside", err, bpf.EINVAL)
}

func TestHost(t *testing.T) {
	index, err := bpf.InterfaceIndex("lo")
	must(t, err)
	name, err := bpf.InterfaceName(index)
	must(t, err)
	is(t, "an interface", name, "lo")
	_, err = bpf.InterfaceIndex("none-such")
	fails(t, "no such interface", err, bpf.ENODEV)
	release, err := bpf.KernelRelease()
	must(t, err)
	if release == "" || release[0] < '1' || release[0] > '9' {
		t.Errorf("the kernel's release is '%s'", release)
	}
	if bpf.BootTime() <= 0 {
		t.Error("no time since boot")
	}
	for what, ask := range map[string]func() (bool, error){
		"tracepoints": func() (bool, error) { return bpf.HaveProgramType(5) },
		"hashes":      func() (bool, error) { return bpf.HaveMapType(bpf.Hash) },
		"a helper":    func() (bool, error) { return bpf.HaveProgramHelper(5, 1) },
	} {
		have, err := ask()
		must(t, err)
		is(t, what, have, true)
	}
	have, err := bpf.HaveMapType(bpf.MapType(4000))
	if have {
		t.Errorf("maps of type 4000: %v, %v", have, err)
	}
	online, err := bpf.OnlineCPUs()
	must(t, err)
	if online < 1 || online > bpf.PossibleCPU() {
		t.Errorf("%d CPUs of %d", online, bpf.PossibleCPU())
	}
}

func TestKernelSymbols(t *testing.T) {
	address, err := bpf.KernelSymbolAddress("do_exit")
	if errors.Is(err, bpf.EPERM) || errors.Is(err, bpf.ENOENT) {
		t.Skip(err)
	}
	must(t, err)
	name, offset, err := bpf.KernelSymbol(address + 1)
	must(t, err)
	is(t, "the symbol", name, "do_exit")
	is(t, "the offset", offset, 1)
}

func TestSleep(t *testing.T) {
	start := time.Now()
	must(t, bpf.Sleep(30*time.Millisecond))
	if took := time.Since(start); took < 30*time.Millisecond || took > 3*time.Second {
		t.Errorf("30 ms took %v", took)
	}
}

func TestRun(t *testing.T) {
	s := loaded(t)
	packet := make([]byte, 64)
	packet[1] = 7
	result, out, err := s.Programs.Turn.Test(packet)
	must(t, err)
	is(t, "what it returned", result, 1) // XDP_DROP
	is(t, "the packet's size", len(out), 64)
	is(t, "what it made of the packet", out[0], 7)
	must(t, s.Maps.Jumps.Put(uint32(1), s.Programs.Landed))
	result, err = s.Programs.Turn.Run(&bpf.RunOptions{Data: packet, Repeat: 3})
	must(t, err)
	is(t, "what the other returned", result, 3) // XDP_TX
}

func TestIterator(t *testing.T) {
	if why := os.Getenv("NO_ENTRIES"); why != "" {
		t.Skip(why)
	}
	s := loaded(t)
	want := map[string]bool{}
	for key := range uint32(50) {
		must(t, s.Maps.Counts.Put(key, uint64(key)+1000))
		want[string(itoa(key))+"="+string(itoa(key+1000))] = true
	}
	it, err := link.AttachIter(s.Programs.Dump, s.Maps.Counts, 0)
	must(t, err)
	defer it.Close()
	for range 2 {
		file, err := it.Open()
		must(t, err)
		text, err := io.ReadAll(file)
		must(t, err)
		must(t, file.Close())
		lines := strings.Fields(string(text))
		is(t, "lines", len(lines), len(want))
		for _, line := range lines {
			is(t, line, want[line], true)
		}
	}
}

func itoa(n uint32) []byte {
	var digits []byte
	for ; n > 0 || len(digits) == 0; n /= 10 {
		digits = append([]byte{byte('0' + n%10)}, digits...)
	}
	return digits
}
