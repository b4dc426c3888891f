/* SPDX-License-Identifier: MIT */
/* bcc's helpers for kernels without BTF. They do nothing: the host reads the kernel's BTF. */
#ifndef WASM_BPF_BTF_HELPERS_H
#define WASM_BPF_BTF_HELPERS_H

#include <bpf/libbpf.h>

static inline int ensure_core_btf(struct bpf_object_open_opts *opts)
{
	(void)opts;
	return 0;
}

static inline void cleanup_core_btf(struct bpf_object_open_opts *opts)
{
	(void)opts;
}

#endif
