// SPDX-License-Identifier: MIT

package link

// XDPMode is the place where an XDP program runs.
type XDPMode string

// Chosen by the kernel, in its network stack, in the driver, in the device.
const (
	XDPAny      XDPMode = ""
	XDPGeneric  XDPMode = "skb"
	XDPDriver   XDPMode = "drv"
	XDPHardware XDPMode = "hw"
)

// XDPOptions are the options of AttachXDP.
type XDPOptions struct {
	Interface string // its name: bpf.InterfaceName gives it
	Mode      XDPMode
}

// TCDirection is the direction of the packets that a tc filter sees.
type TCDirection string

// Packets that an interface receives, or sends.
const (
	Ingress TCDirection = "ingress"
	Egress  TCDirection = "egress"
)

// TCOptions are the options of AttachTC. 0 lets the kernel choose.
type TCOptions struct {
	Interface string
	Direction TCDirection
	Priority  int
	Handle    int
}

// NetfilterOptions are the options of AttachNetfilter; a hook is for example "input".
type NetfilterOptions struct {
	Hook     string
	IPv6     bool
	Priority int
}

// KprobeOptions are the options of kernel probes.
type KprobeOptions struct {
	Offset uint64
	Cookie uint64
}

// UprobeOptions are the options of uprobes. PID 0 means all processes.
type UprobeOptions struct {
	Offset uint64
	PID    int
	Cookie uint64
}

// TracepointOptions are the options of tracepoints.
type TracepointOptions struct {
	Cookie uint64
}

// PerfEventOptions say which events run a program: a number per second, or one in every so
// many events. A nil CPU means all CPUs; PID 0 means all processes.
type PerfEventOptions struct {
	Event     string // "cpu-clock" where empty
	Frequency int
	Period    int
	CPU       *int
	PID       int
	Cookie    uint64
}
