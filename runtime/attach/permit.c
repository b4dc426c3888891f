// SPDX-License-Identifier: MIT
#include "attach/permit.h"

#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "attach/attach.h"
#include "attach/names.h"
#include "kinds/effect.h"
#include "kinds/kind.h"
#include "kinds/map_type.h"
#include "kinds/target.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "policy/policy.h"

enum { NAMES_MAX = 64 << 20 };

static const char *type_name(const char *name)
{
	return name ? name : "unknown";
}

/* By what the program is, which need not be what its section says. */
const char *permit_bound_section(const struct bpf_program *prog)
{
	return kind_bound_word(bpf_program__type(prog), bpf_program__expected_attach_type(prog));
}

/* How the program could be attached, if it is of the type that its section means. */
static const char *sections_of(const struct bpf_program *prog)
{
	const char *section = attach_section_of(prog);
	enum bpf_attach_type attach_type;
	enum bpf_prog_type type;

	if (libbpf_prog_type_by_name(section, &type, &attach_type) < 0 ||
	    type != bpf_program__type(prog))
		return "";
	return kind_sections(section);
}

static struct policy_program describe(const struct bpf_program *prog, const char *sections)
{
	return (struct policy_program){
		.name = bpf_program__name(prog),
		.section = bpf_program__section_name(prog),
		.type = type_name(libbpf_bpf_prog_type_str(bpf_program__type(prog))),
		.sections = sections,
	};
}

/* A target that only has a name, where `text` is no target of that kind: a rule for all holds. */
static int name_bound(struct target *target, const char *section, const char *text)
{
	const struct kind *kind = kind_find(section);

	*target = (struct target){ 0 };
	return *text && kind ? target_parse(target, text, kind) : 0;
}

/* With all names of the target's functions, where a rule could be about one of them. */
static int permit_target(const struct policy *policy, const struct policy_program *program,
			 const char *section, struct target *target, struct ksyms **ksyms,
			 struct err *err)
{
	const struct kind *kind = kind_find(section);
	struct buf names = BUF_INIT(NAMES_MAX);
	int ret = kind && policy_denies_targets(policy)
			  ? names_add(target, kind->form, ksyms, &names, err) : 0;

	if (!ret)
		ret = policy_may_attach(policy, program, target, err);
	target->others = NULL;
	target->others_size = 0;
	buf_release(&names);
	return ret;
}

static int permit_program(const struct policy *policy, const struct bpf_program *prog,
			  const char *bound, struct ksyms **ksyms, struct err *err)
{
	const char *section = permit_bound_section(prog);
	const struct policy_program program = describe(prog, section ? section : sections_of(prog));
	struct target target;

	if (!section)
		return policy_may_load(policy, &program, err);
	if (name_bound(&target, section, bound) < 0)
		return err_set(err, EINVAL, "cannot load '%s': it is bound to '%.256s'",
			       program.name, bound);
	return permit_target(policy, &program, section, &target, ksyms, err);
}

static int permit_type(const struct policy *policy, const char *name, const struct bpf_map *map,
		       struct err *err)
{
	const char *type = libbpf_bpf_map_type_str(bpf_map__type(map));

	return policy_may_make_map(policy, name, type_name(type), err);
}

/* How many tasks this machine allows, UINT64_MAX if it does not say. */
static uint64_t tasks_max(void)
{
	FILE *file = fopen("/proc/sys/kernel/threads-max", "re");
	uint64_t max;

	if (!file || fscanf(file, "%" SCNu64, &max) != 1)
		max = UINT64_MAX;
	if (file)
		fclose(file);
	return max;
}

/* How many entries a map can ever have. */
static uint64_t entries_max(enum bpf_map_type type, uint32_t max_entries)
{
	const unsigned int flags = map_type_flags(type);

	if (flags & MAP_TYPE_ENDLESS)
		return UINT64_MAX;
	return flags & MAP_TYPE_PER_TASK ? tasks_max() : max_entries;
}

int permit_map_size(const struct policy *policy, enum bpf_map_type type, uint32_t key_size,
		    uint32_t value_size, uint32_t max_entries, struct err *err)
{
	uint64_t entry = (key_size + 7ull) / 8 * 8, value = (value_size + 7ull) / 8 * 8, size;
	const int cpus = map_type_is_per_cpu(type) ? libbpf_num_possible_cpus() : 1;
	int ret;

	if (map_type_flags(type) & MAP_TYPE_OF_PAGES)
		entry = (uint64_t)sysconf(_SC_PAGESIZE);
	/* The entries of a ring are its bytes. */
	entry += value * (uint64_t)(cpus > 0 ? cpus : 1);
	if (__builtin_mul_overflow(entry ? entry : 1, entries_max(type, max_entries), &size))
		size = UINT64_MAX;
	ret = policy_may_have(policy, POLICY_MAP_SIZE, size, err);
	if (ret && map_type_flags(type) & MAP_TYPE_ENDLESS)
		return err_hint(err,
				"nothing limits how many sockets, inodes or cgroups there are, "
				"each with an entry of such a map");
	return ret;
}

static int permit_size(const struct policy *policy, const struct bpf_map *map, struct err *err)
{
	return permit_map_size(policy, bpf_map__type(map), bpf_map__key_size(map),
			       bpf_map__value_size(map), bpf_map__max_entries(map), err);
}

/* A map of maps comes with one that those in it are like. */
static int permit_map(const struct policy *policy, struct bpf_map *map, struct err *err)
{
	const char *name = bpf_map__name(map), *path = bpf_map__pin_path(map);
	const struct bpf_map *inner = bpf_map__inner_map(map);
	int ret = permit_type(policy, name, map, err);

	if (!ret)
		ret = permit_size(policy, map, err);
	if (!ret && inner)
		ret = permit_type(policy, name, inner, err);
	if (!ret && inner)
		ret = permit_size(policy, inner, err);
	return ret < 0 || !path ? ret : policy_may_pin(policy, path, err);
}

static int permit_effects(const struct policy *policy, const struct bpf_program *prog,
			  unsigned int effects, struct err *err)
{
	const struct policy_program program = describe(prog, "");
	int ret = 0;

	for (int i = 0; i < EFFECT_COUNT && !ret; i++)
		if (effects & 1u << i)
			ret = policy_may_cause(policy, &program, (enum effect_number)i, err);
	return ret;
}

bool permit_reads_ksyms(const struct bpf_object *object)
{
	const struct btf *btf = bpf_object__btf(object);
	const int id = btf ? btf__find_by_name_kind(btf, ".ksyms", BTF_KIND_DATASEC) : -1;
	const struct btf_type *section = id > 0 ? btf__type_by_id(btf, (__u32)id) : NULL;
	const struct btf_var_secinfo *info = section ? btf_var_secinfos(section) : NULL;

	for (int i = 0; section && i < btf_vlen(section); i++) {
		const struct btf_type *type = btf__type_by_id(btf, info[i].type);

		/* libbpf puts such a variable in the place of each function. */
		if (type && btf_is_var(type) &&
		    strcmp(btf__name_by_offset(btf, type->name_off), "dummy_ksym") != 0)
			return true;
	}
	return false;
}

int permit_load(const struct policy *policy, const struct bpf_object *object,
		const struct permit_facts *facts, struct err *err)
{
	struct bpf_program *prog;
	struct bpf_map *map;
	int ret = 0;

	bpf_object__for_each_program(prog, object) {
		const char *target = facts->bound(facts->context, prog);

		if (!target)
			target = kind_section_target(bpf_program__section_name(prog));
		if (ret == 0 && bpf_program__autoload(prog))
			ret = permit_program(policy, prog, target ? target : "", facts->ksyms,
					     err);
		if (ret == 0 && bpf_program__autoload(prog))
			ret = permit_effects(policy, prog, facts->effects(facts->context, prog),
					     err);
	}
	bpf_object__for_each_map(map, object)
		if (ret == 0 && bpf_map__autocreate(map))
			ret = permit_map(policy, map, err);
	if (ret == 0 && permit_reads_ksyms(object))
		ret = policy_may_ask(policy, POLICY_KSYM, err);
	return ret;
}

int permit_attach(const struct policy *policy, const struct bpf_program *prog,
		  struct target *target, struct ksyms **ksyms, struct err *err)
{
	const char *section = attach_section_of(prog);
	const struct policy_program program = describe(prog, kind_sections(section));

	/* The load permitted it, unless it is bound and attached, too (lsm_cgroup). */
	if (permit_bound_section(prog) && !kind_takes_path(section))
		return 0;
	return permit_target(policy, &program, section, target, ksyms, err);
}

/* It is the type of the variable, which stands in the section of that name. */
const char *permit_struct_name(const struct bpf_object *object, const struct bpf_map *map)
{
	const struct btf *btf = bpf_object__btf(object);
	const struct btf_var_secinfo *at;
	const struct btf_type *section;
	int id = btf ? btf__find_by_name_kind(btf, ".struct_ops", BTF_KIND_DATASEC) : -1;

	if (id < 0)
		return "";
	section = btf__type_by_id(btf, (__u32)id);
	at = btf_var_secinfos(section);
	for (int i = 0; i < btf_vlen(section); i++) {
		const struct btf_type *var = btf__type_by_id(btf, at[i].type), *type;

		if (strcmp(btf__str_by_offset(btf, var->name_off), bpf_map__name(map)) != 0)
			continue;
		type = btf__type_by_id(btf, (__u32)btf__resolve_type(btf, var->type));
		return type ? btf__str_by_offset(btf, type->name_off) : "";
	}
	return "";
}

int permit_struct_ops(const struct policy *policy, const struct bpf_object *object,
		      const struct bpf_map *map, struct err *err)
{
	const struct policy_program program = {
		.name = bpf_map__name(map),
		.section = ".struct_ops",
		.type = "struct_ops",
		.sections = "struct_ops",
	};
	struct target target = { 0 };

	snprintf(target.name, sizeof(target.name), "%s", permit_struct_name(object, map));
	return policy_may_attach(policy, &program, &target, err);
}
