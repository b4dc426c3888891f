// SPDX-License-Identifier: MIT
/*
 * Executables and libraries of any bytes, to the reader of their symbols.
 *
 * rooms: lib
 */
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "symbols/file_symbols.c"
#include "symbols/search.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int fd = -1;
	struct file_symbols *symbols;
	struct err err = ERR_INIT;
	uint64_t into;

	if (fd < 0)
		fd = memfd_create("file", MFD_CLOEXEC);
	if (ftruncate(fd, 0) < 0 || pwrite(fd, data, size, 0) != (ssize_t)size)
		return 0;
	if (file_symbols_read(fd, &symbols, &err) < 0)
		return 0;
	for (size_t i = 0; i < symbols->count; i++) {
		const struct symbol *symbol = &symbols->symbols[i];

		if (!symbol->size || (i && symbol[-1].start >= symbol->start) ||
		    !file_symbols_at(symbols, symbol->start, &into) || into)
			abort();
	}
	for (uint64_t at = 0; at < size; at += 16)
		file_symbols_at(symbols, at, &into);
	file_symbols_free(symbols);
	return 0;
}
