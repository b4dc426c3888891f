/* SPDX-License-Identifier: MIT */
/* What the sources of this library share. Names of C linkage that are not libbpf's
 * start with `sdk_`, so that they do not meet a guest's own. */
#ifndef SDK_INTERNAL_H
#define SDK_INTERNAL_H

#include <bpf/libbpf.h>
#include "elf.h"

struct bpf_object {
	struct bpf_object *next;  /* of all that are open */
	uint64_t handle;          /* the host's, 0 unless loaded */
	char *name;
	struct elf elf;           /* our copy, which initial values are written into */
	struct bpf_program *programs;
	struct bpf_map *maps;
	bool has_defs;            /* whether the maps' `def` are read */

	/* Null unless maps got other sizes: writes BTF that says so into `image`, if that is
	 * not null, at the offset `at`, and returns how many bytes that takes. */
	size_t (*resize)(const struct bpf_object *obj, struct elf *image, size_t at);
};

struct bpf_program {
	struct bpf_program *next;
	struct bpf_object *object;
	const char *name;     /* in the object's string table */
	const char *section;  /* without the '?' of a section that is not loaded */
	unsigned section_index;
	bool autoload;
	bool autoattach;
};

struct bpf_map_def {
	__u32 type, key_size, value_size, max_entries, flags;
	const uint32_t *max_entries_type;  /* the type id that says max_entries, in BTF */
};

struct bpf_map {
	struct bpf_map *next;
	struct bpf_object *object;
	const char *name;
	int fd;              /* the host's handle, -1 unless loaded */
	void *initial;       /* of global variables: in the ELF copy, or allocated for .bss */
	size_t initial_size; /* 0: no global variables */
	bool is_bss;
	bool is_resized;     /* def.max_entries is what the user said */
	struct bpf_map_def def;
};

/* Messages that end with a line feed, through the function that libbpf_set_print() set. */
void sdk_print(enum libbpf_print_level level, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
#define sdk_warn(...) sdk_print(LIBBPF_WARN, "libbpf: " __VA_ARGS__)

/* Sets errno and returns -code, for codes of this libc. */
int sdk_error(int code);
void *sdk_error_ptr(int code);

/* Turns what an import returned into what libbpf returns: a negative number becomes
 * -errno of this libc, and errno is set. */
int sdk_result(int host);

/* Fails with -EOPNOTSUPP and says what to do instead. */
int sdk_unsupported(const char *function, const char *instead);

/* The user interrupted the guest: calls its handler. */
void sdk_interrupted(void);

/* The loaded map that has the descriptor, or null. */
const struct bpf_map *sdk_map_by_fd(int fd);

/* The object's bytes as they are to be loaded: `ret_data` is the object's copy, or, where
 * programs are left out or maps got other sizes, a new one to be freed. 0 or -errno. */
int sdk_load_image(const struct bpf_object *obj, void **ret_data, size_t *ret_size);

#endif
