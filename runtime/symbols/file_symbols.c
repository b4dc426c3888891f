// SPDX-License-Identifier: MIT
#include "symbols/file_symbols.h"

#include <elf.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/buf.h"
#include "lib/elf.h"
#include "lib/err.h"
#include "symbols/search.h"

struct symbol {
	uint64_t start;  /* offset in the file */
	uint32_t size;
	uint32_t name;   /* where it starts in `names` */
};

struct file_symbols {
	struct symbol *symbols;  /* by start, each start once */
	size_t count;
	size_t room;
	struct buf names;        /* each ends in NUL */
};

enum {
	TABLE_MAX = 256 << 20,       /* bytes of a symbol table, and of its names in the file */
	NAMES_MAX = 128 << 20,       /* of those that are kept */
	SYMBOLS_MAX = 4 << 20,
	SEGMENTS_MAX = 64,
	UNSIZED_MAX = 1 << 16,       /* bytes of a function that does not say how many */
	NESTED_MAX = 16,             /* functions that may lie in one another, about */
};

static const uint64_t file_max = 1ull << 36;

/* A file as large as it is, of which only what was asked for is there: all else reads as zeros.
 * It is read, not mapped, because a mapped file that is cut meanwhile kills who reads it. */
struct image {
	int fd;
	unsigned char *bytes;
	uint64_t size;
};

static int image_open(struct image *image, int fd, struct err *err)
{
	struct stat status;

	if (fstat(fd, &status) < 0)
		return err_set(err, errno, "cannot look at it: %s", strerror(errno));
	if (!S_ISREG(status.st_mode) || (uint64_t)status.st_size < sizeof(Elf64_Ehdr))
		return err_set(err, EINVAL, "not an ELF file");
	if ((uint64_t)status.st_size > file_max)
		return err_set(err, EFBIG, "it is too large");
	image->fd = fd;
	image->size = (uint64_t)status.st_size;
	image->bytes = mmap(NULL, image->size, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (image->bytes == MAP_FAILED)
		return err_set(err, errno, "cannot read it: %s", strerror(errno));
	return 0;
}

static void image_close(struct image *image)
{
	munmap(image->bytes, image->size);
}

static int image_fill(struct image *image, uint64_t offset, uint64_t size, struct err *err)
{
	if (offset > image->size || size > image->size - offset)
		return err_set(err, EINVAL, "a table lies past the end of the file");
	if (size > TABLE_MAX)
		return err_set(err, EFBIG, "a table is too large");
	while (size) {
		ssize_t got = pread(image->fd, image->bytes + offset, size, (off_t)offset);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_set(err, errno, "cannot read it: %s", strerror(errno));
		if (!got)
			return err_set(err, EINVAL, "the file ends early");
		offset += (uint64_t)got;
		size -= (uint64_t)got;
	}
	return 0;
}

/* Reads the headers. Names of sections are left out: tables are known by their type. */
static int read_headers(struct image *image, struct elf *elf, struct err *err)
{
	Elf64_Ehdr header;
	int ret = image_fill(image, 0, sizeof(header), err);

	if (ret < 0)
		return ret;
	memcpy(&header, image->bytes, sizeof(header));
	if (elf_is(image->bytes, image->size) && header.e_ident[EI_CLASS] == ELFCLASS64 &&
	    header.e_ident[EI_DATA] == ELFDATA2LSB) {
		ret = image_fill(image, header.e_shoff,
				 (uint64_t)header.e_shnum * sizeof(Elf64_Shdr), err);
		if (!ret)
			ret = image_fill(image, header.e_phoff,
					 (uint64_t)header.e_phnum * sizeof(Elf64_Phdr), err);
	}
	return ret < 0 ? ret : elf_read(elf, image->bytes, image->size, err);
}

struct segments {
	struct elf_segment loaded[SEGMENTS_MAX];
	size_t count;
};

static void read_segments(const struct elf *elf, struct segments *segments)
{
	struct elf_segment segment;

	segments->count = 0;
	for (uint32_t i = 0; segments->count < SEGMENTS_MAX && !elf_segment(elf, i, &segment); i++)
		if (segment.type == PT_LOAD)
			segments->loaded[segments->count++] = segment;
}

/* Where in the file the byte is that is loaded to an address. */
static bool find_offset(const struct segments *segments, uint64_t address, uint64_t *ret_offset)
{
	for (size_t i = 0; i < segments->count; i++) {
		const struct elf_segment *segment = &segments->loaded[i];

		if (address < segment->address || address - segment->address >= segment->size)
			continue;
		*ret_offset = segment->offset + (address - segment->address);
		return true;
	}
	return false;
}

static int add(struct file_symbols *symbols, const struct symbol *symbol, const char *name)
{
	if (symbols->count == SYMBOLS_MAX)
		return -EFBIG;
	if (symbols->count == symbols->room) {
		const size_t room = symbols->room ? 2 * symbols->room : 1024;
		struct symbol *grown = realloc(symbols->symbols, room * sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		symbols->symbols = grown;
		symbols->room = room;
	}
	symbols->symbols[symbols->count] = *symbol;
	symbols->symbols[symbols->count++].name = (uint32_t)symbols->names.len;
	buf_add(&symbols->names, name, strlen(name) + 1);
	return -symbols->names.error;
}

/* Adds the functions of a table, whose names end with the table of names. */
static int add_table(struct file_symbols *symbols, const struct elf_section *table,
		     const struct elf_section *names, const struct segments *segments,
		     struct err *err)
{
	Elf64_Sym from;
	int ret = 0;

	for (uint64_t i = 0; !ret && !elf_entry(table, i, &from, sizeof(from)); i++) {
		const unsigned char type = ELF64_ST_TYPE(from.st_info);
		struct symbol symbol = {
			.size = from.st_size > UINT32_MAX ? UINT32_MAX : (uint32_t)from.st_size,
		};

		if ((type != STT_FUNC && type != STT_GNU_IFUNC) || from.st_shndx == SHN_UNDEF ||
		    from.st_name >= names->size || !names->data[from.st_name] ||
		    !find_offset(segments, from.st_value, &symbol.start))
			continue;
		ret = add(symbols, &symbol, (const char *)names->data + from.st_name);
	}
	return ret < 0 ? err_set(err, -ret, "cannot keep its symbols: %s", strerror(-ret)) : 0;
}

/* A file has one table of a type at most. */
static int read_table(struct file_symbols *symbols, struct image *image, const struct elf *elf,
		      uint32_t type, struct err *err)
{
	const struct elf_section *table = elf->sections, *end = table + elf->section_count, *names;
	struct segments segments;
	int ret;

	while (table < end && table->type != type)
		table++;
	if (table == end || table->link >= elf->section_count)
		return 0;
	names = &elf->sections[table->link];
	if (!table->data || !names->data || !names->size)
		return 0;
	ret = image_fill(image, table->offset, table->size, err);
	if (!ret)
		ret = image_fill(image, names->offset, names->size, err);
	if (ret < 0)
		return ret;
	if (names->data[names->size - 1])
		return err_set(err, EINVAL, "its symbols' names do not end");
	read_segments(elf, &segments);
	return add_table(symbols, table, names, &segments, err);
}

static int compare(const void *a, const void *b, void *context)
{
	const struct symbol *x = a, *y = b;
	const char *names = context;
	size_t dashes[2];

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	if (!x->size != !y->size)
		return x->size ? -1 : 1;
	dashes[0] = strspn(names + x->name, "_");
	dashes[1] = strspn(names + y->name, "_");
	if (dashes[0] != dashes[1])
		return dashes[0] < dashes[1] ? -1 : 1;
	return x->name < y->name ? -1 : x->name > y->name;
}

/* Keeps one symbol for each place, and says how far those reach that do not. */
static void keep_one(struct file_symbols *symbols)
{
	struct symbol *all = symbols->symbols;
	size_t count = 0;

	if (!symbols->count)
		return;
	for (size_t i = 0; i < symbols->count; i++)
		if (!count || all[i].start != all[count - 1].start)
			all[count++] = all[i];
	for (size_t i = 0; i < count; i++) {
		const uint64_t next = i + 1 < count ? all[i + 1].start - all[i].start : UNSIZED_MAX;

		if (!all[i].size)
			all[i].size = next < UNSIZED_MAX ? (uint32_t)next : UNSIZED_MAX;
	}
	symbols->count = count;
	all = realloc(all, count * sizeof(*all));
	symbols->symbols = all ? all : symbols->symbols;
}

/* Reads all symbols, by where they start. */
static int read_sorted(int fd, struct file_symbols **ret_symbols, struct err *err)
{
	struct file_symbols *symbols;
	struct image image;
	struct elf elf;
	int ret = image_open(&image, fd, err);

	if (ret < 0)
		return ret;
	ret = read_headers(&image, &elf, err);
	if (ret < 0)
		goto out;
	symbols = calloc(1, sizeof(*symbols));
	if (symbols) {
		symbols->names = (struct buf)BUF_INIT(NAMES_MAX);
		ret = read_table(symbols, &image, &elf, SHT_SYMTAB, err);
		if (!ret)
			ret = read_table(symbols, &image, &elf, SHT_DYNSYM, err);
	} else {
		ret = err_set(err, ENOMEM, "cannot keep its symbols: %s", strerror(ENOMEM));
	}
	if (ret < 0) {
		file_symbols_free(symbols);
	} else {
		if (symbols->count)
			qsort_r(symbols->symbols, symbols->count, sizeof(*symbols->symbols),
				compare, symbols->names.data);
		*ret_symbols = symbols;
	}
	elf_release(&elf);
out:
	image_close(&image);
	return ret;
}

int file_symbols_read(int fd, struct file_symbols **ret_symbols, struct err *err)
{
	const int ret = read_sorted(fd, ret_symbols, err);

	if (!ret)
		keep_one(*ret_symbols);
	return ret;
}

int file_symbols_names(int fd, const char *pattern, struct buf *names, struct err *err)
{
	struct file_symbols *symbols;
	const int ret = read_sorted(fd, &symbols, err);

	if (ret < 0)
		return ret;
	search_names(&(struct search_table){ symbols->symbols, symbols->count,
					     sizeof(*symbols->symbols),
					     offsetof(struct symbol, name), symbols->names.data },
		     pattern, names);
	file_symbols_free(symbols);
	return -names->error;
}

void file_symbols_free(struct file_symbols *symbols)
{
	if (!symbols)
		return;
	free(symbols->symbols);
	buf_release(&symbols->names);
	free(symbols);
}

const char *file_symbols_at(const struct file_symbols *symbols, uint64_t offset,
			    uint64_t *ret_offset)
{
	const size_t end = search_upto(symbols->symbols, symbols->count, sizeof(*symbols->symbols),
				       offset);

	/* One that ended before may lie in a longer one. */
	for (size_t i = end; i && end - i < NESTED_MAX; i--) {
		const struct symbol *symbol = &symbols->symbols[i - 1];

		if (offset - symbol->start >= symbol->size)
			continue;
		*ret_offset = offset - symbol->start;
		return symbols->names.data + symbol->name;
	}
	return NULL;
}

size_t file_symbols_size(const struct file_symbols *symbols)
{
	return symbols->count * sizeof(*symbols->symbols) + symbols->names.cap + sizeof(*symbols);
}
