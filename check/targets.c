// SPDX-License-Identifier: MIT
#include "check/targets.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "check/code.h"
#include "check/facts.h"
#include "check/findings.h"
#include "kinds/kind.h"
#include "lib/core_relo.h"

enum { NAME_SIZE = 256 };

/* How a section's target stands in BTF: as a type with something before its name. */
static const struct {
	const char *sections; /* separated by blanks */
	const char *before;
	uint32_t kind;
	enum check_weight weight;
	const char *what;
} targets[] = {
	{ "fentry fentry.s fexit fexit.s fmod_ret fmod_ret.s fsession", "", BTF_KIND_FUNC,
	  CHECK_FAILS, "function" },
	{ "lsm lsm.s lsm_cgroup", "bpf_lsm_", BTF_KIND_FUNC, CHECK_FAILS, "hook" },
	{ "iter iter.s", "bpf_iter_", BTF_KIND_FUNC, CHECK_FAILS, "iterator" },
	{ "tp_btf", "btf_trace_", BTF_KIND_TYPEDEF, CHECK_FAILS, "tracepoint" },
	{ "raw_tp raw_tracepoint raw_tp.w raw_tracepoint.w", "btf_trace_", BTF_KIND_TYPEDEF,
	  CHECK_FAILS, "tracepoint" },
	{ "kprobe kretprobe", "", BTF_KIND_FUNC, CHECK_NOTE, "function" },
};

static bool has_word(const char *words, const char *word, size_t len)
{
	for (; *words; words += strspn(words, " ")) {
		const size_t one = strcspn(words, " ");

		if (one == len && strncmp(words, word, len) == 0)
			return true;
		words += one;
	}
	return false;
}

/* A tracepoint: category/name. System calls have none of their own in BTF. */
static int check_tracepoint(const char *name, const char *target, const struct facts *facts,
			    enum check_weight weight, struct check_result *result)
{
	const char *event = strchr(target, '/');
	const struct facts *in;
	char type[NAME_SIZE];

	if (!event || strncmp(target, "syscalls/", 9) == 0)
		return 0;
	snprintf(type, sizeof(type), "btf_trace_%s", event + 1);
	in = facts_find(facts, type, BTF_KIND_TYPEDEF);
	if (in)
		return check_in(result, CHECK_PROGRAMS, name, target, in);
	if (check_want(result, type) < 0)
		return -ENOMEM;
	return check_add(result, CHECK_PROGRAMS, weight < CHECK_NOTE ? weight : CHECK_NOTE, name,
			 "no tracepoint '%s' in the kernel's BTF: a module may have it", target);
}

/* "veth:veth_xmit": a function of that module. Without its file nothing is known of it. */
static int check_module_target(const char *name, const char *target, const struct facts *facts,
			       enum check_weight weight, struct check_result *result)
{
	const char *function = strchr(target, ':') + 1;
	const size_t len = strcspn(target, ":");
	const struct facts *in = facts_module(facts, target, len);

	if (len == strlen("vmlinux") && strncmp(target, "vmlinux", len) == 0)
		in = facts;
	if (in && facts_has(in, function, BTF_KIND_FUNC))
		return check_in(result, CHECK_PROGRAMS, name, function, in);
	if (check_want(result, function) < 0)
		return -ENOMEM;
	if (!facts->modules_seen && in != facts)
		return check_add(result, CHECK_PROGRAMS, CHECK_NOTE, name,
				 "'%s' is not judged: the module's file is not among the kernels",
				 target);
	return check_add(result, CHECK_PROGRAMS, weight, name, "no function '%s' in '%.*s'",
			 function, (int)len, target);
}

static int check_target(const struct bpf_program *prog, const struct facts *facts,
			enum check_weight weight, struct check_result *result)
{
	const char *section = bpf_program__section_name(prog), *name = bpf_program__name(prog);
	const char *target;
	size_t len;
	char type[NAME_SIZE];
	const struct facts *in;

	section += *section == '?';
	target = kind_section_target(section);
	len = strcspn(section, "/");
	if (!target || !*target)
		return 0;
	if (has_word("tp tracepoint", section, len))
		return check_tracepoint(name, target, facts, weight, result);
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
		const enum check_weight own = targets[i].weight < weight ? targets[i].weight
									 : weight;

		if (!has_word(targets[i].sections, section, len))
			continue;
		if (strchr(target, ':'))
			return check_module_target(name, target, facts, own, result);
		snprintf(type, sizeof(type), "%s%.*s", targets[i].before, (int)strcspn(target, "+"),
			 target);
		in = facts_find(facts, type, targets[i].kind);
		if (in)
			return check_in(result, CHECK_PROGRAMS, name, target, in);
		if (check_want(result, type) < 0)
			return -ENOMEM;
		return check_add(result, CHECK_PROGRAMS, own, name,
				 "no %s '%s' in the kernel's BTF%s", targets[i].what, target,
				 own == CHECK_NOTE ? ": it may be inlined or a module's" : "");
	}
	return 0;
}

int check_program(const struct bpf_program *prog, const struct facts *facts,
		  struct check_result *result)
{
	const enum check_weight weight = bpf_program__autoload(prog) ? CHECK_FAILS : CHECK_NOTE;
	const enum bpf_prog_type type = bpf_program__type(prog);
	const enum bpf_attach_type attach = bpf_program__expected_attach_type(prog);
	const char *name = bpf_program__name(prog), *word;
	const size_t before = check_lacks(result);
	int ret = 0;

	if (facts_value(facts, FACTS_PROGRAMS, (uint32_t)type) == FACTS_NO) {
		word = libbpf_bpf_prog_type_str(type);
		ret = check_add(result, CHECK_PROGRAMS, weight, name, "no programs of type %s",
				word ? word : "unknown");
	} else if (facts_value(facts, FACTS_ATTACHMENTS, (uint32_t)attach) == FACTS_NO) {
		word = libbpf_bpf_attach_type_str(attach);
		ret = check_add(result, CHECK_PROGRAMS, weight, name, "no attachments of type %s",
				word ? word : "unknown");
	} else {
		ret = check_target(prog, facts, weight, result);
	}
	check_counts(result, CHECK_PROGRAMS, check_lacks(result) == before);
	return ret;
}

/* The name of the struct that a variable of the object is, or null. */
static const char *struct_of(const struct code *code, const char *variable, size_t *ret_len)
{
	for (uint32_t id = 1; id < code->btf.count; id++) {
		const struct btf_type *type = btf_table_type(&code->btf, id);
		const char *name = btf_table_string(&code->btf, type->name_off);

		if (!btf_is_var(type) || !name || strcmp(name, variable) != 0)
			continue;
		type = btf_table_type(&code->btf, type->type);
		name = type && btf_is_struct(type) ? btf_table_string(&code->btf, type->name_off)
						   : NULL;
		*ret_len = name ? core_name_length(name) : 0;
		return name;
	}
	return NULL;
}

/* The kernel keeps such maps as structs with a name of their own. */
static int check_struct_ops(const struct bpf_map *map, const struct code *code,
			    const struct facts *facts, struct check_result *result)
{
	size_t len = 0;
	const struct facts *in;
	const char *name = struct_of(code, bpf_map__name(map), &len);
	char type[NAME_SIZE];

	snprintf(type, sizeof(type), "bpf_struct_ops_%.*s", (int)len, name ? name : "");
	if (!name)
		return 0;
	in = facts_find(facts, type, BTF_KIND_STRUCT);
	if (in)
		return check_in(result, CHECK_MAPS, bpf_map__name(map), type, in);
	if (check_want(result, type) < 0)
		return -ENOMEM;
	return check_add(result, CHECK_MAPS, bpf_map__autocreate(map) ? CHECK_FAILS : CHECK_NOTE,
			 bpf_map__name(map), "no struct_ops for struct %.*s in the kernel's BTF",
			 (int)len, name);
}

int check_map(const struct bpf_map *map, const struct code *code, const struct facts *facts,
	      struct check_result *result)
{
	const enum bpf_map_type type = bpf_map__type(map);
	const bool is_there = facts_value(facts, FACTS_MAPS, (uint32_t)type) != FACTS_NO;
	const char *word = libbpf_bpf_map_type_str(type);

	check_counts(result, CHECK_MAPS, is_there);
	if (!is_there)
		return check_add(result, CHECK_MAPS,
				 bpf_map__autocreate(map) ? CHECK_FAILS : CHECK_NOTE,
				 bpf_map__name(map), "no maps of type %s", word ? word : "unknown");
	return type == BPF_MAP_TYPE_STRUCT_OPS ? check_struct_ops(map, code, facts, result) : 0;
}
