/* SPDX-License-Identifier: MIT */
/*
 * The imports of module `wasm_bpf_v2`: what this runtime offers beyond <wasm_bpf.h>.
 * A guest that uses one of them needs it. Their structs and numbers: <wasm_bpf_abi.h>.
 *
 * Objects and maps are the same handles in both modules. Failures are negative numbers
 * of Linux's, as in <wasm_bpf.h>, and leave their reason for wasm_bpf_last_error().
 */
#ifndef WASM_BPF_V2_H
#define WASM_BPF_V2_H

#include <stddef.h>
#include <stdint.h>

#include "wasm_bpf_abi.h"

#ifdef __cplusplus
extern "C" {
#endif

#define WASM_BPF_V2_IMPORT(name) __attribute__((import_module("wasm_bpf_v2"), import_name(#name)))

/* --- errors, and the host --------------------------------------------------- */

/* Why the last call that failed did: a line, what libbpf and the verifier said, a hint.
 * Stores as much as fits in `size` bytes with a NUL at its end; the length of all of it. */
WASM_BPF_V2_IMPORT(last_error)
int wasm_bpf_last_error(char *text, uint32_t size);

/* How many CPUs are possible: a value of a per-CPU map has so many parts. */
WASM_BPF_V2_IMPORT(cpus)
int wasm_bpf_cpus(void);

/* The size of the host's pages, in bytes. */
WASM_BPF_V2_IMPORT(page_size)
int wasm_bpf_page_size(void);

/* The kernel's release ("6.1.0-18-amd64"), stored as wasm_bpf_last_error() does. */
WASM_BPF_V2_IMPORT(kernel_release)
int wasm_bpf_kernel_release(char *text, uint32_t size);

/* Nanoseconds since boot, those asleep included: what bpf_ktime_get_boot_ns() gives. */
WASM_BPF_V2_IMPORT(boot_clock)
int64_t wasm_bpf_boot_clock(void);

WASM_BPF_V2_IMPORT(host_number)
int64_t wasm_bpf_host_number(int which);

/* A network interface's index, which is positive, or -ENODEV. */
WASM_BPF_V2_IMPORT(ifindex)
int wasm_bpf_ifindex(const char *name);

/* Its name, stored as wasm_bpf_last_error() does; its length, or -ENODEV. */
WASM_BPF_V2_IMPORT(ifname)
int wasm_bpf_ifname(uint32_t index, char *text, uint32_t size);

/* Whether this kernel has it: 1, 0, or a negative number where that cannot be found out. */
WASM_BPF_V2_IMPORT(probe)
int wasm_bpf_probe(int what, int type, int helper);

/* The kernel's symbol at an address, as of a stack trace: stores its name as
 * wasm_bpf_last_error() does, and how far into it the address is (null is fine). The name's
 * length, or -ENOENT; -EPERM where the kernel hides its addresses. */
WASM_BPF_V2_IMPORT(ksym)
int wasm_bpf_ksym(uint64_t address, uint64_t *offset, char *text, uint32_t size);

/* The address of a symbol of the kernel's. Errors are -1 to -4095: an address looks
 * negative, too. */
WASM_BPF_V2_IMPORT(ksym_find)
int64_t wasm_bpf_ksym_find(const char *name);

/* The function at an address of a running process, of its executable or a library, as
 * wasm_bpf_ksym() does it. -ENOENT where there is none, -ESRCH: no such process. */
WASM_BPF_V2_IMPORT(usym)
int wasm_bpf_usym(int process, uint64_t address, uint64_t *offset, char *text, uint32_t size);

/* The path of the file that is mapped there, and the offset into the file. */
WASM_BPF_V2_IMPORT(usym_module)
int wasm_bpf_usym_module(int process, uint64_t address, uint64_t *offset, char *text,
			 uint32_t size);

/* --- objects ---------------------------------------------------------------- */

/* Opens an ELF object, of which nothing reaches the kernel yet. `name` is what error
 * messages and the names of its maps of global variables begin with; null: the guest's. A
 * handle, which as a uint64_t is one of <wasm_bpf.h>, too. */
WASM_BPF_V2_IMPORT(object_open)
int wasm_bpf_object_open(const void *data, uint32_t size, const char *name);

/* Makes the object's maps and loads its programs, once. After a failure there is nothing
 * left to do but to read the log and to close it. */
WASM_BPF_V2_IMPORT(object_load)
int wasm_bpf_object_load(int object);

/* What the verifier said in the load: of a program that failed, and of those with a log
 * level. Stored as wasm_bpf_last_error() does. */
WASM_BPF_V2_IMPORT(object_log)
int wasm_bpf_object_log(int object, char *text, uint32_t size);

/* Detaches its programs, and closes it; handles of its programs, maps and links end. */
WASM_BPF_V2_IMPORT(object_close)
int wasm_bpf_object_close(int object);

/* --- programs --------------------------------------------------------------- */

/* A program's handle, there before the load and valid until its object is closed. */
WASM_BPF_V2_IMPORT(program_find)
int wasm_bpf_program_find(int object, const char *name);

/* The program after `program`, or the first one where that is 0. 0 after the last. */
WASM_BPF_V2_IMPORT(program_next)
int wasm_bpf_program_next(int object, int program);

/* Stores as much of the info as `size` has room for; how many bytes all of it has. */
WASM_BPF_V2_IMPORT(program_info)
int wasm_bpf_program_info(int program, struct wasm_bpf_program_info *info, uint32_t size);

/* One of its texts, stored as wasm_bpf_last_error() does. */
WASM_BPF_V2_IMPORT(program_text)
int wasm_bpf_program_text(int program, int which, char *text, uint32_t size);

/* Sets a program up before the load. -EBUSY after it. */
WASM_BPF_V2_IMPORT(program_set)
int wasm_bpf_program_set(int program, int what, uint64_t value);

/* Says before the load what a program is bound to by it: a function of the kernel's for
 * fentry, fexit, fmod_ret, tp_btf, lsm and iter; "program:function" of a program of this
 * guest's that is loaded for freplace. */
WASM_BPF_V2_IMPORT(program_set_target)
int wasm_bpf_program_set_target(int program, const char *target);

/* Attaches a program: to `target`, see wasm-bpf(1), or where it is null to what its section
 * says. A target that the user gave for that program wins. bpf_get_attach_cookie() gives it
 * `cookie`; 0 is none, and -EOPNOTSUPP that such a program takes none. A link's handle. */
WASM_BPF_V2_IMPORT(program_attach)
int wasm_bpf_program_attach(int program, const char *target, uint64_t cookie);

/* Has the kernel run a loaded program. More repetitions than take some 50 ms are done in
 * parts, each with the input anew; -EINTR when the user interrupts it. -ENOSPC: there was
 * no room for all of the output; `run` has the sizes that it has. */
WASM_BPF_V2_IMPORT(program_test_run)
int wasm_bpf_program_test_run(int program, struct wasm_bpf_test_run *run, uint32_t size);

/* Has the kernel count the runs and the run time of all programs (1) until this guest ends,
 * or no longer (0). */
WASM_BPF_V2_IMPORT(stats_enable)
int wasm_bpf_stats_enable(int on);

/* --- what is attached ------------------------------------------------------- */

/* Stores as much of the info as `size` has room for; how many bytes all of it has. */
WASM_BPF_V2_IMPORT(link_info)
int wasm_bpf_link_info(int link, struct wasm_bpf_link_info *info, uint32_t size);

/* Detaches; the handle stays, for wasm_bpf_link_close(). */
WASM_BPF_V2_IMPORT(link_detach)
int wasm_bpf_link_detach(int link);

/* Puts another loaded program in the place of the one that is attached, in one step: where
 * the kernel can, as for xdp, tc, cgroup, netns, sk_lookup and iter. */
WASM_BPF_V2_IMPORT(link_update)
int wasm_bpf_link_update(int link, int program);

/* Detaches, and forgets the handle. */
WASM_BPF_V2_IMPORT(link_close)
int wasm_bpf_link_close(int link);

/* Pins a link, which is one of the kernel's, at a path in a BPF file system that the user
 * allows (--allow pin=PATH): it stays attached when it is closed and the guest ends. */
WASM_BPF_V2_IMPORT(link_pin)
int wasm_bpf_link_pin(int link, const char *path);

/* Attaches a struct_ops map: a link's handle. */
WASM_BPF_V2_IMPORT(map_attach)
int wasm_bpf_map_attach(int map);

/* Begins a pass of an iterator, which an iter program's link is: a handle, until
 * wasm_bpf_iter_close(). */
WASM_BPF_V2_IMPORT(iter_open)
int wasm_bpf_iter_open(int link);

/* Reads on what the program writes: how many bytes, 0 at the end. -EINTR when the user
 * interrupted the guest. */
WASM_BPF_V2_IMPORT(iter_read)
int wasm_bpf_iter_read(int iter, void *data, uint32_t size);

WASM_BPF_V2_IMPORT(iter_close)
int wasm_bpf_iter_close(int iter);

/* --- maps ------------------------------------------------------------------- */

/* A map's handle, valid until its object is closed. It is there before the load; what
 * needs the kernel's map is -EINVAL then. */
WASM_BPF_V2_IMPORT(map_find)
int wasm_bpf_map_find(int object, const char *name);

/* Stores as much of the info as `size` has room for; how many bytes all of it has. */
WASM_BPF_V2_IMPORT(map_info)
int wasm_bpf_map_info(int map, struct wasm_bpf_map_info *info, uint32_t size);

/* The map after `map`, or the first one where that is 0. 0 after the last. */
WASM_BPF_V2_IMPORT(map_next)
int wasm_bpf_map_next(int object, int map);

/* Sets a map up before the load. -EBUSY after it; -EINVAL for type and sizes of a map that
 * the object has contents for (global variables, struct_ops), and for the type of maps of
 * programs and of maps. */
WASM_BPF_V2_IMPORT(map_set)
int wasm_bpf_map_set(int map, int what, uint64_t value);

/* The bytes that global variables have at first: stores as many as `size` has room for; how
 * many there are. -EINVAL where the map holds none. */
WASM_BPF_V2_IMPORT(map_initial)
int wasm_bpf_map_initial(int map, void *data, uint32_t size);

/* Sets them before the load, all of them. -EBUSY after it. */
WASM_BPF_V2_IMPORT(map_set_initial)
int wasm_bpf_map_set_initial(int map, const void *data, uint32_t size);

/* Says before the load what the maps in a map of maps are like: a loaded map. */
WASM_BPF_V2_IMPORT(map_set_inner)
int wasm_bpf_map_set_inner(int map, int inner);

/* Before the load: has it use the map that is pinned at that path, or else make one and pin
 * it there; null takes that back. The user has to allow the path, here and for all pins. */
WASM_BPF_V2_IMPORT(map_set_pin_path)
int wasm_bpf_map_set_pin_path(int map, const char *path);

/* Makes a map without an object. A handle, until wasm_bpf_map_close(). */
WASM_BPF_V2_IMPORT(map_create)
int wasm_bpf_map_create(const struct wasm_bpf_map_definition *definition, uint32_t size);

/* Closes a map of wasm_bpf_map_create() or wasm_bpf_map_open_pinned(). */
WASM_BPF_V2_IMPORT(map_close)
int wasm_bpf_map_close(int map);

/* Pins a loaded map at a path in a BPF file system, and makes its folder where that is not
 * there: it stays when the guest ends. */
WASM_BPF_V2_IMPORT(map_pin)
int wasm_bpf_map_pin(int map, const char *path);

/* Removes a pin of this map. */
WASM_BPF_V2_IMPORT(map_unpin)
int wasm_bpf_map_unpin(int map, const char *path);

/* Opens the map that is pinned there. A handle, until wasm_bpf_map_close(). */
WASM_BPF_V2_IMPORT(map_open_pinned)
int wasm_bpf_map_open_pinned(const char *path);

/* Looks a key up and deletes it, so that nobody else gets it: a queue's next element, an
 * entry of a hash. -ENOENT where there is none. */
WASM_BPF_V2_IMPORT(map_take)
int wasm_bpf_map_take(int map, const void *key, void *value, uint64_t flags);

/* Does the command for up to `*count` keys, and sets that to how many it did. `in` and
 * `out` are places in the map, as large as a key, at least 4 bytes: null for `in` is the
 * beginning, and what is stored at `out` where to go on. -ENOENT, with `*count` set,
 * when the map has no more. */
WASM_BPF_V2_IMPORT(map_batch)
int wasm_bpf_map_batch(int map, int command, const void *in, void *out, void *keys, void *values,
		       uint32_t *count, uint64_t flags);

/* Lets nobody but BPF programs write a map from now on. */
WASM_BPF_V2_IMPORT(map_freeze)
int wasm_bpf_map_freeze(int map);

/* Maps a ring buffer, or an array made with BPF_F_MMAPABLE (.data, .bss and .rodata are),
 * over `size` bytes at `at`: a page's start in memory that the guest has, and does not
 * use otherwise. What was there is lost. A store to what can only be read ends the guest. */
WASM_BPF_V2_IMPORT(map_mmap)
int wasm_bpf_map_mmap(int map, void *at, uint32_t size);

/* Puts pages full of zeros back. Closing the object does that, too. */
WASM_BPF_V2_IMPORT(map_munmap)
int wasm_bpf_map_munmap(int map);

/* --- records ---------------------------------------------------------------- */

/* Opens a ring or perf buffer, so that wasm_bpf_buffers_wait() waits for it. Reading and
 * polling open it, too. */
WASM_BPF_V2_IMPORT(buffer_open)
int wasm_bpf_buffer_open(int map);

/* Sets one of these. Without the first two a record wakes at once, which is costly where
 * many come; the time-out of a wait or poll holds with them, too. */
WASM_BPF_V2_IMPORT(buffer_set)
int wasm_bpf_buffer_set(int map, int what, uint64_t value);

/* Stores as many of the records that are there as fit into `size` bytes, at least 16;
 * it does not wait. Only a record larger than all of that is cut. A perf buffer's records
 * come one at a time where 65,552 bytes or less are left. How many bytes were stored. */
WASM_BPF_V2_IMPORT(buffer_read)
int wasm_bpf_buffer_read(int map, void *data, uint32_t size);

/* Stores as much of the counts of a buffer as `size` has room for; how many bytes all
 * of them have. Records of a ring that the guest takes from its memory are not counted. */
WASM_BPF_V2_IMPORT(buffer_counts)
int wasm_bpf_buffer_counts(int map, struct wasm_bpf_buffer_counts *counts, uint32_t size);

/* Waits at most `timeout_ms` (0: not at all, -1: for ever) until an open buffer has
 * records, and stores the handles of up to `max` that have. How many have; -EINTR when
 * the user interrupted the guest. */
WASM_BPF_V2_IMPORT(buffers_wait)
int wasm_bpf_buffers_wait(int *maps, uint32_t max, int timeout_ms);

/* --- a ring buffer in the guest's memory ------------------------------------ */

struct wasm_bpf_ring {
	uint64_t *consumer;           /* our position, which the kernel reads */
	const uint64_t *producer;     /* the kernel's */
	const unsigned char *data;    /* twice in a row, so that no record wraps */
	uint64_t position;
	uint64_t size;
};

/* Maps the ring buffer over `size` bytes, those of the map's mmap_size, at the start of a
 * page. 0 or a negative number. */
static inline int wasm_bpf_ring_map_at(int map, void *at, uint32_t size,
				       struct wasm_bpf_ring *ring)
{
	uint32_t page = (uint32_t)wasm_bpf_page_size();
	int ret = wasm_bpf_map_mmap(map, at, size);

	if (ret < 0)
		return ret;
	ring->consumer = (uint64_t *)at;
	ring->producer = (const uint64_t *)((unsigned char *)at + page);
	ring->data = (unsigned char *)at + 2 * page;
	ring->position = *ring->consumer;
	ring->size = (size - 2 * page) / 2;
	return 0;
}

/* Maps the ring buffer into memory that it grows for that. 0 or a negative number. */
static inline int wasm_bpf_ring_map(int map, struct wasm_bpf_ring *ring)
{
	struct wasm_bpf_map_info info;
	int ret = wasm_bpf_map_info(map, &info, sizeof(info));
	size_t grown;

	if (ret < 0)
		return ret;
	if (info.mmap_size > UINT32_MAX)
		return -12; /* ENOMEM */
	grown = __builtin_wasm_memory_grow(0, (size_t)((info.mmap_size + 65535) / 65536));
	if (grown == (size_t)-1)
		return -12;
	return wasm_bpf_ring_map_at(map, (void *)(grown * 65536), (uint32_t)info.mmap_size, ring);
}

/* The end of what is there now. */
static inline uint64_t wasm_bpf_ring_end(const struct wasm_bpf_ring *ring)
{
	return __atomic_load_n(ring->producer, __ATOMIC_ACQUIRE);
}

/* Takes the next record before `end`, or gives null where there is none. The record stays
 * valid until wasm_bpf_ring_release(). */
static inline const void *wasm_bpf_ring_next(struct wasm_bpf_ring *ring, uint64_t end,
					     uint32_t *size)
{
	while (ring->position < end) {
		const unsigned char *at = ring->data + (size_t)(ring->position & (ring->size - 1));
		uint32_t head = __atomic_load_n((const uint32_t *)at, __ATOMIC_ACQUIRE);

		if (head & 1u << 31) /* the kernel still writes it */
			return NULL;
		ring->position += ((head & ~(1u << 30)) + 8 + 7) / 8 * 8;
		if (head & 1u << 30) /* dropped by the program */
			continue;
		*size = head;
		return at + 8;
	}
	return NULL;
}

/* Gives the room of the records that were taken back to the kernel. Once for many of
 * them is enough, and faster. */
static inline void wasm_bpf_ring_release(struct wasm_bpf_ring *ring)
{
	__atomic_store_n(ring->consumer, ring->position, __ATOMIC_RELEASE);
}

#ifdef __cplusplus
}
#endif

#endif
