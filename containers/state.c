// SPDX-License-Identifier: MIT
#include "containers/state.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "containers/place.h"

enum { PATH_ROOM = 512, FILE_MAX = 16 << 20 };

static json_t *read_json(const char *root, const char *path)
{
	char whole[PATH_ROOM];
	struct stat status;

	snprintf(whole, sizeof(whole), "%s%s", root, path);
	if (stat(whole, &status) < 0 || !S_ISREG(status.st_mode) || status.st_size > FILE_MAX)
		return NULL;
	return json_load_file(whole, 0, NULL);
}

/* Sets a text that is not known yet. */
static void set(char **text, const char *value)
{
	if (!*text && value && *value)
		*text = strdup(value);
}

/* The first of the keys that has a text. */
static const char *first_of(const json_t *object, const char *const *keys)
{
	for (; *keys; keys++) {
		const char *text = json_string_value(json_object_get(object, *keys));

		if (text && *text)
			return text;
	}
	return NULL;
}

/* Labels of docker, and annotations of OCI bundles, that Kubernetes' runtimes write. */
static void take_labels(const json_t *labels, struct container *container)
{
	static const char *const names[] = { "io.kubernetes.container.name",
					     "io.kubernetes.cri.container-name", "nerdctl/name",
					     NULL };
	static const char *const pods[] = { "io.kubernetes.pod.name",
					    "io.kubernetes.cri.sandbox-name", NULL };
	static const char *const namespaces[] = { "io.kubernetes.pod.namespace",
						  "io.kubernetes.cri.sandbox-namespace", NULL };
	static const char *const images[] = { "io.kubernetes.cri.image-name",
					      "io.kubernetes.cri-o.ImageName",
					      "io.kubernetes.container.image", NULL };

	set(&container->name, first_of(labels, names));
	set(&container->pod, first_of(labels, pods));
	set(&container->namespace, first_of(labels, namespaces));
	set(&container->image, first_of(labels, images));
}

static void read_docker(const char *root, struct container *container)
{
	char path[PATH_ROOM];
	json_t *state, *config;
	const char *name;

	snprintf(path, sizeof(path), "/var/lib/docker/containers/%s/config.v2.json", container->id);
	state = read_json(root, path);
	config = json_object_get(state, "Config");
	name = json_string_value(json_object_get(state, "Name"));
	take_labels(json_object_get(config, "Labels"), container);
	set(&container->name, name && *name == '/' ? name + 1 : name);
	set(&container->image, json_string_value(json_object_get(config, "Image")));
	json_decref(state);
}

/* podman's list has names, and a JSON text with the image's name. */
static void take_podman(const json_t *entry, struct container *container)
{
	const char *text = json_string_value(json_object_get(entry, "metadata"));
	json_t *metadata = text ? json_loads(text, 0, NULL) : NULL;

	set(&container->name,
	    json_string_value(json_array_get(json_object_get(entry, "names"), 0)));
	set(&container->name, json_string_value(json_object_get(metadata, "name")));
	set(&container->image, json_string_value(json_object_get(metadata, "image-name")));
	set(&container->pod, json_string_value(json_object_get(metadata, "pod-name")));
	json_decref(metadata);
}

static void read_podman(const char *root, struct container *container)
{
	static const char *const drivers[] = { "overlay", "vfs", "btrfs", "zfs" };
	char path[PATH_ROOM];
	size_t i;

	for (size_t driver = 0; driver < sizeof(drivers) / sizeof(*drivers); driver++) {
		json_t *list, *entry;

		snprintf(path, sizeof(path),
			 "/var/lib/containers/storage/%s-containers/containers.json",
			 drivers[driver]);
		list = read_json(root, path);
		json_array_foreach (list, i, entry) {
			const char *id = json_string_value(json_object_get(entry, "id"));

			if (id && strcmp(id, container->id) == 0)
				take_podman(entry, container);
		}
		json_decref(list);
	}
}

/* The bundle of a running container, which all OCI runtimes are given. */
static void read_bundle(const char *root, struct container *container)
{
	static const char *const folders[] = {
		"/run/containerd/io.containerd.runtime.v2.task/k8s.io/%s/config.json",
		"/run/containerd/io.containerd.runtime.v2.task/moby/%s/config.json",
		"/run/containerd/io.containerd.runtime.v2.task/default/%s/config.json",
		"/run/containers/storage/overlay-containers/%s/userdata/config.json",
		"/var/lib/containers/storage/overlay-containers/%s/userdata/config.json",
	};
	char path[PATH_ROOM];

	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
		json_t *config;

		snprintf(path, sizeof(path), folders[i], container->id);
		config = read_json(root, path);
		take_labels(json_object_get(config, "annotations"), container);
		json_decref(config);
	}
}

void container_read(const char *root, const struct container_place *place,
		    struct container *ret_container)
{
	struct container container = { 0 };

	set(&container.id, place->id);
	set(&container.runtime, place->runtime);
	if (container.id) {
		read_docker(root, &container);
		read_bundle(root, &container);
		read_podman(root, &container);
	} else {
		set(&container.name, place->unit);
		set(&container.runtime, "systemd");
	}
	set(&container.pod, place->pod);
	*ret_container = container;
}

void container_release(struct container *container)
{
	free(container->id);
	free(container->runtime);
	free(container->name);
	free(container->image);
	free(container->pod);
	free(container->namespace);
}
