// SPDX-License-Identifier: MIT
#include "kernels/arch.h"

#include <stdbool.h>
#include <string.h>

#include "lib/btf_table.h"

/* A register that only one architecture calls so. */
static const struct {
	const char *member;
	const char *arch;
} registers[] = {
	{ "di", "x86" },    { "rdi", "x86" },   { "orig_x0", "arm64" },     { "pstate", "arm64" },
	{ "epc", "riscv" }, { "gprs", "s390" }, { "csr_era", "loongarch" }, { "gpr", "powerpc" },
};

/* Members may be in anonymous structs and unions. */
static const char *find(const struct btf_table *table, const struct btf_type *type, int depth)
{
	for (uint32_t i = 0; i < btf_vlen(type); i++) {
		const struct btf_member *member = &btf_members(type)[i];
		const char *name = btf_table_string(table, member->name_off);
		const struct btf_type *inner = btf_table_type(table, member->type);
		const char *arch = NULL;

		for (size_t j = 0; name && j < sizeof(registers) / sizeof(registers[0]); j++)
			if (strcmp(name, registers[j].member) == 0)
				return registers[j].arch;
		if (depth && inner && btf_is_composite(inner))
			arch = find(table, inner, depth - 1);
		if (arch)
			return arch;
	}
	return NULL;
}

const char *arch_of_btf(const void *btf, size_t size)
{
	const char *arch = NULL, *name;
	const struct btf_type *type;
	struct btf_table table;

	if (btf_table_init(&table, btf, size, NULL) < 0 || btf_table_walk(&table, NULL) < 0)
		return "other";
	for (uint32_t id = 1; id < table.count && !arch; id++) {
		type = btf_table_type(&table, id);
		if (!btf_is_struct(type))
			continue;
		name = btf_table_string(&table, type->name_off);
		if (name && (strcmp(name, "pt_regs") == 0 || strcmp(name, "user_pt_regs") == 0))
			arch = find(&table, type, 3);
	}
	btf_table_release(&table);
	return arch ? arch : "other";
}
