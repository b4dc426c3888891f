// SPDX-License-Identifier: MIT
/*
 * same OBJECT [KERNEL [SLICE]]: loads a BPF object twice, with a slice of the kernel's BTF and
 * with all of it, and compares what CO-RE made of each program's instructions, and the results.
 * KERNEL is raw BTF to relocate against in place of the running kernel's, and SLICE a file with a
 * slice of it that somebody else made.
 *
 * Prints "N programs, slice of N types, result ERRNO" or "N programs, no slice: WHY". Exits
 * with 1 where something differs.
 */
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/cache.h"
#include "btf/kernel.h"
#include "btf/slice.h"
#include "btf/vet.h"
#include "lib/buf.h"
#include "lib/core_relo.h"
#include "lib/elf.h"
#include "lib/err.h"
#include "lib/file.h"

enum { FILE_MAX = 1 << 24 };

/* Nothing is kept: what is compared is made here and now. */
int cache_find(const struct cache *cache, const char *name)
{
	(void)cache;
	(void)name;
	return -ENOENT;
}

void cache_keep(const struct cache *cache, const char *name, const void *data, size_t size)
{
	(void)cache;
	(void)name;
	(void)data;
	(void)size;
}

static int quiet(enum libbpf_print_level level, const char *fmt, va_list args)
{
	return getenv("VERBOSE") && level != LIBBPF_DEBUG ? vfprintf(stderr, fmt, args) : 0;
}

static void read_file(const char *path, struct buf *buf)
{
	struct err err = ERR_INIT;

	if (file_read(path, buf, &err) < 0)
		errx(2, "%s", err.msg);
}

/* As kernel_btf_slice(), of another kernel without modules. */
static int slice_of(const struct buf *kernel, const struct buf *object, char *path)
{
	const struct elf_section *btf, *ext;
	struct buf slice = BUF_INIT(FILE_MAX);
	struct core_roots roots;
	struct elf elf;
	int ret, fd;

	if (elf_read(&elf, object->data, object->len, NULL) < 0)
		errx(2, "not an ELF object");
	btf = elf_find(&elf, ".BTF");
	ext = elf_find(&elf, ".BTF.ext");
	ret = core_roots_read(&roots, btf->data, btf->size, ext->data, ext->size);
	if (!ret)
		ret = btf_slice(kernel->data, kernel->len, &roots, &slice);
	core_roots_release(&roots);
	elf_release(&elf);
	if (ret < 0)
		return ret;
	fd = memfd_create("slice", 0);
	if (fd < 0 || write(fd, slice.data, slice.len) != (ssize_t)slice.len)
		err(2, "memfd");
	sprintf(path, "/proc/self/fd/%d", fd);
	buf_release(&slice);
	return fd;
}

static int given(const char *file, char *path)
{
	int fd = open(file, O_RDONLY);

	if (fd < 0)
		err(2, "%s", file);
	sprintf(path, "/proc/self/fd/%d", fd);
	return fd;
}

static struct bpf_object *load(const struct buf *object, const char *btf, int *ret_result)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .btf_custom_path = btf, .object_name = "same");
	struct bpf_object *bpf = bpf_object__open_mem(object->data, object->len, &opts);

	if (!bpf)
		err(2, "cannot open the object");
	*ret_result = bpf_object__load(bpf);
	return bpf;
}

/* Descriptors, which differ from one load to the next, do not count. */
static void forget_descriptors(struct bpf_insn *insns, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (insns[i].code == (BPF_LD | BPF_IMM | BPF_DW) &&
		    (insns[i].src_reg == BPF_PSEUDO_MAP_FD ||
		     insns[i].src_reg == BPF_PSEUDO_MAP_VALUE))
			insns[i].imm = 0;
}

static int compare(const struct bpf_program *a, const struct bpf_program *b)
{
	struct bpf_insn *one = (struct bpf_insn *)bpf_program__insns(a);
	struct bpf_insn *two = (struct bpf_insn *)bpf_program__insns(b);
	size_t count = bpf_program__insn_cnt(a);

	if (bpf_program__insn_cnt(b) != count)
		return 1;
	forget_descriptors(one, count);
	forget_descriptors(two, count);
	return memcmp(one, two, count * sizeof(*one)) != 0;
}

int main(int argc, char **argv)
{
	struct buf object = BUF_INIT(FILE_MAX), kernel = BUF_INIT(FILE_MAX);
	struct bpf_object *whole, *sliced;
	struct bpf_program *program, *other = NULL;
	int whole_result, sliced_result, differ = 0, count = 0, types = 0, fd;
	const struct cache no_cache = { .dir = -1 };
	struct err err = ERR_INIT;
	char path[KERNEL_BTF_PATH_MAX];
	struct btf *btf;

	if (argc < 2)
		errx(2, "usage: same OBJECT [KERNEL [SLICE]]");
	libbpf_set_print(quiet);
	read_file(argv[1], &object);
	if (vet_object(object.data, object.len, &err) < 0)
		errx(2, "%s", err.msg);
	if (argc > 2)
		read_file(argv[2], &kernel);
	fd = argc > 3   ? given(argv[3], path)
	     : argc > 2 ? slice_of(&kernel, &object, path)
			: kernel_btf_slice(&no_cache, object.data, object.len, path);
	btf = fd < 0 ? NULL : btf__parse(path, NULL);
	if (fd >= 0 && !btf)
		errx(1, "libbpf does not take the slice");
	types = btf ? (int)btf__type_cnt(btf) - 1 : 0;
	sliced = load(&object, fd < 0 ? argv[2] : path, &sliced_result);
	whole = load(&object, argv[2], &whole_result);
	bpf_object__for_each_program(program, whole) {
		other = bpf_object__next_program(sliced, other);
		if (!other || compare(program, other)) {
			printf("program '%s' differs\n", bpf_program__name(program));
			differ = 1;
		}
		count++;
	}
	if (whole_result != sliced_result) {
		printf("the load gives %d, with a slice %d\n", whole_result, sliced_result);
		differ = 1;
	}
	printf("%d programs, ", count);
	if (fd < 0)
		printf("no slice: %s\n", strerror(-fd));
	else
		printf("slice of %d types, result %d\n", types, whole_result);
	bpf_object__close(whole);
	bpf_object__close(sliced);
	btf__free(btf);
	buf_release(&object);
	buf_release(&kernel);
	return differ;
}
