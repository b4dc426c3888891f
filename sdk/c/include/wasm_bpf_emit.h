/* SPDX-License-Identifier: MIT */
/*
 * Records that the host shows, in place of printf(): the user of the guest then has -o json,
 * --filter, --columns, --by and --hist.
 *
 * #include "app.skel.h" #include <wasm_bpf_emit.h>
 *
 * WASM_BPF_EMIT(app, event) ... event__emit(&e);
 *
 * The struct must stand in the BTF of the object app.bpf.o: what its buffers and maps hold
 * does, and what a global variable of its refers to. Its layout is the kernel side's, as btf2h
 * has it.
 */
#ifndef WASM_BPF_EMIT_H
#define WASM_BPF_EMIT_H

#include <stddef.h>

#include "wasm_bpf_v2.h"

/* Defines TYPE__emit(const struct TYPE *record) and TYPE__emit_all(records, count). The first
 * call opens the stream, which has the name of the type. They return 0, or a negative errno.
 * APP is the name of the skeleton. */
#define WASM_BPF_EMIT(app, type) \
	static inline int type##__emit_all(const struct type *records, size_t count) \
	{ \
		static int stream; \
		size_t size; \
		const void *elf; \
\
		if (!stream) { \
			elf = app##__elf_bytes(&size); \
			stream = wasm_bpf_stream_open(0, elf, (uint32_t)size, #type, #type); \
		} \
		if (stream < 0) \
			return stream; \
		return wasm_bpf_stream_emit(stream, records, \
					    (uint32_t)(count * sizeof(*records))); \
	} \
	static inline int type##__emit(const struct type *record) \
	{ \
		return type##__emit_all(record, 1); \
	}

#endif
