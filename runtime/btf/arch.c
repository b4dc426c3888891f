// SPDX-License-Identifier: MIT
#include "btf/arch.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/elf.h"
#include "lib/err.h"

static const char carried[] = ".wasm_bpf.object.";

const char *arch_of_host(void)
{
#if defined(__x86_64__)
	return "x86";
#elif defined(__aarch64__)
	return "arm64";
#elif defined(__riscv)
	return "riscv";
#elif defined(__s390x__)
	return "s390";
#elif defined(__loongarch__)
	return "loongarch";
#elif defined(__powerpc64__)
	return "powerpc";
#else
	return "other";
#endif
}

/* A name as messages and terminals may have it. */
static void copy_name(char ret_name[static ARCH_NAME_SIZE], const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len && i < ARCH_NAME_SIZE - 1; i++) {
		const char c = text[i];

		ret_name[i] = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '?';
	}
	ret_name[i] = '\0';
}

void arch_of_object(const struct elf *elf, char ret_name[static ARCH_NAME_SIZE])
{
	const struct elf_section *section = elf_find(elf, ".wasm_bpf.arch");
	const char *at, *end;
	char name[ARCH_NAME_SIZE];

	*ret_name = '\0';
	if (!section || !section->data)
		return;
	at = (const char *)section->data;
	end = at + section->size;
	while (at < end) {
		const size_t len = strnlen(at, (size_t)(end - at));

		copy_name(name, at, len);
		at += len + 1;
		if (!*name || strcmp(name, ret_name) == 0)
			continue;
		snprintf(ret_name, ARCH_NAME_SIZE, "%s", *ret_name ? "several" : name);
		if (strcmp(ret_name, "several") == 0)
			return;
	}
}

const char *arch_carried(const char *section)
{
	const size_t len = strlen(carried);

	return strncmp(section, carried, len) == 0 && section[len] ? section + len : NULL;
}

/* Whether the object runs here: it is itself no other's. */
static int check(const void *data, size_t size, struct err *err)
{
	struct elf elf;
	char name[ARCH_NAME_SIZE];
	int ret = elf_read(&elf, data, size, err);

	if (ret < 0)
		return ret;
	arch_of_object(&elf, name);
	elf_release(&elf);
	if (!*name || strcmp(name, arch_of_host()) == 0)
		return 0;
	err_set(err, ENOEXEC, "it reads the registers of %s, and this machine is %s",
		strcmp(name, "several") == 0 ? "several architectures" : name, arch_of_host());
	err_hint(err, "compile it by wasm-bpf-cc -target bpf --arch %s,%s", arch_of_host(),
		 strcmp(name, "several") == 0 ? "..." : name);
	return -ENOEXEC;
}

int arch_choose(const void *data, size_t size, const void **ret_data, size_t *ret_size,
		struct err *err)
{
	struct elf elf;
	int ret = elf_read(&elf, data, size, err);

	if (ret < 0)
		return ret;
	for (uint32_t i = 1; i < elf.section_count; i++) {
		const struct elf_section *section = &elf.sections[i];
		const char *arch = arch_carried(section->name);

		if (!arch || !section->data || strcmp(arch, arch_of_host()) != 0)
			continue;
		data = section->data;
		size = section->size;
		break;
	}
	elf_release(&elf);
	ret = check(data, size, err);
	if (ret < 0)
		return ret;
	*ret_data = data;
	*ret_size = size;
	return 0;
}
