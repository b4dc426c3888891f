// SPDX-License-Identifier: MIT
#include "observe/params.h"

#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bpf_map.h"
#include "columns/column.h"
#include "columns/kind.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "lib/near.h"

/* A variable, and where it is. */
struct param {
	struct bpf_map *map;
	uint32_t type;
	uint32_t offset;
	uint32_t size;
};

typedef bool visit_fn(void *context, const char *name, const struct param *param);

static void each_param(const struct bpf_object *bpf, visit_fn *visit, void *context)
{
	const struct btf *btf = bpf_object__btf(bpf);
	struct bpf_map *map;

	bpf_object__for_each_map (map, bpf) {
		const struct btf_type *section = bpf_map_section(map, btf);
		const struct btf_var_secinfo *info = section ? btf_var_secinfos(section) : NULL;

		for (uint32_t i = 0; section && i < btf_vlen(section); i++) {
			const struct btf_type *var = btf__type_by_id(btf, info[i].type);
			const struct param param = { map, var->type, info[i].offset, info[i].size };

			if (btf_var(var)->linkage == BTF_VAR_STATIC)
				continue;
			if (!visit(context, btf__name_by_offset(btf, var->name_off), &param))
				return;
		}
	}
}

struct search {
	const char *name;
	struct param found;
	struct near near;
};

static bool compare(void *context, const char *name, const struct param *param)
{
	struct search *search = context;

	near_offer(&search->near, name);
	if (strcmp(name, search->name) != 0)
		return true;
	search->found = *param;
	return false;
}

struct visit {
	const struct bpf_object *bpf;
	void (*call)(void *context, const struct observe_param *param);
	void *context;
};

/* What the tag of a variable says. */
static const char *help_of(const struct btf *btf, const char *name)
{
	static const char prefix[] = "wasm_bpf:help=";
	const int var = btf__find_by_name_kind(btf, name, BTF_KIND_VAR);

	for (uint32_t id = 1; var > 0 && id < btf__type_cnt(btf); id++) {
		const struct btf_type *tag = btf__type_by_id(btf, id);
		const char *text = btf__name_by_offset(btf, tag->name_off);

		if (btf_is_decl_tag(tag) && tag->type == (uint32_t)var &&
		    strncmp(text, prefix, sizeof(prefix) - 1) == 0)
			return text + sizeof(prefix) - 1;
	}
	return "";
}

static void visit_param(const struct visit *visit, const char *name, const struct param *param,
			const struct column *column)
{
	struct buf initial = BUF_INIT(4096);
	size_t size = 0;
	const char *values = bpf_map__initial_value(param->map, &size);

	if (values && (size_t)param->offset + param->size <= size)
		column->kind->print(&initial, column, values + param->offset);
	visit->call(visit->context, &(struct observe_param){
					    .name = name,
					    .kind = column->kind->name,
					    .size = param->size,
					    .initial = initial.data ? initial.data : "",
					    .help = help_of(bpf_object__btf(visit->bpf), name),
				    });
	buf_release(&initial);
}

/* Constants, which programs read and nobody changes after the load. What macros of Inspektor Gadget
 * leave are none. */
static bool visit_constant(void *context, const char *name, const struct param *param)
{
	const struct visit *visit = context;
	struct columns columns = { 0 };

	if (strstr(bpf_map__name(param->map), ".rodata") && strncmp(name, "gadget_", 7) != 0 &&
	    columns_make(&columns, bpf_object__btf(visit->bpf), param->type, name, NULL) == 0 &&
	    columns.count == 1)
		visit_param(visit, name, param, &columns.list[0]);
	columns_release(&columns);
	return true;
}

void observe_each_param(const struct bpf_object *bpf,
			void (*visit)(void *context, const struct observe_param *param),
			void *context)
{
	struct visit all = { bpf, visit, context };

	if (bpf_object__btf(bpf))
		each_param(bpf, visit_constant, &all);
}

static int wrong_value(const struct column *column, const char *name, const char *value,
		       struct err *err)
{
	if (column->kind == &kind_text)
		return err_set(err, EINVAL, "--param %s: the text has more than %u bytes", name,
			       column->size - 1);
	return err_set(err, EINVAL, "--param %s: '%.64s' is no %s that fits into %s%u bits", name,
		       value, column->kind->name, column->is_signed ? "signed " : "",
		       8 * column->size);
}

/* Whether an integer of the column's size and sign can be the value. */
static bool fits(const struct column *column, const struct value *value)
{
	const unsigned int bits = 8 * column->size;

	if (value->type == VALUE_SIGNED && value->s < 0)
		return column->is_signed && (bits >= 64 || value->s >= -(1ll << (bits - 1)));
	if (column->kind == &kind_bool)
		return value->u <= 1;
	return value->u <=
	       (column->is_signed ? UINT64_MAX >> (65 - bits) : UINT64_MAX >> (64 - bits));
}

/* Puts a value at its place, in the way that its column says. False if it does not fit. */
static bool put(const struct column *column, const struct value *value, char *to)
{
	const bool is_text = column->kind == &kind_text;
	uint64_t number = value->u;
	float narrow;

	if (value->type == VALUE_TEXT) {
		if (value->text.len + is_text > column->size)
			return false;
		memset(to, 0, column->size);
		memcpy(to, value->text.data, value->text.len);
		return true;
	}
	if (column->kind == &kind_float) {
		narrow = (float)value_number(value);
		memcpy(to, column->size == sizeof(narrow) ? (const void *)&narrow : &value->f,
		       column->size);
		return true;
	}
	if (value->type == VALUE_FLOAT) { /* 1.5K */
		if (value->f < 0 || value->f != (double)(uint64_t)value->f)
			return false;
		number = (uint64_t)value->f;
	}
	if (!fits(column, &(struct value){ .type = value->type == VALUE_FLOAT ? VALUE_UNSIGNED
									      : value->type,
					   .u = number }))
		return false;
	memcpy(to, &number, column->size);
	return true;
}

static int store(const struct column *column, const char *name, const char *text, char *to,
		 struct err *err)
{
	struct value value = { 0 };
	const bool is_put = column->size <= 8 || column->kind != &kind_wide
				    ? column->kind->parse(column, text, &value) &&
					      put(column, &value, to)
				    : false;

	free(value.own);
	return is_put ? 0 : wrong_value(column, name, text, err);
}

/* Numbers with commas between them; those that are not given stay as they are. */
static int store_list(const struct column *column, const char *name, const char *text, char *to,
		      struct err *err)
{
	struct column element = *column;
	char *copy = strdup(text), *rest = copy;
	int ret = copy ? 0 : err_set(err, ENOMEM, "%s", strerror(ENOMEM));

	element.size = column->size / column->count;
	element.count = 0;
	element.kind = column->is_signed ? &kind_signed : &kind_unsigned;
	for (uint32_t i = 0; !ret && rest; i++) {
		const char *part = strsep(&rest, ",");

		ret = i == column->count
			      ? err_set(err, EINVAL, "--param %s: it has only %u numbers", name,
					column->count)
			      : store(&element, name, part, to + i * (size_t)element.size, err);
	}
	free(copy);
	return ret;
}

static int set(struct bpf_object *bpf, const struct param *param, const char *name,
	       const char *text, struct err *err)
{
	struct columns columns = { 0 };
	size_t size;
	const void *initial = bpf_map__initial_value(param->map, &size);
	char *values = initial ? malloc(size) : NULL;
	int ret = columns_make(&columns, bpf_object__btf(bpf), param->type, name, err);

	if (!ret && (columns.count != 1 || columns.list[0].bits))
		ret = err_set(err, EINVAL, "--param %s: only single values and lists can be set",
			      name);
	else if (!ret && (!values || (size_t)param->offset + param->size > size))
		ret = err_set(err, EINVAL, "--param %s: it cannot be set", name);
	if (!ret) {
		memcpy(values, initial, size);
		ret = (columns.list[0].count ? store_list : store)(&columns.list[0], name, text,
								   values + param->offset, err);
	}
	if (!ret)
		ret = bpf_map__set_initial_value(param->map, values, size);
	free(values);
	columns_release(&columns);
	return ret;
}

int observe_set_param(struct bpf_object *bpf, const char *given, struct err *err)
{
	const char *value = strchr(given, '=') + 1;
	char name[NEAR_NAME_MAX + 1];
	struct search search = { .name = name };

	snprintf(name, sizeof(name), "%.*s", (int)(value - given - 1), given);
	search.near = near_begin(name);
	each_param(bpf, compare, &search);
	if (search.found.map)
		return set(bpf, &search.found, name, value, err);
	err_set(err, ENOENT, "--param %s: the object has no such variable", name);
	if (*search.near.nearest)
		err_hint(err, "did you mean '%s'?", search.near.nearest);
	return -ENOENT;
}

bool observe_constant(const struct bpf_object *bpf, const char *name, const char *suffix,
		      uint64_t *ret_number)
{
	char whole[128];
	struct search search = { .name = whole };
	const char *initial;
	size_t size;

	snprintf(whole, sizeof(whole), "%s%s", name, suffix);
	search.near = near_begin(whole);
	each_param(bpf, compare, &search);
	initial = search.found.map ? bpf_map__initial_value(search.found.map, &size) : NULL;
	if (!initial || search.found.size > sizeof(*ret_number) ||
	    (size_t)search.found.offset + search.found.size > size)
		return false;
	*ret_number = 0;
	memcpy(ret_number, initial + search.found.offset, search.found.size);
	return true;
}
