// SPDX-License-Identifier: MIT
#include "format/descriptor.h"

#include <errno.h>
#include <string.h>

#include "lib/err.h"

int descriptor_parse(const json_t *json, struct descriptor *ret_descriptor, struct err *err)
{
	const char *type = json_string_value(json_object_get(json, "mediaType"));
	const char *digest = json_string_value(json_object_get(json, "digest"));
	const json_t *size = json_object_get(json, "size");
	struct descriptor found = { 0 };
	int ret;

	if (!type || !digest || !json_is_integer(size))
		return err_set(err, EINVAL, "a descriptor lacks its mediaType, digest or size");
	if (strlen(type) > MEDIA_TYPE_MAX)
		return err_set(err, EINVAL, "a mediaType has more than %d characters",
			       MEDIA_TYPE_MAX);
	if (json_integer_value(size) < 0)
		return err_set(err, EINVAL, "size of '%.140s' is negative", digest);
	ret = digest_parse(digest, &found.digest, err);
	if (ret)
		return ret;
	strcpy(found.media_type, type);
	found.size = (uint64_t)json_integer_value(size);
	*ret_descriptor = found;
	return 0;
}

json_t *descriptor_json(const struct descriptor *descriptor)
{
	return json_pack("{ss ss sI}", "mediaType", descriptor->media_type, "digest",
			 descriptor->digest.text, "size", (json_int_t)descriptor->size);
}
