// SPDX-License-Identifier: MIT
/* Ends of a guest that are not a return: what they were, and where. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "engine/private.h"
#include "lib/err.h"

enum { FRAMES_MAX = 16 };

void engine_keep_trap(struct engine_instance *instance, wasmtime_error_t *error,
		      wasm_trap_t *trap)
{
	if (error) {
		wasm_name_t message;

		wasmtime_error_message(error, &message);
		if (!trap)
			trap = wasmtime_trap_new(message.data, message.size);
		wasm_byte_vec_delete(&message);
		wasmtime_error_delete(error);
	}
	if (instance->trap)
		wasm_trap_delete(trap);
	else
		instance->trap = trap;
}

static const char *trap_name(wasmtime_trap_code_t code)
{
	static const char *const names[] = {
		[WASMTIME_TRAP_CODE_STACK_OVERFLOW] = "stack overflow",
		[WASMTIME_TRAP_CODE_MEMORY_OUT_OF_BOUNDS] = "memory access out of bounds",
		[WASMTIME_TRAP_CODE_HEAP_MISALIGNED] = "misaligned atomic access",
		[WASMTIME_TRAP_CODE_TABLE_OUT_OF_BOUNDS] = "table access out of bounds",
		[WASMTIME_TRAP_CODE_INDIRECT_CALL_TO_NULL] = "call of a null function pointer",
		[WASMTIME_TRAP_CODE_BAD_SIGNATURE] = "call of a function with another type",
		[WASMTIME_TRAP_CODE_INTEGER_OVERFLOW] = "integer overflow",
		[WASMTIME_TRAP_CODE_INTEGER_DIVISION_BY_ZERO] = "division by zero",
		[WASMTIME_TRAP_CODE_BAD_CONVERSION_TO_INTEGER] = "float out of an integer's range",
		[WASMTIME_TRAP_CODE_UNREACHABLE_CODE_REACHED] =
			"unreachable code (an abort or a panic)",
	};

	return code < sizeof(names) / sizeof(names[0]) && names[code] ? names[code] : NULL;
}

/* The names are the guest's: a terminal shall not act on them, and they are no lines of ours. */
static void clean(char *text, size_t size)
{
	for (; *text && size; text++, size--)
		if ((*text > 0 && *text < ' ') || *text == 0x7f)
			*text = '?';
}

void engine_keep_frames(struct engine_instance *instance, wasm_frame_vec_t *frames)
{
	const size_t size = sizeof(instance->backtrace);
	char *text = instance->backtrace;
	size_t len = 0;

	for (size_t i = 0; i < frames->size && i < FRAMES_MAX && len < size; i++) {
		const wasm_name_t *name = wasmtime_frame_func_name(frames->data[i]);
		const size_t begin = len;

		if (name) {
			len += (size_t)snprintf(text + len, size - len, "  #%zu %.*s\n", i,
						(int)name->size, name->data);
			clean(text + begin, len - begin - 1);
		} else {
			len += (size_t)snprintf(text + len, size - len, "  #%zu function %u\n", i,
						wasm_frame_func_index(frames->data[i]));
		}
	}
	wasm_frame_vec_delete(frames);
}

void engine_last_line(const wasm_message_t *message, char *line, size_t size)
{
	const char *end = message->data + message->size, *start;

	while (end > message->data && (end[-1] == '\n' || end[-1] == '\0'))
		end--;
	for (start = end; start > message->data && start[-1] != '\n'; start--)
		;
	while (start < end && *start == ' ')
		start++;
	snprintf(line, size, "%.*s", (int)(end - start), start);
}

enum engine_end engine_explain(struct engine_instance *instance, struct err *err)
{
	wasm_trap_t *trap = instance->trap;
	enum engine_end end = ENGINE_TRAPPED;
	wasmtime_trap_code_t code;
	wasm_frame_vec_t frames;
	wasm_message_t message;
	char line[512];

	instance->trap = NULL;
	if (instance->stopped) {
		end = ENGINE_STOPPED;
	} else if (instance->interrupted) {
		end = ENGINE_INTERRUPTED;
	} else if (wasmtime_trap_code(trap, &code) && trap_name(code)) {
		err_set(err, EFAULT, "the guest trapped: %s", trap_name(code));
	} else {
		wasm_trap_message(trap, &message);
		engine_last_line(&message, line, sizeof(line));
		err_set(err, EFAULT, "the guest trapped: %s", line);
		wasm_byte_vec_delete(&message);
	}
	if (end == ENGINE_TRAPPED) {
		wasm_trap_trace(trap, &frames);
		engine_keep_frames(instance, &frames);
	}
	wasm_trap_delete(trap);
	return end;
}
