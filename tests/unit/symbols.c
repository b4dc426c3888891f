// SPDX-License-Identifier: MIT
/*
 * The runtime's readers of symbols, on lists of their own.
 *
 * rooms: symbols lib
 */
#include <check.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/buf.h"
#include "lib/err.h"
#include "symbols/file_symbols.h"
#include "symbols/ksyms.h"
#include "symbols/process_maps.h"

static char path[] = "/tmp/wasm-bpf-symbols.XXXXXX";

/* Puts text into a file and reads it as the kernel's list. */
static int read_list(const char *text, struct ksyms **ret_ksyms, struct err *err)
{
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	fclose(file);
	return ksyms_read(path, ret_ksyms, err);
}

#define K "ffffffff8"

START_TEST(ksyms_are_found)
{
	static const char list[] =
		"0000000000001000 A per_cpu_offset\n" K "1000100 T _text\n" K "1000200 t second\n"
		K "1000100 T alias\n" K "1000180 t middle.cold\n" K "1000200 t second_alias\n"
		K "9000000 t far\t[module]\nffffffffc0000000 t far\t[other]\n\n"
		"bad line\n" K "1000150\n" K "1000150 T \n";
	struct ksyms *ksyms;
	struct err err = ERR_INIT;
	uint64_t offset;

	ck_assert_int_eq(read_list(list, &ksyms, &err), 0);
	ck_assert_str_eq(ksyms_at(ksyms, 0xffffffff81000100, &offset), "_text");
	ck_assert_uint_eq(offset, 0);
	ck_assert_str_eq(ksyms_at(ksyms, 0xffffffff8100017f, &offset), "_text");
	ck_assert_uint_eq(offset, 0x7f);
	ck_assert_str_eq(ksyms_at(ksyms, 0xffffffff81000180, &offset), "middle.cold");
	ck_assert_str_eq(ksyms_at(ksyms, 0xffffffff81000201, &offset), "second");
	ck_assert_str_eq(ksyms_at(ksyms, 0xffffffffc0000000, &offset), "far");
	ck_assert_ptr_null(ksyms_at(ksyms, 0xffffffff810000ff, &offset));
	ck_assert_ptr_null(ksyms_at(ksyms, 0xffffffff82000000, &offset));
	ck_assert_ptr_null(ksyms_at(ksyms, 0x1000, &offset));
	ck_assert_ptr_null(ksyms_at(ksyms, UINT64_MAX, &offset));
	ck_assert_uint_eq(ksyms_find(ksyms, "alias"), 0xffffffff81000100);
	ck_assert_uint_eq(ksyms_find(ksyms, "far"), 0xffffffff89000000);
	ck_assert_uint_eq(ksyms_find(ksyms, "per_cpu_offset"), 0);
	ck_assert_uint_eq(ksyms_find(ksyms, ""), 0);
	ksyms_free(ksyms);
}
END_TEST

/* The names that a reader added to a buffer, with blanks between them. */
static const char *listed(struct buf *names)
{
	static char text[256];

	ck_assert_uint_lt(names->len, sizeof(text));
	for (size_t i = 0; i < names->len; i++)
		text[i] = names->data[i] ? names->data[i] : ' ';
	text[names->len] = '\0';
	buf_release(names);
	return text;
}

START_TEST(ksyms_have_other_names)
{
	static const char list[] = K "1000100 T first\n" K "1000200 t other\n" K "1000100 T alias\n"
		K "1000300 t twice\n" K "1000400 t twice\n" K "1000400 t thrice\n";
	struct buf names = BUF_INIT(1 << 10), small = BUF_INIT(4);
	struct err err = ERR_INIT;
	struct ksyms *ksyms;

	ck_assert_int_eq(read_list(list, &ksyms, &err), 0);
	ck_assert_int_eq(ksyms_names(ksyms, "alias", &names), 0);
	ck_assert_str_eq(listed(&names), "first alias ");
	ck_assert_int_eq(ksyms_names(ksyms, "twice", &names), 0);
	ck_assert_str_eq(listed(&names), "twice twice thrice ");
	ck_assert_int_eq(ksyms_names(ksyms, "?th*", &names), 0);
	ck_assert_str_eq(listed(&names), "other ");
	ck_assert_int_eq(ksyms_names(ksyms, "none", &names), 0);
	ck_assert_str_eq(listed(&names), "");
	ck_assert_int_eq(ksyms_names(ksyms, "*", &small), -EFBIG);
	buf_release(&small);
	ksyms_free(ksyms);
}
END_TEST

START_TEST(ksyms_say_why_not)
{
	struct ksyms *ksyms;
	struct err err = ERR_INIT;
	uint64_t offset;

	ck_assert_int_eq(read_list("0000000000000000 T _text\n0000000000000000 T x\n", &ksyms,
				   &err),
			 -EPERM);
	ck_assert_ptr_nonnull(strstr(err.hint, "kptr_restrict"));
	ck_assert_int_eq(read_list("", &ksyms, &err), -EPERM);
	ck_assert_int_eq(ksyms_read("/nonexistent", &ksyms, &err), -ENOENT);
	ck_assert_int_eq(read_list("0000000000001000 A only_per_cpu\n", &ksyms, &err), 0);
	ck_assert_ptr_null(ksyms_at(ksyms, UINT64_MAX, &offset));
	ksyms_free(ksyms);
	ksyms_free(NULL);
}
END_TEST

/* Each symbol of a long list is found at its place, whatever order the list has. */
START_TEST(ksyms_are_many)
{
	enum { MANY = 50000 };
	FILE *file = fopen(path, "w");
	struct ksyms *ksyms;
	uint64_t offset;
	char name[32];

	ck_assert_ptr_nonnull(file);
	for (unsigned int i = 0; i < MANY; i++)
		fprintf(file, "%llx t s%u\n", 0xffffffff80000000ull + i * 7919 % MANY * 16, i);
	fclose(file);
	ck_assert_int_eq(ksyms_read(path, &ksyms, NULL), 0);
	for (unsigned int i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "s%u", i);
		ck_assert_str_eq(ksyms_at(ksyms,
					  0xffffffff80000000ull + i * 7919 % MANY * 16 + i % 16,
					  &offset),
				 name);
		ck_assert_uint_eq(offset, i % 16);
	}
	ksyms_free(ksyms);
}
END_TEST

static struct process_maps maps;

static void parse(const char *text)
{
	struct buf buf = BUF_INIT(1 << 20);

	buf_puts(&buf, text);
	ck_assert_int_eq(process_maps_parse(&maps, &buf), 0);
}

START_TEST(maps_are_found)
{
	parse("00400000-00401000 r--p 00000000 fe:00 77                         /bin/a b (deleted)\n"
	      "00401000-00402000 r-xp 00001000 fe:00 77                         /bin/a b (deleted)\n"
	      "00500000-00501000 rw-p 00000000 00:00 0\n"
	      "7ffff7fc1000-7ffff7fc3000 r-xp 00000000 00:00 0                  [vdso]\n"
	      "ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0          [vsyscall]");
	ck_assert_uint_eq(maps.count, 5);
	ck_assert_ptr_null(process_maps_at(&maps, 0));
	ck_assert_ptr_null(process_maps_at(&maps, 0x402000));
	ck_assert_ptr_null(process_maps_at(&maps, UINT64_MAX));
	ck_assert_ptr_eq(process_maps_at(&maps, 0x400fff), &maps.maps[0]);
	ck_assert_ptr_eq(process_maps_at(&maps, 0x401000), &maps.maps[1]);
	ck_assert_uint_eq(maps.maps[1].offset, 0x1000);
	ck_assert_uint_eq(maps.maps[1].inode, 77);
	ck_assert_str_eq(maps.maps[1].path, "/bin/a b (deleted)");
	ck_assert_str_eq(maps.maps[2].path, "");
	ck_assert_str_eq(process_maps_at(&maps, 0x7ffff7fc2fff)->path, "[vdso]");
	ck_assert_str_eq(process_maps_at(&maps, 0xffffffffff600000)->path, "[vsyscall]");
	process_maps_release(&maps);
	parse("");
	ck_assert_ptr_null(process_maps_at(&maps, 0x400000));
	process_maps_release(&maps);
}
END_TEST

START_TEST(maps_leave_out_what_is_none)
{
	parse("\n-\n400000\n400000-\n400000-401000\n400000-401000 r--p\n400000-401000 r--p 0\n"
	      "400000-401000 r--p 0 fe\n400000-401000 r--p 0 fe:00\n400000-401000 r--p 0 fe:00 \n"
	      "401000-400000 r--p 0 fe:00 7 /x\n400000-400000 r--p 0 fe:00 7 /x\n"
	      "400000-402000 r--p 0 fe:00 7 /good\n401000-403000 r--p 0 fe:00 7 /overlaps\n"
	      "100000-103000 r--p 0 fe:00 7 /not in order\n"
	      "402000-fffffffffffffffff r--p 0 fe:00 7 /too large a number\n");
	ck_assert_uint_eq(maps.count, 2);
	ck_assert_str_eq(process_maps_at(&maps, 0x401000)->path, "/good");
	ck_assert_uint_eq(maps.maps[1].end, UINT64_MAX);
	process_maps_release(&maps);
}
END_TEST

/* A library of two segments, with both tables. */
struct library {
	Elf64_Ehdr header;
	Elf64_Phdr segments[2];
	Elf64_Sym symbols[8];
	Elf64_Sym dynamic[2];
	char names[64];
	Elf64_Shdr sections[4];
	char code[0x300];
};

#define FUNCTION(at, bytes, name_at) \
	{ .st_name = name_at, .st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC), .st_shndx = 1, \
	  .st_value = at, .st_size = bytes }

static const struct library library = {
	.header = {
		.e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT },
		.e_type = ET_DYN,
		.e_phoff = offsetof(struct library, segments),
		.e_phentsize = sizeof(Elf64_Phdr),
		.e_phnum = 2,
		.e_shoff = offsetof(struct library, sections),
		.e_shentsize = sizeof(Elf64_Shdr),
		.e_shnum = 4,
		.e_shstrndx = 3,
	},
	.segments = {
		{ .p_type = PT_NOTE, .p_vaddr = 0x10000, .p_filesz = 0x1000 },
		{ .p_type = PT_LOAD, .p_offset = 0x400, .p_vaddr = 0x10000, .p_filesz = 0x200 },
	},
	.symbols = {
		{ 0 },
		FUNCTION(0x10010, 0x10, 1),   /* __alias */
		FUNCTION(0x10010, 0x10, 3),   /* alias, in the same bytes */
		FUNCTION(0x10040, 0x40, 9),   /* outer */
		FUNCTION(0x10050, 0x08, 15),  /* inner */
		FUNCTION(0x10100, 0, 21),     /* unsized */
		FUNCTION(0x20000, 0x10, 29),  /* nowhere */
		{ .st_name = 37, .st_info = ELF64_ST_INFO(STB_GLOBAL, STT_OBJECT), .st_shndx = 1,
		  .st_value = 0x10180, .st_size = 8 },  /* object */
	},
	.dynamic = {
		{ 0 },
		FUNCTION(0x10140, 0x10, 44),  /* dynamic */
	},
	.names = "\0__alias\0outer\0inner\0unsized\0nowhere\0object\0dynamic",
	.sections = {
		{ 0 },
		{ .sh_type = SHT_SYMTAB, .sh_link = 3,
		  .sh_offset = offsetof(struct library, symbols),
		  .sh_size = sizeof(library.symbols) },
		{ .sh_type = SHT_DYNSYM, .sh_link = 3,
		  .sh_offset = offsetof(struct library, dynamic),
		  .sh_size = sizeof(library.dynamic) },
		{ .sh_type = SHT_STRTAB, .sh_offset = offsetof(struct library, names),
		  .sh_size = sizeof(library.names) },
	},
};

/* A file without a name, with these bytes in it. */
static int file_of(const void *bytes, size_t size)
{
	int fd = memfd_create("library", MFD_CLOEXEC);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, bytes, size), (ssize_t)size);
	return fd;
}

static void is_at(const struct file_symbols *symbols, uint64_t offset, const char *name,
		  uint64_t wanted)
{
	uint64_t into = 0;
	const char *got = file_symbols_at(symbols, offset, &into);

	ck_assert_msg(!got == !name && (!got || strcmp(got, name) == 0), "%#llx: %s",
		      (unsigned long long)offset, got);
	ck_assert(!got || into == wanted);
}

START_TEST(functions_are_found)
{
	struct file_symbols *symbols;
	struct err err = ERR_INIT;
	int fd = file_of(&library, sizeof(library));

	ck_assert_msg(file_symbols_read(fd, &symbols, &err) == 0, "%s", err.msg);
	is_at(symbols, 0x410, "alias", 0);
	is_at(symbols, 0x41f, "alias", 0xf);
	is_at(symbols, 0x420, NULL, 0);
	is_at(symbols, 0x40f, NULL, 0);
	is_at(symbols, 0x44f, "outer", 0xf);
	is_at(symbols, 0x457, "inner", 7);
	is_at(symbols, 0x458, "outer", 0x18);
	is_at(symbols, 0x47f, "outer", 0x3f);
	is_at(symbols, 0x480, NULL, 0);
	is_at(symbols, 0x53f, "unsized", 0x3f);
	is_at(symbols, 0x540, "dynamic", 0);
	is_at(symbols, 0x550, NULL, 0);
	is_at(symbols, 0x580, NULL, 0);
	is_at(symbols, UINT64_MAX, NULL, 0);
	ck_assert_uint_gt(file_symbols_size(symbols), 6 * 16);
	file_symbols_free(symbols);
	file_symbols_free(NULL);
	close(fd);
}
END_TEST

/* Any byte may be another, the file may end anywhere: an error, or symbols of some kind. */
START_TEST(functions_have_other_names)
{
	struct buf names = BUF_INIT(1 << 10);
	struct err err = ERR_INIT;
	int fd = file_of(&library, sizeof(library));

	ck_assert_int_eq(file_symbols_names(fd, "__alias", &names, &err), 0);
	ck_assert_str_eq(listed(&names), "alias __alias ");
	ck_assert_int_eq(file_symbols_names(fd, "[di]*", &names, &err), 0);
	ck_assert_str_eq(listed(&names), "inner dynamic ");
	ck_assert_int_eq(file_symbols_names(fd, "nowhere", &names, &err), 0);
	ck_assert_str_eq(listed(&names), "");
	close(fd);
	fd = file_of("#!/bin/sh\n", 10);
	ck_assert_int_eq(file_symbols_names(fd, "*", &names, &err), -EINVAL);
	close(fd);
}
END_TEST

START_TEST(functions_survive_any_file)
{
	static const unsigned char flips[] = { 1, 0x80, 0xff };
	static struct library bad;
	struct file_symbols *symbols;
	struct err err = ERR_INIT;
	uint64_t offset;

	for (size_t i = 0; i < offsetof(struct library, code) * sizeof(flips); i++) {
		int fd;

		bad = library;
		((unsigned char *)&bad)[i / sizeof(flips)] ^= flips[i % sizeof(flips)];
		fd = file_of(&bad, i % 2 ? sizeof(bad) : i / sizeof(flips));
		if (file_symbols_read(fd, &symbols, &err) == 0) {
			for (uint64_t at = 0; at < sizeof(bad); at += 8)
				file_symbols_at(symbols, at, &offset);
			file_symbols_free(symbols);
		}
		close(fd);
	}
}
END_TEST

START_TEST(functions_say_why_not)
{
	static struct library bad;
	struct file_symbols *symbols;
	struct err err = ERR_INIT;
	int fd = file_of("#!/bin/sh\n", 10), ends[2];

	ck_assert_int_eq(file_symbols_read(fd, &symbols, &err), -EINVAL);
	close(fd);
	bad = library;
	bad.names[63] = 'x';
	fd = file_of(&bad, sizeof(bad));
	ck_assert_int_eq(file_symbols_read(fd, &symbols, &err), -EINVAL);
	ck_assert_ptr_nonnull(strstr(err.msg, "names do not end"));
	close(fd);
	/* Too large to be looked at, though nothing of it takes room. */
	fd = file_of(&library, sizeof(library));
	ck_assert_int_eq(ftruncate(fd, 1ll << 40), 0);
	ck_assert_int_eq(file_symbols_read(fd, &symbols, &err), -EFBIG);
	close(fd);
	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(file_symbols_read(ends[0], &symbols, &err), -EINVAL);
	close(ends[0]);
	close(ends[1]);
	ck_assert_int_eq(file_symbols_read(-1, &symbols, &err), -EBADF);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("runtime");
	TCase *tests = tcase_create("symbols");
	SRunner *runner = srunner_create(suite);
	int fd = mkstemp(path), failed;

	if (fd < 0)
		return 1;
	close(fd);
	suite_add_tcase(suite, tests);
	tcase_add_test(tests, ksyms_are_found);
	tcase_add_test(tests, ksyms_have_other_names);
	tcase_add_test(tests, ksyms_say_why_not);
	tcase_add_test(tests, ksyms_are_many);
	tcase_add_test(tests, maps_are_found);
	tcase_add_test(tests, maps_leave_out_what_is_none);
	tcase_add_test(tests, functions_are_found);
	tcase_add_test(tests, functions_have_other_names);
	tcase_add_test(tests, functions_survive_any_file);
	tcase_add_test(tests, functions_say_why_not);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	unlink(path);
	return failed != 0;
}
