// SPDX-License-Identifier: MIT
#include "symbols/ksyms.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/err.h"
#include "symbols/search.h"

/* There are hundreds of thousands: no byte of padding in each. */
struct ksym {
	uint64_t address;
	uint32_t name;  /* where it starts in `names` */
} __attribute__((packed));

struct ksyms {
	struct ksym *symbols;  /* by address, then as the list has them */
	size_t count;
	size_t room;
	struct buf names;      /* each ends in NUL */
};

enum { NAMES_MAX = 256 << 20, REACH = 1 << 20 };

/* What lies lower is no place in the kernel but an offset into each CPU's variables. */
static const uint64_t lowest = 1ull << 63;

static int add(struct ksyms *ksyms, uint64_t address, const char *name, size_t len)
{
	if (ksyms->count == ksyms->room) {
		const size_t room = ksyms->room ? 2 * ksyms->room : 1 << 14;
		struct ksym *grown = realloc(ksyms->symbols, room * sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		ksyms->symbols = grown;
		ksyms->room = room;
	}
	ksyms->symbols[ksyms->count++] = (struct ksym){ address, (uint32_t)ksyms->names.len };
	buf_add(&ksyms->names, name, len);
	buf_add(&ksyms->names, "", 1);
	return -ksyms->names.error;
}

/* Adds a line's symbol; whether there was an address is told by `*shown`. */
static int add_line(struct ksyms *ksyms, const char *line, bool *shown)
{
	char *end;
	const uint64_t address = strtoull(line, &end, 16);
	size_t len;

	if (end == line || end[0] != ' ' || !end[1] || end[2] != ' ')
		return 0;
	*shown |= address != 0;
	len = strcspn(end + 3, "\t\n");
	return address >= lowest && len ? add(ksyms, address, end + 3, len) : 0;
}

static int read_lines(struct ksyms *ksyms, FILE *file, const char *path, struct err *err)
{
	bool shown = false;
	char *line = NULL;
	size_t room = 0;
	int ret = 0;

	while (!ret && getline(&line, &room, file) > 0)
		ret = add_line(ksyms, line, &shown);
	free(line);
	if (ret < 0 || ferror(file))
		return err_set(err, ret < 0 ? -ret : EIO, "cannot read '%s': %s", path,
			       strerror(ret < 0 ? -ret : EIO));
	if (!shown) {
		err_set(err, EPERM,
			"the kernel hides its symbols' addresses: those in '%s' are zero", path);
		return err_hint(err,
				"it shows them to CAP_SYSLOG, unless kernel.kptr_restrict is 2");
	}
	return 0;
}

static int compare(const void *a, const void *b)
{
	const struct ksym *x = a, *y = b;

	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	return x->name < y->name ? -1 : x->name > y->name;
}

/* Gives back what growing left over. */
static void trim(struct ksyms *ksyms)
{
	struct ksym *symbols = realloc(ksyms->symbols, ksyms->count * sizeof(*symbols) + 1);
	char *names = realloc(ksyms->names.data, ksyms->names.len + 1);

	ksyms->symbols = symbols ? symbols : ksyms->symbols;
	ksyms->names.data = names ? names : ksyms->names.data;
}

int ksyms_read(const char *path, struct ksyms **ret_ksyms, struct err *err)
{
	struct ksyms *ksyms = calloc(1, sizeof(*ksyms));
	FILE *file;
	int ret;

	if (!ksyms)
		return err_set(err, ENOMEM, "cannot read '%s': %s", path, strerror(ENOMEM));
	ksyms->names = (struct buf)BUF_INIT(NAMES_MAX);
	file = fopen(path, "re");
	ret = file ? read_lines(ksyms, file, path, err)
		   : err_set(err, errno, "cannot open '%s': %s", path, strerror(errno));
	if (file)
		fclose(file);
	if (ret < 0) {
		ksyms_free(ksyms);
		return ret;
	}
	trim(ksyms);
	if (ksyms->count)
		qsort(ksyms->symbols, ksyms->count, sizeof(*ksyms->symbols), compare);
	*ret_ksyms = ksyms;
	return 0;
}

void ksyms_free(struct ksyms *ksyms)
{
	if (!ksyms)
		return;
	free(ksyms->symbols);
	buf_release(&ksyms->names);
	free(ksyms);
}

const char *ksyms_at(const struct ksyms *ksyms, uint64_t address, uint64_t *ret_offset)
{
	size_t i = search_upto(ksyms->symbols, ksyms->count, sizeof(*ksyms->symbols), address);
	uint64_t start;

	if (!i)
		return NULL;
	start = ksyms->symbols[--i].address;
	if (address - start > REACH)
		return NULL;
	while (i && ksyms->symbols[i - 1].address == start)
		i--;
	*ret_offset = address - start;
	return ksyms->names.data + ksyms->symbols[i].name;
}

uint64_t ksyms_find(const struct ksyms *ksyms, const char *name)
{
	for (size_t i = 0; i < ksyms->count; i++)
		if (strcmp(ksyms->names.data + ksyms->symbols[i].name, name) == 0)
			return ksyms->symbols[i].address;
	return 0;
}

int ksyms_names(const struct ksyms *ksyms, const char *pattern, struct buf *names)
{
	const struct search_table table = {
		ksyms->symbols,          ksyms->count,
		sizeof(*ksyms->symbols), offsetof(struct ksym, name),
		ksyms->names.data,
	};

	search_names(&table, pattern, names);
	return -names->error;
}
