/* SPDX-License-Identifier: MIT */
/* bcc's helpers for kernels without BTF. They do nothing: the host reads the kernel's BTF. */
#ifndef __BTF_HELPERS_H
#define __BTF_HELPERS_H

#include <bpf/libbpf.h>

#ifdef __cplusplus
extern "C" {
#endif

int ensure_core_btf(struct bpf_object_open_opts *opts);
void cleanup_core_btf(struct bpf_object_open_opts *opts);

#ifdef __cplusplus
}
#endif

#endif
