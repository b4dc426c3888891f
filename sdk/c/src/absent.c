// SPDX-License-Identifier: MIT
/* Functions that cannot work, from the table of them: each says why and fails. One that has nothing
 * to do succeeds. */
#include <errno.h>
#include <bpf/bpf.h>
#include <bpf/libbpf_absent.h>
#include "internal.h"

#define GROUP(group, title, reason) static const char absent_##group[] = reason;
#include <bpf/absent.def>

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wunused-parameter"
#define ABSENT(group, type, name, parameters, result) \
	type name parameters \
	{ \
		sdk_unsupported(__func__, absent_##group); \
		return result; \
	}
#include <bpf/absent.def>
#pragma clang diagnostic pop

int libbpf_set_memlock_rlim(size_t memlock_bytes)
{
	(void)memlock_bytes;
	return 0;
}
