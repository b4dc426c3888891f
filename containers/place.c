// SPDX-License-Identifier: MIT
#include "containers/place.h"

#include <stdio.h>
#include <string.h>

enum { ID_LEAST = 32, PART_MAX = 255 };

/* What stands before the ID in a folder's name, and whose it is. */
static const struct {
	const char *prefix, *runtime;
} prefixes[] = {
	{ "cri-containerd-", "containerd" },
	{ "docker-", "docker" },
	{ "libpod-", "podman" },
	{ "crio-", "cri-o" },
	{ "nerdctl-", "containerd" },
};

/* Folders that a runtime has its containers in. */
static const struct {
	const char *folder, *runtime;
} parents[] = {
	{ "docker", "docker" },
	{ "libpod_parent", "podman" },
	{ "kubepods", "" },
};

static bool ends_in(const char *text, const char *end)
{
	const size_t len = strlen(text), end_len = strlen(end);

	return len > end_len && strcmp(text + len - end_len, end) == 0;
}

/* 32 to 64 hex digits, and then nothing or ".scope": containerd has IDs of people's own choice, but
 * not for pods. */
static bool read_id(const char *text, struct container_place *place)
{
	const size_t len = strspn(text, "0123456789abcdef");

	if (len < ID_LEAST || len > CONTAINER_ID_MAX ||
	    (text[len] && strcmp(text + len, ".scope") != 0))
		return false;
	snprintf(place->id, sizeof(place->id), "%.*s", (int)len, text);
	return true;
}

static bool read_container(const char *part, struct container_place *place)
{
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++) {
		const size_t len = strlen(prefixes[i].prefix);

		if (strncmp(part, prefixes[i].prefix, len) == 0 && read_id(part + len, place)) {
			place->runtime = prefixes[i].runtime;
			return true;
		}
	}
	return read_id(part, place);
}

/* "pod1234-..." or "kubepods-burstable-pod1234_....slice" */
static void read_pod(const char *part, struct container_place *place)
{
	const char *pod = strncmp(part, "pod", 3) == 0 ? part : strstr(part, "-pod");
	size_t len;

	if (!pod)
		return;
	pod += pod == part ? 3 : 4;
	len = strspn(pod, "0123456789abcdef-_");
	if (len < ID_LEAST || len > CONTAINER_POD_MAX)
		return;
	snprintf(place->pod, sizeof(place->pod), "%.*s", (int)len, pod);
	for (char *at = place->pod; *at; at++)
		*at = *at == '_' ? '-' : *at;
}

static void read_parent(const char *part, struct container_place *place)
{
	for (size_t i = 0; i < sizeof(parents) / sizeof(*parents); i++)
		if (!*place->runtime && strcmp(part, parents[i].folder) == 0)
			place->runtime = parents[i].runtime;
}

bool container_place(const char *path, struct container_place *ret_place)
{
	struct container_place place = { .runtime = "" };
	char part[PART_MAX + 1];

	while (*path) {
		const size_t len = strcspn(path, "/");

		snprintf(part, sizeof(part), "%.*s", (int)(len < PART_MAX ? len : PART_MAX), path);
		path += len + (path[len] == '/');
		if (!place.id[0])
			read_parent(part, &place);
		read_pod(part, &place);
		if (read_container(part, &place))
			place.unit[0] = '\0';
		else if (ends_in(part, ".service") || ends_in(part, ".scope"))
			snprintf(place.unit, sizeof(place.unit), "%s", part);
	}
	if (!place.id[0] && !place.unit[0])
		return false;
	if (place.id[0])
		place.unit[0] = '\0';
	*ret_place = place;
	return true;
}
