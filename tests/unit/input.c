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

/* --- ELF files of either class and byte order ---------------------------------------- */

struct section {
	const char *name;
	const void *data;
	uint32_t size;
};

static unsigned char image[8192];
static size_t image_size;

static void put(bool is_big, uint64_t number, size_t size)
{
	for (size_t i = 0; i < size; i++)
		image[image_size++] = (unsigned char)(number >> 8 * (is_big ? size - 1 - i : i));
}

/* A null section, these, and the names. */
static void write_elf(const char *path, bool is_32, bool is_big, uint16_t machine,
		      const struct section *sections, unsigned int count)
{
	const size_t word = is_32 ? 4 : 8, head = is_32 ? 52 : 64;
	size_t at = head, name_at = 1, names_size = 1;
	struct section all[8] = { { 0 } };
	char names[256] = "";

	for (unsigned int i = 0; i < count; i++)
		all[i + 1] = sections[i];
	all[++count].name = ".strtab";
	for (unsigned int i = 1; i <= count; i++)
		names_size += strlen(all[i].name) + 1;
	for (unsigned int i = 1; i <= count; i++)
		memcpy(names + name_at, all[i].name, strlen(all[i].name) + 1),
			name_at += strlen(all[i].name) + 1;
	all[count].data = names;
	all[count].size = (uint32_t)names_size;
	image_size = 0;
	memcpy(image, "\177ELF", 4);
	image_size = 4;
	put(is_big, is_32 ? 1 : 2, 1);
	put(is_big, is_big ? 2 : 1, 1);
	put(is_big, 1, 1);
	while (image_size < 16)
		put(is_big, 0, 1);
	put(is_big, 1, 2);
	put(is_big, machine, 2);
	put(is_big, 1, 4);
	put(is_big, 0, word);
	put(is_big, 0, word);
	for (unsigned int i = 1; i <= count; i++)
		at += (all[i].size + 7) / 8 * 8;
	put(is_big, (at + 7) / 8 * 8, word);
	put(is_big, 0, 4);
	put(is_big, head, 2);
	put(is_big, 0, 2);
	put(is_big, 0, 2);
	put(is_big, is_32 ? 40 : 64, 2);
	put(is_big, count + 1, 2);
	put(is_big, count, 2);
	ck_assert_uint_eq(image_size, head);
	for (unsigned int i = 1; i <= count; i++) {
		memcpy(image + image_size, all[i].data, all[i].size);
		image_size += (all[i].size + 7) / 8 * 8;
	}
	image_size = (image_size + 7) / 8 * 8;
	at = head;
	name_at = 0;
	for (unsigned int i = 0; i <= count; i++) {
		put(is_big, i ? name_at : 0, 4);
		put(is_big, i == 0 ? 0 : i == count ? 3 : 1, 4);
		put(is_big, 0, word);
		put(is_big, 0, word);
		put(is_big, i ? at : 0, word);
		put(is_big, all[i].size, word);
		put(is_big, 0, 4);
		put(is_big, 0, 4);
		put(is_big, 1, word);
		put(is_big, 0, word);
		at += (all[i].size + 7) / 8 * 8;
		name_at += i ? strlen(all[i].name) + 1 : 1;
	}
	ck_assert_int_eq(file_write(path, image, image_size, &err), 0);
}

static struct section section_of(const char *name, const struct btf *btf)
{
	struct section section = { .name = name };

	section.data = btf__raw_data(btf, &section.size);
	return section;
}

/* struct s { long l; void *p; short flag: 3; } of pointers of that size. */
static struct btf *make_types(uint32_t pointer, bool is_big)
{
	struct btf *btf = btf__new_empty();
	const int integer = btf__add_int(btf, "long int", pointer, BTF_INT_SIGNED);
	const int half = btf__add_int(btf, "short int", 2, BTF_INT_SIGNED);
	const int address = btf__add_ptr(btf, 0);

	btf__add_struct(btf, "s", 3 * pointer);
	btf__add_field(btf, "l", integer, 0, 0);
	btf__add_field(btf, "p", address, pointer * 8, 0);
	btf__add_field(btf, "flag", half, pointer * 16, 3);
	btf__set_endianness(btf, is_big ? BTF_BIG_ENDIAN : BTF_LITTLE_ENDIAN);
	return btf;
}

START_TEST(reads_any_class_and_byte_order)
{
	const bool is_32 = _i & 1, is_big = _i & 2;
	struct btf *btf = make_types(is_32 ? 4 : 8, is_big);
	const struct section section = section_of(".BTF", btf);
	struct input input;

	write_elf(module_path, is_32, is_big, 8, &section, 1);
	ck_assert_msg(input_read(&input, module_path, NULL, 0, &err) == 0, "%s", err.msg);
	ck_assert_uint_eq(btf__pointer_size(input.btf), is_32 ? 4 : 8);
	ck_assert_int_eq(btf__endianness(input.btf), is_big ? BTF_BIG_ENDIAN : BTF_LITTLE_ENDIAN);
	ck_assert_int_eq(btf__resolve_size(input.btf, 3), is_32 ? 4 : 8);
	ck_assert_int_eq(btf__resolve_size(input.btf, 4), is_32 ? 12 : 24);
	ck_assert_str_eq(btf__name_by_offset(input.btf, btf__type_by_id(input.btf, 4)->name_off),
			 "s");
	input_release(&input);
	/* Raw, the size of pointers comes from that of long. */
	ck_assert_int_eq(file_write(module_path, section.data, section.size, &err), 0);
	ck_assert_msg(input_read(&input, module_path, NULL, 0, &err) == 0, "%s", err.msg);
	ck_assert_uint_eq(btf__pointer_size(input.btf), is_32 ? 4 : 8);
	ck_assert_uint_eq(btf__type_cnt(input.btf), 5);
	input_release(&input);
	btf__free(btf);
}
END_TEST

START_TEST(has_one_byte_order)
{
	struct btf *btf = make_types(8, true);
	struct section section = section_of(".BTF", btf);
	struct input input;

	write_elf(module_path, false, false, 8, &section, 1);
	ck_assert_int_eq(input_read(&input, module_path, NULL, 0, &err), -EINVAL);
	ck_assert_msg(strstr(err.msg, "another byte order"), "%s", err.msg);
	input_release(&input);
	ck_assert_int_eq(file_write(module_path, section.data, section.size, &err), 0);
	ck_assert_int_eq(input_read(&input, module_path, base_path, 0, &err), -EINVAL);
	ck_assert_msg(strstr(err.msg, "different byte orders"), "%s", err.msg);
	input_release(&input);
	/* Cut anywhere, and with any byte another. */
	for (size_t size = 0; size < section.size; size++) {
		ck_assert_int_eq(file_write(module_path, section.data, size, &err), 0);
		ck_assert_int_lt(input_read(&input, module_path, NULL, 0, &err), 0);
		input_release(&input);
	}
	for (size_t i = 0; i < section.size; i++) {
		memcpy(image, section.data, section.size);
		image[i] ^= 0xff;
		ck_assert_int_eq(file_write(module_path, image, section.size, &err), 0);
		input_read(&input, module_path, NULL, 0, &err);
		input_release(&input);
	}
	btf__free(btf);
}
END_TEST

START_TEST(continues_a_big_endian_base)
{
	struct btf *base = make_types(8, true), *module = btf__new_empty_split(base);
	struct input input;

	btf__add_struct(module, "mine", 24);
	btf__add_field(module, "s", 4, 0, 0);
	btf__set_endianness(module, BTF_BIG_ENDIAN);
	write_btf(base_path, base);
	write_btf(module_path, module);
	ck_assert_msg(input_read(&input, module_path, base_path, 0, &err) == 0, "%s", err.msg);
	ck_assert_int_eq(btf__find_by_name_kind(input.btf, "mine", BTF_KIND_STRUCT), 5);
	ck_assert_int_eq(btf__endianness(input.btf), BTF_BIG_ENDIAN);
	input_release(&input);
	btf__free(module);
	btf__free(base);
}
END_TEST

/* A module that was built for another build of the kernel: there, `list` was number 2. */
START_TEST(brings_an_excerpt_of_its_base)
{
	struct btf *built = btf__new_empty(), *module, *excerpt, *distilled;
	const int int4 = btf__add_int(built, "int", 4, BTF_INT_SIGNED);
	const int list = btf__add_struct(built, "list", 4);
	struct section sections[2];
	struct input input;

	btf__add_field(built, "x", int4, 0, 0);
	module = btf__new_empty_split(built);
	btf__add_struct(module, "mine", 8);
	btf__add_field(module, "l", list, 0, 0);
	btf__add_field(module, "i", int4, 32, 0);
	ck_assert_int_eq(btf__distill_base(module, &excerpt, &distilled), 0);
	sections[0] = section_of(".BTF", distilled);
	sections[1] = section_of(".BTF.base", excerpt);
	write_elf(module_path, false, false, 62, sections, 2);
	/* Alone: the size of `list` is known, but not its members. */
	ck_assert_msg(input_read(&input, module_path, NULL, 0, &err) == 0, "%s", err.msg);
	ck_assert_uint_eq(input.first, 3);
	ck_assert_int_eq(btf__find_by_name_kind(input.btf, "mine", BTF_KIND_STRUCT), 3);
	ck_assert_int_eq(btf__resolve_size(input.btf, 3), 8);
	input_release(&input);
	/* With its kernel's: `list` is number 3 there. */
	ck_assert_msg(input_read(&input, module_path, base_path, 0, &err) == 0, "%s", err.msg);
	ck_assert_uint_eq(input.first, 4);
	ck_assert_int_eq(btf__find_by_name_kind(input.btf, "mine", BTF_KIND_STRUCT), 4);
	ck_assert_uint_eq(btf_members(btf__type_by_id(input.btf, 4))[0].type, 3);
	input_release(&input);
	/* With one that has no such type. */
	btf__free(built);
	built = btf__new_empty();
	btf__add_int(built, "int", 4, BTF_INT_SIGNED);
	write_btf(base_path, built);
	ck_assert_int_eq(input_read(&input, module_path, base_path, 0, &err), -EINVAL);
	ck_assert_msg(strstr(err.msg, "do not match those of the base"), "%s", err.msg);
	input_release(&input);
	/* With an excerpt that is none. */
	sections[1].size -= 1;
	write_elf(module_path, false, false, 62, sections, 2);
	ck_assert_int_eq(input_read(&input, module_path, NULL, 0, &err), -EINVAL);
	ck_assert_msg(strstr(err.msg, ".BTF.base"), "%s", err.msg);
	input_release(&input);
	btf__free(distilled);
	btf__free(excerpt);
	btf__free(module);
	btf__free(built);
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
	tcase_add_loop_test(tcase, reads_any_class_and_byte_order, 0, 4);
	tcase_add_test(tcase, has_one_byte_order);
	tcase_add_test(tcase, continues_a_big_endian_base);
	tcase_add_test(tcase, brings_an_excerpt_of_its_base);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
