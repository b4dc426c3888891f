// SPDX-License-Identifier: MIT
/*
 * rooms: lib
 */
#include "lib/elf.h"

#include <check.h>
#include <elf.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "lib/err.h"

/* A whole file: a null section, one of data, one without bytes, and the names. */
struct file {
	Elf64_Ehdr header;
	char names[24];
	char data[8];
	Elf64_Shdr sections[4];
};

enum { NAMES = 3 };

static const struct file whole = {
	.header = {
		.e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT },
		.e_machine = EM_BPF,
		.e_shoff = offsetof(struct file, sections),
		.e_shentsize = sizeof(Elf64_Shdr),
		.e_shnum = 4,
		.e_shstrndx = NAMES,
	},
	.names = "\0.data\0.bss\0.strtab",
	.data = "payload",
	.sections = {
		{ 0 },
		{ .sh_name = 1, .sh_type = SHT_PROGBITS, .sh_offset = offsetof(struct file, data),
		  .sh_size = 8 },
		{ .sh_name = 7, .sh_type = SHT_NOBITS, .sh_offset = 1 << 30, .sh_size = 1 << 30 },
		{ .sh_name = 12, .sh_type = SHT_STRTAB, .sh_offset = offsetof(struct file, names),
		  .sh_size = 24 },
	},
};

static struct file file;
static struct elf elf;
static struct err err;

static void setup(void)
{
	file = whole;
}

START_TEST(reads_sections)
{
	const struct elf_section *data;

	ck_assert_msg(elf_read(&elf, &file, sizeof(file), &err) == 0, "%s", err.msg);
	ck_assert_uint_eq(elf.section_count, 4);
	data = elf_find(&elf, ".data");
	ck_assert_ptr_nonnull(data);
	ck_assert_str_eq((const char *)data->data, "payload");
	ck_assert_uint_eq(data->size, 8);
	ck_assert_ptr_nonnull(elf_find(&elf, ".bss"));
	ck_assert_ptr_null(elf_find(&elf, ".bss")->data);
	ck_assert_ptr_null(elf_find(&elf, ".text"));
	elf_release(&elf);
}
END_TEST

START_TEST(ends_tables)
{
	const struct elf_section *data;
	uint32_t entry;

	ck_assert_int_eq(elf_read(&elf, &file, sizeof(file), &err), 0);
	data = elf_find(&elf, ".data");
	ck_assert_int_eq(elf_entry(data, 1, &entry, sizeof(entry)), 0);
	ck_assert_int_eq(memcmp(&entry, "oad", 4), 0);
	ck_assert_int_eq(elf_entry(data, 2, &entry, sizeof(entry)), -EINVAL);
	ck_assert_int_eq(elf_entry(data, UINT64_MAX, &entry, sizeof(entry)), -EINVAL);
	ck_assert_int_eq(elf_entry(elf_find(&elf, ".bss"), 0, &entry, sizeof(entry)), -EINVAL);
	elf_release(&elf);
}
END_TEST

struct lie {
	const char *message;
	size_t offset, size;
	uint64_t value;
};

#define HEADER(field) offsetof(struct file, header.field), sizeof(whole.header.field)
#define SECTION(i, field) \
	offsetof(struct file, sections[i].field), sizeof(whole.sections[i].field)

static const struct lie lies[] = {
	{ "not an ELF file", HEADER(e_ident[0]), 0 },
	{ "32-bit", HEADER(e_ident[EI_CLASS]), ELFCLASS32 },
	{ "big-endian", HEADER(e_ident[EI_DATA]), ELFDATA2MSB },
	{ "identification", HEADER(e_ident[EI_CLASS]), 7 },
	{ "without sections", HEADER(e_shnum), 0 },
	{ "without sections", HEADER(e_shoff), 0 },
	{ "past the end", HEADER(e_shnum), 5 },
	{ "past the end", HEADER(e_shoff), UINT64_MAX },
	{ "headers of 63 bytes", HEADER(e_shentsize), 63 },
	{ "names in section 4 of 4", HEADER(e_shstrndx), 4 },
	{ "names lie past", SECTION(NAMES, sh_offset), UINT64_MAX - 3 },
	{ "names lie past", SECTION(NAMES, sh_type), SHT_NOBITS },
	{ "names do not end", SECTION(NAMES, sh_size), 2 },
	{ "names do not end", SECTION(NAMES, sh_size), 0 },
	{ "the name of ELF section 1", SECTION(1, sh_name), 24 },
	{ "'.data' lies past", SECTION(1, sh_offset), sizeof(struct file) - 7 },
	{ "'.data' lies past", SECTION(1, sh_size), UINT64_MAX },
};

START_TEST(refuses_lies)
{
	const struct lie *lie = &lies[_i];

	memcpy((char *)&file + lie->offset, &lie->value, lie->size);
	ck_assert_int_eq(elf_read(&elf, &file, sizeof(file), &err), -EINVAL);
	ck_assert_msg(strstr(err.msg, lie->message), "'%s' in '%s'", lie->message, err.msg);
}
END_TEST

START_TEST(refuses_any_truncation)
{
	for (size_t size = 0; size < sizeof(file); size++)
		ck_assert_int_eq(elf_read(&elf, &file, size, &err), -EINVAL);
}
END_TEST

START_TEST(reads_segments)
{
	struct elf_segment segment;
	const size_t size = sizeof(Elf64_Phdr);

	ck_assert_int_eq(elf_read(&elf, &file, sizeof(file), &err), 0);
	ck_assert_int_eq(elf_segment(&elf, 0, &segment), -EINVAL);
	elf_release(&elf);
	file.header.e_phoff = offsetof(struct file, sections) + 3 * sizeof(Elf64_Shdr);
	file.header.e_phentsize = size;
	file.header.e_phnum = 1;
	ck_assert_int_eq(elf_read(&elf, &file, sizeof(file), &err), 0);
	ck_assert_int_eq(elf_segment(&elf, 0, &segment), 0);
	ck_assert_uint_eq(segment.type, file.sections[3].sh_name);
	ck_assert_int_eq(elf_segment(&elf, 1, &segment), -EINVAL);
	elf_release(&elf);
	file.header.e_phnum = 2;  /* the second one lies past the end */
	ck_assert_int_eq(elf_read(&elf, &file, sizeof(file), &err), 0);
	ck_assert_int_eq(elf_segment(&elf, 0, &segment), -EINVAL);
	elf_release(&elf);
	file.header.e_phoff = UINT64_MAX - 8;
	ck_assert_int_eq(elf_read(&elf, &file, sizeof(file), &err), 0);
	ck_assert_int_eq(elf_segment(&elf, 0, &segment), -EINVAL);
	elf_release(&elf);
	file.header.e_phoff = 0;
	file.header.e_phentsize = 8;
	ck_assert_int_eq(elf_read(&elf, &file, sizeof(file), &err), 0);
	ck_assert_int_eq(elf_segment(&elf, 0, &segment), -EINVAL);
	elf_release(&elf);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("elf");
	TCase *tcase = tcase_create("elf");
	SRunner *runner = srunner_create(suite);

	tcase_add_checked_fixture(tcase, setup, NULL);
	tcase_add_test(tcase, reads_sections);
	tcase_add_test(tcase, reads_segments);
	tcase_add_test(tcase, ends_tables);
	tcase_add_loop_test(tcase, refuses_lies, 0, sizeof(lies) / sizeof(*lies));
	tcase_add_test(tcase, refuses_any_truncation);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
