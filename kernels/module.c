// SPDX-License-Identifier: MIT
#include "kernels/module.h"

#include <elf.h>
#include <stdio.h>
#include <string.h>

#include "lib/elf.h"
#include "lib/file.h"

static const struct {
	uint16_t machine;
	const char *arch;
} machines[] = {
	{ EM_X86_64, "x86" },  { EM_386, "x86" },    { EM_AARCH64, "arm64" },
	{ EM_RISCV, "riscv" }, { EM_S390, "s390" },  { EM_PPC64, "powerpc" },
	{ EM_PPC, "powerpc" }, { 258, "loongarch" },
};

bool module_is_name(const char *path)
{
	const char *base = file_base_name(path), *end = strrchr(base, '.');

	if (end && (strcmp(end, ".xz") == 0 || strcmp(end, ".gz") == 0 || strcmp(end, ".zst") == 0))
		return end - base > 3 && strncmp(end - 3, ".ko", 3) == 0;
	return end && end > base && strcmp(end, ".ko") == 0;
}

/* "name=veth" NUL "vermagic=6.1.0-56-amd64 SMP ..." NUL. `len` bytes of the value, or false. */
static bool find_info(const struct elf_section *info, const char *name, const char **ret_at,
		      size_t *ret_len)
{
	const size_t name_len = strlen(name);
	const char *at = (const char *)info->data, *end = at + info->size;

	while (at < end) {
		const size_t len = strnlen(at, (size_t)(end - at));

		if (len > name_len && strncmp(at, name, name_len) == 0 && at[name_len] == '=') {
			*ret_at = at + name_len + 1;
			*ret_len = len - name_len - 1;
			return true;
		}
		at += len + 1;
	}
	return false;
}

/* The value up to a blank; it fits and prints. */
static bool take_info(const struct elf_section *info, const char *name, char *to, size_t size)
{
	const char *at = NULL;
	size_t len = 0, used = 0;

	if (!find_info(info, name, &at, &len))
		return false;
	while (used < len && at[used] > ' ' && at[used] <= '~')
		used++;
	if (!used || used >= size)
		return false;
	memcpy(to, at, used);
	to[used] = '\0';
	return true;
}

bool module_read(const void *data, size_t size, struct kernel_module *ret_module)
{
	struct kernel_module module = { .arch = "other" };
	const struct elf_section *info, *btf, *excerpt;
	struct elf elf;
	bool is = false;

	if (elf_read_any(&elf, data, size, NULL) < 0)
		return false;
	info = elf_find(&elf, ".modinfo");
	btf = elf_find(&elf, ".BTF");
	excerpt = elf_find(&elf, ".BTF.base");
	if (info && info->data && btf && btf->data) {
		module.btf = btf->data;
		module.btf_size = btf->size;
		is = take_info(info, "name", module.name, sizeof(module.name)) &&
		     take_info(info, "vermagic", module.release, sizeof(module.release));
	}
	if (excerpt && excerpt->data) {
		module.excerpt = excerpt->data;
		module.excerpt_size = excerpt->size;
	}
	for (size_t i = 0; i < sizeof(machines) / sizeof(machines[0]); i++)
		if (machines[i].machine == elf.machine)
			snprintf(module.arch, sizeof(module.arch), "%s", machines[i].arch);
	elf_release(&elf);
	*ret_module = module;
	return is;
}
