// SPDX-License-Identifier: MIT
/* <btf_helpers.h>: the host has the kernel's BTF. */
#include <btf_helpers.h>

__attribute__((weak)) int ensure_core_btf(struct bpf_object_open_opts *opts)
{
	(void)opts;
	return 0;
}

__attribute__((weak)) void cleanup_core_btf(struct bpf_object_open_opts *opts)
{
	(void)opts;
}
