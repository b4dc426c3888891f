// SPDX-License-Identifier: MIT
/* posix_memalign() gives the error itself: WASI's with libc's malloc, Linux's with the small. */
#include <errno.h>
#include <stdlib.h>
#include <wasi/api.h>
#include "linux.h"

LIBC(int, posix_memalign, void **ret, size_t alignment, size_t size);

__attribute__((weak)) int posix_memalign(void **ret, size_t alignment, size_t size)
{
	switch (libc_posix_memalign(ret, alignment, size)) {
	case 0:
		return 0;
	case __WASI_ERRNO_INVAL:
	case EINVAL:
		return EINVAL;
	}
	return ENOMEM;
}
