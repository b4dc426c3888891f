// SPDX-License-Identifier: MIT
/* The import that names containers. */
#include <errno.h>

#include "containers/containers.h"
#include "imports/call.h"
#include "sdk/c/include/wasm_bpf_abi.h"
#include "session/container.h"

/* What is not known is an empty text; null if there is no such text. */
static const char *text_of(const struct container *container, int what)
{
	const char *text;

	switch (what) {
	case WASM_BPF_CONTAINER_ID:
		text = container->id;
		break;
	case WASM_BPF_CONTAINER_NAME:
		text = container->name;
		break;
	case WASM_BPF_CONTAINER_IMAGE:
		text = container->image;
		break;
	case WASM_BPF_CONTAINER_POD:
		text = container->pod;
		break;
	case WASM_BPF_CONTAINER_NAMESPACE:
		text = container->namespace;
		break;
	case WASM_BPF_CONTAINER_RUNTIME:
		text = container->runtime;
		break;
	default:
		return NULL;
	}
	return text ? text : "";
}

V2_FUNCTION(container_of)
{
	const struct container *found = session_container(session, args->by, args->number, err);
	const char *text = found ? text_of(found, args->what) : NULL;
	int64_t len;

	if (!found)
		return -err->code;
	if (!text)
		return err_set(err, EINVAL, "a container has no text %d", args->what);
	len = call_put_text(session, args->text, args->size, text);
	return len < 0 ? call_bad_pointer(err, "a text") : len;
}
