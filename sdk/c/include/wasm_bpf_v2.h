/* SPDX-License-Identifier: MIT */
/*
 * v2: the raw imports of module `wasm_bpf_v2`, which only this runtime has. A guest that
 * uses one of them runs on no other runtime. <wasm_bpf.h> has v1, <wasm_bpf_abi.h> the
 * structs and numbers of both.
 *
 * Objects and maps have the same handles in v1 and v2. A failed call returns a negative
 * errno (Linux's number, as in <wasm_bpf.h>), and wasm_bpf_last_error() has the reason.
 *
 * Functions that store text store as much as fits in `size` bytes, with a NUL at the end,
 * and return the length of the whole text without the NUL. Functions that store a struct
 * store as much as fits in `size` bytes and return the size of the whole struct.
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

/* Stores the reason of the last failed call, as text: one line, then the messages of
 * libbpf and the verifier, then a hint. */
WASM_BPF_V2_IMPORT(last_error)
int wasm_bpf_last_error(char *text, uint32_t size);

/* Returns the number of possible CPUs. A value of a per-CPU map has one part for each. */
WASM_BPF_V2_IMPORT(cpus)
int wasm_bpf_cpus(void);

/* Returns the size of the host's pages in bytes. */
WASM_BPF_V2_IMPORT(page_size)
int wasm_bpf_page_size(void);

/* Stores the kernel's release ("6.1.0-18-amd64") as text. */
WASM_BPF_V2_IMPORT(kernel_release)
int wasm_bpf_kernel_release(char *text, uint32_t size);

/* Returns the nanoseconds since boot, including sleep, as bpf_ktime_get_boot_ns() does. */
WASM_BPF_V2_IMPORT(boot_clock)
int64_t wasm_bpf_boot_clock(void);

/* Returns one number of the host: enum wasm_bpf_host_number. */
WASM_BPF_V2_IMPORT(host_number)
int64_t wasm_bpf_host_number(int which);

/* Stores one text of the host: enum wasm_bpf_host_text. */
WASM_BPF_V2_IMPORT(host_text)
int wasm_bpf_host_text(int which, char *text, uint32_t size);

/* Stores as much as fits of the BTF of the kernel ("vmlinux") or of a module of its, in the
 * bytes of /sys/kernel/btf/NAME. Returns the size of the whole, or -ENOENT. */
WASM_BPF_V2_IMPORT(kernel_btf)
int wasm_bpf_kernel_btf(const char *name, void *data, uint32_t size);

/* Returns the number of a tracepoint, as tracefs has it, or -ENOENT. */
WASM_BPF_V2_IMPORT(tracepoint_find)
int wasm_bpf_tracepoint_find(const char *category, const char *name);

/* Returns the index of a network interface, which is positive, or -ENODEV. */
WASM_BPF_V2_IMPORT(ifindex)
int wasm_bpf_ifindex(const char *name);

/* Stores the name of a network interface as text. -ENODEV if there is none. */
WASM_BPF_V2_IMPORT(ifname)
int wasm_bpf_ifname(uint32_t index, char *text, uint32_t size);

/* Returns 1 if this kernel has it, 0 if not, or a negative errno if this cannot be tested. */
WASM_BPF_V2_IMPORT(probe)
int wasm_bpf_probe(int what, int type, int helper);

/* Finds the kernel symbol at an address, for example of a stack trace. Stores its name as
 * text, and at `offset` (unless null) the distance from its start. -ENOENT if there is
 * none, -EPERM if the kernel hides its addresses. */
WASM_BPF_V2_IMPORT(ksym)
int wasm_bpf_ksym(uint64_t address, uint64_t *offset, char *text, uint32_t size);

/* Returns the address of a kernel symbol. Only -1 to -4095 are errors: an address is
 * negative as an int64_t, too. */
WASM_BPF_V2_IMPORT(ksym_find)
int64_t wasm_bpf_ksym_find(const char *name);

/* Finds the function at an address of a running process, in its executable or a library;
 * the rest is as in wasm_bpf_ksym(). -ENOENT if there is none, -ESRCH: no such process. */
WASM_BPF_V2_IMPORT(usym)
int wasm_bpf_usym(int process, uint64_t address, uint64_t *offset, char *text, uint32_t size);

/* Finds the file that is mapped at an address of a process: stores its path as text, and
 * the offset into the file. Errors as in wasm_bpf_usym(). */
WASM_BPF_V2_IMPORT(usym_module)
int wasm_bpf_usym_module(int process, uint64_t address, uint64_t *offset, char *text,
			 uint32_t size);

/* Stores one text of a container: enum wasm_bpf_container_by, enum wasm_bpf_container_text. It is
 * empty if it is not known. For a unit of systemd the name is the unit's, and nothing else is known.
 * -ENOENT if the number is of no container; a process must run in a mount namespace. */
WASM_BPF_V2_IMPORT(container_of)
int wasm_bpf_container_of(int by, uint64_t number, int what, char *text, uint32_t size);

/* --- objects ---------------------------------------------------------------- */

/* Opens an ELF object; nothing is in the kernel yet. `name` starts error messages and the
 * names of maps of global variables; null is the guest's name. Returns a handle, which v1
 * accepts, too, as a uint64_t. */
WASM_BPF_V2_IMPORT(object_open)
int wasm_bpf_object_open(const void *data, uint32_t size, const char *name);

/* Creates the object's maps and loads its programs. This works once. After a failure you
 * can only read the log and close the object. */
WASM_BPF_V2_IMPORT(object_load)
int wasm_bpf_object_load(int object);

/* Stores the verifier's log of the load as text: for a program that failed, and for
 * programs with a log level. */
WASM_BPF_V2_IMPORT(object_log)
int wasm_bpf_object_log(int object, char *text, uint32_t size);

/* Detaches the object's programs and closes it. The handles of its programs, maps and
 * links become invalid. */
WASM_BPF_V2_IMPORT(object_close)
int wasm_bpf_object_close(int object);

/* --- programs --------------------------------------------------------------- */

/* Returns a program's handle. It exists before the load and is valid until the object is
 * closed. */
WASM_BPF_V2_IMPORT(program_find)
int wasm_bpf_program_find(int object, const char *name);

/* Returns the program after `program`, or the first one if that is 0. 0 after the last. */
WASM_BPF_V2_IMPORT(program_next)
int wasm_bpf_program_next(int object, int program);

/* Stores a program's info. */
WASM_BPF_V2_IMPORT(program_info)
int wasm_bpf_program_info(int program, struct wasm_bpf_program_info *info, uint32_t size);

/* Stores a program's name or section as text. */
WASM_BPF_V2_IMPORT(program_text)
int wasm_bpf_program_text(int program, int which, char *text, uint32_t size);

/* Changes a setting of a program before the load. -EBUSY after it. */
WASM_BPF_V2_IMPORT(program_set)
int wasm_bpf_program_set(int program, int what, uint64_t value);

/* Sets before the load the target that the load binds a program to. For fentry, fexit,
 * fmod_ret, tp_btf, lsm and iter it is a kernel function; for freplace it is
 * "program:function" of a program that this guest has loaded. */
WASM_BPF_V2_IMPORT(program_set_target)
int wasm_bpf_program_set_target(int program, const char *target);

/* Attaches a program to `target` (see wasm-bpf(1)). If `target` is null, the section names
 * the target. --attach overrides both. In the program, bpf_get_attach_cookie() returns
 * `cookie`; 0 means no cookie. -EOPNOTSUPP if such programs do not support a cookie here.
 * Returns a link's handle. */
WASM_BPF_V2_IMPORT(program_attach)
int wasm_bpf_program_attach(int program, const char *target, uint64_t cookie);

/* Makes the kernel run a loaded program. Repetitions that take longer than some 50 ms are
 * split into parts, and each part starts with the original input. -EINTR after an
 * interrupt. -ENOSPC if the output did not fit: `run` has the sizes of the whole output. */
WASM_BPF_V2_IMPORT(program_test_run)
int wasm_bpf_program_test_run(int program, struct wasm_bpf_test_run *run, uint32_t size);

/* Makes the kernel count the runs and the run time of all programs until this guest ends
 * (1), or stops that (0). */
WASM_BPF_V2_IMPORT(stats_enable)
int wasm_bpf_stats_enable(int on);

/* --- what is attached ------------------------------------------------------- */

/* Stores a link's info. */
WASM_BPF_V2_IMPORT(link_info)
int wasm_bpf_link_info(int link, struct wasm_bpf_link_info *info, uint32_t size);

/* Detaches the program. The handle stays valid until wasm_bpf_link_close(). */
WASM_BPF_V2_IMPORT(link_detach)
int wasm_bpf_link_detach(int link);

/* Replaces the attached program with another loaded program, in one step. The kernel can do
 * this for some kinds: xdp, tc, cgroup, netns, sk_lookup and iter. */
WASM_BPF_V2_IMPORT(link_update)
int wasm_bpf_link_update(int link, int program);

/* Detaches the program and closes the handle. */
WASM_BPF_V2_IMPORT(link_close)
int wasm_bpf_link_close(int link);

/* Pins a link at a path in a BPF file system. The kernel must have the link, and the
 * operator must allow the path (--allow pin=PATH). The program then stays attached when the
 * link is closed and the guest ends. */
WASM_BPF_V2_IMPORT(link_pin)
int wasm_bpf_link_pin(int link, const char *path);

/* Removes the pin of this link at that path. */
WASM_BPF_V2_IMPORT(link_unpin)
int wasm_bpf_link_unpin(int link, const char *path);

/* Opens a pinned link. Returns a handle, valid until wasm_bpf_link_close(), which leaves the
 * program attached. The operator must allow the path. */
WASM_BPF_V2_IMPORT(link_open_pinned)
int wasm_bpf_link_open_pinned(const char *path);

/* Attaches a struct_ops map. Returns a link's handle. */
WASM_BPF_V2_IMPORT(map_attach)
int wasm_bpf_map_attach(int map);

/* Starts a pass of the iterator behind the link of an iter program. Returns a handle, which
 * is valid until wasm_bpf_iter_close(). */
WASM_BPF_V2_IMPORT(iter_open)
int wasm_bpf_iter_open(int link);

/* Reads the next bytes that the program writes. Returns their number, 0 at the end, or
 * -EINTR after an interrupt. */
WASM_BPF_V2_IMPORT(iter_read)
int wasm_bpf_iter_read(int iter, void *data, uint32_t size);

/* Ends the pass. */
WASM_BPF_V2_IMPORT(iter_close)
int wasm_bpf_iter_close(int iter);

/* --- records for people ------------------------------------------------------ */

/* Opens a stream of records of the struct `type`, by its tag or typedef, with the BTF of an
 * object; or if `object` is 0, with that of the ELF file, or the BTF, of `size` bytes at
 * `btf`. `name` is for people. -EOPNOTSUPP if the host shows no records. Returns a handle. */
WASM_BPF_V2_IMPORT(stream_open)
int wasm_bpf_stream_open(int object, const void *btf, uint32_t size, const char *type,
			 const char *name);

/* Hands over records, one behind the other: `size` is that of all. The host shows them as its
 * user wants: in a table, as JSON, filtered, summed up. With a size of 0 it shows the heading of a
 * table. */
WASM_BPF_V2_IMPORT(stream_emit)
int wasm_bpf_stream_emit(int stream, const void *records, uint32_t size);

/* --- maps ------------------------------------------------------------------- */

/* Returns a map's handle, which is valid until the object is closed. It exists before the
 * load; calls that need the kernel's map then return -EINVAL. */
WASM_BPF_V2_IMPORT(map_find)
int wasm_bpf_map_find(int object, const char *name);

/* Stores a map's info. */
WASM_BPF_V2_IMPORT(map_info)
int wasm_bpf_map_info(int map, struct wasm_bpf_map_info *info, uint32_t size);

/* Returns the map after `map`, or the first one if that is 0. 0 after the last. */
WASM_BPF_V2_IMPORT(map_next)
int wasm_bpf_map_next(int object, int map);

/* Changes a setting of a map before the load. -EBUSY after it. -EINVAL for type and sizes of
 * a map whose contents are in the object (global variables, struct_ops), and for the type of
 * maps of programs and maps of maps. */
WASM_BPF_V2_IMPORT(map_set)
int wasm_bpf_map_set(int map, int what, uint64_t value);

/* Stores the initial bytes of global variables: as many as fit in `size`. Returns the size
 * of all. -EINVAL if the map does not hold global variables. */
WASM_BPF_V2_IMPORT(map_initial)
int wasm_bpf_map_initial(int map, void *data, uint32_t size);

/* Sets the initial bytes before the load: all of them. -EBUSY after it. */
WASM_BPF_V2_IMPORT(map_set_initial)
int wasm_bpf_map_set_initial(int map, const void *data, uint32_t size);

/* Returns the offset of a global variable in its map, and stores its size if `size` is not null.
 * -ENOENT if the map does not hold it. */
WASM_BPF_V2_IMPORT(map_variable)
int wasm_bpf_map_variable(int map, const char *name, uint32_t *size);

/* Sets before the load the model for the inner maps of a map of maps: a loaded map. */
WASM_BPF_V2_IMPORT(map_set_inner)
int wasm_bpf_map_set_inner(int map, int inner);

/* Uses, when the map's object is loaded, another map of this guest in its place: one of another
 * object, one that the guest made, or a pinned one. The map then has that one's type and sizes.
 * -EINVAL for maps that the object has contents for, and for maps of maps and of programs. */
WASM_BPF_V2_IMPORT(map_reuse)
int wasm_bpf_map_reuse(int map, int other);

/* Sets before the load the pin path of a map: the load uses the map that is pinned there, or
 * creates one and pins it there. Null clears the path. The operator must allow the path of
 * every pin. */
WASM_BPF_V2_IMPORT(map_set_pin_path)
int wasm_bpf_map_set_pin_path(int map, const char *path);

/* Creates a map without an object. Returns a handle, valid until wasm_bpf_map_close(). */
WASM_BPF_V2_IMPORT(map_create)
int wasm_bpf_map_create(const struct wasm_bpf_map_definition *definition, uint32_t size);

/* Closes a map from wasm_bpf_map_create() or wasm_bpf_map_open_pinned(). */
WASM_BPF_V2_IMPORT(map_close)
int wasm_bpf_map_close(int map);

/* Pins a loaded map at a path in a BPF file system, and creates the folder if it does not
 * exist. The map stays when the guest ends. */
WASM_BPF_V2_IMPORT(map_pin)
int wasm_bpf_map_pin(int map, const char *path);

/* Removes the pin of this map at that path. */
WASM_BPF_V2_IMPORT(map_unpin)
int wasm_bpf_map_unpin(int map, const char *path);

/* Opens a pinned map. Returns a handle, valid until wasm_bpf_map_close(). */
WASM_BPF_V2_IMPORT(map_open_pinned)
int wasm_bpf_map_open_pinned(const char *path);

/* Looks a key up and deletes it in one step, so that nobody else gets it: the next element
 * of a queue, or an entry of a hash. -ENOENT if there is none. */
WASM_BPF_V2_IMPORT(map_take)
int wasm_bpf_map_take(int map, const void *key, void *value, uint64_t flags);

/* Does the command for up to `*count` keys, and sets `*count` to the number done. `in` and
 * `out` are positions in the map, as large as a key but at least 4 bytes. A null `in` is
 * the beginning; the call stores the next position at `out`. -ENOENT, with `*count` set,
 * means that the map has no more; -ENOSPC, that a bucket of a hash has more entries than
 * `*count`, and gives them at once: ask for more. */
WASM_BPF_V2_IMPORT(map_batch)
int wasm_bpf_map_batch(int map, int command, const void *in, void *out, void *keys, void *values,
		       uint32_t *count, uint64_t flags);

/* Freezes a map: from now on only BPF programs can write it. */
WASM_BPF_V2_IMPORT(map_freeze)
int wasm_bpf_map_freeze(int map);

/* Maps a ring buffer, or an array with BPF_F_MMAPABLE (as .data, .bss and .rodata have), over
 * `size` bytes of the guest's memory. `at` is the start of a page that the guest does not
 * use for anything else. The old contents are lost. A store to a read-only page traps. */
WASM_BPF_V2_IMPORT(map_mmap)
int wasm_bpf_map_mmap(int map, void *at, uint32_t size);

/* Unmaps a map and leaves pages of zeros there. Closing the object does the same. */
WASM_BPF_V2_IMPORT(map_munmap)
int wasm_bpf_map_munmap(int map);

/* --- records ---------------------------------------------------------------- */

/* Opens a ring or perf buffer, so that wasm_bpf_buffers_wait() waits for it. Reading or
 * polling also opens it. */
WASM_BPF_V2_IMPORT(buffer_open)
int wasm_bpf_buffer_open(int map);

/* Changes a setting of a buffer. Without the first two, each record wakes the waiting guest
 * at once, which costs much if there are many. The time-out of a wait or poll always holds. */
WASM_BPF_V2_IMPORT(buffer_set)
int wasm_bpf_buffer_set(int map, int what, uint64_t value);

/* Stores as many records as fit in `size` bytes (at least 16), without waiting, and returns
 * the number of bytes stored. A record is cut only if it is larger than `size`. If 65,552
 * bytes or less are left, a perf buffer stores one record at a time. */
WASM_BPF_V2_IMPORT(buffer_read)
int wasm_bpf_buffer_read(int map, void *data, uint32_t size);

/* Stores the counts of a buffer. Records that the guest takes from a mapped ring are not
 * counted. */
WASM_BPF_V2_IMPORT(buffer_counts)
int wasm_bpf_buffer_counts(int map, struct wasm_bpf_buffer_counts *counts, uint32_t size);

/* Waits until an open buffer has records, for at most `timeout_ms` (0: does not wait, -1: no
 * limit). Stores the handles of up to `max` buffers with records. Returns how many buffers
 * have records, or -EINTR after an interrupt. */
WASM_BPF_V2_IMPORT(buffers_wait)
int wasm_bpf_buffers_wait(int *maps, uint32_t max, int timeout_ms);

/* --- a ring buffer in the guest's memory ------------------------------------ */

struct wasm_bpf_ring {
	uint64_t *consumer;           /* the guest's position, which the kernel reads */
	const uint64_t *producer;     /* the kernel's position */
	const unsigned char *data;    /* twice in a row, so that no record wraps */
	uint64_t position;
	uint64_t size;
};

/* Maps the ring buffer over `size` bytes (the map's mmap_size) at the start of a page.
 * Returns 0, or a negative errno. */
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

/* Grows the guest's memory and maps the ring buffer there. Returns 0, or a negative errno. */
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

/* Behind the position, in its page, a reader notes how far it took records, and how many of them
 * it may not have done with: for who reads the ring after it, should it end without a word. */
static inline void wasm_bpf_ring_note(const struct wasm_bpf_ring *ring, uint64_t taken)
{
	((volatile uint64_t *)ring->consumer)[16] = taken;
}

static inline void wasm_bpf_ring_hold(const struct wasm_bpf_ring *ring, uint64_t count)
{
	((volatile uint64_t *)ring->consumer)[17] = count;
}

/* Returns the end of the records that are there now: a pass takes what is before it. */
static inline uint64_t wasm_bpf_ring_end(const struct wasm_bpf_ring *ring)
{
	wasm_bpf_ring_hold(ring, 1);
	return __atomic_load_n(ring->producer, __ATOMIC_ACQUIRE);
}

/* Takes the next record before `end`. Returns null if there is none. The record stays valid
 * until wasm_bpf_ring_release(). */
static inline const void *wasm_bpf_ring_next(struct wasm_bpf_ring *ring, uint64_t end,
					     uint32_t *size)
{
	while (ring->position < end) {
		const unsigned char *at = ring->data + (size_t)(ring->position & (ring->size - 1));
		uint32_t head = __atomic_load_n((const uint32_t *)at, __ATOMIC_ACQUIRE);

		if (head & 1u << 31) /* the kernel still writes it */
			return NULL;
		ring->position += ((head & ~(1u << 30)) + 8 + 7) / 8 * 8;
		wasm_bpf_ring_note(ring, ring->position);
		if (head & 1u << 30) /* dropped by the program */
			continue;
		*size = head;
		return at + 8;
	}
	return NULL;
}

/* Frees the space of the records that were taken. Doing this once for many records is
 * faster. */
static inline void wasm_bpf_ring_release(struct wasm_bpf_ring *ring)
{
	__atomic_store_n(ring->consumer, ring->position, __ATOMIC_RELEASE);
	wasm_bpf_ring_hold(ring, 0);
}

#ifdef __cplusplus
}
#endif

#endif
