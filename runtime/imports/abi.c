// SPDX-License-Identifier: MIT
#include "imports/abi.h"

#include <string.h>

#include "engine/engine.h"
#include "session/session.h"

#define NONE

#define P(type, name)
#define FUNCTION(module, name, result, params, meaning) engine_function module##_##name;
#include "imports/abi.def"
#undef FUNCTION
#undef P

static const char v1[] = "wasm_bpf", v2[] = "wasm_bpf_v2";
static const char wrapper[] = "callback-wrapper";
static const char wasi[] = "wasi_snapshot_preview1";

/* Letters as engine.h has them. */
#define LETTER_none ""
#define LETTER_i "i"
#define LETTER_u "i"
#define LETTER_I "I"
#define LETTER_p "p"

static const struct engine_import table[] = {
#define P(type, name) LETTER_##type
#define FUNCTION(module, name, result, params, meaning) \
	{ module, #name, params ":" LETTER_##result, module##_##name, NULL },
#include "imports/abi.def"
#undef FUNCTION
#undef P
};

static const struct engine_import *find(const char *module, const char *name)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (strcmp(table[i].name, name) == 0 && strcmp(table[i].module, module) == 0)
			return &table[i];
	return NULL;
}

const struct engine_import *abi_find(const struct session *session, const char *module,
				     const char *name)
{
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
