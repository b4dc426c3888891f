// SPDX-License-Identifier: MIT
/*
 * Decisions of the plan for what no compiler writes, but BTF can say.
 *
 * rooms: btf2h bindings lib
 */
#include "bindings/plan.h"

#include <bpf/btf.h>
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "btf2h/emit_c.h"
#include "btf2h/emit_rust.h"
#include "btf2h/same.h"
#include "lib/btf_check.h"
#include "lib/err.h"

static const struct plan_opts c = {
	.naming = &naming_c, .inline_anonymous = true, .tags = true, .flat_constants = true,
	.member_scopes = true, .packed_bits = true, .section_prefix = "section_",
};
static const struct plan_opts rust = {
	.naming = &naming_rust, .setters = true, .section_prefix = "section_",
};

static struct btf *btf;
static struct plan plan;
static struct err err;
static int int4, char1;

static void setup(void)
{
	btf = btf__new_empty();
	ck_assert_ptr_nonnull(btf);
	int4 = btf__add_int(btf, "int", 4, BTF_INT_SIGNED);
	char1 = btf__add_int(btf, "char", 1, 0);
	btf__set_pointer_size(btf, 8);
}

static void teardown(void)
{
	plan_release(&plan);
	btf__free(btf);
}

/* Plans what was added, after the check that all input goes through. */
static void make(const struct plan_opts *opts)
{
	const void *data;
	uint32_t size;

	data = btf__raw_data(btf, &size);
	ck_assert_msg(btf_check(data, size, &err) == 0, "%s", err.msg);
	plan_release(&plan);
	ck_assert_msg(plan_make(&plan, btf, opts, &err) == 0, "%s", err.msg);
}

/* "name@offset+size ..." of a type's fields; bits as "name@offset.bit:bits". */
static const char *layout(const char *name)
{
	static char text[1024];
	const struct plan_body *body = NULL;
	size_t len = 0;

	for (size_t i = 0; i < plan.type_count; i++)
		if (strcmp(plan.types[i].name, name) == 0)
			body = &plan.bodies[plan.types[i].body];
	ck_assert_msg(body, "no type '%s'", name);
	text[0] = '\0';
	for (uint32_t i = 0; i < body->fields; i++) {
		const struct plan_field *field = &plan.fields[body->first_field + i];
		const char *space = i ? " " : "";

		if (field->kind == FIELD_BIT || field->kind == FIELD_BIT_PAD)
			len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s@%u.%u:%u",
						space, field->name, field->offset,
						field->bit_offset, field->bits);
		else
			len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s@%u+%u", space,
						field->name ? field->name : "", field->offset,
						field->size);
	}
	return text;
}

/* The names of all types, in order. */
static const char *order(void)
{
	static char text[1024];
	size_t len = 0;

	text[0] = '\0';
	for (size_t i = 0; i < plan.type_count; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s", i ? " " : "",
					plan.types[i].name ? plan.types[i].name : "-");
	return text;
}

START_TEST(sorts_members_by_their_places)
{
	btf__add_struct(btf, "s", 12);
	btf__add_field(btf, "last", int4, 64, 0);
	btf__add_field(btf, "first", char1, 0, 0);
	btf__add_field(btf, "middle", int4, 32, 0);
	make(&c);
	ck_assert_str_eq(layout("s"), "first@0+1 __pad0@1+3 middle@4+4 last@8+4");
}
END_TEST

START_TEST(makes_overlapping_members_bytes)
{
	btf__add_struct(btf, "s", 8);
	btf__add_field(btf, "a", int4, 0, 0);
	btf__add_field(btf, "b", int4, 16, 0);
	make(&c);
	ck_assert_str_eq(layout("s"), "__opaque@0+8");
	ck_assert(plan.bodies[plan.types[0].body].is_opaque);
}
END_TEST

/* Moves a member to where libbpf puts none. */
static void move(int id, uint32_t index, uint32_t offset)
{
	struct btf_type *type = (struct btf_type *)btf__type_by_id(btf, (uint32_t)id);

	btf_members(type)[index].offset = offset;
}

START_TEST(makes_members_between_bytes_bytes)
{
	int array = btf__add_array(btf, int4, int4, 1), id = btf__add_struct(btf, "s", 8);

	btf__add_field(btf, "a", array, 0, 0);
	move(id, 0, 3);
	make(&c);
	ck_assert_str_eq(layout("s"), "__opaque@0+8");
}
END_TEST

START_TEST(understands_old_bit_fields)
{
	int bits = btf__add_int(btf, "int", 4, 0), id;
	uint32_t *extra = (uint32_t *)(btf__type_by_id(btf, (uint32_t)bits) + 1);

	*extra = (*extra & 0xff000000) | 2 << 16 | 5; /* 5 bits, 2 bits into the integer */
	id = btf__add_struct(btf, "s", 8);
	btf__add_field(btf, "a", bits, 0, 0);
	btf__add_field(btf, "b", bits, 0, 0);
	move(id, 1, 5);
	make(&c);
	ck_assert_str_eq(layout("s"), "@0+2 __pad0@0.0:2 a@0.2:5 b@0.7:5 __pad1@0.12:4 __pad2@2+6");
}
END_TEST

START_TEST(keeps_bits_in_named_bytes)
{
	btf__add_struct(btf, "s", 8);
	btf__add_field(btf, "a", int4, 3, 4);
	btf__add_field(btf, "type", int4, 7, 20);
	btf__add_field(btf, "set_a", char1, 56, 0);
	make(&rust);
	ck_assert_str_eq(layout("S"),
			 "__bits0@0+4 a@0.3:4 r#type@0.7:20 __pad0@4+3 set_a@7+1");
	ck_assert_str_eq(plan.fields[plan.bodies[0].first_field + 1].setter, "set_a_2");
	ck_assert_str_eq(plan.fields[plan.bodies[0].first_field + 2].setter, "set_type");
}
END_TEST

START_TEST(cuts_bit_fields_wider_than_any_integer)
{
	int array = btf__add_array(btf, int4, int4, 8);

	btf__add_struct(btf, "s", 32);
	btf__add_field(btf, "a", array, 1, 200);
	make(&c);
	ck_assert_str_eq(layout("s"), "__opaque@0+32");
}
END_TEST

START_TEST(puts_types_after_what_they_hold)
{
	int outer = btf__add_struct(btf, "outer", 8), array = outer + 1, inner = outer + 2;

	btf__add_field(btf, "inner", array, 0, 0);
	ck_assert_int_eq(btf__add_array(btf, int4, inner, 2), array);
	ck_assert_int_eq(btf__add_struct(btf, "inner", 4), inner);
	btf__add_field(btf, "x", int4, 0, 0);
	make(&c);
	ck_assert_str_eq(order(), "inner outer");
}
END_TEST

START_TEST(numbers_types_of_one_name)
{
	for (int i = 0; i < 3; i++) {
		btf__add_struct(btf, "s", 4);
		btf__add_field(btf, "x", int4, 0, 0);
	}
	btf__add_typedef(btf, "s", int4);
	make(&c);
	ck_assert_str_eq(order(), "s s__2 s__3 s__4");
}
END_TEST

/* But what has a name of its own has that, in whichever order they come. */
START_TEST(gives_an_anonymous_struct_its_typedef_or_its_place)
{
	int anonymous = btf__add_struct(btf, NULL, 4), inner, tag;

	btf__add_field(btf, "x", int4, 0, 0);
	btf__add_typedef(btf, "pair_t", anonymous);
	inner = btf__add_union(btf, NULL, 4);
	btf__add_field(btf, "y", int4, 0, 0);
	btf__add_struct(btf, "s", 8);
	btf__add_field(btf, "", inner, 0, 0);
	btf__add_field(btf, "p", anonymous, 32, 0);
	tag = btf__add_struct(btf, "s_anon", 0);
	(void)tag;
	make(&rust);
	ck_assert_str_eq(order(), "PairT SAnon_2 S SAnon");
	ck_assert_str_eq(layout("S"), "anon@0+4 p@4+4");
	make(&c);
	ck_assert_str_eq(order(), "pair_t pair_t s s_anon");
	ck_assert_str_eq(layout("s"), "@0+4 p@4+4");
}
END_TEST

/* A union of two of the union before it, and so on: 2^30 members in place. */
START_TEST(ends_where_anonymous_types_multiply)
{
	int last = int4;

	for (int i = 0; i < 30; i++) {
		int next = btf__add_union(btf, NULL, 4);

		btf__add_field(btf, i ? "" : "a", last, 0, 0);
		btf__add_field(btf, i ? "" : "b", last, 0, 0);
		last = next;
	}
	btf__add_struct(btf, "s", 4);
	btf__add_field(btf, "", last, 0, 0);
	ck_assert_int_eq(plan_make(&plan, btf, &c, &err), -EFBIG);
	ck_assert_ptr_nonnull(strstr(err.msg, "expand to more than"));
	make(&rust);
}
END_TEST

START_TEST(takes_pointers_of_32_bits)
{
	int pointer = btf__add_ptr(btf, int4);

	btf__add_struct(btf, "s", 8);
	btf__add_field(btf, "p", pointer, 0, 0);
	btf__add_field(btf, "x", int4, 32, 0);
	btf__set_pointer_size(btf, 4);
	plan_release(&plan);
	ck_assert_int_eq(plan_make(&plan, btf, &c, &err), 0);
	ck_assert_str_eq(layout("s"), "p@0+4 x@4+4");
}
END_TEST

/* As the BTF of Linux 5.10 has it. */
START_TEST(knows_a_signed_char_that_does_not_say_so)
{
	int silent = btf__add_int(btf, "signed char", 1, 0);
	int saying = btf__add_int(btf, "__s8", 1, BTF_INT_SIGNED);

	btf__add_typedef(btf, "s8", silent);
	make(&c);
	ck_assert_str_eq(plan.types[0].name, "s8");
	ck_assert_int_eq(plan.types[0].ref.kind, REF_INT);
	ck_assert(plan.types[0].ref.is_signed);
	ck_assert(same_types((struct typed){ btf, (uint32_t)silent },
			     (struct typed){ btf, (uint32_t)saying }, 0));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("plan");
	TCase *tcase = tcase_create("plan");
	SRunner *runner = srunner_create(suite);

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, sorts_members_by_their_places);
	tcase_add_test(tcase, makes_overlapping_members_bytes);
	tcase_add_test(tcase, makes_members_between_bytes_bytes);
	tcase_add_test(tcase, understands_old_bit_fields);
	tcase_add_test(tcase, keeps_bits_in_named_bytes);
	tcase_add_test(tcase, cuts_bit_fields_wider_than_any_integer);
	tcase_add_test(tcase, puts_types_after_what_they_hold);
	tcase_add_test(tcase, numbers_types_of_one_name);
	tcase_add_test(tcase, gives_an_anonymous_struct_its_typedef_or_its_place);
	tcase_add_test(tcase, ends_where_anonymous_types_multiply);
	tcase_add_test(tcase, takes_pointers_of_32_bits);
	tcase_add_test(tcase, knows_a_signed_char_that_does_not_say_so);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
