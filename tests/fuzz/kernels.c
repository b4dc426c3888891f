// SPDX-License-Identifier: MIT
/*
 * Images of kernels, packages and archives of any bytes, to what looks for BTF in them.
 *
 * rooms: kernels lib
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "kernels/kernel.h"
#include "kernels/module.h"
#include "lib/btf_check.h"
#include "lib/buf.h"
#include "lib/err.h"

static int take(void *context, const struct kernel *kernel, struct err *err)
{
	(void)context;
	(void)err;
	for (const char *at = kernel->release; *at; at++)
		if (*at <= ' ' || *at > '~')
			abort();
	if (!*kernel->release || !*kernel->arch ||
	    (kernel->btf && btf_check(kernel->btf->data, kernel->btf->len, NULL) < 0))
		abort();
	return 0;
}

static int take_module(void *context, const struct kernel_module *module, struct err *err)
{
	unsigned char *sum = context;

	(void)err;
	for (size_t i = 0; i < module->btf_size; i++)
		*sum ^= ((const unsigned char *)module->btf)[i];
	for (size_t i = 0; i < module->excerpt_size; i++)
		*sum ^= ((const unsigned char *)module->excerpt)[i];
	if (!*module->name || !*module->release || strlen(module->arch) >= sizeof(module->arch))
		abort();
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err err = ERR_INIT;
	unsigned char sum = 0;

	kernels_of("1.btf", data, size, take, NULL, &err);
	kernels_modules_of("1.ko.xz", data, size, take_module, &sum, &err);
	return 0;
}
