/* SPDX-License-Identifier: MIT */
/* The libc's <malloc.h>: see <stdlib.h>. */
#include <stdlib.h>
#include_next <malloc.h>
