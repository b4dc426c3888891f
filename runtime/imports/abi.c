// SPDX-License-Identifier: MIT
#include "imports/abi.h"

#include <string.h>

#include "session/session.h"

static const struct engine_import table[] = {
#define FUNCTION(module, name, type, function, meaning) { module, name, type, function, NULL },
#include "imports/abi.def"
#undef FUNCTION
};

static const char wrapper[] = "callback-wrapper";
static const char wasi[] = "wasi_snapshot_preview1";

static const struct engine_import *find(const char *module, const char *name)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (strcmp(table[i].name, name) == 0 && strcmp(table[i].module, module) == 0)
			return &table[i];
	return NULL;
}

const struct engine_import *abi_find(void *host, const char *module, const char *name)
{
	const struct session *session = host;

	if (strcmp(module, session->options->wrapper_module) == 0)
		module = wrapper;
	/* A guest with files has all descriptors from the engine. */
	if (strcmp(module, wasi) == 0 && strncmp(name, "fd_", 3) == 0 &&
	    !session_has_streams_only(session))
		return NULL;
	return find(module, name);
}

bool abi_offers(const char *module, const char *name)
{
	return find(module, name);
}
