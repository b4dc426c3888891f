// SPDX-License-Identifier: MIT
/*
 * Slices of BTF: what is in them, and what relocations ask for.
 *
 * rooms: btf base lib
 */
#include <bpf/btf.h>
#include <check.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <string.h>

#include "btf/slice.h"
#include "lib/btf_check.h"
#include "lib/buf.h"
#include "lib/core_relo.h"
#include "lib/err.h"

/* --- names ------------------------------------------------------------------------- */

START_TEST(flavours_do_not_count)
{
	static const struct {
		const char *name;
		size_t length;
	} names[] = {
		{ "", 0 }, { "a", 1 }, { "task_struct", 11 }, { "task___old", 4 },
		{ "a___b", 1 }, { "a___b___c", 5 }, { "___a", 4 }, { "a___", 4 },
		{ "a____b", 6 }, { "a__b", 4 }, { "a_____", 6 }, { "a___b_", 1 }, { "_a___b", 2 },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		ck_assert_msg(core_name_length(names[i].name) == names[i].length, "'%s'",
			      names[i].name);
}
END_TEST

/* --- what relocations ask for -------------------------------------------------------- */

/* .BTF.ext with one section of relocations. */
struct ext {
	uint16_t magic;
	uint8_t version, flags;
	uint32_t size, func_offset, func_size, line_offset, line_size, relo_offset, relo_size;
	uint32_t record_size, section_name, count;
	struct bpf_core_relo relos[4];
};

static const struct ext empty_ext = {
	.magic = BTF_MAGIC,
	.version = 1,
	.size = 32,
	.relo_size = 12,
	.record_size = sizeof(struct bpf_core_relo),
};

static void add_relo(struct ext *ext, int type, enum bpf_core_relo_kind kind)
{
	ext->relos[ext->count++] = (struct bpf_core_relo){ .type_id = (__u32)type, .kind = kind };
	ext->relo_size += sizeof(ext->relos[0]);
}

static int read_roots(struct core_roots *roots, const struct btf *btf, const struct ext *ext)
{
	uint32_t size;
	const void *data = btf__raw_data(btf, &size);

	return core_roots_read(roots, data, size, ext, 32 + ext->relo_size);
}

/* An int, a struct of some flavour with a member of that type, and one without a name. */
static struct btf *local(void)
{
	struct btf *btf = btf__new_empty();

	ck_assert_int_eq(btf__add_int(btf, "int", 4, BTF_INT_SIGNED), 1);
	ck_assert_int_eq(btf__add_struct(btf, "task___old", 4), 2);
	ck_assert_int_eq(btf__add_field(btf, "pid", 1, 0, 0), 0);
	ck_assert_int_eq(btf__add_struct(btf, NULL, 4), 3);
	ck_assert_int_eq(btf__add_ptr(btf, 2), 4);
	ck_assert_int_eq(btf__add_typedef(btf, "task_t", 2), 5);
	return btf;
}

START_TEST(roots_say_what_they_need)
{
	struct btf *btf = local();
	struct ext ext = empty_ext;
	struct core_roots roots;

	add_relo(&ext, 2, BPF_CORE_FIELD_BYTE_OFFSET);
	add_relo(&ext, 5, BPF_CORE_TYPE_EXISTS);
	add_relo(&ext, 1, BPF_CORE_TYPE_ID_LOCAL);
	add_relo(&ext, 3, BPF_CORE_FIELD_EXISTS);
	ck_assert_int_eq(read_roots(&roots, btf, &ext), 0);
	ck_assert_uint_eq(roots.count, 2);
	ck_assert_str_eq(roots.roots[0].name, "task___old");
	ck_assert_uint_eq(roots.roots[0].length, 4);
	ck_assert_uint_eq(roots.roots[0].kind, BTF_KIND_STRUCT);
	ck_assert_uint_eq(roots.roots[0].need, CORE_VALUE);
	ck_assert_uint_eq(roots.roots[1].kind, BTF_KIND_TYPEDEF);
	ck_assert_uint_eq(roots.roots[1].need, CORE_VALUE | CORE_SHAPE);
	core_roots_release(&roots);
	btf__free(btf);
}
END_TEST

static int roots_of(int type, enum bpf_core_relo_kind kind)
{
	struct btf *btf = local();
	struct ext ext = empty_ext;
	struct core_roots roots;
	int ret;

	add_relo(&ext, type, kind);
	ret = read_roots(&roots, btf, &ext);
	core_roots_release(&roots);
	btf__free(btf);
	return ret;
}

START_TEST(what_no_slice_can_tell)
{
	ck_assert_int_eq(roots_of(2, BPF_CORE_TYPE_ID_TARGET), -EOPNOTSUPP);
	ck_assert_int_eq(roots_of(2, BPF_CORE_TYPE_MATCHES + 1), -EOPNOTSUPP);
	ck_assert_int_eq(roots_of(4, BPF_CORE_FIELD_BYTE_OFFSET), -EOPNOTSUPP); /* a pointer */
	ck_assert_int_eq(roots_of(0, BPF_CORE_TYPE_SIZE), -EOPNOTSUPP);         /* void */
	ck_assert_int_eq(roots_of(6, BPF_CORE_TYPE_SIZE), -EINVAL);             /* not there */
}
END_TEST

START_TEST(relocations_may_lie)
{
	struct btf *btf = local();
	struct ext ext = empty_ext, lie;
	struct core_roots roots;
	uint32_t *const lies[] = { &lie.size, &lie.relo_offset, &lie.relo_size, &lie.record_size,
				   &lie.count };
	static const uint32_t values[] = { 1, 15, 33, 1 << 20, UINT32_MAX, UINT32_MAX - 31 };

	add_relo(&ext, 2, BPF_CORE_FIELD_BYTE_OFFSET);
	for (size_t i = 0; i < sizeof(lies) / sizeof(lies[0]); i++)
		for (size_t j = 0; j < sizeof(values) / sizeof(values[0]); j++) {
			uint32_t size;
			const void *data = btf__raw_data(btf, &size);
			void *exact = malloc(32 + ext.relo_size);

			lie = ext;
			*lies[i] = values[j];
			memcpy(exact, &lie, 32 + ext.relo_size);
			if (core_roots_read(&roots, data, size, exact, 32 + ext.relo_size) == 0)
				ck_assert_uint_le(roots.count, 1);
			core_roots_release(&roots);
			free(exact);
		}
	btf__free(btf);
}
END_TEST

/* --- slices ------------------------------------------------------------------------- */

/* A slice of `kernel` for one root, as BTF; null where there is none. */
static struct btf *slice_for(const struct btf *kernel, const char *name, uint32_t kind,
			     uint8_t need, bool *ret_found)
{
	struct core_root root = {
		.name = name, .length = core_name_length(name), .kind = (uint8_t)kind, .need = need,
	};
	struct core_roots roots = { .roots = &root, .count = 1 };
	struct buf buf = BUF_INIT(1 << 20);
	struct err err = ERR_INIT;
	struct btf *btf = NULL;
	uint32_t size;
	const void *data = btf__raw_data(kernel, &size);

	if (btf_slice(data, size, &roots, &buf) == 0) {
		ck_assert_msg(btf_check(buf.data, buf.len, &err) == 0, "%s", err.msg);
		btf = btf__new(buf.data, (uint32_t)buf.len);
		ck_assert_ptr_nonnull(btf);
	}
	*ret_found = root.found;
	buf_release(&buf);
	return btf;
}

static const struct btf_type *find(const struct btf *btf, const char *name, uint32_t kind)
{
	int id = btf__find_by_name_kind(btf, name, kind);

	return id > 0 ? btf__type_by_id(btf, (uint32_t)id) : NULL;
}

/* The same as one piece of memory, as it is read from a file. */
static struct btf *in_one_piece(struct btf *btf)
{
	uint32_t size;
	const void *data = btf__raw_data(btf, &size);
	struct btf *copy = btf__new(data, size);

	ck_assert_ptr_nonnull(copy);
	btf__free(btf);
	return copy;
}

enum { KERNEL_INT = 1, KERNEL_PTR = 3, KERNEL_FILE = 4, KERNEL_TASK = 7 };

/* struct list { struct file *files; }, struct task and task___2 with one each. */
static struct btf *kernel_new(void)
{
	struct btf *btf = btf__new_empty();

	ck_assert_int_eq(btf__add_int(btf, "long", 8, BTF_INT_SIGNED), KERNEL_INT);
	btf__add_struct(btf, "list", 8);
	btf__add_field(btf, "files", KERNEL_PTR, 0, 0);
	ck_assert_int_eq(btf__add_ptr(btf, KERNEL_FILE), KERNEL_PTR);
	ck_assert_int_eq(btf__add_struct(btf, "file", 8), KERNEL_FILE);
	btf__add_field(btf, "mode", KERNEL_INT, 0, 0);
	btf__add_typedef(btf, "list_t", 2);
	btf__add_enum(btf, "task", 4);
	ck_assert_int_eq(btf__add_struct(btf, "task", 16), KERNEL_TASK);
	btf__add_field(btf, "list", 5, 0, 0);
	btf__add_field(btf, "pid", KERNEL_INT, 64, 17);
	btf__add_struct(btf, "task___2", 8);
	btf__add_field(btf, "list", 2, 0, 0);
	btf__add_struct(btf, "tasks", 8);
	return in_one_piece(btf);
}

START_TEST(values_come_whole)
{
	struct btf *kernel = kernel_new();
	bool found;
	struct btf *slice = slice_for(kernel, "task___local", BTF_KIND_STRUCT, CORE_VALUE, &found);
	const struct btf_type *task = find(slice, "task", BTF_KIND_STRUCT), *list, *files;

	ck_assert(found);
	ck_assert_uint_eq(task->size, 16);
	ck_assert_uint_eq(btf_vlen(task), 2);
	ck_assert_uint_eq(btf_member_bit_offset(task, 1), 64);
	ck_assert_uint_eq(btf_member_bitfield_size(task, 1), 17);
	ck_assert_str_eq(btf__name_by_offset(slice, btf_members(task)[1].name_off), "pid");
	list = btf__type_by_id(slice, btf_members(task)[0].type);
	ck_assert_str_eq(btf__name_by_offset(slice, list->name_off), "list_t");
	list = btf__type_by_id(slice, list->type);
	ck_assert_str_eq(btf__name_by_offset(slice, list->name_off), "list");
	files = btf__type_by_id(slice, btf_members(list)[0].type);
	ck_assert(btf_is_ptr(files));
	ck_assert_uint_eq(files->type, 0);
	ck_assert_ptr_nonnull(find(slice, "task___2", BTF_KIND_STRUCT));
	ck_assert_ptr_null(find(slice, "file", BTF_KIND_STRUCT));
	ck_assert_ptr_null(find(slice, "tasks", BTF_KIND_STRUCT));
	ck_assert_ptr_null(find(slice, "task", BTF_KIND_ENUM));
	ck_assert_int_lt(btf__find_by_name(slice, "task"), btf__find_by_name(slice, "task___2"));
	btf__free(slice);
	btf__free(kernel);
}
END_TEST

START_TEST(shapes_end_at_structs)
{
	struct btf *kernel = kernel_new();
	bool found;
	struct btf *slice = slice_for(kernel, "list_t", BTF_KIND_TYPEDEF, CORE_VALUE | CORE_SHAPE,
				      &found);
	const struct btf_type *file = find(slice, "file", BTF_KIND_STRUCT);

	ck_assert(found);
	ck_assert_uint_eq(btf_vlen(find(slice, "list", BTF_KIND_STRUCT)), 1);
	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(file->size, 8);
	ck_assert_uint_eq(btf_vlen(file), 0);
	btf__free(slice);
	btf__free(kernel);
}
END_TEST

/* libbpf tells the size of a pointer from "long", and looks past the last type. */
START_TEST(a_slice_of_nothing)
{
	struct btf *kernel = kernel_new();
	const struct btf_header *header;
	bool found;
	struct btf *slice = slice_for(kernel, "absent", BTF_KIND_STRUCT, CORE_VALUE, &found);
	uint32_t size;

	ck_assert(!found);
	ck_assert_uint_eq(btf__type_cnt(slice), 2);
	ck_assert_ptr_nonnull(find(slice, "long", BTF_KIND_INT));
	header = btf__raw_data(slice, &size);
	ck_assert_mem_eq((const char *)(header + 1) + header->str_off, "\0\0\0", 4);
	btf__free(slice);
	btf__free(kernel);
}
END_TEST

START_TEST(broken_kernels_give_none)
{
	struct btf *kernel = kernel_new();
	struct btf_type *task = (struct btf_type *)btf__type_by_id(kernel, KERNEL_TASK);
	const struct btf_type whole = *task;
	struct btf_member *member = btf_members(task);
	bool found;

	member->type = 1000;
	ck_assert_ptr_null(slice_for(kernel, "task", BTF_KIND_STRUCT, CORE_VALUE, &found));
	member->type = 5;
	member->name_off = 1 << 20;
	ck_assert_ptr_null(slice_for(kernel, "task", BTF_KIND_STRUCT, CORE_VALUE, &found));
	member->name_off = 0;
	task->info = 25u << 24;
	ck_assert_ptr_null(slice_for(kernel, "task", BTF_KIND_STRUCT, CORE_VALUE, &found));
	*task = whole;
	task->info |= UINT16_MAX;
	ck_assert_ptr_null(slice_for(kernel, "task", BTF_KIND_STRUCT, CORE_VALUE, &found));
	btf__free(kernel);
}
END_TEST

/* A number of entries at what has none. */
START_TEST(entries_are_those_of_the_kind)
{
	struct btf *kernel = kernel_new(), *slice;
	struct btf_type *list = (struct btf_type *)find(kernel, "list_t", BTF_KIND_TYPEDEF);
	bool found;

	list->info |= UINT16_MAX;
	slice = slice_for(kernel, "task", BTF_KIND_STRUCT, CORE_VALUE, &found);
	ck_assert_ptr_nonnull(slice);
	ck_assert_uint_eq(btf_vlen(find(slice, "task", BTF_KIND_STRUCT)), 2);
	btf__free(slice);
	btf__free(kernel);
}
END_TEST

/* A type is found by its number wherever it stands among thousands. */
START_TEST(types_by_number)
{
	struct btf *btf = btf__new_empty();
	struct btf_table table;
	uint32_t size;
	const void *data;

	for (int i = 1; i <= 1000; i++)
		ck_assert_int_eq(i % 3 ? btf__add_ptr(btf, i) : btf__add_array(btf, 1, 2, 3), i);
	btf = in_one_piece(btf);
	data = btf__raw_data(btf, &size);
	ck_assert_int_eq(btf_table_init(&table, data, size, NULL), 0);
	ck_assert_ptr_null(btf_table_type(&table, 1));
	ck_assert_int_eq(btf_table_walk(&table, NULL), 0);
	for (uint32_t i = 1; i <= 1000; i++)
		ck_assert_ptr_eq(btf_table_type(&table, i), btf__type_by_id(btf, i));
	ck_assert_ptr_null(btf_table_type(&table, 0));
	ck_assert_ptr_null(btf_table_type(&table, 1001));
	btf_table_release(&table);
	btf__free(btf);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("slice");
	TCase *tests = tcase_create("slice");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tests);
	tcase_add_test(tests, flavours_do_not_count);
	tcase_add_test(tests, roots_say_what_they_need);
	tcase_add_test(tests, what_no_slice_can_tell);
	tcase_add_test(tests, relocations_may_lie);
	tcase_add_test(tests, values_come_whole);
	tcase_add_test(tests, shapes_end_at_structs);
	tcase_add_test(tests, a_slice_of_nothing);
	tcase_add_test(tests, broken_kernels_give_none);
	tcase_add_test(tests, entries_are_those_of_the_kind);
	tcase_add_test(tests, types_by_number);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
