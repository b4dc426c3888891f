/* SPDX-License-Identifier: MIT */
/* What guests that try libbpf's functions share: each check is a line of TAP, with libbpf's last
 * message where it failed. */
#ifndef API_TEST_H
#define API_TEST_H

#include <bpf/libbpf.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

static int tests, failed;
static char messages[65536];

static void check(bool ok, const char *name)
{
	printf("%s %d - %s\n", ok ? "ok" : "not ok", ++tests, name);
	if (!ok)
		printf("# errno %d, message: %.200s\n", errno, messages);
	failed += !ok;
}

static int keep_messages(enum libbpf_print_level level, const char *fmt, va_list ap)
{
	(void)level;
	return vsnprintf(messages, sizeof(messages), fmt, ap);
}

static struct bpf_program *program(struct bpf_object *obj, const char *name)
{
	return bpf_object__find_program_by_name(obj, name);
}

static struct bpf_map *map(struct bpf_object *obj, const char *name)
{
	return bpf_object__find_map_by_name(obj, name);
}

static int map_fd(struct bpf_object *obj, const char *name)
{
	return bpf_object__find_map_fd_by_name(obj, name);
}

#endif
