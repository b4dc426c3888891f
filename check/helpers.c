// SPDX-License-Identifier: MIT
#include "check/helpers.h"

#include <linux/bpf.h>
#include <stddef.h>

/* Newer headers of Linux give each name its number. */
#ifdef ___BPF_FUNC_MAPPER
#define NAME(name, number, ...) [number] = "bpf_" #name,
static const char *const names[] = { ___BPF_FUNC_MAPPER(NAME) };
#else
#define NAME(name) [BPF_FUNC_##name] = "bpf_" #name,
static const char *const names[] = { __BPF_FUNC_MAPPER(NAME) };
#endif

const char *helper_name(int32_t number)
{
	return number >= 0 && (size_t)number < sizeof(names) / sizeof(names[0]) ? names[number]
										: NULL;
}
