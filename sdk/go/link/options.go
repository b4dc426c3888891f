// SPDX-License-Identifier: MIT

package link

// XDPMode says where an XDP program runs.
type XDPMode string

// Where the kernel thinks best, in its stack, in the driver, in the device.
const (
	XDPAny      XDPMode = ""
	XDPGeneric  XDPMode = "skb"
	XDPDriver   XDPMode = "drv"
	XDPHardware XDPMode = "hw"
)

// XDPOptions say where an XDP program is attached.
type XDPOptions struct {
	Interface string // its name: bpf.InterfaceName gives it
	Mode      XDPMode
}

// TCDirection is what a filter of traffic control sees.
type TCDirection string

// What an interface receives, or sends.
const (
	Ingress TCDirection = "ingress"
	Egress  TCDirection = "egress"
)

// TCOptions say where a filter is attached. 0 lets the kernel choose.
type TCOptions struct {
	Interface string
	Direction TCDirection
	Priority  int
	Handle    int
}

// NetfilterOptions say where a netfilter program is attached: "input", say.
type NetfilterOptions struct {
	Hook     string
	IPv6     bool
	Priority int
}

// KprobeOptions are for probes of the kernel's functions.
type KprobeOptions struct {
	Offset uint64
	Cookie uint64
}

// UprobeOptions are for probes of programs: of all processes where PID is 0.
type UprobeOptions struct {
	Offset uint64
	PID    int
	Cookie uint64
}

// TracepointOptions are for tracepoints.
type TracepointOptions struct {
	Cookie uint64
}

// PerfEventOptions say which events run a program: so many a second, or one in so many;
// on all CPUs where CPU is null, and in all processes where PID is 0.
type PerfEventOptions struct {
	Event     string // "cpu-clock" where empty
	Frequency int
	Period    int
	CPU       *int
	PID       int
	Cookie    uint64
}
