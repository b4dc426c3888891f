/* SPDX-License-Identifier: MIT */
/* Objects over module `wasm_bpf_v2`: the host knows what is in them, these are handles. */
#ifndef SDK_V2_OBJECT_H
#define SDK_V2_OBJECT_H

#include <wasm_bpf_v2.h>
#include "../internal.h"

struct bpf_object {
	int handle;
	bool is_loaded;
	char *name;
	struct bpf_program *programs;
	struct bpf_map *maps;
	char *log;         /* the caller's room for what the verifier says, or null */
	size_t log_size;
};

struct bpf_program {
	struct bpf_program *next;
	struct bpf_object *object;
	int handle;
	int fd;            /* the descriptor that was given out, or 0 */
	bool autoload;
	bool autoattach;
	char *section;     /* null until somebody asks */
	__u32 flags;       /* what was set */
	__u32 log_level;
	char *log;         /* the caller's */
	size_t log_size;
	char name[];
};

struct bpf_map {
	struct bpf_map *next;
	struct bpf_object *object;
	int handle;
	__u32 type;
	bool is_internal;  /* holds global variables */
	bool autoattach;
	bool is_live;      /* `initial` is the kernel's memory */
	void *initial;     /* pages, once somebody asked for them */
	size_t initial_size;
	char *pin_path;
	bool is_pinned;
	bool is_reused;    /* another map is in its place */
	__u32 numa_node;   /* these are what was set */
	__u32 ifindex;
	__u64 extra;
	char name[];
};

/* sdk_result(), and for a failure prints what the host says of it. */
int sdk_failed(int host);

/* Prints a text of the host's, of any length. */
void sdk_print_text(enum libbpf_print_level level, const char *text);

/* The name of a map of global variables without the part of the object's that it begins
 * with for the kernel: ".rodata". */
const char *sdk_own_name(const char *name);

/* Whether a map of that type has a value for each CPU. */
bool sdk_is_per_cpu(__u32 type);

/* --- descriptors --------------------------------------------------------------- */
/*
 * WASI's descriptors are small numbers; an object's maps are known by their handles. All
 * else that libbpf gives a descriptor for has a number from here on.
 */
enum { SDK_DESCRIPTORS = 0x40000000, SDK_DESCRIPTORS_MAX = 65536 };

enum sdk_descriptor_kind {
	SDK_PROGRAM,
	SDK_MAP,        /* of no object */
	SDK_LINK,
	SDK_ITERATOR,
	SDK_PATH,       /* `data` is the path, which is freed */
	SDK_EVENT,      /* `data` is the target for a program on that perf event, as above */
	SDK_SOCKET,     /* `handle` is that of an interface, or of the link to it */
	SDK_STATS,
};

struct sdk_descriptor {
	struct sdk_descriptor *next;
	int fd;
	enum sdk_descriptor_kind kind;
	int handle;
	void *data;
	ssize_t (*read)(int handle, void *buf, size_t size); /* null: it cannot be read */
	int (*close)(int handle);  /* null: the handle has another owner */
};

/* A new one of kind and handle, its number chosen; null with errno set. */
struct sdk_descriptor *sdk_descriptor_new(enum sdk_descriptor_kind kind, int handle);

/* The one of that kind, or null with EBADF. */
struct sdk_descriptor *sdk_descriptor_find(int fd, enum sdk_descriptor_kind kind);

/* Frees it, where `fd` is not 0; what its `close` says, or 0. */
int sdk_descriptor_free(int fd);

/* --- by descriptor ---------------------------------------------------------------- */

/* The host's handle of any map's descriptor; what it gives for none is none. */
int sdk_map_handle(int fd);

/* The program of a descriptor, or null with EBADF. */
const struct bpf_program *sdk_program_by_fd(int fd);

/* --- global variables ------------------------------------------------------------- */

/* The offset of a global variable in the values of a map, or -errno. */
int sdk_variable(const struct bpf_map *map, const char *name);

/* Gives what was set before loading to the host. 0 or -errno. */
int sdk_globals_set(const struct bpf_map *map);

/* Lets the memory be the map's from now on, where the host can do that. */
void sdk_globals_map(struct bpf_map *map);

void sdk_globals_free(struct bpf_map *map);

/* --- memory ------------------------------------------------------------------------ */

#define WASM_PAGE 65536

/* Pages of the host's, zeroed, at the start of one; null with ENOMEM. */
void *sdk_pages_new(size_t size);
void sdk_pages_free(void *pages, size_t size);

/* `size` in whole pages. */
size_t sdk_pages_round(size_t size);

/* --- links -------------------------------------------------------------------------- */

struct bpf_link {
	int handle;
	int fd;              /* the descriptor that was given out, or 0 */
	int event;           /* of a perf event: its descriptor, which the link owns, or 0 */
	bool is_disconnected;
	char *pin_path;
};

/* A link of the host's handle, or null with errno set for a negative one. */
struct bpf_link *sdk_link_new(int handle);

#endif
