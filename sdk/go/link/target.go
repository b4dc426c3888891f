// SPDX-License-Identifier: MIT

// Package link attaches programs. Each function writes a target for the program's section,
// in the form of wasm-bpf(1). bpf.Program.Attach takes such targets as text.
package link

import (
	"strconv"
	"strings"
)

// A target: its first part, and the parts after commas.
type target struct{ text strings.Builder }

func start(first string) *target {
	t := new(target)
	t.text.WriteString(first)
	return t
}

func (t *target) String() string { return t.text.String() }

// with adds a part, unless it is empty.
func (t *target) with(part string) *target {
	if part != "" {
		t.text.WriteString("," + part)
	}
	return t
}

// number adds "name=value", unless the value is 0.
func (t *target) number(name string, value int) *target {
	if value == 0 {
		return t
	}
	return t.with(name + "=" + strconv.Itoa(value))
}

// plus adds "+offset", unless it is 0.
func plus(symbol string, offset uint64) string {
	if offset == 0 {
		return symbol
	}
	return symbol + "+" + strconv.FormatUint(offset, 10)
}

func xdpTarget(o *XDPOptions) string { return start(o.Interface).with(string(o.Mode)).String() }

func tcTarget(o *TCOptions) string {
	return start(o.Interface).with(string(o.Direction)).number("prio", o.Priority).
		number("handle", o.Handle).String()
}

func netfilterTarget(o *NetfilterOptions) string {
	t := start(o.Hook)
	if o.IPv6 {
		t.with("ipv6")
	}
	return t.number("prio", o.Priority).String()
}

func uprobeTarget(path, symbol string, o *UprobeOptions) string {
	return start(path+":"+plus(symbol, o.Offset)).number("pid", o.PID).String()
}

func usdtTarget(path, provider, name string, o *UprobeOptions) string {
	return start(path+":"+provider+":"+name).number("pid", o.PID).String()
}

func perfEventTarget(o *PerfEventOptions) string {
	event := o.Event
	if event == "" {
		event = "cpu-clock"
	}
	t := start(event)
	if o.Frequency != 0 {
		t = start(event + "@" + strconv.Itoa(o.Frequency) + "hz")
	}
	t.number("period", o.Period)
	if o.CPU != nil {
		t.with("cpu=" + strconv.Itoa(*o.CPU))
	}
	return t.number("pid", o.PID).String()
}

func iterTarget(mapName string, pid int) string {
	if pid != 0 {
		return strconv.Itoa(pid)
	}
	return mapName
}
