// SPDX-License-Identifier: MIT

//go:build wasip1

package bpf

import (
	"sync"
	"time"
	"unsafe"

	"wasm-bpf/bpf/internal/abi"
	"wasm-bpf/bpf/internal/host"
	"wasm-bpf/bpf/internal/records"
)

var cpus = sync.OnceValue(func() int { return max(1, int(host.CPUs())) })

// PossibleCPU returns the number of possible CPUs. A value of a per-CPU map has one part
// for each.
func PossibleCPU() int { return cpus() }

// PageSize returns the size of the host's pages.
func PageSize() int { return int(host.PageSize()) }

// KernelRelease returns the kernel's release, such as "6.1.0-18-amd64".
func KernelRelease() (string, error) {
	text, ret := host.Text(host.KernelRelease)
	return text, host.Check("ask for the kernel's release", ret)
}

// BootTime returns the time since boot, including sleep, as bpf_ktime_get_boot_ns() does.
func BootTime() time.Duration { return time.Duration(host.BootClock()) }

// MonotonicTime returns the time since boot without sleep, as bpf_ktime_get_ns() does.
func MonotonicTime() time.Duration {
	const monotonic = 1
	var now uint64
	host.ClockTime(monotonic, 0, unsafe.Pointer(&now))
	return time.Duration(now)
}

// Sleep is like time.Sleep, but ends with ErrInterrupted after an interrupt.
func Sleep(d time.Duration) error { return records.Sleep(d) }

// --- symbols

// KernelSymbol returns the kernel symbol at an address, and the distance from its start.
func KernelSymbol(address uint64) (name string, offset uint64, err error) {
	name, ret := host.Text(func(text unsafe.Pointer, size uint32) int32 {
		return host.Ksym(address, unsafe.Pointer(&offset), text, size)
	})
	return name, offset, host.Check("find the symbol", ret)
}

// KernelSymbolAddress returns the address of a kernel symbol.
func KernelSymbolAddress(name string) (uint64, error) {
	text, err := host.CString(name)
	if err != nil {
		return 0, err
	}
	address := host.KsymFind(text)
	if address < 0 && address > -4096 {
		return 0, host.Fail("find the symbol '"+name+"'", int32(address))
	}
	return uint64(address), nil
}

// UserSymbol returns the function at an address of a process, and the distance from its
// start.
func UserSymbol(process int, address uint64) (name string, offset uint64, err error) {
	name, ret := host.Text(func(text unsafe.Pointer, size uint32) int32 {
		return host.Usym(int32(process), address, unsafe.Pointer(&offset), text, size)
	})
	return name, offset, host.Check("find the symbol", ret)
}

// UserModule returns the file that a process has mapped at an address, and the offset into
// the file.
func UserModule(process int, address uint64) (file string, offset uint64, err error) {
	file, ret := host.Text(func(text unsafe.Pointer, size uint32) int32 {
		return host.UsymModule(int32(process), address, unsafe.Pointer(&offset), text, size)
	})
	return file, offset, host.Check("find the file", ret)
}

// --- containers

// ContainerInfo is what is known of a container; what is not known is empty.
type ContainerInfo struct {
	ID, Name, Image string
	Pod, Namespace  string // of Kubernetes
	Runtime         string
}

// CgroupContainer returns the container of a cgroup, by the number that bpf_get_current_cgroup_id()
// gives. The error is ErrNotExist if the cgroup is of no container.
func CgroupContainer(cgroup uint64) (ContainerInfo, error) {
	return container(abi.Cgroup, cgroup)
}

// MountNamespaceContainer returns the container of a mount namespace, in which a process runs.
func MountNamespaceContainer(namespace uint64) (ContainerInfo, error) {
	return container(abi.Mntns, namespace)
}

func container(by int32, number uint64) (ContainerInfo, error) {
	var info ContainerInfo
	texts := map[int32]*string{
		abi.ContainerID: &info.ID, abi.ContainerName: &info.Name,
		abi.ContainerImage: &info.Image, abi.ContainerPod: &info.Pod,
		abi.ContainerNamespace: &info.Namespace, abi.ContainerRuntime: &info.Runtime,
	}

	for what, to := range texts {
		text, ret := host.Text(func(text unsafe.Pointer, size uint32) int32 {
			return host.ContainerOf(by, number, what, text, size)
		})
		if err := host.Check("find the container", ret); err != nil {
			return ContainerInfo{}, err
		}
		*to = text
	}
	return info, nil
}

// --- interfaces, what there is

// InterfaceIndex returns the index of a network interface.
func InterfaceIndex(name string) (int, error) {
	text, err := host.CString(name)
	if err != nil {
		return 0, err
	}
	index := host.Ifindex(text)
	return int(index), host.Check("find interface '"+name+"'", index)
}

// InterfaceName returns the name of a network interface.
func InterfaceName(index int) (string, error) {
	name, ret := host.Text(func(text unsafe.Pointer, size uint32) int32 {
		return host.Ifname(int32(index), text, size)
	})
	return name, host.Check("find the interface", ret)
}

func probe(what int32, kind, helper uint32) (bool, error) {
	ret := host.Probe(what, int32(kind), int32(helper))
	return ret > 0, host.Check("probe the kernel", ret)
}

// HaveProgramType returns whether the kernel has this program type.
func HaveProgramType(programType uint32) (bool, error) {
	return probe(abi.ProbeProgram, programType, 0)
}

// HaveMapType returns whether the kernel has this map type.
func HaveMapType(t MapType) (bool, error) { return probe(abi.ProbeMap, uint32(t), 0) }

// HaveProgramHelper returns whether programs of this type can call the helper.
func HaveProgramHelper(programType, helper uint32) (bool, error) {
	return probe(abi.ProbeHelper, programType, helper)
}

func number(which int32) (int, error) {
	value := host.HostNumber(which)
	if value < 0 {
		return 0, host.Fail("ask the host", int32(value))
	}
	return int(value), nil
}

// UserID returns the user ID of the runtime's process.
func UserID() (int, error) { return number(abi.UserID) }

// ProcessID returns the ID of the runtime's process. Use it to leave the runtime out of a
// trace.
func ProcessID() (int, error) { return number(abi.ProcessID) }

// ClockTicks returns the clock ticks per second, the unit of times in /proc.
func ClockTicks() (int, error) { return number(abi.ClockTicks) }

// OnlineCPUs returns the number of CPUs that are online.
func OnlineCPUs() (int, error) { return number(abi.CPUSOnline) }
