/* SPDX-License-Identifier: MIT */
/* Objects over module `wasm_bpf`, which loads bytes: what they say is read here. */
#ifndef SDK_V1_OBJECT_H
#define SDK_V1_OBJECT_H

#include "../internal.h"
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

/* The loaded map that has the descriptor, or null. */
const struct bpf_map *sdk_map_by_fd(int fd);

/* The object's bytes as they are to be loaded: `ret_data` is the object's copy, or, where
 * programs are left out or maps got other sizes, a new one to be freed. 0 or -errno. */
int sdk_load_image(const struct bpf_object *obj, void **ret_data, size_t *ret_size);

#endif
