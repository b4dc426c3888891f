// SPDX-License-Identifier: MIT
#include "bindings/continued.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/btf_check.h"
#include "lib/btf_parts.h"
#include "lib/buf.h"
#include "lib/err.h"

int continued_too_much(struct err *err)
{
	return err_set(err, EFBIG, "more than %d MB of BTF", CONTINUED_MAX >> 20);
}

static int parse_alone(const void *data, size_t size, struct btf **ret_btf, struct err *err)
{
	int ret;

	if (size > CONTINUED_MAX)
		return continued_too_much(err);
	ret = btf_check(data, size, err);
	if (ret)
		return ret;
	*ret_btf = btf__new(data, (uint32_t)size);
	if (!*ret_btf)
		return err_set(err, errno, "libbpf refuses the BTF: %s", strerror(errno));
	return 0;
}

/* Numbers and names of types go on where those of the base end: one after the other,
 * the two are whole BTF. */
static void join(struct buf *out, const struct btf_parts *base, const struct btf_parts *parts)
{
	struct btf_header header = {
		.magic = BTF_MAGIC,
		.version = BTF_VERSION,
		.hdr_len = sizeof(header),
		.type_len = base->types_size + parts->types_size,
		.str_off = base->types_size + parts->types_size,
		.str_len = base->strings_size + parts->strings_size,
	};

	buf_add(out, &header, sizeof(header));
	buf_add(out, base->types, base->types_size);
	buf_add(out, parts->types, parts->types_size);
	buf_add(out, base->strings, base->strings_size);
	buf_add(out, parts->strings, parts->strings_size);
}

/* BTF of this machine's byte order; one that continues another is checked with it. */
static int parse(const struct btf *base, const void *data, size_t size, struct btf **ret_btf,
		 struct err *err)
{
	struct buf joined = BUF_INIT(CONTINUED_MAX);
	struct btf_parts base_parts, parts;
	uint32_t base_size;
	const void *base_data;
	int ret;

	if (!base)
		return parse_alone(data, size, ret_btf, err);
	base_data = btf__raw_data(base, &base_size);
	if (!base_data)
		return err_set(err, ENOMEM, "out of memory");
	ret = btf_find_parts(base_data, base_size, &base_parts, err);
	if (!ret)
		ret = btf_find_parts(data, size, &parts, err);
	if (!ret)
		join(&joined, &base_parts, &parts);
	if (!ret)
		ret = joined.error == EFBIG ? continued_too_much(err)
		      : joined.error        ? err_set(err, ENOMEM, "out of memory")
					    : parse_alone(joined.data, joined.len, ret_btf, err);
	buf_release(&joined);
	return ret;
}

/* What libbpf says last, without its newline. */
static __thread char said[256];

static int hear(enum libbpf_print_level level, const char *format, va_list args)
{
	if (level == LIBBPF_WARN) {
		vsnprintf(said, sizeof(said), format, args);
		said[strcspn(said, "\n")] = '\0';
	}
	return 0;
}

/* btf__relocate() gives no reason but by printing it. */
static int relocate(struct btf *split, const struct btf *base, struct err *err)
{
	const libbpf_print_fn_t before = libbpf_set_print(hear);
	int ret;

	*said = '\0';
	ret = btf__relocate(split, base);
	libbpf_set_print(before);
	return ret ? err_set(err, -ret, "its types do not match those of the base: %s",
			     *said ? said : strerror(-ret))
		   : 0;
}

/* A module's types, whose own base is but an excerpt of its kernel's: with the numbers that types
 * have in the whole base. Both were checked. */
static int exchange_base(const struct btf *excerpt, const struct btf *base, const void *data,
			 size_t size, struct btf **ret_btf, struct err *err)
{
	struct btf *split = btf__new_split(data, (uint32_t)size, (struct btf *)excerpt);
	const void *raw;
	uint32_t raw_size;
	int ret;

	if (!split)
		return err_set(err, errno, "libbpf refuses the BTF: %s", strerror(errno));
	ret = relocate(split, base, err);
	raw = ret ? NULL : btf__raw_data(split, &raw_size);
	if (!ret)
		ret = raw ? parse(base, raw, raw_size, ret_btf, err)
			  : err_set(err, ENOMEM, "out of memory");
	btf__free(split);
	return ret;
}

int continued_parse(const struct btf *base, const struct btf *excerpt, const void *data,
		    size_t size, struct btf **ret_btf, struct err *err)
{
	struct btf *alone = NULL;
	int ret;

	if (!excerpt)
		return parse(base, data, size, ret_btf, err);
	ret = parse(excerpt, data, size, &alone, err);
	if (!ret && base) {
		btf__free(alone);
		return exchange_base(excerpt, base, data, size, ret_btf, err);
	}
	*ret_btf = alone;
	return ret;
}
