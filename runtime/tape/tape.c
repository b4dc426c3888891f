// SPDX-License-Identifier: MIT
#include "tape/tape.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/err.h"
#include "lib/wasm.h"

/* --- writing ------------------------------------------------------------------- */

static void add_byte(struct buf *to, unsigned int byte)
{
	buf_add(to, &(char){ (char)byte }, 1);
}

static void add_bytes(struct buf *to, struct tape_bytes bytes)
{
	wasm_add_number(to, bytes.len);
	buf_add(to, bytes.at, bytes.len);
}

static void add_place(struct buf *to, const struct tape_place *place)
{
	add_byte(to, place->by);
	wasm_add_number(to, place->argument);
	wasm_add_number(to, place->offset);
}

void tape_add_head(struct buf *to, const struct tape_head *head)
{
	buf_add(to, head->digest, sizeof(head->digest));
	add_bytes(to, head->maker);
	add_bytes(to, head->guest);
	add_bytes(to, head->kernel);
	add_bytes(to, head->wrapper_module);
	add_bytes(to, head->callback_export);
	wasm_add_number(to, head->memory);
	wasm_add_number(to, head->tables);
	wasm_add_number(to, head->arg_count);
	for (size_t i = 0; i < head->arg_count; i++)
		add_bytes(to, head->args[i]);
	wasm_add_number(to, head->env_count);
	for (size_t i = 0; i < head->env_count; i++) {
		const struct tape_variable *variable = &head->env[i];

		add_bytes(to, variable->name);
		add_byte(to, variable->has_value);
		if (variable->has_value)
			add_bytes(to, variable->value);
		else
			wasm_add_number(to, variable->len);
	}
}

static void add_input(struct buf *to, const struct tape_event *event)
{
	add_place(to, &event->place);
	wasm_add_number(to, event->size);
	add_byte(to, event->is_hashed);
	if (event->is_hashed)
		wasm_add_number(to, event->hash);
	else
		add_bytes(to, event->bytes);
}

static void add_return(struct buf *to, const struct tape_event *event)
{
	wasm_add_number(to, (uint64_t)event->result);
	add_byte(to, event->stops);
	if (event->stops)
		wasm_add_number(to, event->status);
}

void tape_add(struct buf *to, const struct tape_event *event, size_t arg_count)
{
	add_byte(to, event->kind);
	switch (event->kind) {
	case TAPE_IMPORT:
		add_bytes(to, event->module);
		add_bytes(to, event->name);
		add_bytes(to, event->type);
		break;
	case TAPE_CALL:
		wasm_add_number(to, event->import);
		for (size_t i = 0; i < arg_count; i++)
			wasm_add_number(to, event->args[i]);
		break;
	case TAPE_IN:
		add_input(to, event);
		break;
	case TAPE_OUT:
		add_place(to, &event->place);
		add_bytes(to, event->bytes);
		break;
	case TAPE_CALLBACK:
		add_bytes(to, event->bytes);
		break;
	case TAPE_CALLED:
		wasm_add_number(to, (uint64_t)event->result);
		break;
	case TAPE_MAPPED:
		wasm_add_number(to, event->which);
		wasm_add_number(to, event->offset);
		add_bytes(to, event->bytes);
		break;
	case TAPE_RETURN:
		add_return(to, event);
		break;
	case TAPE_OUTPUT:
	case TAPE_MESSAGE:
		wasm_add_number(to, event->which);
		add_bytes(to, event->bytes);
		break;
	case TAPE_END:
		wasm_add_number(to, event->which);
		wasm_add_number(to, (uint64_t)event->result);
		add_bytes(to, event->bytes);
	}
}

uint64_t tape_hash(const void *data, size_t size)
{
	const unsigned char *at = data;
	uint64_t hash = 0xcbf29ce484222325u ^ size, word;

	for (; size; size -= size < 8 ? size : 8, at += 8) {
		word = 0;
		memcpy(&word, at, size < 8 ? size : 8);
		hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
		hash ^= hash >> 29;
	}
	return hash;
}

/* --- reading ------------------------------------------------------------------- */

static bool get_byte(struct tape *tape, unsigned int *ret)
{
	if (tape->at >= tape->size)
		return false;
	*ret = (unsigned char)tape->data[tape->at++];
	return true;
}

static bool get_number(struct tape *tape, uint64_t *ret)
{
	unsigned int byte;

	*ret = 0;
	for (unsigned int shift = 0; shift < 64; shift += 7) {
		if (!get_byte(tape, &byte))
			return false;
		*ret |= (uint64_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return shift < 63 || byte <= 1;
	}
	return false;
}

static bool get_u32(struct tape *tape, uint32_t *ret)
{
	uint64_t number;

	if (!get_number(tape, &number) || number > UINT32_MAX)
		return false;
	*ret = (uint32_t)number;
	return true;
}

static bool get_bool(struct tape *tape, bool *ret)
{
	unsigned int byte;

	if (!get_byte(tape, &byte) || byte > 1)
		return false;
	*ret = byte;
	return true;
}

static bool get_bytes(struct tape *tape, struct tape_bytes *ret)
{
	uint64_t len;

	if (!get_number(tape, &len) || len > tape->size - tape->at)
		return false;
	*ret = (struct tape_bytes){ tape->data + tape->at, (size_t)len };
	tape->at += len;
	return true;
}

/* A text without a NUL. */
static bool get_text(struct tape *tape, struct tape_bytes *ret, size_t max)
{
	return get_bytes(tape, ret) && ret->len <= max && !memchr(ret->at, '\0', ret->len);
}

static bool get_place(struct tape *tape, struct tape_place *ret)
{
	unsigned int by;

	if (!get_byte(tape, &by) || by > TAPE_BY_ADDRESS || !get_u32(tape, &ret->argument) ||
	    !get_u32(tape, &ret->offset) || ret->argument >= TAPE_PARAMS_MAX)
		return false;
	ret->by = by;
	return true;
}

size_t tape_params(struct tape_bytes type)
{
	const char *colon = memchr(type.at, ':', type.len);

	return colon ? (size_t)(colon - type.at) : 0;
}

bool tape_is(struct tape_bytes bytes, const char *text)
{
	return bytes.len == strlen(text) && memcmp(bytes.at, text, bytes.len) == 0;
}

/* "pi:I", as the engine wants it. */
static bool is_type(struct tape_bytes type)
{
	const size_t params = tape_params(type);

	if (params > TAPE_PARAMS_MAX || type.len < params + 1 || type.len > params + 2 ||
	    type.at[params] != ':')
		return false;
	for (size_t i = 0; i < type.len; i++)
		if (i != params && !memchr("iIp", type.at[i], 3))
			return false;
	return type.len == params + 1 || type.at[params + 1] != 'p';
}

static bool get_import(struct tape *tape, struct tape_event *event)
{
	return get_text(tape, &event->module, TAPE_TEXT_MAX) &&
	       get_text(tape, &event->name, TAPE_TEXT_MAX) &&
	       get_text(tape, &event->type, TAPE_TEXT_MAX) && is_type(event->type);
}

static bool get_call(struct tape *tape, struct tape_event *event)
{
	if (!get_u32(tape, &event->import) || event->import >= tape->import_count)
		return false;
	for (size_t i = 0; i < tape_params(tape->imports[event->import].type); i++)
		if (!get_number(tape, &event->args[i]))
			return false;
	return true;
}

static bool get_input(struct tape *tape, struct tape_event *event)
{
	if (!get_place(tape, &event->place) || !get_number(tape, &event->size) ||
	    !get_bool(tape, &event->is_hashed) || event->size > UINT32_MAX)
		return false;
	return event->is_hashed ? get_number(tape, &event->hash)
				: get_bytes(tape, &event->bytes) && event->bytes.len == event->size;
}

static bool get_result(struct tape *tape, int64_t *ret)
{
	uint64_t number;

	if (!get_number(tape, &number))
		return false;
	*ret = (int64_t)number;
	return true;
}

static bool get_return(struct tape *tape, struct tape_event *event)
{
	return get_result(tape, &event->result) && get_bool(tape, &event->stops) &&
	       (!event->stops || (get_u32(tape, &event->status) && event->status <= 255));
}

static bool get_rest(struct tape *tape, struct tape_event *event)
{
	switch (event->kind) {
	case TAPE_IMPORT:
		return get_import(tape, event);
	case TAPE_CALL:
		return get_call(tape, event);
	case TAPE_IN:
		return get_input(tape, event);
	case TAPE_OUT:
		return get_place(tape, &event->place) && get_bytes(tape, &event->bytes);
	case TAPE_CALLBACK:
		return get_bytes(tape, &event->bytes) && event->bytes.len <= INT32_MAX;
	case TAPE_CALLED:
		return get_result(tape, &event->result);
	case TAPE_MAPPED:
		return get_u32(tape, &event->which) && get_number(tape, &event->offset) &&
		       get_bytes(tape, &event->bytes);
	case TAPE_RETURN:
		return get_return(tape, event);
	case TAPE_OUTPUT:
		return get_u32(tape, &event->which) && get_bytes(tape, &event->bytes) &&
		       (event->which == 1 || event->which == 2);
	case TAPE_MESSAGE:
		return get_u32(tape, &event->which) && event->which <= TAPE_MESSAGE_MAX &&
		       get_text(tape, &event->bytes, TAPE_STRINGS_MAX);
	case TAPE_END:
		return get_u32(tape, &event->which) && event->which <= TAPE_OVERRULED &&
		       get_result(tape, &event->result) && event->result >= 0 &&
		       event->result <= 255 && get_text(tape, &event->bytes, TAPE_STRINGS_MAX);
	}
	return false;
}

int tape_next(struct tape *tape, struct tape_event *ret_event)
{
	unsigned int kind;

	if (tape->at >= tape->size)
		return 0;
	*ret_event = (struct tape_event){ .at = tape->at };
	get_byte(tape, &kind);
	ret_event->kind = kind;
	return get_rest(tape, ret_event) ? 1 : -EINVAL;
}

/* Some bytes of what the guest is given, and what each costs the host at least. */
static bool is_given(size_t *given, size_t size)
{
	*given += size + 2 * sizeof(void *);
	return *given <= TAPE_GIVEN_MAX;
}

static bool get_args(struct tape *tape, size_t *given)
{
	struct tape_head *head = &tape->head;
	uint64_t count;

	/* Each takes a byte at least. */
	if (!get_number(tape, &count) || count > TAPE_STRINGS_MAX || count > tape->size - tape->at)
		return false;
	head->args = calloc(count + 1, sizeof(*head->args));
	for (; head->args && head->arg_count < count; head->arg_count++)
		if (!get_text(tape, &head->args[head->arg_count], SIZE_MAX) ||
		    !is_given(given, head->args[head->arg_count].len))
			return false;
	return head->args;
}

static bool get_variable(struct tape *tape, struct tape_variable *variable)
{
	uint64_t len;

	if (!get_text(tape, &variable->name, TAPE_STRINGS_MAX) || !variable->name.len ||
	    memchr(variable->name.at, '=', variable->name.len) ||
	    !get_bool(tape, &variable->has_value))
		return false;
	if (variable->has_value) {
		if (!get_text(tape, &variable->value, SIZE_MAX))
			return false;
		variable->len = variable->value.len;
		return true;
	}
	if (!get_number(tape, &len) || len > TAPE_STRINGS_MAX)
		return false;
	variable->len = (size_t)len;
	return true;
}

static bool get_env(struct tape *tape, size_t *given)
{
	struct tape_head *head = &tape->head;
	uint64_t count;

	if (!get_number(tape, &count) || count > TAPE_STRINGS_MAX || count > tape->size - tape->at)
		return false;
	head->env = calloc(count + 1, sizeof(*head->env));
	for (; head->env && head->env_count < count; head->env_count++)
		if (!get_variable(tape, &head->env[head->env_count]) ||
		    !is_given(given, head->env[head->env_count].len))
			return false;
	return head->env;
}

static bool get_head(struct tape *tape)
{
	struct tape_head *head = &tape->head;
	size_t given = 0;

	if (tape->size < sizeof(head->digest))
		return false;
	memcpy(head->digest, tape->data, sizeof(head->digest));
	tape->at = sizeof(head->digest);
	return get_text(tape, &head->maker, TAPE_TEXT_MAX) &&
	       get_text(tape, &head->guest, TAPE_STRINGS_MAX) &&
	       get_text(tape, &head->kernel, TAPE_TEXT_MAX) &&
	       get_text(tape, &head->wrapper_module, TAPE_TEXT_MAX) &&
	       get_text(tape, &head->callback_export, TAPE_TEXT_MAX) &&
	       get_number(tape, &head->memory) && get_number(tape, &head->tables) &&
	       get_args(tape, &given) && get_env(tape, &given);
}

/* Which events may follow which: the nesting of calls and callbacks. */
struct nesting {
	unsigned int depth;  /* odd: within a call; even: in the guest */
	bool ended;
};

static bool nests(struct nesting *nesting, enum tape_kind kind)
{
	const bool in_call = nesting->depth % 2;

	if (nesting->ended)
		return false;
	switch (kind) {
	case TAPE_CALL:
		return !in_call && nesting->depth++ < TAPE_DEPTH_MAX;
	case TAPE_CALLBACK:
		return in_call && nesting->depth++ < TAPE_DEPTH_MAX;
	case TAPE_RETURN:
		return in_call && nesting->depth--;
	case TAPE_CALLED:
		return !in_call && nesting->depth && nesting->depth--;
	case TAPE_IN:
	case TAPE_OUT:
	case TAPE_MAPPED:
		return in_call;
	case TAPE_END:
		return nesting->ended = true;
	default:
		return true;
	}
}

static int keep_import(struct tape *tape, const struct tape_event *event)
{
	if (tape->import_count == TAPE_IMPORTS_MAX)
		return -EINVAL;
	tape->imports[tape->import_count++] = (struct tape_import){ event->module, event->name,
								    event->type };
	return 0;
}

static int check_events(struct tape *tape)
{
	struct nesting nesting = { 0 };
	struct tape_event event;
	int ret;

	while ((ret = tape_next(tape, &event)) > 0)
		if (!nests(&nesting, event.kind) ||
		    (event.kind == TAPE_IMPORT && keep_import(tape, &event) < 0)) {
			tape->at = event.at;
			return -EINVAL;
		}
	return ret;
}

int tape_open(struct tape *tape, const void *data, size_t size, struct err *err)
{
	int ret;

	*tape = (struct tape){ .data = data, .size = size };
	tape->imports = calloc(TAPE_IMPORTS_MAX, sizeof(*tape->imports));
	if (!tape->imports)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	ret = get_head(tape) ? 0 : -EINVAL;
	tape->first = tape->at;
	if (!ret)
		ret = check_events(tape);
	if (ret < 0) {
		err_set(err, EINVAL,
			"not a recording, or damaged: byte %zu of its contents makes "
			"no sense",
			tape->at);
		tape_release(tape);
		return ret;
	}
	tape->at = tape->first;
	return 0;
}

void tape_release(struct tape *tape)
{
	free(tape->imports);
	free(tape->head.args);
	free(tape->head.env);
	*tape = (struct tape){ 0 };
}
