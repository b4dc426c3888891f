// SPDX-License-Identifier: MIT
/* wasm-bpf types: puts the types of an object's records into its BTF, where clang leaves out
 * what only a local variable refers to. They stand in the debug information, as long as nobody
 * strips it. */
#include <argp.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <gelf.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "inspection/inspection.h"
#include "lib/btf_check.h"
#include "lib/buf.h"
#include "lib/elf.h"
#include "lib/err.h"
#include "lib/file.h"
#include "types/dwarf_btf.h"
#include "types/record_type.h"
#include "wasm-bpf/command.h"

enum { FILE_MAX = 64 << 20 };

struct arguments {
	const char *file;
	const char *output; /* null: the file itself */
};

static const struct argp_option option_table[] = {
	{ "output", 'o', "FILE", 0, "Write the object to this file, and leave the other as it is",
	  0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case 'o':
		arguments->output = arg;
		break;
	case ARGP_KEY_ARG:
		if (state->arg_num > 0)
			return ARGP_ERR_UNKNOWN;
		arguments->file = arg;
		break;
	case ARGP_KEY_END:
		if (!arguments->file)
			argp_usage(state);
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp argp = {
	option_table,
	parse,
	"APP.bpf.o",
	"Put the structs that ring and perf buffers carry into the BTF of an object, if they are "
	"only in its debug information: for 'wasm-bpf run APP.bpf.o' and btf2h. wasm-bpf-cc does it "
	"by itself. Do it before the object is stripped.",
	NULL,
	NULL,
	NULL,
};

/* --- BTF ----------------------------------------------------------------------------------- */

/* Adds the types of all buffers that stand in debug information. Buffers whose type is not known
 * are left alone: there may be more than one struct for them. How many were added, or -errno. */
static int add_types(const struct inspect_object *object, struct btf *btf, struct err *err)
{
	const struct bpf_map *map;
	struct record_type type;
	uint32_t id;
	int ret = 0, added = 0;

	bpf_object__for_each_map (map, object->bpf) {
		if (ret || !inspect_record(object, map, &type) || !type.entry ||
		    btf__find_by_name(btf, type.entry->name) > 0)
			continue;
		ret = dwarf_add_type(btf, &object->types->dwarf, type.entry, &id, err);
		added++;
	}
	return ret ? ret : added;
}

/* --- the file ------------------------------------------------------------------------------ */

static int elf_failed(struct err *err)
{
	return err_set(err, EINVAL, "cannot write the object: %s", elf_errmsg(-1));
}

static int replace_section(Elf *elf, const void *data, uint32_t size, struct err *err)
{
	size_t names;
	Elf_Scn *section = NULL;
	Elf_Data *content;
	GElf_Shdr header;

	if (elf_getshdrstrndx(elf, &names) < 0)
		return elf_failed(err);
	while ((section = elf_nextscn(elf, section))) {
		const char *name = gelf_getshdr(section, &header)
					   ? elf_strptr(elf, names, header.sh_name)
					   : NULL;

		if (!name || strcmp(name, ".BTF") != 0)
			continue;
		content = elf_getdata(section, NULL);
		if (!content)
			return elf_failed(err);
		content->d_buf = (void *)data;
		content->d_size = size;
		elf_flagdata(content, ELF_C_SET, ELF_F_DIRTY);
		return elf_update(elf, ELF_C_WRITE) < 0 ? elf_failed(err) : 0;
	}
	return err_set(err, EINVAL, "the object has no BTF");
}

static int read_all(int fd, struct buf *to, struct err *err)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	to->len = 0;
	return file_read(path, to, err);
}

/* The object's bytes with another section .BTF. libelf writes files: it gets one in memory. */
static int replace_btf(struct buf *file, const struct btf *btf, struct err *err)
{
	uint32_t size;
	const void *data = btf__raw_data(btf, &size);
	const int fd = memfd_create("object", MFD_CLOEXEC);
	Elf *elf = NULL;
	int ret = 0;

	elf_version(EV_CURRENT);
	if (!data || fd < 0 || write(fd, file->data, file->len) != (ssize_t)file->len)
		ret = err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	if (!ret)
		ret = btf_check(data, size, err);
	if (!ret) {
		elf = elf_begin(fd, ELF_C_RDWR, NULL);
		ret = elf ? replace_section(elf, data, size, err) : elf_failed(err);
	}
	if (elf)
		elf_end(elf);
	if (!ret)
		ret = read_all(fd, file, err);
	if (fd >= 0)
		close(fd);
	return ret;
}

/* --- the command --------------------------------------------------------------------------- */

/* The one object of the file, which is none of a guest. */
static int find_object(const struct buf *file, struct inspection *inspection,
		       struct inspect_object **ret_object, struct err *err)
{
	int ret = inspect(file->data, file->len, inspection, err);

	if (ret)
		return ret;
	*ret_object = &inspection->objects[0];
	if (inspection->is_module)
		return err_set(err, EINVAL, "a guest, not a BPF object");
	if (!(*ret_object)->bpf || !(*ret_object)->types)
		return err_set(err, EINVAL, "%s", (*ret_object)->refused);
	if (!bpf_object__btf((*ret_object)->bpf))
		return err_set(err, EINVAL, "the object has no BTF: compile it with -g");
	return 0;
}

/* A copy that can be added to: libbpf changed the object's own. */
static struct btf *copy_btf(const struct elf *elf)
{
	const struct elf_section *section = elf_find(elf, ".BTF");

	return section && section->data ? btf__new(section->data, (uint32_t)section->size) : NULL;
}

static int types(const struct arguments *arguments, struct err *err)
{
	struct buf file = BUF_INIT(FILE_MAX);
	struct inspection inspection = { 0 };
	struct inspect_object *object;
	struct btf *btf = NULL;
	int ret = file_read(arguments->file, &file, err), added = 0;

	if (!ret)
		ret = find_object(&file, &inspection, &object, err);
	if (!ret) {
		btf = copy_btf(&object->elf);
		ret = btf ? add_types(object, btf, err)
			  : err_set(err, ENOMEM, "%s", strerror(ENOMEM));
		added = ret;
	}
	if (ret > 0)
		ret = replace_btf(&file, btf, err);
	if (!ret && (added || arguments->output))
		ret = file_write(arguments->output ? arguments->output : arguments->file, file.data,
				 file.len, err);
	btf__free(btf);
	inspection_release(&inspection);
	buf_release(&file);
	return ret;
}

int cmd_types(int argc, char **argv)
{
	struct arguments arguments = { 0 };
	struct err err = ERR_INIT;

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	if (types(&arguments, &err) == 0)
		return 0;
	err_prefix(&err, "%s", arguments.file);
	err_print(&err, "wasm-bpf");
	return 1;
}
