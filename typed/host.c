// SPDX-License-Identifier: MIT
#include "typed/host.h"

#include <errno.h>
#include <string.h>

#include "session/object.h"
#include "session/session.h"

enum { MEMORY_MAX = 64 << 20, TEXT_SIZE = 4096 };

struct host_row {
	const char *interface, *name, *type;
	host_abi *plain;
	host_function *own;
};

static const struct host_row rows[] = {
#define PLAIN(interface, name, type, function) { #interface, name, type, v2_##function, NULL },
#define OWN(interface, name, type, function, covers) \
	{ #interface, name, type, NULL, host_##function },
#define WITHOUT(function, why)
#include "typed/host.def"
#undef PLAIN
#undef OWN
#undef WITHOUT
};

enum { ROWS = sizeof(rows) / sizeof(*rows) };

bool host_has_interface(const char *interface)
{
	return strcmp(interface, "bpf") == 0 || strcmp(interface, "host") == 0;
}

bool host_has_resource(void *typed, const char *interface, const char *name)
{
	static const char *const names[] = { "object", "program", "link", "iter", "map", "stream" };

	(void)typed;
	for (size_t i = 0; strcmp(interface, "bpf") == 0 && i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

/* --- lent memory ---------------------------------------------------------------------------- */

int host_fail_memory(const struct host_call *h)
{
	return err_set(h->err, ENOMEM, "%s", strerror(ENOMEM));
}

uint64_t host_lend(struct host_call *h, const void *from, size_t size)
{
	const size_t at = component_allocate(&h->memory, 8, size);

	if (at == SIZE_MAX)
		return 0;
	if (from && size)
		memcpy(h->memory.data + at, from, size);
	return at;
}

char *host_lent(const struct host_call *h, uint64_t at)
{
	return h->memory.data + at;
}

int64_t host_do(struct host_call *h, host_abi *function, const uint64_t *args)
{
	int64_t ret;

	h->session->lent = (struct lent_memory){ (uint8_t *)h->memory.data, h->memory.len };
	ret = function(h->session, args);
	h->session->lent = (struct lent_memory){ 0 };
	return ret;
}

int64_t host_do_taken(struct host_call *h, host_abi *function)
{
	return host_do(h, function, h->args);
}

/* --- parameters ----------------------------------------------------------------------------- */

/* Where the next one lies. */
static size_t next(struct host_call *h, const struct wit_type **ret_type)
{
	const struct wit_type *type = h->call->type->params[h->param++].type;
	const size_t at = wit_type_place(type, h->end);

	h->end = (uint32_t)at + type->size;
	*ret_type = type;
	return at;
}

static uint64_t number_at(const struct host_call *h, size_t at, const struct wit_type *type)
{
	uint64_t number = 0;

	memcpy(&number, h->call->values->data + at, type->size);
	return number;
}

uint64_t host_number(struct host_call *h)
{
	const struct wit_type *type;
	const size_t at = next(h, &type);

	return number_at(h, at, type);
}

void host_bytes_at(const struct host_call *h, size_t at, const char **ret_data, uint32_t *ret_size)
{
	uint32_t pair[2];

	memcpy(pair, h->call->values->data + at, sizeof(pair));
	*ret_data = h->call->values->data + pair[0];
	*ret_size = pair[1];
}

void host_bytes(struct host_call *h, const char **ret_data, uint32_t *ret_size)
{
	const struct wit_type *type;
	const size_t at = next(h, &type);

	host_bytes_at(h, at, ret_data, ret_size);
}

bool host_option(struct host_call *h, size_t *ret_at)
{
	const struct wit_type *type;
	const size_t at = next(h, &type);

	*ret_at = wit_type_inside(at, type);
	return h->call->values->data[at];
}

static int take_text(struct host_call *h, size_t at)
{
	const char *data;
	uint32_t size;
	uint64_t to;

	host_bytes_at(h, at, &data, &size);
	if (size && memchr(data, '\0', size))
		return err_set(h->err, EINVAL, "a text has a NUL in it");
	to = host_lend(h, NULL, (size_t)size + 1);
	if (!to)
		return host_fail_memory(h);
	memcpy(host_lent(h, to), data, size);
	h->args[h->arg_count++] = to;
	return 0;
}

static int take_bytes(struct host_call *h, size_t at)
{
	const char *data;
	uint32_t size;
	uint64_t to;

	host_bytes_at(h, at, &data, &size);
	to = host_lend(h, data, (size_t)size + 1);
	if (!to)
		return host_fail_memory(h);
	h->args[h->arg_count++] = to;
	h->args[h->arg_count++] = size;
	return 0;
}

int host_take(struct host_call *h)
{
	const struct wit_type *type;
	const size_t at = next(h, &type);

	switch (type->kind) {
	case WIT_STRING:
		return take_text(h, at);
	case WIT_LIST:
		return take_bytes(h, at);
	case WIT_OPTION:
		if (h->call->values->data[at])
			return take_text(h, wit_type_inside(at, type));
		h->args[h->arg_count++] = 0;
		return 0;
	case WIT_ENUM:
		/* The ABI's begin with 1. */
		h->args[h->arg_count++] = number_at(h, at, type) + 1;
		return 0;
	default:
		h->args[h->arg_count++] = number_at(h, at, type);
		return 0;
	}
}

int host_take_all(struct host_call *h)
{
	int ret = 0;

	while (h->param < h->call->type->count && !ret)
		ret = host_take(h);
	return ret;
}

/* --- results -------------------------------------------------------------------------------- */

void host_put(const struct host_call *h, size_t at, const void *value, size_t size)
{
	memcpy(h->call->values->data + at, value, size);
}

int host_put_bytes(const struct host_call *h, size_t at, const void *data, size_t size)
{
	const size_t to = component_put_list(h->call->values, at, 1, size, 1);

	if (to == SIZE_MAX)
		return -ENOMEM;
	if (size)
		host_put(h, to, data, size);
	return 0;
}

int host_put_text(const struct host_call *h, size_t at, const char *text)
{
	return typed_write_text(h->call->values, at, text) ? 0 : -ENOMEM;
}

/* A function that stores as much as fits, and gives the whole size. */
static int64_t take_stored(struct host_call *h, host_abi *function, bool is_text)
{
	uint64_t size = TEXT_SIZE, to;
	int64_t ret;

	for (;;) {
		to = host_lend(h, NULL, size);
		if (!to)
			return host_fail_memory(h);
		h->args[h->arg_count] = to;
		h->args[h->arg_count + 1] = size;
		ret = host_do_taken(h, function);
		if (ret < 0)
			return ret;
		if ((uint64_t)ret < size)
			break;
		size = (uint64_t)ret + 1;
	}
	if (is_text)
		return host_put_text(h, h->ok, host_lent(h, to)) ? host_fail_memory(h) : 0;
	return host_put_bytes(h, h->ok, host_lent(h, to), (size_t)ret) ? host_fail_memory(h) : 0;
}

static int64_t do_plain(struct host_call *h, host_abi *function)
{
	const struct wit_type *result = h->call->type->result;
	const struct wit_type *type = result->kind == WIT_RESULT ? result->parts[0].type : result;
	int64_t ret = host_take_all(h);

	if (ret < 0)
		return ret;
	if (type && (type->kind == WIT_STRING || type->kind == WIT_LIST))
		return take_stored(h, function, type->kind == WIT_STRING);
	ret = host_do_taken(h, function);
	/* An address of the kernel looks negative. */
	if (ret < 0 && ret >= -4095)
		return ret;
	if (type)
		host_put(h, h->ok, &ret, type->size);
	return 0;
}

/* --- a call --------------------------------------------------------------------------------- */

/* Why the function failed: what it set itself, or what a function of abi.def kept. */
static const char *reason_of(const struct host_call *h, int64_t code)
{
	const struct reason *kept = &h->session->reason;

	if (*h->err->msg)
		return h->err->msg;
	if (kept->code == -code && kept->text.len && !kept->text.error)
		return kept->text.data;
	return strerror((int)-code);
}

static int fail(const struct host_call *h, int64_t code)
{
	const struct wit_type *result = h->call->type->result;
	struct buf text = BUF_INIT(64 << 10);
	const uint32_t number = (uint32_t)-code;
	int ret;

	buf_puts(&text, reason_of(h, code));
	while (text.len && text.data[text.len - 1] == '\n')
		text.data[--text.len] = '\0';
	typed_keep_refusal(h->typed, text.data ? text.data : "");
	memset(h->call->values->data + h->call->result, 0, result->size);
	h->call->values->data[h->call->result] = 1;
	host_put(h, h->ok, &number, sizeof(number));
	ret = host_put_text(h, h->ok + sizeof(number), text.data ? text.data : "");
	buf_release(&text);
	return ret;
}

static int enter(void *context, const struct component_call *call, struct err *err)
{
	const struct typed_func *func = context;
	const struct wit_type *result = call->type->result;
	struct err reason = ERR_INIT;
	struct host_call h = {
		.typed = func->typed,
		.session = func->typed->object->session,
		.call = call,
		.memory = BUF_INIT(MEMORY_MAX),
		.err = &reason,
	};
	int64_t ret;

	h.ok = result->kind == WIT_RESULT ? wit_type_inside(call->result, result) : call->result;
	/* 0 is no address. */
	ret = component_allocate(&h.memory, 8, 8) == SIZE_MAX ? host_fail_memory(&h) : 0;
	if (!ret)
		ret = func->host->own ? func->host->own(&h) : do_plain(&h, func->host->plain);
	if (ret >= 0 && component_parts(call->values, call->result, result) > TYPED_PARTS_MAX)
		ret = err_set(&reason, E2BIG, "it is too much for one answer");
	if (ret < 0 && result->kind != WIT_RESULT)
		ret = err_set(err, (int)-ret, "%s", reason_of(&h, ret));
	else if (ret < 0)
		ret = fail(&h, ret) ? err_set(err, ENOMEM, "%s", strerror(ENOMEM)) : 0;
	buf_release(&h.memory);
	return ret < 0 ? (int)ret : 0;
}

/* --- linking -------------------------------------------------------------------------------- */

static int check_type(const struct host_row *row, const struct wit_func *type, struct err *err)
{
	struct buf text = BUF_INIT(64 << 10);
	bool fits;

	wit_func_print(&text, type);
	fits = text.data && !text.error && strcmp(text.data, row->type) == 0;
	if (!fits)
		err_set(err, EINVAL, "it is %.200s here, and %.200s in the guest", row->type,
			text.data ? text.data : "");
	buf_release(&text);
	return fits ? 0 : err_hint(err, "write the guest for this version: wasm-bpf wit");
}

int host_find(struct typed *typed, const char *interface, const char *name,
	      const struct wit_func *type, struct component_import *import, struct err *err)
{
	struct typed_func *func = import->context;

	(void)typed;
	for (size_t i = 0; i < ROWS; i++) {
		if (strcmp(rows[i].interface, interface) != 0 || strcmp(rows[i].name, name) != 0)
			continue;
		func->host = &rows[i];
		import->call = enter;
		return check_type(&rows[i], type, err);
	}
	err_set(err, ENOENT, "the host has no such function");
	return err_hint(err, "write the guest for this version: wasm-bpf wit");
}
