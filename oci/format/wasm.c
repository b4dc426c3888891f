// SPDX-License-Identifier: MIT
#include "format/wasm.h"

#include <elf.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/wasm.h"

bool wasm_is_object(const void *data, size_t size)
{
	static const unsigned char object[] = { 0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB };

	return size >= sizeof(object) && memcmp(data, object, sizeof(object)) == 0;
}

int wasm_check_header(const void *data, size_t size, struct err *err)
{
	static const unsigned char module[WASM_HEADER] = { 0, 'a', 's', 'm', 1, 0, 0, 0 };

	if ((size >= WASM_HEADER && memcmp(data, module, WASM_HEADER) == 0) ||
	    wasm_is_component(data, size))
		return 0;
	if (wasm_is_object(data, size))
		return 0;
	return err_set(err, EINVAL, "not a WebAssembly module");
}

/* An unsigned LEB128 of at most 5 bytes; returns its length, or 0. */
static size_t read_size(const unsigned char *data, size_t len, uint64_t *value)
{
	*value = 0;
	for (size_t i = 0; i < len && i < 5; i++) {
		*value |= (uint64_t)(data[i] & 0x7f) << (7 * i);
		if (!(data[i] & 0x80))
			return i + 1;
	}
	return 0;
}

/* A BPF object whose table of sections lies in it. */
static int check_object(int fd, uint64_t size, struct err *err)
{
	Elf64_Ehdr header;
	uint64_t table;

	if (pread(fd, &header, sizeof(header), 0) != sizeof(header) || header.e_machine != EM_BPF)
		return err_set(err, EINVAL, "an ELF file that is not a BPF object");
	table = (uint64_t)header.e_shentsize * header.e_shnum;
	if (header.e_shoff > size || table > size - header.e_shoff)
		return err_set(err, EINVAL, "a BPF object that is cut off");
	return 0;
}

int wasm_check_file(int fd, uint64_t size, struct err *err)
{
	unsigned char head[WASM_HEADER];
	uint64_t at = WASM_HEADER, length;
	ssize_t got = pread(fd, head, sizeof(head), 0);
	int ret = got < 0 ? err_set(err, errno, "cannot read: %s", strerror(errno)) :
			    wasm_check_header(head, (size_t)got, err);

	if (!ret && wasm_is_object(head, (size_t)got))
		return check_object(fd, size, err);
	while (!ret && at < size) { /* a section: its number, its length, its content */
		size_t used;

		got = pread(fd, head, sizeof(head), (off_t)at);
		used = got > 1 ? read_size(head + 1, (size_t)got - 1, &length) : 0;
		if (!used || length > size - at - 1 - used)
			return err_set(err, EINVAL, "a WebAssembly module that is cut off or "
				       "broken at byte %llu", (unsigned long long)at);
		at += 1 + used + length;
	}
	return ret;
}
