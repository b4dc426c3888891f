// SPDX-License-Identifier: MIT
#include "btf/effects.h"

#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kinds/effect.h"
#include "lib/elf.h"
#include "lib/err.h"

static int add(struct effects *effects, const struct elf_section *section)
{
	const unsigned int set = effect_of_code(section->data, section->size);
	struct section_effects *to = &effects->sections[effects->count];

	/* Functions that are no programs, which any program may call. */
	if (strcmp(section->name, ".text") == 0)
		effects->shared |= set;
	/* libbpf takes the mark of what it does not load by itself off the name. */
	to->name = strdup(section->name + (*section->name == '?'));
	if (!to->name)
		return -ENOMEM;
	to->set = set;
	effects->count++;
	return 0;
}

/* Read here, as libbpf makes them look like functions of the object. */
static int add_kfuncs(struct effects *effects, const struct elf *elf)
{
	const struct elf_section *section = elf_find(elf, ".BTF");
	struct btf *btf = section && section->data ? btf__new(section->data, (__u32)section->size)
						   : NULL;
	const __u32 count = btf ? btf__type_cnt(btf) : 0;

	if (section && section->data && !btf)
		return -errno;
	for (__u32 id = 1; id < count; id++) {
		const struct btf_type *type = btf__type_by_id(btf, id);

		if (btf_is_func(type) && btf_vlen(type) == BTF_FUNC_EXTERN)
			effects->shared |= effect_of_kfunc(
				btf__name_by_offset(btf, type->name_off));
	}
	btf__free(btf);
	return 0;
}

int effects_read(struct effects *effects, const void *data, size_t size, struct err *err)
{
	struct elf elf;
	int ret = elf_read(&elf, data, size, err);

	*effects = (struct effects){ 0 };
	if (ret < 0)
		return ret;
	effects->sections = calloc(elf.section_count + 1, sizeof(*effects->sections));
	ret = effects->sections ? 0 : -ENOMEM;
	for (uint32_t i = 0; i < elf.section_count && !ret; i++)
		if (elf.sections[i].flags & SHF_EXECINSTR && elf.sections[i].data)
			ret = add(effects, &elf.sections[i]);
	if (!ret)
		ret = add_kfuncs(effects, &elf);
	elf_release(&elf);
	if (ret < 0) {
		effects_release(effects);
		return err_set(err, -ret, "%s", strerror(-ret));
	}
	return 0;
}

void effects_release(struct effects *effects)
{
	for (size_t i = 0; i < effects->count; i++)
		free(effects->sections[i].name);
	free(effects->sections);
	*effects = (struct effects){ 0 };
}

unsigned int effects_of(const struct effects *effects, const struct bpf_program *prog)
{
	const char *section = bpf_program__section_name(prog);
	unsigned int set = effects->shared;

	for (size_t i = 0; i < effects->count; i++)
		if (strcmp(effects->sections[i].name, section) == 0)
			set |= effects->sections[i].set;
	return set;
}
