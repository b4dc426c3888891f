/* SPDX-License-Identifier: MIT */
/*
 * v1: the raw imports of module `wasm_bpf`, which every wasm-bpf runtime has (except
 * wasm_attach_bpf_program_fd). With -DWASM_BPF_V1, <bpf/libbpf.h> uses only these.
 *
 * Errors are Linux's numbers, as in <errno.h> (but with wasm-bpf-cc --no-sdk: wasi-libc's
 * own EINTR is 27).
 */
#ifndef WASM_BPF_H
#define WASM_BPF_H

#include <stddef.h>
#include <stdint.h>

#include "wasm_bpf_abi.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Puts a line into the module that says what the guest does: its custom section "description",
 * which other tools read, too. `wasm-bpf tools` lists it. Takes a string literal. */
#define WASM_BPF_DESCRIPTION(text) \
	__asm__(".section .custom_section.description,\"\",@\n\t.ascii \"" text "\"\n\t.text\n")

#define WASM_BPF_IMPORT(name) __attribute__((import_module("wasm_bpf"), import_name(#name)))

/* Opens and loads the ELF object of `size` bytes at `data`: creates its maps and
 * verifies its programs. Returns a handle, or 0 on failure; the runtime prints the
 * reason to stderr. */
WASM_BPF_IMPORT(wasm_load_bpf_object)
uint64_t wasm_load_bpf_object(const void *data, int size);

/* Detaches the programs of an object and closes it. Returns 0, or a negative errno. */
WASM_BPF_IMPORT(wasm_close_bpf_object)
int wasm_close_bpf_object(uint64_t object);

/* Attaches the program (named by its C function) to `target`. If `target` is null, the
 * section names the target. The form of a target depends on the section: wasm-bpf(1) lists
 * them under "Targets".
 *
 * The program stays attached until the object is closed. Returns 0, or a negative errno. */
WASM_BPF_IMPORT(wasm_attach_bpf_program)
int wasm_attach_bpf_program(uint64_t object, const char *program, const char *target);

/* Attaches the program to the folder of a descriptor, such as a cgroup. The operator must
 * have given the folder with --dir. Not every wasm-bpf runtime has this function. Returns
 * 0, or a negative errno. */
WASM_BPF_IMPORT(wasm_attach_bpf_program_fd)
int wasm_attach_bpf_program_fd(uint64_t object, const char *program, int descriptor);

/* Returns a handle of the map (0 or more), or a negative errno. A handle belongs to the
 * guest and is not a file descriptor. It is valid until the object is closed. */
WASM_BPF_IMPORT(wasm_bpf_map_fd_by_name)
int wasm_bpf_map_fd_by_name(uint64_t object, const char *name);

/* Does one operation on a map. Keys and values have the sizes of the map's definition.
 * A value of a per-CPU map consists of one value for each possible CPU, each rounded up
 * to 8 bytes. Pointers that the command does not need may be null. Returns 0, or a
 * negative errno: -ENOENT if there is no such key. */
WASM_BPF_IMPORT(wasm_bpf_map_operate)
int wasm_bpf_map_operate(int map, int command, const void *key, void *value, void *next_key,
			 uint64_t flags);

/* Gets one record of `size` bytes at `data`. A negative result ends the poll. */
typedef int (*wasm_bpf_sample_fn)(void *ctx, void *data, size_t size);

/* Waits until a ring or perf buffer has records, for at most `timeout_ms` (0: does not
 * wait, -1: no limit). Then copies the records one by one to `data` and calls `sample`
 * for each. A record longer than `max_size` bytes is cut. Returns the last result of
 * `sample`, 0 if no record came, or a negative errno: -EINTR after an interrupt. */
WASM_BPF_IMPORT(wasm_bpf_buffer_poll)
int wasm_bpf_buffer_poll(uint64_t object, int map, wasm_bpf_sample_fn sample, void *ctx,
			 void *data, int max_size, int timeout_ms);

/* The number of <errno.h> for the host's error `host`; both are positive. They are the same,
 * but what is no error of the kernel's becomes EIO. */
int wasm_bpf_errno(int host);

#ifdef __cplusplus
}
#endif

#endif
