// SPDX-License-Identifier: MIT

package ebpf

import "wasm-bpf/bpf"

// MapType is a map type of the kernel (enum bpf_map_type).
type MapType = bpf.MapType

// The kernel's map types.
const (
	UnspecifiedMap      = bpf.UnspecifiedMap
	Hash                = bpf.Hash
	Array               = bpf.Array
	ProgramArray        = bpf.ProgramArray
	PerfEventArray      = bpf.PerfEventArray
	PerCPUHash          = bpf.PerCPUHash
	PerCPUArray         = bpf.PerCPUArray
	StackTrace          = bpf.StackTrace
	CGroupArray         = bpf.CGroupArray
	LRUHash             = bpf.LRUHash
	LRUCPUHash          = bpf.LRUCPUHash
	LPMTrie             = bpf.LPMTrie
	ArrayOfMaps         = bpf.ArrayOfMaps
	HashOfMaps          = bpf.HashOfMaps
	DevMap              = bpf.DevMap
	SockMap             = bpf.SockMap
	CPUMap              = bpf.CPUMap
	XSKMap              = bpf.XSKMap
	SockHash            = bpf.SockHash
	CGroupStorage       = bpf.CGroupStorage
	ReusePortSockArray  = bpf.ReusePortSockArray
	PerCPUCGroupStorage = bpf.PerCPUCGroupStorage
	Queue               = bpf.Queue
	Stack               = bpf.Stack
	SkStorage           = bpf.SkStorage
	DevMapHash          = bpf.DevMapHash
	StructOpsMap        = bpf.StructOpsMap
	RingBuf             = bpf.RingBuf
	InodeStorage        = bpf.InodeStorage
	TaskStorage         = bpf.TaskStorage
	BloomFilter         = bpf.BloomFilter
	UserRingbuf         = bpf.UserRingbuf
	CgroupStorage       = bpf.CgroupStorage
	Arena               = bpf.Arena
)

// MapUpdateFlags are the conditions of an update.
type MapUpdateFlags = bpf.MapUpdateFlags

// BPF_ANY, BPF_NOEXIST, BPF_EXIST, BPF_F_LOCK.
const (
	UpdateAny     = bpf.UpdateAny
	UpdateNoExist = bpf.UpdateNoExist
	UpdateExist   = bpf.UpdateExist
	UpdateLock    = bpf.UpdateLock
)

// MapLookupFlags are flags of a lookup.
type MapLookupFlags uint64

// LookupLock is BPF_F_LOCK.
const LookupLock MapLookupFlags = 4

// ProgramType is a program type of the kernel (enum bpf_prog_type).
type ProgramType uint32

// The kernel's program types.
const (
	UnspecifiedProgram ProgramType = iota
	SocketFilter
	Kprobe
	SchedCLS
	SchedACT
	TracePoint
	XDP
	PerfEvent
	CGroupSKB
	CGroupSock
	LWTIn
	LWTOut
	LWTXmit
	SockOps
	SkSKB
	CGroupDevice
	SkMsg
	RawTracepoint
	CGroupSockAddr
	LWTSeg6Local
	LircMode2
	SkReuseport
	FlowDissector
	CGroupSysctl
	RawTracepointWritable
	CGroupSockopt
	Tracing
	StructOps
	Extension
	LSM
	SkLookup
	Syscall
	Netfilter
)

// AttachType is an attach type of the kernel (enum bpf_attach_type).
type AttachType uint32

// AttachNone is the zero value: the section decides.
const AttachNone AttachType = 0

// The kernel's attach types.
const (
	AttachCGroupInetIngress AttachType = iota
	AttachCGroupInetEgress
	AttachCGroupInetSockCreate
	AttachCGroupSockOps
	AttachSkSKBStreamParser
	AttachSkSKBStreamVerdict
	AttachCGroupDevice
	AttachSkMsgVerdict
	AttachCGroupInet4Bind
	AttachCGroupInet6Bind
	AttachCGroupInet4Connect
	AttachCGroupInet6Connect
	AttachCGroupInet4PostBind
	AttachCGroupInet6PostBind
	AttachCGroupUDP4Sendmsg
	AttachCGroupUDP6Sendmsg
	AttachLircMode2
	AttachFlowDissector
	AttachCGroupSysctl
	AttachCGroupUDP4Recvmsg
	AttachCGroupUDP6Recvmsg
	AttachCGroupGetsockopt
	AttachCGroupSetsockopt
	AttachTraceRawTp
	AttachTraceFEntry
	AttachTraceFExit
	AttachModifyReturn
	AttachLSMMac
	AttachTraceIter
	AttachCgroupInet4GetPeername
	AttachCgroupInet6GetPeername
	AttachCgroupInet4GetSockname
	AttachCgroupInet6GetSockname
	AttachXDPDevMap
	AttachCgroupInetSockRelease
	AttachXDPCPUMap
	AttachSkLookup
	AttachXDP
	AttachSkSKBVerdict
	AttachSkReuseportSelect
	AttachSkReuseportSelectOrMigrate
	AttachPerfEvent
	AttachTraceKprobeMulti
	AttachLSMCgroup
	AttachStructOps
	AttachNetfilter
	AttachTCXIngress
	AttachTCXEgress
	AttachTraceUprobeMulti
	AttachCgroupUnixConnect
	AttachCgroupUnixSendmsg
	AttachCgroupUnixRecvmsg
	AttachCgroupUnixGetpeername
	AttachCgroupUnixGetsockname
	AttachNetkitPrimary
	AttachNetkitPeer
)

// PinType says whether and where a map is pinned.
type PinType uint32

// Not at all, or below MapOptions.PinPath by its name.
const (
	PinNone PinType = iota
	PinByName
)

// LoadPinOptions are options for what is pinned. The runtime ignores them: the operator
// decides whether a guest may open a pin.
type LoadPinOptions struct {
	ReadOnly, WriteOnly bool
	Flags               uint32
}

// LogLevel is the verifier's log level.
type LogLevel uint32

// Levels of the log.
const (
	LogLevelBranch      LogLevel = 1
	LogLevelInstruction LogLevel = 3
	LogLevelStats       LogLevel = 4
)
