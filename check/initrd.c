// SPDX-License-Identifier: MIT
#include "check/initrd.h"

#include <elf.h>
#include <errno.h>
#include <limits.h>
#include <link.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/buf.h"
#include "lib/elf.h"
#include "lib/err.h"
#include "lib/file.h"

enum { PROGRAM_MAX = 1 << 29, CONSOLE_MAJOR = 5, CONSOLE_MINOR = 1 };

static void pad(struct buf *initrd)
{
	buf_add(initrd, "\0\0\0", (4 - initrd->len % 4) % 4);
}

static void entry(struct buf *initrd, const char *path, unsigned int mode, const void *data,
		  size_t size, unsigned int major, unsigned int minor)
{
	path += strspn(path, "/");
	buf_printf(initrd, "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x", 0, mode, 0,
		   0, 1, 0, (unsigned int)size, 0, 0, major, minor, (unsigned int)strlen(path) + 1,
		   0);
	buf_add(initrd, path, strlen(path) + 1);
	pad(initrd);
	buf_add(initrd, data, size);
	pad(initrd);
}

void initrd_folder(struct buf *initrd, const char *path)
{
	entry(initrd, path, S_IFDIR | 0755, "", 0, 0, 0);
}

void initrd_file(struct buf *initrd, const char *path, const void *data, size_t size,
		 unsigned int mode)
{
	char folder[PATH_MAX];

	for (const char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		snprintf(folder, sizeof(folder), "%.*s", (int)(slash - path), path);
		initrd_folder(initrd, folder);
	}
	entry(initrd, path, S_IFREG | mode, data, size, 0, 0);
}

void initrd_console(struct buf *initrd)
{
	initrd_folder(initrd, "/dev");
	entry(initrd, "/dev/console", S_IFCHR | 0600, "", 0, CONSOLE_MAJOR, CONSOLE_MINOR);
}

void initrd_end(struct buf *initrd)
{
	entry(initrd, "TRAILER!!!", 0, "", 0, 0, 0);
}

/* --- this program ---------------------------------------------------------------------------- */

static int copy(struct buf *initrd, const char *from, const char *to, struct err *err)
{
	struct buf bytes = BUF_INIT(PROGRAM_MAX);
	int ret = file_read(from, &bytes, err);

	if (!ret)
		initrd_file(initrd, to, bytes.data, bytes.len, 0755);
	buf_release(&bytes);
	return ret;
}

struct libraries {
	struct buf *initrd;
	struct err *err;
	int ret;
};

static int add_library(struct dl_phdr_info *info, size_t size, void *context)
{
	struct libraries *libraries = context;

	(void)size;
	/* The program itself, and what the kernel maps, have no path. */
	if (*info->dlpi_name == '/' && !libraries->ret)
		libraries->ret = copy(libraries->initrd, info->dlpi_name, info->dlpi_name,
				      libraries->err);
	return libraries->ret;
}

/* The loader of a program that is not static stands in it by its path. */
static int add_loader(struct buf *initrd, const struct buf *program, struct err *err)
{
	struct elf_segment segment;
	struct elf elf;
	int ret = elf_read(&elf, program->data, program->len, err);
	char path[PATH_MAX] = "";

	if (ret < 0)
		return ret;
	for (uint32_t i = 0; elf_segment(&elf, i, &segment) == 0; i++)
		if (segment.type == PT_INTERP && segment.size < sizeof(path) &&
		    segment.offset + segment.size <= program->len)
			snprintf(path, sizeof(path), "%.*s", (int)segment.size,
				 program->data + segment.offset);
	elf_release(&elf);
	return *path ? copy(initrd, path, path, err) : 0;
}

int initrd_program(struct buf *initrd, struct err *err)
{
	struct libraries libraries = { initrd, err, 0 };
	struct buf program = BUF_INIT(PROGRAM_MAX);
	int ret = file_read("/proc/self/exe", &program, err);

	if (!ret) {
		initrd_file(initrd, "/wasm-bpf", program.data, program.len, 0755);
		ret = add_loader(initrd, &program, err);
	}
	if (!ret) {
		dl_iterate_phdr(add_library, &libraries);
		ret = libraries.ret;
	}
	buf_release(&program);
	return ret;
}
