/* SPDX-License-Identifier: MIT */
/* For fuzz targets that give libbpf bytes: it says nothing about them. */
#ifndef FUZZ_QUIET_H
#define FUZZ_QUIET_H

#include <bpf/libbpf.h>
#include <stdarg.h>

static int quiet(enum libbpf_print_level level, const char *fmt, va_list args)
{
	(void)level;
	(void)fmt;
	(void)args;
	return 0;
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	libbpf_set_print(quiet);
	return 0;
}

#endif
