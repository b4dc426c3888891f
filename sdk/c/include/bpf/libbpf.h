/* SPDX-License-Identifier: MIT */
/*
 * libbpf's API for guests, with the names and meanings of libbpf 1.x
 * (https://libbpf.readthedocs.io). It uses the imports in <wasm_bpf_v2.h>. With
 * WASM_BPF_V1 defined, it uses only those in <wasm_bpf.h>, for any wasm-bpf runtime;
 * then functions marked [v2] do not exist, and the linker says so.
 *
 * Errors are libbpf's: functions return 0 or -errno and set errno. Functions that
 * return a pointer return null and set errno. The numbers are those of this libc's
 * <errno.h>, so `err == -EINTR` works as usual.
 *
 * What the runtime cannot do fails with -EOPNOTSUPP, and a message says what to do
 * instead. This includes options: none is ignored.
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

/* Sets the function that prints this library's messages (null: none) and returns the
 * previous one. By default all messages but LIBBPF_DEBUG go to stderr. [v2] They include the
 * host's reason of a failure, with the verifier's log; without v2 the runtime prints it. */
libbpf_print_fn_t libbpf_set_print(libbpf_print_fn_t fn);

/* libbpf's own error numbers, for sources that compare with them. */
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

/* Returns 0. Since libbpf 1.0 there is only one mode. */
int libbpf_set_strict_mode(enum libbpf_strict_mode mode);

/* Writes the text of an error to `buf`; `err` may have either sign. Returns 0 or -errno. */
int libbpf_strerror(int err, char *buf, size_t size);

/* Returns 0 if `ptr` is not null, or else -errno of the call that returned it. */
long long libbpf_get_error(const void *ptr);

/* Returns the number of possible CPUs, or -errno. With WASM_BPF_V1 it reads
 * /sys/devices/system/cpu/possible: run the guest with `--dir /sys/devices/system/cpu`. */
int libbpf_num_possible_cpus(void);

/* [v2] Return 1 if the kernel has it, 0 if not, or -errno. `opts` must be null. */
int libbpf_probe_bpf_prog_type(enum bpf_prog_type prog_type, const void *opts);
int libbpf_probe_bpf_map_type(enum bpf_map_type map_type, const void *opts);
int libbpf_probe_bpf_helper(enum bpf_prog_type prog_type, int helper_id, const void *opts);

/* Return the kernel's name in lower case without its prefix, or null for unknown numbers. */
const char *libbpf_bpf_prog_type_str(enum bpf_prog_type t);
const char *libbpf_bpf_map_type_str(enum bpf_map_type t);
const char *libbpf_bpf_attach_type_str(enum bpf_attach_type t);
const char *libbpf_bpf_link_type_str(enum bpf_link_type t);

/* --- objects ---------------------------------------------------------------- */

struct bpf_object_open_opts {
	size_t sz;                    /* size of this struct */
	const char *object_name;      /* null: the file's name without .bpf.o or .o */
	bool relaxed_maps;            /* must be false; the next three must be null */
	const char *pin_root_path;
	const char *kconfig;
	const char *btf_custom_path;
	char *kernel_log_buf;         /* [v2] gets the verifier's log of all programs */
	size_t kernel_log_size;
	__u32 kernel_log_level;
	const char *bpf_token_path;   /* must be null */
};

/* Open an ELF file; nothing is in the kernel yet. Before the load you can set the initial
 * values of global variables and leave programs out. The bytes are copied. Close the
 * returned object. */
struct bpf_object *bpf_object__open(const char *path);
struct bpf_object *bpf_object__open_file(const char *path,
					 const struct bpf_object_open_opts *opts);
struct bpf_object *bpf_object__open_mem(const void *data, size_t size,
					const struct bpf_object_open_opts *opts);

/* Creates the maps, and verifies and loads the programs. With WASM_BPF_V1 every failure is
 * -EINVAL, and the runtime prints the reason. */
int bpf_object__load(struct bpf_object *obj);

/* Detaches and unloads everything. `obj` may be null. Links, maps, programs and buffers of
 * the object are invalid afterwards. */
void bpf_object__close(struct bpf_object *obj);

const char *bpf_object__name(const struct bpf_object *obj);

struct bpf_program *bpf_object__find_program_by_name(const struct bpf_object *obj,
						     const char *name);
struct bpf_map *bpf_object__find_map_by_name(const struct bpf_object *obj, const char *name);
int bpf_object__find_map_fd_by_name(const struct bpf_object *obj, const char *name);

/* Return the first one if the last argument is null, and null after the last. The `prev`
 * functions, [v2], go from the last to the first. */
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

/* [v2] Pin or unpin all maps by name in a folder of a BPF file system; a null path means
 * the maps' own pin paths. A guest cannot pin programs: pin links instead. */
int bpf_object__pin_maps(struct bpf_object *obj, const char *path);
int bpf_object__unpin_maps(struct bpf_object *obj, const char *path);
int bpf_object__pin_programs(struct bpf_object *obj, const char *path);
int bpf_object__unpin_programs(struct bpf_object *obj, const char *path);
int bpf_object__pin(struct bpf_object *obj, const char *path);

/* [v2] After the load, a skeleton's `data` and `bss` point at the kernel's memory, as in a
 * native tool. If the host cannot map it, and always with WASM_BPF_V1, they point at copies:
 * wasm_bpf_globals_read() refreshes the copies, and wasm_bpf_globals_write() writes them
 * back to the kernel. Both do nothing for mapped memory. */
int wasm_bpf_globals_read(struct bpf_object *obj);
int wasm_bpf_globals_write(struct bpf_object *obj);

/* --- programs --------------------------------------------------------------- */

const char *bpf_program__name(const struct bpf_program *prog);
const char *bpf_program__section_name(const struct bpf_program *prog);

/* Whether the load loads the program. Set it before the load. With WASM_BPF_V1, programs of
 * one section can only be left out together: -EOPNOTSUPP if there are several. */
bool bpf_program__autoload(const struct bpf_program *prog);
int bpf_program__set_autoload(struct bpf_program *prog, bool autoload);

/* Whether a skeleton's attach attaches the program. */
bool bpf_program__autoattach(const struct bpf_program *prog);
void bpf_program__set_autoattach(struct bpf_program *prog, bool autoattach);

/* [v2] Returns a descriptor of the loaded program, for functions of this library. The
 * object owns it. */
int bpf_program__fd(const struct bpf_program *prog);
size_t bpf_program__insn_cnt(const struct bpf_program *prog);

/* [v2] Types and flags, from the section or as set. They can be set only before the load:
 * -EBUSY after it. */
enum bpf_prog_type bpf_program__type(const struct bpf_program *prog);
int bpf_program__set_type(struct bpf_program *prog, enum bpf_prog_type type);
enum bpf_prog_type bpf_program__get_type(const struct bpf_program *prog);
enum bpf_attach_type bpf_program__get_expected_attach_type(const struct bpf_program *prog);
enum bpf_attach_type bpf_program__expected_attach_type(const struct bpf_program *prog);
int bpf_program__set_expected_attach_type(struct bpf_program *prog, enum bpf_attach_type type);
__u32 bpf_program__flags(const struct bpf_program *prog);
int bpf_program__set_flags(struct bpf_program *prog, __u32 flags);

/* [v2] The verifier's log level for the load: 0 for no log, or bits 1, 2, 4. The caller's
 * buffer gets the log of all programs of the object. */
__u32 bpf_program__log_level(const struct bpf_program *prog);
int bpf_program__set_log_level(struct bpf_program *prog, __u32 log_level);
const char *bpf_program__log_buf(const struct bpf_program *prog, size_t *log_size);
int bpf_program__set_log_buf(struct bpf_program *prog, char *log_buf, size_t log_size);

/* [v2] Sets the function that the load binds the program to: a kernel function, or a
 * function of the program that the descriptor names. */
int bpf_program__set_attach_target(struct bpf_program *prog, int attach_prog_fd,
				   const char *attach_func_name);

/* --- maps ------------------------------------------------------------------- */

/* Returns a map's descriptor, for functions of this library only; it is not a descriptor of
 * WASI. -EBADF before the load. */
int bpf_map__fd(const struct bpf_map *map);
const char *bpf_map__name(const struct bpf_map *map);

enum bpf_map_type bpf_map__type(const struct bpf_map *map);
__u32 bpf_map__key_size(const struct bpf_map *map);
__u32 bpf_map__value_size(const struct bpf_map *map);
__u32 bpf_map__max_entries(const struct bpf_map *map);
__u32 bpf_map__map_flags(const struct bpf_map *map);
__u32 bpf_map__numa_node(const struct bpf_map *map);    /* [v2] this and the next two return */
__u64 bpf_map__map_extra(const struct bpf_map *map);    /* what was set, or 0 */
__u32 bpf_map__ifindex(const struct bpf_map *map);

/* Set these before the load: -EBUSY after it. All but max_entries are [v2]. With WASM_BPF_V1
 * max_entries fails with -EOPNOTSUPP if the map's definition has none or shares its struct. */
int bpf_map__set_max_entries(struct bpf_map *map, __u32 max_entries);
int bpf_map__set_type(struct bpf_map *map, enum bpf_map_type type);
int bpf_map__set_key_size(struct bpf_map *map, __u32 size);
int bpf_map__set_value_size(struct bpf_map *map, __u32 size);
int bpf_map__set_map_flags(struct bpf_map *map, __u32 flags);
int bpf_map__set_numa_node(struct bpf_map *map, __u32 numa_node);
int bpf_map__set_map_extra(struct bpf_map *map, __u64 map_extra);
int bpf_map__set_ifindex(struct bpf_map *map, __u32 ifindex);

/* [v2] Whether the load creates the map. */
bool bpf_map__autocreate(const struct bpf_map *map);
int bpf_map__set_autocreate(struct bpf_map *map, bool autocreate);

/* [v2] Whether a skeleton's attach attaches this struct_ops map. */
bool bpf_map__autoattach(const struct bpf_map *map);
int bpf_map__set_autoattach(struct bpf_map *map, bool autoattach);

/* Whether the map holds global variables: .data, .rodata, .bss. */
bool bpf_map__is_internal(const struct bpf_map *map);

/* The initial values of global variables, writable until the load. [v2] After the load the
 * same memory is the map's; .rodata is read-only. Null for other maps. Setting needs the
 * exact size: -EINVAL otherwise; -EBUSY after the load. */
void *bpf_map__initial_value(const struct bpf_map *map, size_t *ret_size);
int bpf_map__set_initial_value(struct bpf_map *map, const void *data, size_t size);

/* [v2] Pinning. The operator must allow the path: -EPERM otherwise. If you set a pin path
 * before the load, the load reuses the map that is pinned there, or pins the new map. */
int bpf_map__set_pin_path(struct bpf_map *map, const char *path);
const char *bpf_map__pin_path(const struct bpf_map *map);
const char *bpf_map__get_pin_path(const struct bpf_map *map);
bool bpf_map__is_pinned(const struct bpf_map *map);
int bpf_map__pin(struct bpf_map *map, const char *path);
int bpf_map__unpin(struct bpf_map *map, const char *path);

/* [v2] Sets the model for the inner maps of a map of maps, by its descriptor, before the
 * load. */
int bpf_map__set_inner_map_fd(struct bpf_map *map, int fd);

/* [v2] Has the load use another map of this guest in the map's place, by its descriptor. -EBUSY
 * after the load, -EINVAL for maps that the object has contents for, and for maps of maps. */
int bpf_map__reuse_fd(struct bpf_map *map, int fd);

/* As in <bpf/bpf.h>, but they check the sizes of key and value: -EINVAL. The value of a
 * per-CPU map has round_up(value_size, 8) bytes for each possible CPU. */
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
 * Skeletons of `btf2h --skeleton` and of `bpftool gen skeleton` use these. Opening finds
 * each map and program by name, and points `*mmaped` at the initial values of a map of
 * global variables.
 */

struct bpf_map_skeleton {
	const char *name;  /* ".rodata"; "app.rodata", as bpftool writes it, is the same */
	struct bpf_map **map;
	void **mmaped;     /* null, except for global variables */
	struct bpf_link **link;  /* null, except for a struct_ops map */
};

struct bpf_prog_skeleton {
	const char *name;
	struct bpf_program **prog;
	struct bpf_link **link;
};

struct bpf_object_skeleton {
	size_t sz;  /* size of this struct */
	const char *name;
	const void *data;
	size_t data_sz;
	struct bpf_object **obj;
	int map_cnt;
	int map_skel_sz;  /* size of one entry of `maps` */
	struct bpf_map_skeleton *maps;
	int prog_cnt;
	int prog_skel_sz;
	struct bpf_prog_skeleton *progs;
};

int bpf_object__open_skeleton(struct bpf_object_skeleton *s,
			      const struct bpf_object_open_opts *opts);
int bpf_object__load_skeleton(struct bpf_object_skeleton *s);

/* Attaches every program to what its section names, except programs that are already
 * attached or whose autoattach is off. */
int bpf_object__attach_skeleton(struct bpf_object_skeleton *s);
void bpf_object__detach_skeleton(struct bpf_object_skeleton *s);

/* Closes the object and frees `s`, its `maps` and its `progs`. `s` may be null. */
void bpf_object__destroy_skeleton(struct bpf_object_skeleton *s);

/*
 * [v2] Subskeletons, of `btf2h --subskeleton` and `bpftool gen subskeleton`: what a library's
 * part of a linked object has.
 */

struct bpf_var_skeleton {
	const char *name;
	struct bpf_map **map;  /* one of the entries' */
	void **addr;
};

struct bpf_object_subskeleton {
	size_t sz;  /* size of this struct */
	const struct bpf_object *obj;
	int map_cnt;
	int map_skel_sz;  /* size of one entry of `maps` */
	struct bpf_map_skeleton *maps;
	int prog_cnt;
	int prog_skel_sz;
	struct bpf_prog_skeleton *progs;
	int var_cnt;
	int var_skel_sz;
	struct bpf_var_skeleton *vars;
};

/* Finds each map, program and variable in the object `obj`, which stays the caller's. */
int bpf_object__open_subskeleton(struct bpf_object_subskeleton *s);

/* Frees `s` and its lists. `s` may be null. */
void bpf_object__destroy_subskeleton(struct bpf_object_subskeleton *s);

#ifdef __cplusplus
}
#endif

#include "libbpf_attach.h"
#include "libbpf_buffer.h"

#include "libbpf_absent.h"

#endif
