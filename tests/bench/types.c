// SPDX-License-Identifier: MIT
/*
 * Writes raw BTF of COUNT types to stdout, of the kinds that a kernel's has, in about its shares:
 *
 *	types COUNT
 */
#include <bpf/btf.h>
#include <linux/btf.h>
#include <stdio.h>
#include <stdlib.h>

static struct btf *btf;
static int byte, word, number, leaf;

static const char *name(const char *what, unsigned int i)
{
	static char text[64];

	snprintf(text, sizeof(text), "%s_%u", what, i);
	return text;
}

static void field(const char *of, int type, unsigned int bits, unsigned int size)
{
	btf__add_field(btf, of, type, bits, size);
}

/* What all others are made of. */
static void add_base(void)
{
	byte = btf__add_int(btf, "char", 1, BTF_INT_SIGNED);
	word = btf__add_int(btf, "unsigned int", 4, 0);
	number = btf__add_int(btf, "unsigned long", 8, 0);
	leaf = btf__add_struct(btf, "list", 16);
	field("next", number, 0, 0);
	field("prev", number, 64, 0);
}

/* A struct of six members, one of them of an anonymous union, and what stands around it. */
static void add_group(unsigned int i)
{
	int constants, either, text, self, callback, takes;

	constants = btf__add_enum(btf, name("state", i), 4);
	for (unsigned int k = 0; k < 3; k++)
		btf__add_enum_value(btf, name("STATE", 3 * i + k), k);
	either = btf__add_union(btf, NULL, 8);
	field("flags", number, 0, 0);
	field("count", word, 0, 0);
	text = btf__add_array(btf, word, byte, 16);
	self = btf__add_struct(btf, name("thing", i), 64);
	field("list", leaf, 0, 0);
	field("parent", self + 1, 128, 0);
	field("", either, 192, 0);
	field("name", text, 256, 0);
	field("state", constants, 384, 0);
	field("is_new", word, 416, 1);
	field("is_old", word, 417, 3);
	field("callback", self + 3, 448, 0);
	btf__add_ptr(btf, self);
	btf__add_func_proto(btf, word);
	btf__add_func_param(btf, "thing", self + 1);
	btf__add_func_param(btf, "flags", number);
	callback = btf__add_ptr(btf, self + 2);
	btf__add_typedef(btf, name("thing_t", i), self);
	btf__add_const(btf, self);
	btf__add_ptr(btf, self + 5);
	btf__add_func(btf, name("use_thing", i), BTF_FUNC_STATIC, callback - 1);
	btf__add_typedef(btf, name("callback_t", i), callback);
	btf__add_fwd(btf, name("hidden", i), BTF_FWD_STRUCT);
	for (unsigned int k = 0; k < 4; k++) {
		takes = btf__add_func_proto(btf, k % 2 ? 0 : word);
		btf__add_func_param(btf, "thing", self + 1);
		btf__add_func_param(btf, "value", k < 2 ? number : word);
		btf__add_func(btf, name("do_thing", 4 * i + k), BTF_FUNC_GLOBAL, takes);
	}
}

int main(int argc, char **argv)
{
	const unsigned int count = argc == 2 ? (unsigned int)atoi(argv[1]) : 0;
	const void *data;
	__u32 size;

	btf = btf__new_empty();
	if (!count || !btf)
		return 2;
	add_base();
	for (unsigned int i = 0; btf__type_cnt(btf) <= count; i++)
		add_group(i);
	data = btf__raw_data(btf, &size);
	return !data || fwrite(data, 1, size, stdout) != size || fflush(stdout);
}
