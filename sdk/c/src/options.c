// SPDX-License-Identifier: MIT
/* Options for opening: what the host's libbpf is not told of is refused. */
#include <errno.h>
#include "internal.h"

int sdk_check_open_options(const struct bpf_object_open_opts *opts)
{
	if (!sdk_option(opts, relaxed_maps) && !sdk_option(opts, pin_root_path) &&
	    !sdk_option(opts, kconfig) && !sdk_option(opts, btf_custom_path) &&
	    !sdk_option(opts, bpf_token_path)
#ifdef WASM_BPF_V1
	    && !sdk_option(opts, kernel_log_buf) && !sdk_option(opts, kernel_log_level)
#endif
	   )
		return 0;
	return sdk_unsupported("bpf_object__open", "set no options but object_name"
#ifndef WASM_BPF_V1
						   " and kernel_log"
#endif
	);
}
