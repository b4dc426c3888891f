/* SPDX-License-Identifier: MIT */
/* Boots a kernel under qemu, without disk or network, and has it load objects. */
#ifndef CHECK_BOOT_H
#define CHECK_BOOT_H

#include <stddef.h>

#include "check/load.h"

struct buf;
struct err;

struct boot_options {
	const char *accelerator; /* qemu's: "tcg" or "kvm" */
	unsigned int seconds;    /* after which it is ended */
};

/* An object that is loaded there. */
struct boot_object {
	const void *data;
	size_t size;
};

/* Whether qemu is here, for this machine's architecture. -ENOENT, with a hint, if not. */
int boot_check(struct err *err);

/* Makes what a kernel gets in memory: this program and the objects. 0 or -errno. */
int boot_prepare(const struct boot_object *objects, size_t count, struct buf *initrd,
		 struct err *err);

/* Boots an image. 0; -EIO, with the last line of the console, if it did not come to its end;
 * -ETIME. The caller releases the loads, also after a failure. */
int boot(const void *image, size_t size, const struct buf *initrd,
	 const struct boot_options *options, struct loads *ret_loads, struct err *err);

/* What the first process of a booted kernel does: loads the objects and powers off. Returns only
 * if this is not such a process. */
void boot_run(void);

#endif
