/* SPDX-License-Identifier: MIT */
/*
 * libbpf's API for guests: the names and semantics of libbpf 1.x
 * (https://libbpf.readthedocs.io) over the imports in <wasm_bpf_v2.h>; over those in
 * <wasm_bpf.h> alone where WASM_BPF_V1 is defined, for any wasm-bpf runtime. What is
 * marked [v2] is not there then: linking says so.
 *
 * Errors as there: functions return 0 or -errno, and set errno; those that return
 * a pointer return null and set errno. The numbers are those of this libc's
 * <errno.h>, so `err == -EINTR` is true when it should be.
 *
 * What a runtime cannot do fails with -EOPNOTSUPP and a message that says what to do
 * instead; so does an option that would have been ignored.
 */
#ifndef WASM_BPF_LIBBPF_H
#define WASM_BPF_LIBBPF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>
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
 * before. By default all but LIBBPF_DEBUG go to stderr. [v2] Among them is what the host
 * said, with the verifier's words, when something failed; else the runtime prints that. */
libbpf_print_fn_t libbpf_set_print(libbpf_print_fn_t fn);

/* Errors of libbpf's own that sources ask for. */
enum libbpf_errno {
	__LIBBPF_ERRNO__START = 4000,
	LIBBPF_ERRNO__LIBELF = __LIBBPF_ERRNO__START,
	LIBBPF_ERRNO__FORMAT,
	LIBBPF_ERRNO__KVERSION,
	LIBBPF_ERRNO__ENDIAN,
	LIBBPF_ERRNO__INTERNAL,
	LIBBPF_ERRNO__RELOC,
	LIBBPF_ERRNO__LOAD,
	LIBBPF_ERRNO__VERIFY,
	LIBBPF_ERRNO__PROG2BIG,
	LIBBPF_ERRNO__KVER,
	LIBBPF_ERRNO__PROGTYPE,
	LIBBPF_ERRNO__WRNGPID,
	LIBBPF_ERRNO__INVSEQ,
	LIBBPF_ERRNO__NLPARSE,
	__LIBBPF_ERRNO__END,
};

enum libbpf_strict_mode {
	LIBBPF_STRICT_NONE,
	LIBBPF_STRICT_ALL = -1,
};

/* Since libbpf 1.0 there is one mode: 0. */
int libbpf_set_strict_mode(enum libbpf_strict_mode mode);

/* Writes the text of an error, of either sign, to `buf`. 0 or -errno. */
int libbpf_strerror(int err, char *buf, size_t size);

/* -errno of the call that gave `ptr`, 0 if it gave one. */
long libbpf_get_error(const void *ptr);

/* How many CPUs are possible; a positive number, or -errno. Over WASM_BPF_V1 read from
 * /sys/devices/system/cpu/possible: run the guest with `--dir /sys/devices/system/cpu`. */
int libbpf_num_possible_cpus(void);

/* [v2] Whether the kernel has it: 1, 0, or -errno. `opts` must be null. */
int libbpf_probe_bpf_prog_type(enum bpf_prog_type prog_type, const void *opts);
int libbpf_probe_bpf_map_type(enum bpf_map_type map_type, const void *opts);
int libbpf_probe_bpf_helper(enum bpf_prog_type prog_type, int helper_id, const void *opts);

/* The kernel's name in lower case, without its prefix; null for numbers not known. */
const char *libbpf_bpf_prog_type_str(enum bpf_prog_type t);
const char *libbpf_bpf_map_type_str(enum bpf_map_type t);
const char *libbpf_bpf_attach_type_str(enum bpf_attach_type t);
const char *libbpf_bpf_link_type_str(enum bpf_link_type t);

/* --- objects ---------------------------------------------------------------- */

struct bpf_object_open_opts {
	size_t sz;                    /* of this struct */
	const char *object_name;      /* null: the file's name without .bpf.o or .o */
	bool relaxed_maps;            /* must be false, as must be null or 0: */
	const char *pin_root_path;
	const char *kconfig;
	const char *btf_custom_path;
	char *kernel_log_buf;         /* [v2] what the verifier said of all programs */
	size_t kernel_log_size;
	__u32 kernel_log_level;
	const char *bpf_token_path;   /* must be null */
};

/* Opening reads the ELF file, nothing reaches the kernel: now initial values of
 * global variables can be set and programs left out. The bytes are copied. Close
 * the object that this gives. */
struct bpf_object *bpf_object__open(const char *path);
struct bpf_object *bpf_object__open_file(const char *path,
					 const struct bpf_object_open_opts *opts);
struct bpf_object *bpf_object__open_mem(const void *data, size_t size,
					const struct bpf_object_open_opts *opts);

/* Makes the maps and has the programs verified. Over WASM_BPF_V1 a failure is -EINVAL,
 * whatever the reason: the runtime prints it. */
int bpf_object__load(struct bpf_object *obj);

/* Detaches and unloads everything. Null is fine. Links, maps, programs and buffers
 * of the object are invalid afterwards. */
void bpf_object__close(struct bpf_object *obj);

const char *bpf_object__name(const struct bpf_object *obj);

struct bpf_program *bpf_object__find_program_by_name(const struct bpf_object *obj,
						     const char *name);
struct bpf_map *bpf_object__find_map_by_name(const struct bpf_object *obj, const char *name);
int bpf_object__find_map_fd_by_name(const struct bpf_object *obj, const char *name);

/* The first if the last argument is null; null after the last. The `prev` ones, [v2], go
 * from the last to the first. */
struct bpf_program *bpf_object__next_program(const struct bpf_object *obj,
					     struct bpf_program *prog);
struct bpf_program *bpf_object__prev_program(const struct bpf_object *obj,
					     struct bpf_program *prog);
struct bpf_map *bpf_object__next_map(const struct bpf_object *obj, const struct bpf_map *map);
struct bpf_map *bpf_object__prev_map(const struct bpf_object *obj, const struct bpf_map *map);

#define bpf_object__for_each_program(pos, obj) \
	for ((pos) = bpf_object__next_program((obj), NULL); (pos) != NULL; \
	     (pos) = bpf_object__next_program((obj), (pos)))
#define bpf_object__for_each_map(pos, obj) \
	for ((pos) = bpf_object__next_map((obj), NULL); (pos) != NULL; \
	     (pos) = bpf_object__next_map((obj), (pos)))
#define bpf_map__for_each bpf_object__for_each_map

/* [v2] Pins all maps in a folder of a bpf file system, by name; a null path means their
 * pin paths. Programs cannot be pinned by a guest: links can. */
int bpf_object__pin_maps(struct bpf_object *obj, const char *path);
int bpf_object__unpin_maps(struct bpf_object *obj, const char *path);
int bpf_object__pin_programs(struct bpf_object *obj, const char *path);
int bpf_object__unpin_programs(struct bpf_object *obj, const char *path);
int bpf_object__pin(struct bpf_object *obj, const char *path);

/* [v2] Global variables of a loaded object are the kernel's memory: what a skeleton's
 * `data` and `bss` point at is live, as natively. Where the host cannot map it, and over
 * WASM_BPF_V1, these are copies: the first takes the kernel's values over into them, the
 * second gives the copies' values to the kernel. Both do nothing where all is live. */
int wasm_bpf_globals_read(struct bpf_object *obj);
int wasm_bpf_globals_write(struct bpf_object *obj);

/* --- programs --------------------------------------------------------------- */

const char *bpf_program__name(const struct bpf_program *prog);
const char *bpf_program__section_name(const struct bpf_program *prog);

/* Whether loading the object loads the program; set before. Over WASM_BPF_V1 programs
 * of one section are loaded or left out together: -EOPNOTSUPP where there are several. */
bool bpf_program__autoload(const struct bpf_program *prog);
int bpf_program__set_autoload(struct bpf_program *prog, bool autoload);

/* Whether a skeleton's attach attaches the program. */
bool bpf_program__autoattach(const struct bpf_program *prog);
void bpf_program__set_autoattach(struct bpf_program *prog, bool autoattach);

/* [v2] A descriptor of the loaded program for this library's functions. The program's
 * object owns it. */
int bpf_program__fd(const struct bpf_program *prog);
size_t bpf_program__insn_cnt(const struct bpf_program *prog);

/* [v2] What the section says, or what was set, before loading: else -EBUSY. */
enum bpf_prog_type bpf_program__type(const struct bpf_program *prog);
int bpf_program__set_type(struct bpf_program *prog, enum bpf_prog_type type);
enum bpf_attach_type bpf_program__expected_attach_type(const struct bpf_program *prog);
int bpf_program__set_expected_attach_type(struct bpf_program *prog, enum bpf_attach_type type);
__u32 bpf_program__flags(const struct bpf_program *prog);
int bpf_program__set_flags(struct bpf_program *prog, __u32 flags);

/* [v2] What the verifier is to say when the object is loaded: 0 nothing, 1, 2, 4. The
 * buffer, the caller's, gets the words on all programs of the object. */
__u32 bpf_program__log_level(const struct bpf_program *prog);
int bpf_program__set_log_level(struct bpf_program *prog, __u32 log_level);
const char *bpf_program__log_buf(const struct bpf_program *prog, size_t *log_size);
int bpf_program__set_log_buf(struct bpf_program *prog, char *log_buf, size_t log_size);

/* [v2] The function that the program is bound to when it is loaded: the kernel's, or one
 * of the program that the descriptor stands for. */
int bpf_program__set_attach_target(struct bpf_program *prog, int attach_prog_fd,
				   const char *attach_func_name);

/* --- maps ------------------------------------------------------------------- */

/* A map's descriptor: for this library's functions only, it is none of WASI's.
 * -EBADF before the object is loaded. */
int bpf_map__fd(const struct bpf_map *map);
const char *bpf_map__name(const struct bpf_map *map);

enum bpf_map_type bpf_map__type(const struct bpf_map *map);
__u32 bpf_map__key_size(const struct bpf_map *map);
__u32 bpf_map__value_size(const struct bpf_map *map);
__u32 bpf_map__max_entries(const struct bpf_map *map);
__u32 bpf_map__map_flags(const struct bpf_map *map);
__u32 bpf_map__numa_node(const struct bpf_map *map);    /* [v2] and the next two: what */
__u64 bpf_map__map_extra(const struct bpf_map *map);    /* was set, 0 before */
__u32 bpf_map__ifindex(const struct bpf_map *map);

/* Until the object is loaded: -EBUSY. All but max_entries are [v2]; over WASM_BPF_V1
 * that is -EOPNOTSUPP where the map's definition has none, or shares its struct. */
int bpf_map__set_max_entries(struct bpf_map *map, __u32 max_entries);
int bpf_map__set_type(struct bpf_map *map, enum bpf_map_type type);
int bpf_map__set_key_size(struct bpf_map *map, __u32 size);
int bpf_map__set_value_size(struct bpf_map *map, __u32 size);
int bpf_map__set_map_flags(struct bpf_map *map, __u32 flags);
int bpf_map__set_numa_node(struct bpf_map *map, __u32 numa_node);
int bpf_map__set_map_extra(struct bpf_map *map, __u64 map_extra);
int bpf_map__set_ifindex(struct bpf_map *map, __u32 ifindex);

/* [v2] Whether loading makes the map. */
bool bpf_map__autocreate(const struct bpf_map *map);
int bpf_map__set_autocreate(struct bpf_map *map, bool autocreate);

/* [v2] Whether a skeleton's attach attaches it, a struct_ops map. */
bool bpf_map__autoattach(const struct bpf_map *map);
int bpf_map__set_autoattach(struct bpf_map *map, bool autoattach);

/* Whether the map holds global variables: .data, .rodata, .bss. */
bool bpf_map__is_internal(const struct bpf_map *map);

/* The initial values of global variables: writable until the object is loaded. [v2] Then
 * the same memory is the map's, .rodata read-only. Null for other maps. Setting wants the
 * very size: -EINVAL; -EBUSY once loaded. */
void *bpf_map__initial_value(const struct bpf_map *map, size_t *ret_size);
int bpf_map__set_initial_value(struct bpf_map *map, const void *data, size_t size);

/* [v2] Pinning, which the user must have allowed: else -EPERM. A pin path that is set
 * before loading has loading reuse what is there, and pin the map otherwise. */
int bpf_map__set_pin_path(struct bpf_map *map, const char *path);
const char *bpf_map__pin_path(const struct bpf_map *map);
bool bpf_map__is_pinned(const struct bpf_map *map);
int bpf_map__pin(struct bpf_map *map, const char *path);
int bpf_map__unpin(struct bpf_map *map, const char *path);

/* [v2] The map that a map of maps is made like, by its descriptor; before loading. */
int bpf_map__set_inner_map_fd(struct bpf_map *map, int fd);

/* [v2] Not possible: -EOPNOTSUPP. Use bpf_map__set_pin_path(). */
int bpf_map__reuse_fd(struct bpf_map *map, int fd);

/* As in <bpf/bpf.h>, with the sizes of key and value checked: -EINVAL. The value
 * of a per-CPU map is round_up(value_size, 8) bytes for each possible CPU. */
int bpf_map__lookup_elem(const struct bpf_map *map, const void *key, size_t key_sz, void *value,
			 size_t value_sz, __u64 flags);
int bpf_map__update_elem(const struct bpf_map *map, const void *key, size_t key_sz,
			 const void *value, size_t value_sz, __u64 flags);
int bpf_map__delete_elem(const struct bpf_map *map, const void *key, size_t key_sz, __u64 flags);
int bpf_map__lookup_and_delete_elem(const struct bpf_map *map, const void *key, size_t key_sz,
				    void *value, size_t value_sz, __u64 flags); /* [v2] */
int bpf_map__get_next_key(const struct bpf_map *map, const void *cur_key, void *next_key,
			  size_t key_sz);

/* --- skeletons -------------------------------------------------------------- */
/*
 * What `btf2h --skeleton` writes, and `bpftool gen skeleton`, is built on these.
 * Opening finds each map and program by name and points `*mmaped` at the initial
 * values of a map of global variables.
 */

struct bpf_map_skeleton {
	const char *name;  /* ".rodata"; "app.rodata", as bpftool writes it, is the same */
	struct bpf_map **map;
	void **mmaped;     /* null but for global variables */
	struct bpf_link **link;  /* of a struct_ops map, or null */
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
	int map_skel_sz;  /* from one entry of `maps` to the next */
	struct bpf_map_skeleton *maps;
	int prog_cnt;
	int prog_skel_sz;
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

#include "libbpf_attach.h"
#include "libbpf_buffer.h"

#endif
