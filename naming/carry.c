// SPDX-License-Identifier: MIT
#include "naming/carry.h"

#include <errno.h>
#include <gelf.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "btf/slices.h"
#include "lib/buf.h"
#include "lib/elf.h"
#include "lib/err.h"
#include "lib/file.h"
#include "lib/wasm.h"

static int no_memory(struct err *err)
{
	return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
}

/* --- a guest: a custom section at its end ---------------------------------------------------- */

void carry_remove(struct buf *file, const char *section)
{
	struct wasm_name whole;

	while (wasm_find_custom(file->data, file->len, section, &whole, NULL)) {
		const size_t end = (size_t)(whole.at - file->data) + whole.len;

		memmove(file->data + end - whole.len, file->data + end, file->len - end);
		file->len -= whole.len;
	}
}

int carry_section(struct buf *file, const char *section, const void *contents, size_t size,
		  struct err *err)
{
	const size_t name = strlen(section);

	if (name > 127) /* its length would have more than a byte */
		return err_set(err, EINVAL, "a section's name is too long");
	carry_remove(file, section);
	buf_add(file, "\0", 1);
	wasm_add_number(file, 1 + name + size);
	wasm_add_number(file, name);
	buf_add(file, section, name);
	buf_add(file, contents, size);
	return file->error ? no_memory(err) : 0;
}

/* --- an object: a section of ELF ------------------------------------------------------------- */

static int elf_failed(struct err *err)
{
	return err_set(err, EINVAL, "cannot write the object: %s", elf_errmsg(-1));
}

static Elf_Scn *find_section(Elf *elf, size_t names)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;

	while ((section = elf_nextscn(elf, section))) {
		const char *name = gelf_getshdr(section, &header)
					   ? elf_strptr(elf, names, header.sh_name)
					   : NULL;

		if (name && strcmp(name, SLICES_SECTION) == 0)
			return section;
	}
	return NULL;
}

static Elf_Data *add_data(Elf_Scn *section, const void *bytes, size_t size)
{
	Elf_Data *data = elf_newdata(section);

	if (!data)
		return NULL;
	data->d_buf = (void *)bytes;
	data->d_size = size;
	data->d_align = 1;
	data->d_type = ELF_T_BYTE;
	data->d_version = EV_CURRENT;
	return data;
}

static Elf_Scn *new_section(Elf *elf, size_t names)
{
	Elf_Scn *texts = elf_getscn(elf, names), *section = elf_newscn(elf);
	GElf_Shdr header, own;

	if (!texts || !section || !gelf_getshdr(texts, &header) || !gelf_getshdr(section, &own) ||
	    !add_data(texts, SLICES_SECTION, sizeof(SLICES_SECTION)))
		return NULL;
	own.sh_name = (Elf64_Word)header.sh_size;
	own.sh_type = SHT_PROGBITS;
	own.sh_addralign = 1;
	return gelf_update_shdr(section, &own) ? section : NULL;
}

static int put_section(Elf *elf, const void *archive, size_t size, struct err *err)
{
	Elf_Scn *section;
	Elf_Data *data;
	size_t names;

	if (elf_getshdrstrndx(elf, &names) < 0)
		return elf_failed(err);
	section = find_section(elf, names);
	data = section ? elf_getdata(section, NULL) : NULL;
	if (data) {
		data->d_buf = (void *)archive;
		data->d_size = size;
		elf_flagdata(data, ELF_C_SET, ELF_F_DIRTY);
	} else {
		section = new_section(elf, names);
		if (!section || !add_data(section, archive, size))
			return elf_failed(err);
	}
	return elf_update(elf, ELF_C_WRITE) < 0 ? elf_failed(err) : 0;
}

/* libelf writes files: it gets one in memory. */
static int put_object(struct buf *file, const void *archive, size_t size, struct err *err)
{
	const int fd = memfd_create("object", MFD_CLOEXEC);
	char path[64];
	Elf *elf;
	int ret;

	elf_version(EV_CURRENT);
	if (fd < 0 || write(fd, file->data, file->len) != (ssize_t)file->len) {
		ret = no_memory(err);
	} else {
		elf = elf_begin(fd, ELF_C_RDWR, NULL);
		ret = elf ? put_section(elf, archive, size, err) : elf_failed(err);
		elf_end(elf);
	}
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	file->len = 0;
	if (!ret)
		ret = file_read(path, file, err);
	if (fd >= 0)
		close(fd);
	return ret;
}

int carry_put(struct buf *file, const void *archive, size_t size, struct err *err)
{
	if (wasm_is_component(file->data, file->len)) {
		err_set(err, EINVAL, "a component has no place for slices");
		return err_hint(err, "put them into its object, before 'wasm-bpf bundle'");
	}
	return elf_is(file->data, file->len)
		       ? put_object(file, archive, size, err)
		       : carry_section(file, SLICES_SECTION, archive, size, err);
}
