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

/* The same file as one of 32 bits that is big-endian, made of it by hand. */
START_TEST(reads_any_class_and_byte_order)
{
	static unsigned char narrow[52 + 24 + 8 + 4 * 40 + 16 + 8];
	const size_t names = 52, data = 76, sections = 84, symbols = 244, relocations = 260;
	const struct {
		size_t at;
		uint32_t value;
		size_t size;
	} fields[] = {
		{ 18, EM_S390, 2 },
		{ 32, sections, 4 },
		{ 46, 40, 2 },
		{ 48, 4, 2 },
		{ 50, 3, 2 },
		{ sections + 40, 1, 4 },
		{ sections + 44, SHT_PROGBITS, 4 },
		{ sections + 56, data, 4 },
		{ sections + 60, 8, 4 },
		{ sections + 80, 7, 4 },
		{ sections + 84, SHT_NOBITS, 4 },
		{ sections + 120, 12, 4 },
		{ sections + 124, SHT_STRTAB, 4 },
		{ sections + 136, names, 4 },
		{ sections + 140, 24, 4 },
		{ symbols, 12, 4 },
		{ symbols + 4, 0x12345678, 4 },
		{ symbols + 8, 9, 4 },
		{ symbols + 14, 2, 2 },
		{ relocations, 16, 4 },
		{ relocations + 4, 0x000305, 4 },
	};
	const struct elf_section table = { .data = narrow + symbols, .size = 16 };
	const struct elf_section moves = { .data = narrow + relocations, .size = 8 };
	Elf64_Sym symbol;
	Elf64_Rel relocation;

	memcpy(narrow, "\177ELF\1\2\1", 7);
	memcpy(narrow + names, whole.names, 24);
	memcpy(narrow + data, whole.data, 8);
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		for (size_t byte = 0; byte < fields[i].size; byte++)
			narrow[fields[i].at + byte] =
				(unsigned char)(fields[i].value >> 8 * (fields[i].size - 1 - byte));
	ck_assert_int_eq(elf_read(&elf, narrow, sizeof(narrow), &err), -EINVAL);
	ck_assert_msg(elf_read_any(&elf, narrow, sizeof(narrow), &err) == 0, "%s", err.msg);
	ck_assert(elf.is_32 && elf.is_swapped);
	ck_assert_uint_eq(elf.machine, EM_S390);
	ck_assert_str_eq((const char *)elf_find(&elf, ".data")->data, "payload");
	ck_assert_ptr_null(elf_find(&elf, ".bss")->data);
	ck_assert_int_eq(elf_symbol(&elf, &table, 0, &symbol), 0);
	ck_assert_uint_eq(symbol.st_value, 0x12345678);
	ck_assert_uint_eq(symbol.st_size, 9);
	ck_assert_uint_eq(symbol.st_shndx, 2);
	ck_assert_int_eq(elf_symbol(&elf, &table, 1, &symbol), -EINVAL);
	ck_assert_int_eq(elf_relocation(&elf, &moves, 0, &relocation), 0);
	ck_assert_uint_eq(relocation.r_offset, 16);
	ck_assert_uint_eq(ELF64_R_SYM(relocation.r_info), 3);
	ck_assert_uint_eq(ELF64_R_TYPE(relocation.r_info), 5);
	ck_assert_int_eq(elf_relocation(&elf, &moves, 1, &relocation), -EINVAL);
	elf_release(&elf);
	for (size_t size = 0; size < symbols; size++)
		ck_assert_int_eq(elf_read_any(&elf, narrow, size, &err), -EINVAL);
	ck_assert_int_eq(elf_read_any(&elf, &file, sizeof(file), &err), 0);
	ck_assert(!elf.is_32 && !elf.is_swapped);
	elf_release(&elf);
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
	tcase_add_test(tcase, reads_any_class_and_byte_order);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
