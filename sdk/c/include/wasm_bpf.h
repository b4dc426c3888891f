/* SPDX-License-Identifier: MIT */
/*
 * The imports of module `wasm_bpf`, as they are: what every wasm-bpf runtime
 * offers a guest. <bpf/libbpf.h> is built on these six functions and nothing else.
 *
 * The numbers of errors are the host's (Linux): EINTR is 4 here and 27 in
 * wasi-libc. wasm_bpf_errno() translates; <bpf/libbpf.h> has done so already.
 */
#ifndef WASM_BPF_H
#define WASM_BPF_H

#include <stddef.h>
#include <stdint.h>

#include "wasm_bpf_abi.h"

#ifdef __cplusplus
extern "C" {
#endif

#define WASM_BPF_IMPORT(name) __attribute__((import_module("wasm_bpf"), import_name(#name)))

/* Opens and loads the ELF object of `size` bytes at `data`; its maps are made
 * and its programs verified. Returns a handle, or 0 on failure: the reason is
 * on the user's stderr. */
WASM_BPF_IMPORT(wasm_load_bpf_object)
uint64_t wasm_load_bpf_object(const void *data, int size);

/* Detaches the programs of an object and closes it. 0, or a negative number. */
WASM_BPF_IMPORT(wasm_close_bpf_object)
int wasm_close_bpf_object(uint64_t object);

/* Attaches the program (a C function's name) to `target`, or to what its section
 * says where `target` is null. What a target looks like depends on the section:
 *
 *	xdp                      eth0[,skb|drv|hw]
 *	tc                       eth0,ingress|egress[,prio=N,handle=N]
 *	cgroup..., sockops       the path of a cgroup2 folder
 *	sk_lookup, flow_dissector  the path of a network namespace
 *	kprobe, ksyscall         function[+offset]
 *	uprobe                   path:symbol[+offset][,pid=N]
 *	usdt                     path:provider:name[,pid=N]
 *	tp                       category/name
 *	raw_tp                   name
 *	perf_event               cpu-clock@99hz[,cpu=N][,pid=N]
 *	fentry, fexit, lsm       a function of the kernel
 *	iter                     a map's name or a process id
 *
 * It stays attached until the object is closed. 0, or a negative number. */
WASM_BPF_IMPORT(wasm_attach_bpf_program)
int wasm_attach_bpf_program(uint64_t object, const char *program, const char *target);

/* The same, to the folder, a cgroup's say, that a descriptor stands for: one that the
 * user gave with --dir. Not every wasm-bpf runtime has it. 0, or a negative number. */
WASM_BPF_IMPORT(wasm_attach_bpf_program_fd)
int wasm_attach_bpf_program_fd(uint64_t object, const char *program, int descriptor);

/* A handle of the map, zero or more, or a negative number. It is the guest's own
 * number, no file descriptor, and valid until the object is closed. */
WASM_BPF_IMPORT(wasm_bpf_map_fd_by_name)
int wasm_bpf_map_fd_by_name(uint64_t object, const char *name);

/* One operation on a map. Keys and values have the sizes that the map's
 * definition gives them; a value of a per-CPU map is one value, rounded up to 8
 * bytes, for each possible CPU. Pointers that the command does not need may be
 * null. 0, or a negative errno: -ENOENT where there is no such key. */
WASM_BPF_IMPORT(wasm_bpf_map_operate)
int wasm_bpf_map_operate(int map, int command, const void *key, void *value, void *next_key,
			 uint64_t flags);

/* Takes one record of `size` bytes at `data`; a negative result ends the poll. */
typedef int (*wasm_bpf_sample_fn)(void *ctx, void *data, size_t size);

/* Waits at most `timeout_ms` (0: not at all, -1: for ever) until a ring or perf
 * buffer has records, then copies one after the other to `data` and calls
 * `sample` for each. A record longer than `max_size` bytes is cut to that.
 * Returns what `sample` returned last, 0 where no record came, or a negative
 * errno: -EINTR when the user interrupted the guest. */
WASM_BPF_IMPORT(wasm_bpf_buffer_poll)
int wasm_bpf_buffer_poll(uint64_t object, int map, wasm_bpf_sample_fn sample, void *ctx,
			 void *data, int max_size, int timeout_ms);

/* The errno of this libc (<errno.h>) that says what Linux's number `host` says;
 * takes and gives positive numbers. Where WASI has no such error: the number
 * itself if it means nothing else here, else EIO. */
int wasm_bpf_errno(int host);

#ifdef __cplusplus
}
#endif

#endif
