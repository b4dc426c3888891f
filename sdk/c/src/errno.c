// SPDX-License-Identifier: MIT
/* Errors as libbpf gives them. The host speaks Linux's numbers, as <errno.h> here does. */
#include <errno.h>
#include <wasm_bpf.h>
#include "internal.h"

#define ERRNO_LAST 4095  /* the largest that the kernel gives */

int wasm_bpf_errno(int host)
{
	return host > 0 && host <= ERRNO_LAST ? host : EIO;
}

int sdk_error(int code)
{
	errno = code;
	return -code;
}

void *sdk_error_ptr(int code)
{
	errno = code;
	return NULL;
}

int sdk_result(int host)
{
	return host < 0 ? sdk_error(wasm_bpf_errno(-host)) : host;
}

long long libbpf_get_error(const void *ptr)
{
	return ptr ? 0 : -errno;
}
