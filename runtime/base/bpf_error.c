// SPDX-License-Identifier: MIT
#include "base/bpf_error.h"

#include <bpf/libbpf.h>
#include <errno.h>

int bpf_errno(int ret)
{
	if (ret > -__LIBBPF_ERRNO__START || ret <= -__LIBBPF_ERRNO__END)
		return ret;
	switch (-ret) {
	case LIBBPF_ERRNO__VERIFY:
		return -EACCES;
	case LIBBPF_ERRNO__PROG2BIG:
		return -E2BIG;
	case LIBBPF_ERRNO__WRNGPID:
	case LIBBPF_ERRNO__INVSEQ:
	case LIBBPF_ERRNO__NLPARSE:
		return -EPROTO;
	default:
		return -EINVAL;
	}
}
