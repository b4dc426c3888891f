// SPDX-License-Identifier: MIT
#include "session/emission.h"

#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/btf_check.h"
#include "lib/elf.h"
#include "lib/err.h"
#include "session/object.h"
#include "session/session.h"

enum { STREAMS_MAX = 64, BTF_SIZE_MAX = 16 << 20, RECORD_SIZE_MAX = 64 << 10 };

static int no_memory(struct err *err)
{
	return err_set(err, ENOMEM, "cannot open a stream: %s", strerror(ENOMEM));
}

/* --- BTF ----------------------------------------------------------------------------------- */

/* Copies what is checked: the guest could change its bytes meanwhile. */
static int copy_btf(struct wasm_bpf_stream *stream, const void *data, size_t size, struct err *err)
{
	void *copy;

	if (!data || size > BTF_SIZE_MAX)
		return err_set(err, data ? E2BIG : EINVAL, "cannot open a stream: %s",
			       data ? "too much BTF" : "there is no BTF");
	copy = malloc(size + 1);
	if (!copy)
		return no_memory(err);
	stream->btf = memcpy(copy, data, size);
	stream->btf_size = size;
	return btf_check(copy, size, err);
}

static int take_bytes(struct wasm_bpf_stream *stream, const void *bytes, size_t size,
		      struct err *err)
{
	const struct elf_section *section;
	struct elf elf;
	int ret;

	if (!elf_is(bytes, size))
		return copy_btf(stream, bytes, size, err);
	ret = elf_read(&elf, bytes, size, err);
	if (ret < 0)
		return ret;
	section = elf_find(&elf, ".BTF");
	ret = copy_btf(stream, section ? section->data : NULL, section ? section->size : 0, err);
	elf_release(&elf);
	return ret;
}

static int take_object(struct wasm_bpf_stream *stream, const struct object *object, struct err *err)
{
	const struct btf *btf = bpf_object__btf(object->bpf);
	uint32_t size = 0;
	const void *data = btf ? btf__raw_data(btf, &size) : NULL;

	return copy_btf(stream, data, size, err);
}

/* A struct, or a typedef of one. */
static int find_struct(const struct btf *btf, const char *name)
{
	const struct btf_type *type;
	int id = btf__find_by_name_kind(btf, name, BTF_KIND_STRUCT);

	if (id > 0)
		return id;
	id = btf__find_by_name_kind(btf, name, BTF_KIND_TYPEDEF);
	type = id > 0 ? btf__type_by_id(btf, (uint32_t)btf__resolve_type(btf, (uint32_t)id)) : NULL;
	return type && btf_is_struct(type) ? id : -ENOENT;
}

static int find_type(struct wasm_bpf_stream *stream, const char *name, struct err *err)
{
	struct btf *btf = btf__new(stream->btf, (uint32_t)stream->btf_size);
	int64_t size;
	int id;

	if (!btf)
		return no_memory(err);
	id = find_struct(btf, name);
	size = id > 0 ? btf__resolve_size(btf, (uint32_t)id) : 0;
	btf__free(btf);
	if (id < 0) {
		err_set(err, ENOENT, "cannot open a stream: its BTF has no struct '%s'", name);
		err_hint(err, "a global variable of this type puts it there: struct %s *unused;",
			 name);
		return -ENOENT;
	}
	if (size <= 0 || size > RECORD_SIZE_MAX)
		return err_set(err, EINVAL, "cannot open a stream: 'struct %s' has %lld bytes",
			       name, (long long)size);
	stream->type = (uint32_t)id;
	stream->record_size = (uint32_t)size;
	return 0;
}

/* --- streams ------------------------------------------------------------------------------- */

static int ask_taker(const struct session *session, struct emission *emission, struct err *err)
{
	const struct emission_taker *taker = &session->options->records;
	int ret;

	if (!taker->take)
		return err_set(err, EOPNOTSUPP, "cannot open a stream: nobody shows records here");
	ret = taker->take(taker->context, &emission->shown, NULL, 0);
	return ret < 0 ? err_set(err, -ret, "cannot open stream '%s': %s", emission->shown.name,
				 strerror(-ret))
		       : 0;
}

static int prepare(struct session *session, struct emission *emission, const struct object *object,
		   const void *bytes, size_t size, const char *type, const char *name,
		   struct err *err)
{
	struct wasm_bpf_stream *shown = &emission->shown;
	int ret;

	shown->name = strdup(name);
	if (!shown->name)
		return no_memory(err);
	ret = object ? take_object(shown, object, err) : take_bytes(shown, bytes, size, err);
	if (!ret)
		ret = find_type(shown, type, err);
	return ret ? ret : ask_taker(session, emission, err);
}

int emission_open(struct session *session, const struct object *object, const void *bytes,
		  size_t size, const char *type, const char *name, struct emission **ret_emission,
		  struct err *err)
{
	struct emission *emission;
	int ret;

	if (session->emission_count == STREAMS_MAX)
		return err_set(err, EMFILE, "cannot open a stream: there are %d", STREAMS_MAX);
	emission = calloc(1, sizeof(*emission));
	if (!emission)
		return no_memory(err);
	ret = prepare(session, emission, object, bytes, size, type, name, err);
	if (!ret) {
		ret = handles_add(&session->emissions, emission);
		if (ret < 0)
			err_set(err, -ret, "cannot open a stream: %s", strerror(-ret));
	}
	if (ret < 0) {
		emission_free(emission);
		return ret;
	}
	session->emission_count++;
	emission->handle = ret;
	*ret_emission = emission;
	return 0;
}

int emission_emit(struct session *session, struct emission *emission, const void *records,
		  size_t size, struct err *err)
{
	const struct emission_taker *taker = &session->options->records;
	const uint32_t record = emission->shown.record_size;
	int ret;

	if (size % record)
		return err_set(err, EINVAL,
			       "stream '%s': %zu bytes are not whole records of %u bytes",
			       emission->shown.name, size, record);
	session->has_emitted = true;
	ret = taker->take(taker->context, &emission->shown, records, size / record);
	if (ret > 0) /* it is enough: as if somebody had interrupted the guest */
		interrupt_raise(&session->interrupt);
	return ret < 0 ? err_set(err, -ret, "stream '%s': %s", emission->shown.name, strerror(-ret))
		       : 0;
}

void emission_rest(struct session *session)
{
	const struct emission_taker *taker = &session->options->records;

	if (session->has_emitted)
		taker->take(taker->context, NULL, NULL, 0);
	session->has_emitted = false;
}

void emission_free(struct emission *emission)
{
	free((void *)emission->shown.name);
	free((void *)emission->shown.btf);
	free(emission);
}
