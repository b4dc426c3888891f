// SPDX-License-Identifier: MIT
/*
 * Functions of the engine's WASI that the host calls. Each looks for the memory among its caller's
 * exports, so its caller is a module that is made for it and has the guest's.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "engine/private.h"
#include "lib/buf.h"
#include "lib/wasm.h"

enum { CODE_MAX = 512, NAME_SIZE = 64, KEPT_MAX = 64 };

struct engine_kept {
	struct engine_kept *next;
	char name[NAME_SIZE];
	uint8_t params[ENGINE_PARAMS_MAX];  /* as modules have types */
	size_t count;
	bool has_result;
	bool is_ready;
	wasmtime_func_t engines;
	wasmtime_func_t call;  /* the same, through a caller that has the guest's memory */
};

int engine_keep_wasi(struct engine_instance *instance, const char *name,
		     const wasm_functype_t *type)
{
	static const char module[] = "wasi_snapshot_preview1";
	const wasm_valtype_vec_t *params = wasm_functype_params(type);
	struct engine_kept *kept;
	wasmtime_extern_t item;

	if (strlen(name) >= NAME_SIZE || params->size > ENGINE_PARAMS_MAX ||
	    !wasmtime_linker_get(instance->linker, instance->context, module, strlen(module), name,
				 strlen(name), &item))
		return 0;
	kept = calloc(1, sizeof(*kept));
	if (!kept)
		return -ENOMEM;
	strcpy(kept->name, name);
	for (; kept->count < params->size; kept->count++)
		kept->params[kept->count] = wasm_valtype_kind(params->data[kept->count]) == WASM_I64
						    ? 0x7e
						    : 0x7f;
	kept->has_result = wasm_functype_results(type)->size;
	kept->engines = item.of.func;
	kept->next = instance->kept;
	instance->kept = kept;
	return 0;
}

void engine_kept_free(struct engine_kept *kept)
{
	while (kept) {
		struct engine_kept *next = kept->next;

		free(kept);
		kept = next;
	}
}

static void add_section(struct buf *code, char id, struct buf *contents)
{
	buf_add(code, &id, 1);
	wasm_add_number(code, contents->len);
	buf_add(code, contents->data, contents->len);
	contents->len = 0;
}

#define ADD(to, bytes) buf_add(to, bytes, sizeof(bytes) - 1)

/* A module that imports the function and the memory, exports the memory, and a function that calls
 * the imported one with its own arguments. */
static void write_code(const struct engine_kept *kept, struct buf *code)
{
	struct buf part = BUF_INIT(CODE_MAX);

	ADD(code, "\0asm\1\0\0\0");
	ADD(&part, "\1\x60");
	wasm_add_number(&part, kept->count);
	buf_add(&part, kept->params, kept->count);
	buf_add(&part, kept->has_result ? "\1\x7f" : "\0", kept->has_result ? 2 : 1);
	add_section(code, 1, &part);
	ADD(&part, "\2\1w\1f\0\0\1g\1m\2\0\0");
	add_section(code, 2, &part);
	ADD(&part, "\1\0");
	add_section(code, 3, &part);
	ADD(&part, "\2\1f\0\1\6memory\2\0");
	add_section(code, 7, &part);
	ADD(&part, "\1");
	wasm_add_number(&part, 4 + 2 * kept->count);
	ADD(&part, "\0");
	for (size_t i = 0; i < kept->count; i++) {
		ADD(&part, "\x20");
		wasm_add_number(&part, i);
	}
	ADD(&part, "\x10\0\x0b");
	add_section(code, 10, &part);
	if (part.error)
		code->error = part.error;
	buf_release(&part);
}

static int make(struct engine_instance *instance, struct engine_kept *kept)
{
	struct buf code = BUF_INIT(CODE_MAX);
	wasmtime_module_t *module;
	wasmtime_error_t *error;

	write_code(kept, &code);
	if (code.error)
		return -code.error;
	error = wasmtime_module_new(instance->engine->wasm, (const uint8_t *)code.data, code.len,
				    &module);
	buf_release(&code);
	if (!error) {
		/* The user's limit is the guest's, not ours. */
		engine_limit(instance, &(struct engine_limits){ 0 }, KEPT_MAX);
		error = forward_make(instance, module, &kept->engines, "f", &kept->call,
				     &kept->is_ready);
		engine_limit(instance, &instance->limits, 0);
		wasmtime_module_delete(module);
	}
	if (error)
		wasmtime_error_delete(error);
	return kept->is_ready ? 0 : -ENOSYS;
}

int engine_call_wasi(struct engine_instance *instance, const char *name, const uint64_t *args,
		     int64_t *ret_result)
{
	struct engine_kept *kept = instance->kept;
	wasmtime_val_raw_t values[ENGINE_PARAMS_MAX + 1] = { 0 };
	wasmtime_error_t *error;
	wasm_trap_t *trap = NULL;

	while (kept && strcmp(kept->name, name) != 0)
		kept = kept->next;
	/* A module's start function comes before its memory is known. */
	if (!kept || !instance->has_memory || (!kept->is_ready && make(instance, kept) < 0))
		return -ENOSYS;
	for (size_t i = 0; i < kept->count; i++)
		values[i].i64 = (int64_t)args[i];
	error = wasmtime_func_call_unchecked(instance->context, &kept->call, values,
					     kept->count ? kept->count : 1, &trap);
	if (error || trap) {
		engine_keep_trap(instance, error, trap);
		return -ECANCELED;
	}
	*ret_result = kept->has_result ? values[0].i32 : 0;
	return 0;
}
