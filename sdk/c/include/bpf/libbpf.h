/* SPDX-License-Identifier: MIT */
/*
 * libbpf's API for guests: the names and semantics of libbpf 1.x
 * (https://libbpf.readthedocs.io) over the imports in <wasm_bpf.h>.
 *
 * Errors as there: functions return 0 or -errno, and set errno; those that return
 * a pointer return null and set errno. The numbers are those of this libc's
 * <errno.h>, so `err == -EINTR` is true when it should be.
 *
 * What those imports cannot say fails with -EOPNOTSUPP and a message that names
 * what to use instead: at most places a target by name, see wasm_bpf_attach().
 */
#ifndef WASM_BPF_LIBBPF_H
#define WASM_BPF_LIBBPF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <linux/bpf.h>
#include "libbpf_common.h"

#ifdef __cplusplus
extern "C" {
#endif

struct bpf_object;
struct bpf_program;
struct bpf_map;
struct bpf_link;

/* --- messages and errors ---------------------------------------------------- */

#define LIBBPF_MAJOR_VERSION 1
#define LIBBPF_MINOR_VERSION 1

/* The version of libbpf whose API this is. */
__u32 libbpf_major_version(void);
__u32 libbpf_minor_version(void);
const char *libbpf_version_string(void);

enum libbpf_print_level {
	LIBBPF_WARN,
	LIBBPF_INFO,
	LIBBPF_DEBUG,
};

typedef int (*libbpf_print_fn_t)(enum libbpf_print_level level, const char *fmt, va_list ap);

/* Sets who prints this library's messages (null: nobody) and returns who did so
 * before. By default all but LIBBPF_DEBUG go to stderr. The messages of the libbpf
 * that loads the object are the runtime's: it prints them when something fails. */
libbpf_print_fn_t libbpf_set_print(libbpf_print_fn_t fn);

/* Writes the text of an error, of either sign, to `buf`. 0 or -errno. */
int libbpf_strerror(int err, char *buf, size_t size);

/* -errno of the call that gave `ptr`, 0 if it gave one. */
long libbpf_get_error(const void *ptr);

/* As libbpf counts them, from /sys/devices/system/cpu/possible: run the guest with
 * `--dir /sys/devices/system/cpu`. A positive number, or -errno. */
int libbpf_num_possible_cpus(void);

/* --- objects ---------------------------------------------------------------- */

struct bpf_object_open_opts {
	size_t sz;                /* of this struct */
	const char *object_name;  /* null: the file's name without .bpf.o or .o */
};

/* Opening reads the ELF file, nothing reaches the kernel: now initial values of
 * global variables can be set and programs left out. The bytes are copied. Close
 * the object that this gives. Null with ENOEXEC where it is no BPF object. */
struct bpf_object *bpf_object__open(const char *path);
struct bpf_object *bpf_object__open_file(const char *path,
					 const struct bpf_object_open_opts *opts);
struct bpf_object *bpf_object__open_mem(const void *data, size_t size,
					const struct bpf_object_open_opts *opts);

/* Makes the maps and has the programs verified. -EINVAL where that fails, whatever
 * the reason: the runtime prints it, with the verifier's words. */
int bpf_object__load(struct bpf_object *obj);

/* Detaches and unloads everything. Null is fine. Links, maps, programs and buffers
 * of the object are invalid afterwards. */
void bpf_object__close(struct bpf_object *obj);

const char *bpf_object__name(const struct bpf_object *obj);

struct bpf_program *bpf_object__find_program_by_name(const struct bpf_object *obj,
						     const char *name);
struct bpf_map *bpf_object__find_map_by_name(const struct bpf_object *obj, const char *name);
int bpf_object__find_map_fd_by_name(const struct bpf_object *obj, const char *name);

/* The first if the last argument is null; null after the last. */
struct bpf_program *bpf_object__next_program(const struct bpf_object *obj,
					     struct bpf_program *prog);
struct bpf_map *bpf_object__next_map(const struct bpf_object *obj, const struct bpf_map *map);

#define bpf_object__for_each_program(pos, obj) \
	for ((pos) = bpf_object__next_program((obj), NULL); (pos) != NULL; \
	     (pos) = bpf_object__next_program((obj), (pos)))
#define bpf_object__for_each_map(pos, obj) \
	for ((pos) = bpf_object__next_map((obj), NULL); (pos) != NULL; \
	     (pos) = bpf_object__next_map((obj), (pos)))
#define bpf_map__for_each bpf_object__for_each_map

/* Global variables of a loaded object live in the kernel; the guest has copies of
 * .data and .bss (what a skeleton's `data` and `bss` point at). These take the
 * kernel's values over into the copies, and the copies' values to the kernel. */
int wasm_bpf_globals_read(struct bpf_object *obj);
int wasm_bpf_globals_write(struct bpf_object *obj);

/* --- programs --------------------------------------------------------------- */

const char *bpf_program__name(const struct bpf_program *prog);
const char *bpf_program__section_name(const struct bpf_program *prog);

/* Whether loading the object loads the program; set before. Programs of one
 * section are loaded or left out together: -EOPNOTSUPP where there are several. */
bool bpf_program__autoload(const struct bpf_program *prog);
int bpf_program__set_autoload(struct bpf_program *prog, bool autoload);

/* Whether a skeleton's attach attaches the program. */
bool bpf_program__autoattach(const struct bpf_program *prog);
void bpf_program__set_autoattach(struct bpf_program *prog, bool autoattach);

/* Attaches to what the program's section says. */
struct bpf_link *bpf_program__attach(const struct bpf_program *prog);

/* Attaches to a target by name: every program type, the grammar is in <wasm_bpf.h>.
 *
 *	link = wasm_bpf_attach(skel->progs.count_packets, "eth0,skb");
 */
struct bpf_link *wasm_bpf_attach(const struct bpf_program *prog, const char *target);

struct bpf_kprobe_opts {
	size_t sz;
	__u64 bpf_cookie;  /* must be 0 */
	size_t offset;     /* into the function */
	bool retprobe;
};

struct bpf_ksyscall_opts {
	size_t sz;
	__u64 bpf_cookie;  /* must be 0 */
	bool retprobe;
};

struct bpf_uprobe_opts {
	size_t sz;
	size_t ref_ctr_offset;  /* must be 0 */
	__u64 bpf_cookie;       /* must be 0 */
	bool retprobe;
	const char *func_name;  /* what func_offset counts from; null: the file's beginning */
};

struct bpf_usdt_opts {
	size_t sz;
	__u64 usdt_cookie;  /* must be 0 */
};

/* The runtime takes entry or return from the program's section: `retprobe` must
 * say the same. A `pid` of -1 is any process. */
struct bpf_link *bpf_program__attach_kprobe(const struct bpf_program *prog, bool retprobe,
					    const char *func_name);
struct bpf_link *bpf_program__attach_kprobe_opts(const struct bpf_program *prog,
						 const char *func_name,
						 const struct bpf_kprobe_opts *opts);
struct bpf_link *bpf_program__attach_ksyscall(const struct bpf_program *prog,
					      const char *syscall_name,
					      const struct bpf_ksyscall_opts *opts);
struct bpf_link *bpf_program__attach_uprobe(const struct bpf_program *prog, bool retprobe, int pid,
					    const char *binary_path, size_t func_offset);
struct bpf_link *bpf_program__attach_uprobe_opts(const struct bpf_program *prog, int pid,
						 const char *binary_path, size_t func_offset,
						 const struct bpf_uprobe_opts *opts);
struct bpf_link *bpf_program__attach_usdt(const struct bpf_program *prog, int pid,
					  const char *binary_path, const char *usdt_provider,
					  const char *usdt_name, const struct bpf_usdt_opts *opts);
struct bpf_link *bpf_program__attach_tracepoint(const struct bpf_program *prog,
						const char *tp_category, const char *tp_name);
struct bpf_link *bpf_program__attach_raw_tracepoint(const struct bpf_program *prog,
						    const char *tp_name);
struct bpf_link *bpf_program__attach_trace(const struct bpf_program *prog);
struct bpf_link *bpf_program__attach_lsm(const struct bpf_program *prog);

/* These name their target by a number of the host that a guest cannot have:
 * -EOPNOTSUPP. Use wasm_bpf_attach() with the interface's name or the path. */
struct bpf_link *bpf_program__attach_xdp(const struct bpf_program *prog, int ifindex);
struct bpf_link *bpf_program__attach_cgroup(const struct bpf_program *prog, int cgroup_fd);
struct bpf_link *bpf_program__attach_netns(const struct bpf_program *prog, int netns_fd);
struct bpf_link *bpf_program__attach_perf_event(const struct bpf_program *prog, int pfd);

/* --- links ------------------------------------------------------------------ */

/* Frees the link. The program stays attached until its object is closed, which the
 * result says: -EOPNOTSUPP, 0 for null. bpf_link__detach() only says it. */
int bpf_link__destroy(struct bpf_link *link);
int bpf_link__detach(struct bpf_link *link);

/* --- maps ------------------------------------------------------------------- */

/* A map's descriptor: for this library's functions only, it is none of WASI's.
 * -EBADF before the object is loaded. */
int bpf_map__fd(const struct bpf_map *map);
const char *bpf_map__name(const struct bpf_map *map);

/* What the object's BTF says of the map; 0 where it says nothing. */
enum bpf_map_type bpf_map__type(const struct bpf_map *map);
__u32 bpf_map__key_size(const struct bpf_map *map);
__u32 bpf_map__value_size(const struct bpf_map *map);
__u32 bpf_map__max_entries(const struct bpf_map *map);
__u32 bpf_map__map_flags(const struct bpf_map *map);

/* Until the object is loaded: -EBUSY. -EOPNOTSUPP where the map's definition has no
 * max_entries, or shares its struct with another map. */
int bpf_map__set_max_entries(struct bpf_map *map, __u32 max_entries);

/* Whether the map holds global variables: .data, .rodata, .bss. */
bool bpf_map__is_internal(const struct bpf_map *map);

/* The initial values of global variables: writable until the object is loaded.
 * Null for other maps. Setting wants the very size: -EINVAL; -EBUSY once loaded. */
void *bpf_map__initial_value(const struct bpf_map *map, size_t *ret_size);
int bpf_map__set_initial_value(struct bpf_map *map, const void *data, size_t size);

/* As in <bpf/bpf.h>, with the sizes of key and value checked: -EINVAL. The value
 * of a per-CPU map is round_up(value_size, 8) bytes for each possible CPU. */
int bpf_map__lookup_elem(const struct bpf_map *map, const void *key, size_t key_sz, void *value,
			 size_t value_sz, __u64 flags);
int bpf_map__update_elem(const struct bpf_map *map, const void *key, size_t key_sz,
			 const void *value, size_t value_sz, __u64 flags);
int bpf_map__delete_elem(const struct bpf_map *map, const void *key, size_t key_sz, __u64 flags);
int bpf_map__get_next_key(const struct bpf_map *map, const void *cur_key, void *next_key,
			  size_t key_sz);

/* --- ring buffers ----------------------------------------------------------- */

struct ring_buffer;

/* A negative result ends the poll, which returns it; the record counts as taken. */
typedef int (*ring_buffer_sample_fn)(void *ctx, void *data, size_t size);

struct ring_buffer_opts {
	size_t sz;
	size_t max_record;  /* bytes; 0: 65536. Ours: longer records are cut, with a warning */
};

/* `map_fd` is that of a map of a loaded object; rings of several maps and objects
 * can be polled together. Free what this gives before the object is closed. */
struct ring_buffer *ring_buffer__new(int map_fd, ring_buffer_sample_fn sample_cb, void *ctx,
				     const struct ring_buffer_opts *opts);
int ring_buffer__add(struct ring_buffer *rb, int map_fd, ring_buffer_sample_fn sample_cb,
		     void *ctx);
void ring_buffer__free(struct ring_buffer *rb);

/* Waits at most `timeout_ms` (0: not at all, -1: for ever) for records and hands
 * them over in order. Returns how many, a negative result of the callback, or
 * -EINTR: then the user interrupted the guest, and a handler set by signal() for
 * SIGINT, else for SIGTERM, has been called.
 * (sleep() and its kin call the handler, too, and end early.)
 * A single map is waited for; several are looked at in turn every few milliseconds. */
int ring_buffer__poll(struct ring_buffer *rb, int timeout_ms);
int ring_buffer__consume(struct ring_buffer *rb);

/* --- perf buffers ----------------------------------------------------------- */

struct perf_buffer;

/* The runtime merges the CPUs' buffers and does not say whose a sample was: `cpu`
 * is -1. `size` includes the padding that the kernel adds, as in libbpf. */
typedef void (*perf_buffer_sample_fn)(void *ctx, int cpu, void *data, __u32 size);

/* Never called: the runtime counts lost samples and says so when the guest ends. */
typedef void (*perf_buffer_lost_fn)(void *ctx, int cpu, __u64 count);

struct perf_buffer_opts {
	size_t sz;
};

/* `page_cnt` must be a power of two as in libbpf, but the runtime chooses the size. */
struct perf_buffer *perf_buffer__new(int map_fd, size_t page_cnt,
				     perf_buffer_sample_fn sample_cb,
				     perf_buffer_lost_fn lost_cb, void *ctx,
				     const struct perf_buffer_opts *opts);
void perf_buffer__free(struct perf_buffer *pb);

/* As ring_buffer__poll() and ring_buffer__consume(). */
int perf_buffer__poll(struct perf_buffer *pb, int timeout_ms);
int perf_buffer__consume(struct perf_buffer *pb);

/* --- skeletons -------------------------------------------------------------- */
/*
 * What `btf2h --skeleton` writes, and `bpftool gen skeleton`, is built on these.
 * Opening finds each map and program by name and points `*mmaped` at the initial
 * values of a map of global variables, in the object's own copy of `data`.
 */

struct bpf_map_skeleton {
	const char *name;  /* ".rodata"; "app.rodata", as bpftool writes it, is the same */
	struct bpf_map **map;
	void **mmaped;     /* null but for global variables */
};

struct bpf_prog_skeleton {
	const char *name;
	struct bpf_program **prog;
	struct bpf_link **link;
};

struct bpf_object_skeleton {
	size_t sz;  /* of this struct */
	const char *name;
	const void *data;
	size_t data_sz;
	struct bpf_object **obj;
	int map_cnt;
	int map_skel_sz;  /* sizeof(struct bpf_map_skeleton) */
	struct bpf_map_skeleton *maps;
	int prog_cnt;
	int prog_skel_sz;  /* sizeof(struct bpf_prog_skeleton) */
	struct bpf_prog_skeleton *progs;
};

int bpf_object__open_skeleton(struct bpf_object_skeleton *s,
			      const struct bpf_object_open_opts *opts);
int bpf_object__load_skeleton(struct bpf_object_skeleton *s);

/* Attaches what the sections say, but not what is attached or set aside already. */
int bpf_object__attach_skeleton(struct bpf_object_skeleton *s);
void bpf_object__detach_skeleton(struct bpf_object_skeleton *s);

/* Closes the object and frees `s`, its `maps` and its `progs`. Null is fine. */
void bpf_object__destroy_skeleton(struct bpf_object_skeleton *s);

#ifdef __cplusplus
}
#endif

#endif
