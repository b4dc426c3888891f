// SPDX-License-Identifier: MIT

//go:build wasip1

package host

import "unsafe"

// The functions that the runtime has for guests: docs/abi.md says what they do. An int32
// or uint32 is an i32 there, an int64 or uint64 an i64. A guest imports those that it uses.

// Module wasm_bpf.

//go:wasmimport wasm_bpf wasm_bpf_map_operate
//go:noescape
func MapOperate(m, command int32, key, value, nextKey unsafe.Pointer, flags uint64) int32

// Module wasm_bpf_v2: errors, and the host.

//go:wasmimport wasm_bpf_v2 last_error
//go:noescape
func LastError(text unsafe.Pointer, size uint32) int32

//go:wasmimport wasm_bpf_v2 cpus
func CPUs() int32

//go:wasmimport wasm_bpf_v2 page_size
func PageSize() int32

//go:wasmimport wasm_bpf_v2 kernel_release
//go:noescape
func KernelRelease(text unsafe.Pointer, size uint32) int32

//go:wasmimport wasm_bpf_v2 boot_clock
func BootClock() int64

//go:wasmimport wasi_snapshot_preview1 clock_time_get
//go:noescape
func ClockTime(clock int32, precision int64, time unsafe.Pointer) int32

//go:wasmimport wasm_bpf_v2 ksym
//go:noescape
func Ksym(address uint64, offset, text unsafe.Pointer, size uint32) int32

//go:wasmimport wasm_bpf_v2 ksym_find
//go:noescape
func KsymFind(name unsafe.Pointer) int64

//go:wasmimport wasm_bpf_v2 usym
//go:noescape
func Usym(process int32, address uint64, offset, text unsafe.Pointer, size uint32) int32

//go:wasmimport wasm_bpf_v2 usym_module
//go:noescape
func UsymModule(process int32, address uint64, offset, text unsafe.Pointer, size uint32) int32

//go:wasmimport wasm_bpf_v2 container_of
//go:noescape
func ContainerOf(by int32, number uint64, what int32, text unsafe.Pointer, size uint32) int32

//go:wasmimport wasm_bpf_v2 ifindex
//go:noescape
func Ifindex(name unsafe.Pointer) int32

//go:wasmimport wasm_bpf_v2 ifname
//go:noescape
func Ifname(index int32, text unsafe.Pointer, size uint32) int32

//go:wasmimport wasm_bpf_v2 probe
func Probe(what, kind, helper int32) int32

//go:wasmimport wasm_bpf_v2 host_number
func HostNumber(which int32) int64

//go:wasmimport wasm_bpf_v2 host_text
//go:noescape
func HostText(which int32, text unsafe.Pointer, size uint32) int32

//go:wasmimport wasm_bpf_v2 kernel_btf
//go:noescape
func KernelBtf(name, data unsafe.Pointer, size uint32) int32

//go:wasmimport wasm_bpf_v2 tracepoint_find
//go:noescape
func TracepointFind(category, name unsafe.Pointer) int32

// Objects.

//go:wasmimport wasm_bpf_v2 object_open
//go:noescape
func ObjectOpen(data unsafe.Pointer, size uint32, name unsafe.Pointer) int32

//go:wasmimport wasm_bpf_v2 object_load
func ObjectLoad(object int32) int32

//go:wasmimport wasm_bpf_v2 object_log
//go:noescape
func ObjectLog(object int32, text unsafe.Pointer, size uint32) int32

//go:wasmimport wasm_bpf_v2 object_close
func ObjectClose(object int32) int32

// Programs.

//go:wasmimport wasm_bpf_v2 program_find
//go:noescape
func ProgramFind(object int32, name unsafe.Pointer) int32

//go:wasmimport wasm_bpf_v2 program_next
func ProgramNext(object, program int32) int32

//go:wasmimport wasm_bpf_v2 program_info
//go:noescape
func ProgramInfo(program int32, info unsafe.Pointer, size uint32) int32

//go:wasmimport wasm_bpf_v2 program_text
//go:noescape
func ProgramText(program, which int32, text unsafe.Pointer, size uint32) int32

//go:wasmimport wasm_bpf_v2 program_set
func ProgramSet(program, what int32, value int64) int32

//go:wasmimport wasm_bpf_v2 program_set_target
//go:noescape
func ProgramSetTarget(program int32, target unsafe.Pointer) int32

//go:wasmimport wasm_bpf_v2 program_attach
//go:noescape
func ProgramAttach(program int32, target unsafe.Pointer, cookie uint64) int32

//go:wasmimport wasm_bpf_v2 program_test_run
//go:noescape
func ProgramTestRun(program int32, run unsafe.Pointer, size uint32) int32

//go:wasmimport wasm_bpf_v2 stats_enable
func StatsEnable(on int32) int32

// Maps.

//go:wasmimport wasm_bpf_v2 map_find
//go:noescape
func MapFind(object int32, name unsafe.Pointer) int32

//go:wasmimport wasm_bpf_v2 map_next
func MapNext(object, m int32) int32

//go:wasmimport wasm_bpf_v2 map_info
//go:noescape
func MapInfo(m int32, info unsafe.Pointer, size uint32) int32

//go:wasmimport wasm_bpf_v2 map_set
func MapSet(m, what int32, value int64) int32

//go:wasmimport wasm_bpf_v2 map_initial
//go:noescape
func MapInitial(m int32, data unsafe.Pointer, size uint32) int32

//go:wasmimport wasm_bpf_v2 map_variable
//go:noescape
func MapVariable(m int32, name, size unsafe.Pointer) int32

//go:wasmimport wasm_bpf_v2 map_set_initial
//go:noescape
func MapSetInitial(m int32, data unsafe.Pointer, size uint32) int32

//go:wasmimport wasm_bpf_v2 map_set_inner
func MapSetInner(m, inner int32) int32

//go:wasmimport wasm_bpf_v2 map_reuse
func MapReuse(m, other int32) int32

//go:wasmimport wasm_bpf_v2 map_create
//go:noescape
func MapCreate(definition unsafe.Pointer, size uint32) int32

//go:wasmimport wasm_bpf_v2 map_close
func MapClose(m int32) int32

//go:wasmimport wasm_bpf_v2 map_attach
func MapAttach(m int32) int32

//go:wasmimport wasm_bpf_v2 map_set_pin_path
//go:noescape
func MapSetPinPath(m int32, path unsafe.Pointer) int32

//go:wasmimport wasm_bpf_v2 map_pin
//go:noescape
func MapPin(m int32, path unsafe.Pointer) int32

//go:wasmimport wasm_bpf_v2 map_unpin
//go:noescape
func MapUnpin(m int32, path unsafe.Pointer) int32

//go:wasmimport wasm_bpf_v2 map_open_pinned
//go:noescape
func MapOpenPinned(path unsafe.Pointer) int32

//go:wasmimport wasm_bpf_v2 map_take
//go:noescape
func MapTake(m int32, key, value unsafe.Pointer, flags uint64) int32

//go:wasmimport wasm_bpf_v2 map_batch
//go:noescape
func MapBatch(m, command int32, in, out, keys, values, count unsafe.Pointer, flags uint64) int32

//go:wasmimport wasm_bpf_v2 map_freeze
func MapFreeze(m int32) int32

//go:wasmimport wasm_bpf_v2 map_mmap
//go:noescape
func MapMmap(m int32, address unsafe.Pointer, size uint32) int32

//go:wasmimport wasm_bpf_v2 map_munmap
func MapMunmap(m int32) int32

// Links and iterators.

//go:wasmimport wasm_bpf_v2 link_info
//go:noescape
func LinkInfo(link int32, info unsafe.Pointer, size uint32) int32

//go:wasmimport wasm_bpf_v2 link_detach
func LinkDetach(link int32) int32

//go:wasmimport wasm_bpf_v2 link_update
func LinkUpdate(link, program int32) int32

//go:wasmimport wasm_bpf_v2 link_pin
//go:noescape
func LinkPin(link int32, path unsafe.Pointer) int32

//go:wasmimport wasm_bpf_v2 link_unpin
//go:noescape
func LinkUnpin(link int32, path unsafe.Pointer) int32

//go:wasmimport wasm_bpf_v2 link_open_pinned
//go:noescape
func LinkOpenPinned(path unsafe.Pointer) int32

//go:wasmimport wasm_bpf_v2 link_close
func LinkClose(link int32) int32

//go:wasmimport wasm_bpf_v2 iter_open
func IterOpen(link int32) int32

//go:wasmimport wasm_bpf_v2 iter_read
//go:noescape
func IterRead(iterator int32, data unsafe.Pointer, size uint32) int32

//go:wasmimport wasm_bpf_v2 iter_close
func IterClose(iterator int32) int32

// Records for people.

//go:wasmimport wasm_bpf_v2 stream_open
//go:noescape
func StreamOpen(object int32, btf unsafe.Pointer, size uint32, typeName, name unsafe.Pointer) int32

//go:wasmimport wasm_bpf_v2 stream_emit
//go:noescape
func StreamEmit(stream int32, records unsafe.Pointer, size uint32) int32

// Ring and perf buffers.

//go:wasmimport wasm_bpf_v2 buffer_open
func BufferOpen(m int32) int32

//go:wasmimport wasm_bpf_v2 buffer_read
//go:noescape
func BufferRead(m int32, data unsafe.Pointer, size uint32) int32

//go:wasmimport wasm_bpf_v2 buffer_counts
//go:noescape
func BufferCounts(m int32, counts unsafe.Pointer, size uint32) int32

//go:wasmimport wasm_bpf_v2 buffer_set
func BufferSet(m, what int32, value int64) int32

//go:wasmimport wasm_bpf_v2 buffers_wait
//go:noescape
func BuffersWait(maps unsafe.Pointer, size uint32, timeout int32) int32
