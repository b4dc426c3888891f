// SPDX-License-Identifier: MIT

//go:build wasip1

package link

import (
	"fmt"
	"strings"

	"github.com/cilium/ebpf"
	"wasm-bpf/bpf"
	own "wasm-bpf/bpf/link"
)

// XDPAttachFlags are the place where an XDP program runs.
type XDPAttachFlags uint32

// In the kernel's network stack, in the driver, in the device.
const (
	XDPGenericMode XDPAttachFlags = 1 << (iota + 1)
	XDPDriverMode
	XDPOffloadMode
)

// XDPOptions are the options of AttachXDP.
type XDPOptions struct {
	Program   *ebpf.Program
	Interface int // its index
	Flags     XDPAttachFlags
}

// AttachXDP attaches an XDP program to an interface.
func AttachXDP(opts XDPOptions) (Link, error) {
	modes := map[XDPAttachFlags]string{0: "", XDPGenericMode: ",skb", XDPDriverMode: ",drv",
		XDPOffloadMode: ",hw"}
	mode, ok := modes[opts.Flags]
	if !ok {
		return nil, fmt.Errorf("XDP flags 0x%x: %w", uint32(opts.Flags), ErrNotSupported)
	}
	return attachInterface(opts.Program, opts.Interface, mode)
}

func attachInterface(program *ebpf.Program, index int, rest string) (Link, error) {
	if index < 1 {
		return nil, fmt.Errorf("invalid interface index: %d", index)
	}
	name, err := bpf.InterfaceName(index)
	if err != nil {
		return nil, err
	}
	return attach(program, name+rest, 0)
}

// Anchor is a position among the programs of an interface.
type Anchor interface {
	// place writes it as an option of a target.
	place() (string, error)
}

type place string

func (p place) place() (string, error) { return "," + string(p), nil }

// Head is the first position.
func Head() Anchor { return place("first") }

// Tail is the last position.
func Tail() Anchor { return place("last") }

// BeforeProgramByID is the position before a program.
func BeforeProgramByID(id ebpf.ProgramID) Anchor { return place(fmt.Sprintf("before=%d", id)) }

// AfterProgramByID is the position after a program.
func AfterProgramByID(id ebpf.ProgramID) Anchor { return place(fmt.Sprintf("after=%d", id)) }

// BeforeLinkByID is the position before the program of a link.
func BeforeLinkByID(id ID) Anchor { return place(fmt.Sprintf("before=link:%d", id)) }

// AfterLinkByID is the position after the program of a link.
func AfterLinkByID(id ID) Anchor { return place(fmt.Sprintf("after=link:%d", id)) }

type beside struct {
	side    string
	program *ebpf.Program
	link    Link
}

func (b beside) place() (string, error) {
	if b.link != nil {
		info, err := b.link.Info()
		if err != nil {
			return "", err
		}
		return fmt.Sprintf(",%s=link:%d", b.side, info.ID), nil
	}
	if b.program == nil {
		return "", fmt.Errorf("no program or link to attach %s: %w", b.side, bpf.EINVAL)
	}
	info, err := b.program.Info()
	if err != nil {
		return "", err
	}
	id, _ := info.ID()
	return fmt.Sprintf(",%s=%d", b.side, id), nil
}

// BeforeProgram is the position before a program.
func BeforeProgram(program *ebpf.Program) Anchor { return beside{"before", program, nil} }

// AfterProgram is the position after a program.
func AfterProgram(program *ebpf.Program) Anchor { return beside{"after", program, nil} }

// BeforeLink is the position before the program of a link.
func BeforeLink(link Link) Anchor { return beside{"before", nil, link} }

// AfterLink is the position after the program of a link.
func AfterLink(link Link) Anchor { return beside{"after", nil, link} }

func placeOf(anchor Anchor) (string, error) {
	if anchor == nil {
		return "", nil
	}
	return anchor.place()
}

// TCXOptions are the options of AttachTCX.
type TCXOptions struct {
	Interface        int
	Program          *ebpf.Program
	Attach           ebpf.AttachType
	Anchor           Anchor
	ExpectedRevision uint64
	Flags            uint32
}

// AttachTCX attaches a program of section tc or tcx to an interface. One of section tc, which
// says no direction, becomes a tc filter.
func AttachTCX(opts TCXOptions) (Link, error) {
	if opts.ExpectedRevision != 0 || opts.Flags != 0 {
		return nil, fmt.Errorf("revisions and flags of tcx: %w", ErrNotSupported)
	}
	direction := string(own.Ingress)
	switch opts.Attach {
	case ebpf.AttachTCXIngress:
	case ebpf.AttachTCXEgress:
		direction = string(own.Egress)
	default:
		return nil, fmt.Errorf("attach type %d is not for tcx: %w", opts.Attach, bpf.EINVAL)
	}
	if opts.Program == nil {
		return nil, fmt.Errorf("no program to attach: %w", bpf.EINVAL)
	}
	section := strings.TrimPrefix(opts.Program.SectionName(), "?")
	if strings.HasPrefix(section, "tcx/") {
		if !strings.HasSuffix(section, direction) {
			return nil, fmt.Errorf("the section '%s' is not for %s: %w", section,
				direction, bpf.EINVAL)
		}
		at, err := placeOf(opts.Anchor)
		if err != nil {
			return nil, err
		}
		return attachInterface(opts.Program, opts.Interface, at)
	}
	if opts.Anchor != nil {
		return nil, fmt.Errorf("a position of section tc, and not tcx: %w", ErrNotSupported)
	}
	return attachInterface(opts.Program, opts.Interface, ","+direction)
}

// NetkitOptions are the options of AttachNetkit.
type NetkitOptions struct {
	Interface        int
	Program          *ebpf.Program
	Attach           ebpf.AttachType
	Anchor           Anchor
	ExpectedRevision uint64
	Flags            uint32
}

// AttachNetkit attaches a program of section netkit to an interface.
func AttachNetkit(opts NetkitOptions) (Link, error) {
	if opts.ExpectedRevision != 0 || opts.Flags != 0 {
		return nil, fmt.Errorf("revisions and flags of netkit: %w", ErrNotSupported)
	}
	at, err := placeOf(opts.Anchor)
	if err != nil {
		return nil, err
	}
	return attachInterface(opts.Program, opts.Interface, at)
}

// CgroupOptions are the options of AttachCgroup.
type CgroupOptions struct {
	Path    string
	Attach  ebpf.AttachType // as the program's section says
	Program *ebpf.Program
}

// AttachCgroup attaches a program to a cgroup. Its section must say the attach type.
func AttachCgroup(opts CgroupOptions) (Link, error) {
	if opts.Program == nil {
		return nil, fmt.Errorf("no program to attach: %w", bpf.EINVAL)
	}
	info, err := opts.Program.Info()
	if err == nil && info.AttachType() != opts.Attach {
		err = fmt.Errorf("program '%s' was loaded for attach type %d, not %d: set it in its "+
			"ProgramSpec: %w", opts.Program.Name(), info.AttachType(), opts.Attach,
			bpf.EINVAL)
	}
	if err != nil {
		return nil, err
	}
	return attach(opts.Program, opts.Path, 0)
}

// NetfilterInetHook is a hook of netfilter.
type NetfilterInetHook uint32

// The hooks.
const (
	NetfilterInetPreRouting NetfilterInetHook = iota
	NetfilterInetLocalIn
	NetfilterInetForward
	NetfilterInetLocalOut
	NetfilterInetPostRouting
)

// NetfilterProtocolFamily is IPv4 or IPv6.
type NetfilterProtocolFamily uint32

// The families.
const (
	NetfilterProtoIPv4 NetfilterProtocolFamily = 2
	NetfilterProtoIPv6 NetfilterProtocolFamily = 10
)

// NetfilterAttachFlags are flags of the kernel.
type NetfilterAttachFlags uint32

// NetfilterOptions are the options of AttachNetfilter.
type NetfilterOptions struct {
	Program        *ebpf.Program
	ProtocolFamily NetfilterProtocolFamily
	Hook           NetfilterInetHook
	Priority       int32
	Flags          uint32
	NetfilterFlags NetfilterAttachFlags
}

// AttachNetfilter attaches a program of section netfilter.
func AttachNetfilter(opts NetfilterOptions) (Link, error) {
	hooks := []string{"prerouting", "input", "forward", "output", "postrouting"}
	if int(opts.Hook) >= len(hooks) || opts.Flags != 0 || opts.NetfilterFlags != 0 ||
		opts.Program == nil {
		return nil, fmt.Errorf("netfilter options %+v: %w", opts, ErrNotSupported)
	}
	link, err := own.AttachNetfilter(opts.Program.Program, own.NetfilterOptions{
		Hook: hooks[opts.Hook], IPv6: opts.ProtocolFamily == NetfilterProtoIPv6,
		Priority: int(opts.Priority)})
	if err != nil {
		return nil, err
	}
	return attached{link}, nil
}
