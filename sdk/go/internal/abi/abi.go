// SPDX-License-Identifier: MIT

// Package abi has the numbers and structs of the ABI, made from wasm_bpf_abi.h by sdk/abi.awk:
// change them there.
package abi

const (
	MapLookup            = 1
	MapUpdate            = 2
	MapDelete            = 3
	MapGetNextKey        = 4
	ErrorMax             = 4095
	UserID               = 1
	ProcessID            = 2
	ClockTicks           = 3
	CPUSOnline           = 4
	LoadAverage          = 1
	Partitions           = 2
	Cgroup               = 1
	Mntns                = 2
	ContainerID          = 1
	ContainerName        = 2
	ContainerImage       = 3
	ContainerPod         = 4
	ContainerNamespace   = 5
	ContainerRuntime     = 6
	ProbeProgram         = 1
	ProbeMap             = 2
	ProbeHelper          = 3
	ProgramLoaded        = 1
	ProgramAutoload      = 2
	ProgramName          = 1
	ProgramSection       = 2
	ProgramSetAutoload   = 1
	ProgramSetLogLevel   = 2
	ProgramSetType       = 3
	ProgramSetAttachType = 4
	ProgramSetFlags      = 5
	LinkKernels          = 1
	LinkAttached         = 2
	MapLoaded            = 1
	MapGlobals           = 2
	MapAutocreate        = 4
	MapFrozen            = 8
	MapSetMaxEntries     = 1
	MapSetAutocreate     = 2
	MapSetType           = 3
	MapSetKeySize        = 4
	MapSetValueSize      = 5
	MapSetFlags          = 6
	MapSetNumaNode       = 7
	MapSetExtra          = 8
	MapSetIfindex        = 9
	BatchLookup          = 1
	BatchUpdate          = 2
	BatchDelete          = 3
	BatchTake            = 4
	WakeBytes            = 1
	WakeDelay            = 2
	PerfPages            = 3
	PerfFrames           = 4
)

type ProgramInfo struct {
	Type                 uint32
	ExpectedAttachType   uint32
	State                uint32
	ID                   uint32
	Instructions         uint32
	VerifiedInstructions uint32
	XlatedSize           uint32
	JitedSize            uint32
	LoadedAt             uint64
	RunTimeNS            uint64
	Runs                 uint64
	RecursionMisses      uint64
	Tag                  [8]uint8
	Name                 [128]uint8
}

type TestRun struct {
	DataIn         uint32
	DataInSize     uint32
	DataOut        uint32
	DataOutSize    uint32
	ContextIn      uint32
	ContextInSize  uint32
	ContextOut     uint32
	ContextOutSize uint32
	Repeat         uint32
	Flags          uint32
	CPU            uint32
	BatchSize      uint32
	Retval         uint32
	DurationNS     uint32
}

type LinkInfo struct {
	Type      uint32
	ID        uint32
	ProgramID uint32
	State     uint32
	Program   int32
	Reserved  uint32
}

type MapInfo struct {
	Type       uint32
	KeySize    uint32
	ValueSize  uint32
	MaxEntries uint32
	Flags      uint32
	State      uint32
	MmapSize   uint64
	Name       [64]uint8
	ID         uint32
	Reserved   uint32
}

type MapDefinition struct {
	Type       uint32
	KeySize    uint32
	ValueSize  uint32
	MaxEntries uint32
	Flags      uint32
	Inner      int32
	Extra      uint64
	Name       [16]uint8
}

type BufferCounts struct {
	Reads     uint64
	Delivered uint64
	Cut       uint64
	Lost      uint64
}
