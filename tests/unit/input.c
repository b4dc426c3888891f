// SPDX-License-Identifier: MIT
/*
 * BTF that continues other BTF, as that of kernel modules.
 *
 * rooms: bindings lib
 */
#include "bindings/input.h"

#include <bpf/btf.h>
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bindings/select.h"
#include "lib/err.h"
#include "lib/file.h"

static char dir[32], base_path[64], module_path[64];
static struct err err;

static void write_btf(const char *path, struct btf *btf)
{
	uint32_t size;
	const void *data = btf__raw_data(btf, &size);

	ck_assert_ptr_nonnull(data);
	ck_assert_int_eq(file_write(path, data, size, &err), 0);
}

/* vmlinux has int, struct list { int x; }; the module has struct mine { struct list l; }. */
static void setup(void)
{
	struct btf *base = btf__new_empty(), *module;
	int list, int4;

	strcpy(dir, "/tmp/wasm-bpf-unit.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(base_path, sizeof(base_path), "%s/vmlinux", dir);
	snprintf(module_path, sizeof(module_path), "%s/module", dir);
	int4 = btf__add_int(base, "int", 4, BTF_INT_SIGNED);
	btf__add_struct(base, "unused", 0);
	list = btf__add_struct(base, "list", 4);
	btf__add_field(base, "x", int4, 0, 0);
	module = btf__new_empty_split(base);
	btf__add_struct(module, "mine", 4);
	btf__add_field(module, "l", list, 0, 0);
	write_btf(base_path, base);
	write_btf(module_path, module);
	btf__free(module);
	btf__free(base);
}

static void teardown(void)
{
	unlink(base_path);
	unlink(module_path);
	rmdir(dir);
}

START_TEST(continues_a_base)
{
	struct select_opts all = { 0 };
	struct input input;
	bool *wanted;

	ck_assert_msg(input_read(&input, module_path, base_path, 0, &err) == 0, "%s", err.msg);
	ck_assert_uint_eq(input.first, 4);
	ck_assert_uint_eq(btf__type_cnt(input.btf), 5);
	ck_assert_int_eq(btf__find_by_name_kind(input.btf, "mine", BTF_KIND_STRUCT), 4);
	ck_assert_int_eq(select_types(&input, &all, &wanted, &err), 0);
	ck_assert(!wanted[1] && !wanted[2] && !wanted[3] && wanted[4]);
	free(wanted);
	input_release(&input);
}
END_TEST

START_TEST(does_not_stand_alone)
{
	struct input input;

	ck_assert_int_eq(input_read(&input, module_path, NULL, 0, &err), -EINVAL);
	input_release(&input);
	ck_assert_int_eq(input_read(&input, module_path, "/nowhere/x", 0, &err), -ENOENT);
	input_release(&input);
	ck_assert_int_eq(input_read(&input, module_path, module_path, 0, &err), -EINVAL);
	input_release(&input);
}
END_TEST

START_TEST(is_whole_without_a_base)
{
	struct select_opts all = { 0 };
	struct input input;
	bool *wanted;

	ck_assert_int_eq(input_read(&input, base_path, NULL, 0, &err), 0);
	ck_assert_uint_eq(input.first, 1);
	ck_assert_uint_eq(btf__pointer_size(input.btf), 8);
	ck_assert_int_eq(select_types(&input, &all, &wanted, &err), 0);
	ck_assert_ptr_null(wanted);
	input_release(&input);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("input");
	TCase *tcase = tcase_create("input");
	SRunner *runner = srunner_create(suite);

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, continues_a_base);
	tcase_add_test(tcase, does_not_stand_alone);
	tcase_add_test(tcase, is_whole_without_a_base);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
