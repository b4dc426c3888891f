// SPDX-License-Identifier: MIT
/*
 * Hostile BTF, one lie at a time.
 *
 * rooms: lib
 */
#include "lib/btf_check.h"

#include <bpf/btf.h>
#include <check.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"

#define INFO(kind, vlen) ((uint32_t)BTF_KIND_##kind << 24 | (vlen))
#define KFLAG (1u << 31)
#define INT4 1, INFO(INT, 0), 4, BTF_INT_SIGNED << 24 | 32 /* type 1 in most cases */

static const char strings[] = "\0int\0x\0.maps";

/* Checks BTF of these types. */
static int run(const uint32_t *types, size_t words, struct err *err)
{
	struct btf_header header = {
		.magic = BTF_MAGIC,
		.version = BTF_VERSION,
		.hdr_len = sizeof(header),
		.type_len = (uint32_t)(words * 4),
		.str_off = (uint32_t)(words * 4),
		.str_len = sizeof(strings),
	};
	size_t size = sizeof(header) + words * 4 + sizeof(strings);
	unsigned char *data = malloc(size); /* exact, so that sanitizers see a step too far */
	int ret;

	ck_assert_ptr_nonnull(data);
	memcpy(data, &header, sizeof(header));
	memcpy(data + sizeof(header), types, words * 4);
	memcpy(data + sizeof(header) + words * 4, strings, sizeof(strings));
	ret = btf_check(data, size, err);
	free(data);
	return ret;
}

struct lie {
	const char *message; /* part of it; null: there is no lie */
	uint32_t words;
	uint32_t types[20];
};

#define LIE(text, ...) \
	{ text, sizeof((uint32_t[]){ __VA_ARGS__ }) / 4, { __VA_ARGS__ } }

static const struct lie lies[] = {
	LIE(NULL, INT4),
	LIE(NULL, INT4, 5, INFO(STRUCT, 1), 4, 5, 1, 0),
	LIE(NULL, 0, INFO(PTR, 0), 1),
	LIE(NULL, INT4, 0, INFO(ARRAY, 0), 0, 1, 1, 0),
	LIE(NULL, 5, INFO(FWD, 0), 0, 0, INFO(PTR, 0), 1),
	LIE("type 1: cut short", 1, INFO(INT, 0)),
	LIE("type 1: its 0 entries lie past the end", 1, INFO(INT, 0), 4),
	LIE("type 1: its 65535 entries lie past the end", 0, INFO(STRUCT, 0xffff), 4),
	LIE("type 1: unknown kind 31", 1, 31u << 24, 4),
	LIE("type 1: unknown kind 0", 1, 0, 4),
	LIE("type 1: a name at 99", 99, INFO(INT, 0), 4, 32),
	LIE("type 1: an integer of 0 bytes", 1, INFO(INT, 0), 0, 0),
	LIE("type 1: an integer of 17 bytes", 1, INFO(INT, 0), 17, 32),
	LIE("type 1: 64 bits at 0 in an integer of 4", 1, INFO(INT, 0), 4, 64),
	LIE("type 1: 32 bits at 8 in an integer of 4", 1, INFO(INT, 0), 4, 8 << 16 | 32),
	LIE("type 1: refers to type 7", 0, INFO(PTR, 0), 7),
	LIE("type 2: refers to type 9", INT4, 0, INFO(ARRAY, 0), 0, 9, 1, 1),
	LIE("type 2: refers to type 9", INT4, 0, INFO(ARRAY, 0), 0, 1, 9, 1),
	LIE("type 2: refers to type 9", INT4, 5, INFO(STRUCT, 1), 4, 5, 9, 0),
	LIE("type 2: a name at 99", INT4, 5, INFO(STRUCT, 1), 4, 99, 1, 0),
	LIE("type 1: contains itself", 5, INFO(STRUCT, 1), 4, 5, 1, 0),
	LIE("type 1: contains itself", 5, INFO(TYPEDEF, 0), 1),
	LIE("contains itself", 0, INFO(CONST, 0), 2, 0, INFO(VOLATILE, 0), 1),
	LIE("contains itself", 0, INFO(ARRAY, 0), 0, 1, 1, 0),
	LIE("contains itself", 5, INFO(STRUCT, 1), 4, 5, 2, 0, 0, INFO(ARRAY, 0), 0, 1, 1, 1),
	LIE("type 1: an array of type 0, which has no size", 0, INFO(ARRAY, 0), 0, 0, 0, 1),
	LIE("type 2: an array of 17179869180 bytes", INT4, 0, INFO(ARRAY, 0), 0, 1, 1, ~0u),
	LIE("which has no size", 5, INFO(FWD, 0), 0, 5, INFO(STRUCT, 1), 4, 5, 1, 0),
	LIE("ends past the type's 2 bytes", INT4, 5, INFO(STRUCT, 1), 2, 5, 1, 0),
	LIE("ends past the type's 4 bytes", INT4, 5, INFO(STRUCT, 1), 4, 5, 1, 1),
	LIE("ends past the type's 4 bytes", INT4, 5, INFO(STRUCT, 1), 4, 5, 1, 0xffffffe0),
	LIE("has 33 bits of type 1", INT4, 5, INFO(STRUCT, 1) | KFLAG, 8, 5, 1, 33u << 24),
	LIE("of a union at bit 8", INT4, 5, INFO(UNION, 1), 8, 5, 1, 8),
	LIE("a size of 4294967295 bytes", 5, INFO(STRUCT, 0), ~0u),
	LIE("an enum of 3 bytes", 5, INFO(ENUM, 0), 3),
	LIE("an enum of 16 bytes", 5, INFO(ENUM64, 0), 16),
	LIE("an enum of 0 bytes", 5, INFO(ENUM, 1), 0, 5, 1),
	LIE("a float of 32 bytes", 5, INFO(FLOAT, 0), 32),
	LIE("whose type 1 is not a prototype", INT4, 5, INFO(FUNC, 0), 1),
	LIE("whose type 0 is not a prototype", 5, INFO(FUNC, 0), 0),
	LIE("refers to type 9", 0, INFO(FUNC_PROTO, 1), 0, 5, 9),
	LIE("a section holds type 1, which is not a variable",
	    INT4, 7, INFO(DATASEC, 1), 4, 1, 0, 4),
	LIE("lies past the section's 4 bytes", INT4, 5, INFO(VAR, 0), 1, 1,
	    7, INFO(DATASEC, 1), 4, 2, ~0u, 4),
	LIE("a tag on member 3", INT4, 5, INFO(DECL_TAG, 0), 1, 3),
	LIE("a tag on member -2", INT4, 5, INFO(DECL_TAG, 0), 1, -2u),
};

START_TEST(names_the_type_and_the_lie)
{
	const struct lie *lie = &lies[_i];
	struct err err = ERR_INIT;
	int ret = run(lie->types, lie->words, &err);

	if (!lie->message) {
		ck_assert_msg(ret == 0, "%s", err.msg);
		return;
	}
	ck_assert_int_eq(ret, -EINVAL);
	ck_assert_msg(strstr(err.msg, lie->message), "'%s' in '%s'", lie->message, err.msg);
}
END_TEST

/* A chain of `count` types, each holding the next by value. */
static int chain(uint32_t count, struct err *err)
{
	uint32_t *types = calloc(count + 2, 12);
	size_t at = 0;
	int ret;

	ck_assert_ptr_nonnull(types);
	for (uint32_t i = 1; i <= count; i++) {
		types[at++] = 0;
		types[at++] = INFO(CONST, 0);
		types[at++] = i + 1;
	}
	memcpy(types + at, (uint32_t[]){ INT4 }, 16);
	ret = run(types, at + 4, err);
	free(types);
	return ret;
}

START_TEST(ends_at_a_depth)
{
	struct err err = ERR_INIT;

	ck_assert_int_eq(chain(BTF_MAX_DEPTH, &err), 0);
	ck_assert_int_eq(chain(BTF_MAX_DEPTH + 1, &err), -EINVAL);
	ck_assert_ptr_nonnull(strstr(err.msg, "nests deeper"));
	ck_assert_int_eq(chain(1000000, &err), -EINVAL);
}
END_TEST

struct header_lie {
	const char *message;
	size_t offset, size; /* of what is changed */
	uint32_t value;
};

static const struct header_lie header_lies[] = {
	{ "not BTF", 0, 2, 0x1234 },
	{ "big-endian", 0, 2, 0x9feb },
	{ "version 9", 2, 1, 9 },
	{ "a header of 8 bytes", 4, 4, 8 },
	{ "a header of 4294967295 bytes", 4, 4, ~0u },
	{ "types lie past", 8, 4, 2 },
	{ "types lie past", 8, 4, ~3u },
	{ "types lie past", 12, 4, ~3u },
	{ "strings lie past", 16, 4, ~0u },
	{ "strings lie past", 20, 4, ~0u },
	{ "strings overlap types", 16, 4, 4 },
	{ "start and end in NUL", 20, 4, 0 },
	{ "start and end in NUL", 20, 4, 3 },
};

START_TEST(checks_the_header)
{
	const struct header_lie *lie = &header_lies[_i];
	struct {
		struct btf_header header;
		uint32_t types[4];
		char strings[8];
	} btf = {
		{ BTF_MAGIC, BTF_VERSION, 0, sizeof(btf.header), 0, 16, 16, 8 },
		{ INT4 }, "\0int\0",
	};
	struct err err = ERR_INIT;

	ck_assert_int_eq(btf_check(&btf, sizeof(btf), &err), 0);
	memcpy((char *)&btf + lie->offset, &lie->value, lie->size);
	ck_assert_int_eq(btf_check(&btf, sizeof(btf), &err), -EINVAL);
	ck_assert_msg(strstr(err.msg, lie->message), "'%s' in '%s'", lie->message, err.msg);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("btf_check");
	TCase *tcase = tcase_create("btf_check");
	SRunner *runner = srunner_create(suite);

	tcase_add_loop_test(tcase, names_the_type_and_the_lie, 0, sizeof(lies) / sizeof(*lies));
	tcase_add_loop_test(tcase, checks_the_header, 0,
			    sizeof(header_lies) / sizeof(*header_lies));
	tcase_add_test(tcase, ends_at_a_depth);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
