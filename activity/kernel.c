// SPDX-License-Identifier: MIT
#include "activity/kernel.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/err.h"

enum { OBJECTS_MAX = 65536 };

/* The bytes that a descriptor's object takes. */
static uint64_t memory_of(int fd)
{
	char path[48], text[2048];
	const char *line;
	ssize_t len;
	int info;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	info = open(path, O_RDONLY | O_CLOEXEC);
	len = info < 0 ? -1 : read(info, text, sizeof(text) - 1);
	if (info >= 0)
		close(info);
	text[len > 0 ? len : 0] = '\0';
	line = strstr(text, "\nmemlock:");
	return line ? strtoull(line + strlen("\nmemlock:"), NULL, 10) : 0;
}

static void copy_type(char to[static 24], const char *name)
{
	snprintf(to, 24, "%s", name ? name : "?");
}

/* --- programs ------------------------------------------------------------------------------- */

static bool read_program(uint32_t id, struct kernel_program *program)
{
	const int fd = bpf_prog_get_fd_by_id(id);
	struct bpf_prog_info info = { 0 };
	__u32 size = sizeof(info);

	if (fd < 0)
		return false;
	if (bpf_obj_get_info_by_fd(fd, &info, &size) < 0) {
		close(fd);
		return false;
	}
	*program = (struct kernel_program){ .id = id,
					    .runs = info.run_cnt,
					    .ns = info.run_time_ns };
	copy_type(program->type, libbpf_bpf_prog_type_str(info.type));
	snprintf(program->name, sizeof(program->name), "%s", info.name);
	program->memory = memory_of(fd);
	close(fd);
	return true;
}

static int read_programs(struct kernel_lists *lists, struct err *err)
{
	uint32_t id = 0;

	while (lists->program_count < OBJECTS_MAX && bpf_prog_get_next_id(id, &id) == 0) {
		struct kernel_program *grown = reallocarray(
			lists->programs, lists->program_count + 1, sizeof(*grown));

		if (!grown)
			return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
		lists->programs = grown;
		lists->program_count += read_program(id, &grown[lists->program_count]);
		errno = 0;
	}
	if (errno == EPERM || errno == EACCES) {
		err_set(err, EPERM, "cannot list the kernel's programs: %s", strerror(EPERM));
		return err_hint(err, "that takes CAP_SYS_ADMIN");
	}
	return 0;
}

/* --- maps ----------------------------------------------------------------------------------- */

/* How many bytes of a ring are committed, or about to be, and not read yet: its first page has the
 * reader's position, its second the writers'. */
static uint64_t ring_filled(int fd, uint64_t size)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	const volatile unsigned long *read_at, *written_at;
	void *pages = mmap(NULL, 2 * page, PROT_READ, MAP_SHARED, fd, 0);
	uint64_t filled;

	if (pages == MAP_FAILED)
		return 0;
	read_at = pages;
	written_at = (const volatile void *)((const char *)pages + page);
	filled = *read_at;
	filled = *written_at - filled;
	munmap(pages, 2 * page);
	return filled > size ? size : filled;
}

static bool read_map(uint32_t id, struct kernel_map *map)
{
	LIBBPF_OPTS(bpf_get_fd_by_id_opts, read_only, .open_flags = BPF_F_RDONLY);
	struct bpf_map_info info = { 0 };
	__u32 size = sizeof(info);
	const int fd = bpf_map_get_fd_by_id_opts(id, &read_only);

	if (fd < 0)
		return false;
	if (bpf_obj_get_info_by_fd(fd, &info, &size) < 0) {
		close(fd);
		return false;
	}
	*map = (struct kernel_map){ .id = id, .memory = memory_of(fd) };
	copy_type(map->type, libbpf_bpf_map_type_str(info.type));
	snprintf(map->name, sizeof(map->name), "%s", info.name);
	if (info.type == BPF_MAP_TYPE_RINGBUF) {
		map->size = info.max_entries;
		map->filled = ring_filled(fd, map->size);
	}
	close(fd);
	return true;
}

static int read_maps(struct kernel_lists *lists, struct err *err)
{
	uint32_t id = 0;

	while (lists->map_count < OBJECTS_MAX && bpf_map_get_next_id(id, &id) == 0) {
		struct kernel_map *grown = reallocarray(lists->maps, lists->map_count + 1,
							sizeof(*grown));

		if (!grown)
			return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
		lists->maps = grown;
		lists->map_count += read_map(id, &grown[lists->map_count]);
	}
	return 0;
}

int kernel_lists_read(bool maps, struct kernel_lists *ret_lists, struct err *err)
{
	struct kernel_lists lists = { 0 };
	int ret = read_programs(&lists, err);

	if (!ret && maps)
		ret = read_maps(&lists, err);
	if (ret)
		kernel_lists_release(&lists);
	else
		*ret_lists = lists;
	return ret;
}

void kernel_lists_release(struct kernel_lists *lists)
{
	free(lists->programs);
	free(lists->maps);
	*lists = (struct kernel_lists){ 0 };
}
