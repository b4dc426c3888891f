// SPDX-License-Identifier: MIT
/*
 * split BASE OUT [EXCERPT]: writes BTF that continues BASE as a module's does: struct own { long
 * before; int value; } and int own_xmit(struct own *). With EXCERPT it continues only that, which
 * is written, too, as .BTF.base of modules.
 */
#include <bpf/btf.h>
#include <stdio.h>

static int write_raw(const struct btf *btf, const char *path)
{
	__u32 size;
	const void *data = btf__raw_data(btf, &size);
	FILE *file = fopen(path, "w");

	return !data || !file || fwrite(data, 1, size, file) != size || fclose(file);
}

int main(int argc, char **argv)
{
	struct btf *base = btf__parse_raw(argv[1]), *split, *small = NULL, *rest = NULL;
	int number, own, pointer, proto;

	if (!base || !(split = btf__new_empty_split(base)))
		return 1;
	number = btf__find_by_name_kind(base, "int", BTF_KIND_INT);
	own = btf__add_struct(split, "own", 16);
	btf__add_field(split, "before", btf__find_by_name_kind(base, "long", BTF_KIND_INT), 0, 0);
	btf__add_field(split, "value", number, 64, 0);
	pointer = btf__add_ptr(split, own);
	proto = btf__add_func_proto(split, number);
	btf__add_func_param(split, "own", pointer);
	if (btf__add_func(split, "own_xmit", BTF_FUNC_STATIC, proto) < 0)
		return 1;
	if (argc < 4)
		return write_raw(split, argv[2]);
	if (btf__distill_base(split, &small, &rest))
		return 1;
	return write_raw(rest, argv[2]) || write_raw(small, argv[3]);
}
