// SPDX-License-Identifier: MIT
#include "export/pods.h"

#include <ctype.h>
#include <errno.h>
#include <jansson.h>
#include <stdbool.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/err.h"

struct lines {
	struct buf *to;
	size_t count;
};

/* A word of a line. */
static const char *word_of(const json_t *text)
{
	const char *word = json_string_value(text);

	if (!word || !*word || json_string_length(text) > POD_WORD_MAX)
		return "-";
	for (const char *at = word; *at; at++)
		if (!isalnum((unsigned char)*at) && !strchr("._:/@-", *at))
			return "-";
	return word;
}

/* "containerd://ID" */
static const char *id_of(const json_t *status)
{
	const char *text = json_string_value(json_object_get(status, "containerID"));
	const char *id = text ? strstr(text, "://") : NULL;

	if (!id || strlen(id + 3) != 64 || id[3 + strspn(id + 3, "0123456789abcdef")])
		return NULL;
	return id + 3;
}

static void add_line(struct lines *lines, const char *key, const json_t *status,
		     const json_t *metadata)
{
	if (lines->count++ >= POD_LINES_MAX)
		return;
	buf_printf(lines->to, "%s %s %s %s %s\n", key, word_of(json_object_get(status, "name")),
		   word_of(json_object_get(metadata, "name")),
		   word_of(json_object_get(metadata, "namespace")),
		   word_of(json_object_get(status, "image")));
}

static void add_pod(struct lines *lines, const json_t *pod)
{
	static const char *const kinds[] = { "containerStatuses", "initContainerStatuses",
					     "ephemeralContainerStatuses" };
	const json_t *metadata = json_object_get(pod, "metadata");
	const char *uid = word_of(json_object_get(metadata, "uid"));
	json_t *status;
	size_t i;

	if (strcmp(uid, "-") != 0)
		add_line(lines, uid, NULL, metadata);
	for (size_t kind = 0; kind < sizeof(kinds) / sizeof(*kinds); kind++)
		json_array_foreach (json_object_get(json_object_get(pod, "status"), kinds[kind]), i,
				    status) {
			if (id_of(status))
				add_line(lines, id_of(status), status, metadata);
		}
}

int pods_read(const char *answer, size_t size, struct buf *to, struct err *err)
{
	json_error_t error;
	json_t *list = json_loadb(answer, size, 0, &error);
	const json_t *pods = json_object_get(list, "items"), *pod;
	struct lines lines = { .to = to };
	size_t i;
	int ret = 0;

	if (!list)
		ret = err_set(err, EINVAL, "its answer is no JSON: %.128s", error.text);
	else if (!json_is_array(pods))
		ret = err_set(err, EINVAL, "its answer is no list of pods");
	json_array_foreach (pods, i, pod)
		add_pod(&lines, pod);
	json_decref(list);
	if (!ret && to->error)
		ret = err_set(err, to->error, "%s", strerror(to->error));
	return ret;
}
