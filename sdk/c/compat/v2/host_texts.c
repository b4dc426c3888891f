// SPDX-License-Identifier: MIT
/* What <trace_helpers.h> and sources read from /proc, asked of the host. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <trace_helpers.h>
#include <wasm_bpf_v2.h>

/* In allocated memory, or null with errno set. */
static char *host_text(int which)
{
	int len = wasm_bpf_host_text(which, NULL, 0), got = len;
	char *text = NULL;

	/* It can grow meanwhile. */
	while (got >= 0 && (!text || got > len)) {
		free(text);
		len = got + 64;
		text = malloc(len + 1);
		if (!text)
			return NULL;
		got = wasm_bpf_host_text(which, text, len + 1);
	}
	if (got < 0) {
		free(text);
		errno = -got;
		return NULL;
	}
	return text;
}

__attribute__((weak)) int str_loadavg(char *buf, size_t buf_len)
{
	char *text;
	int n;

	if (!buf || !buf_len)
		return -EINVAL;
	text = host_text(WASM_BPF_LOAD_AVERAGE);
	if (!text)
		return -errno;
	n = snprintf(buf, buf_len, "loadavg: %s", text);
	free(text);
	return (size_t)n < buf_len ? n : -ERANGE;
}

/* --- disks ------------------------------------------------------------------------------ */

struct partitions {
	char *text;
	int count;
	struct partition all[];
};

#define MINOR_BITS 20

/* Cuts lines such as "   8        1   1048576 sda1" into partitions, whose names stay there. */
static void cut_partitions(struct partitions *partitions)
{
	char *line, *rest;

	for (line = strtok_r(partitions->text, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest)) {
		struct partition *partition = &partitions->all[partitions->count];
		unsigned major, minor;
		int name = 0;

		if (sscanf(line, "%u %u %*u %n", &major, &minor, &name) != 2 || !name)
			continue;
		partition->name = line + name;
		partition->dev = major << MINOR_BITS | minor;
		partitions->count++;
	}
}

__attribute__((weak)) struct partitions *partitions__load(void)
{
	char *text = host_text(WASM_BPF_PARTITIONS);
	struct partitions *partitions;
	int lines = 1;

	if (!text)
		return NULL;
	for (const char *at = text; (at = strchr(at, '\n')); at++)
		lines++;
	partitions = calloc(1, sizeof(*partitions) + lines * sizeof(struct partition));
	if (!partitions) {
		free(text);
		return NULL;
	}
	partitions->text = text;
	cut_partitions(partitions);
	return partitions;
}

__attribute__((weak)) void partitions__free(struct partitions *partitions)
{
	if (partitions)
		free(partitions->text);
	free(partitions);
}

__attribute__((weak)) const struct partition *
partitions__get_by_dev(const struct partitions *partitions, unsigned int dev)
{
	for (int i = 0; i < partitions->count; i++)
		if (partitions->all[i].dev == dev)
			return &partitions->all[i];
	return NULL;
}

__attribute__((weak)) const struct partition *
partitions__get_by_name(const struct partitions *partitions, const char *name)
{
	for (int i = 0; i < partitions->count; i++)
		if (!strcmp(partitions->all[i].name, name))
			return &partitions->all[i];
	return NULL;
}
