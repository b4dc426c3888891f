// SPDX-License-Identifier: MIT
#include "export/answer.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An integer of 64 bits, which the JSON of protobuf has as a text. */
static uint64_t number(const json_t *object, const char *name)
{
	const json_t *value = json_object_get(object, name);
	const char *text = json_string_value(value);

	if (text)
		return *text == '-' ? 0 : strtoull(text, NULL, 10);
	return json_is_integer(value) && json_integer_value(value) > 0
		       ? (uint64_t)json_integer_value(value)
		       : 0;
}

struct answer answer_read(const char *text, size_t size)
{
	json_t *json = json_loadb(text, size, 0, NULL);
	const json_t *partial = json_object_get(json, "partialSuccess");
	const char *message = json_string_value(json_object_get(partial, "errorMessage"));
	struct answer answer = {
		.rejected = number(partial, "rejectedLogRecords") +
			    number(partial, "rejectedDataPoints"),
	};

	snprintf(answer.message, sizeof(answer.message), "%s", message ? message : "");
	for (char *at = answer.message; *at; at++)
		if ((unsigned char)*at < ' ' || (unsigned char)*at >= 0x7f)
			*at = '?';
	json_decref(json);
	return answer;
}
