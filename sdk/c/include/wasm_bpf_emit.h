/* SPDX-License-Identifier: MIT */
/*
 * Records that the host shows, in place of printf(): the user of the guest then has -o json,
 * --filter, --columns, --by and --hist.
 *
 * A skeleton (btf2h --skeleton app.bpf.o) has functions for each struct of the object:
 *
 *	#include "app.skel.h"
 *	#include "app.types.h"
 *	...
 *	app_bpf_event__emit(&event);
 *
 * This header is for guests without one, or for types that a skeleton leaves out.
 */
#ifndef WASM_BPF_EMIT_H
#define WASM_BPF_EMIT_H

#include <stddef.h>

#include "wasm_bpf_v2.h"

/* Emits `records_size` bytes of structs `type`, one behind the other, in a stream of that name. The
 * first call opens it and stores it at `stream`, which is 0 before. `btf` has `btf_size` bytes, of
 * an ELF file with BTF, or BTF alone. Returns 0, or a negative errno. */
static inline int wasm_bpf_emit(int *stream, const void *btf, size_t btf_size, const char *type,
				const void *records, size_t records_size)
{
	if (!*stream)
		*stream = wasm_bpf_stream_open(0, btf, (uint32_t)btf_size, type, type);
	if (*stream < 0)
		return *stream;
	return wasm_bpf_stream_emit(*stream, records, (uint32_t)records_size);
}

/* Defines TYPE__emit(const struct TYPE *record) and TYPE__emit_all(records, count), as a skeleton
 * has them. APP is its name. */
#define WASM_BPF_EMIT(app, type) \
	static inline int type##__emit_all(const struct type *records, size_t count) \
	{ \
		static int stream; \
		size_t size; \
		const void *elf = app##__elf_bytes(&size); \
\
		return wasm_bpf_emit(&stream, elf, size, #type, records, \
				     count * sizeof(*records)); \
	} \
	static inline int type##__emit(const struct type *record) \
	{ \
		return type##__emit_all(record, 1); \
	}

#endif
