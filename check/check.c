// SPDX-License-Identifier: MIT
#include "check/check.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check/facts.h"
#include "check/findings.h"
#include "check/helpers.h"
#include "check/reach.h"
#include "check/resolve.h"
#include "check/targets.h"
#include "lib/err.h"

struct check {
	const struct code *code;
	const struct facts *facts;
	uint32_t version;           /* as LINUX_VERSION_CODE */
	struct resolved *resolved;  /* by relocation */
	bool *reached;              /* by instruction, of the program at hand */
	bool *counted;              /* the same: it was counted, whichever program it is of */
	struct check_result *result;
};

/* --- what the kernel makes of instructions ------------------------------------------------- */

/* "6.1.0-56-amd64" as 0x060100. */
static uint32_t version_of(const char *release)
{
	unsigned int a = 0, b = 0, c = 0;

	sscanf(release, "%u.%u.%u", &a, &b, &c);
	return (a & 0xffff) << 16 | (b & 0xff) << 8 | (c > 255 ? 255 : c);
}

/* What libbpf gives a weak symbol, or a variable of its own. */
static struct reach_value value_of_extern(const struct check *check, const struct code_mark *mark)
{
	const bool has_cookies = facts_value(check->facts, FACTS_HELPERS,
					     BPF_FUNC_get_attach_cookie) == FACTS_YES;

	if (strcmp(mark->name, "LINUX_KERNEL_VERSION") == 0)
		return (struct reach_value){ REACH_VARIABLE, check->version };
	if (strcmp(mark->name, "LINUX_HAS_BPF_COOKIE") == 0)
		return (struct reach_value){ REACH_VARIABLE, has_cookies };
	if (strncmp(mark->name, "LINUX_", 6) == 0 || strncmp(mark->name, "CONFIG_", 7) == 0)
		return (struct reach_value){ REACH_UNKNOWN, 0 };
	if (facts_kfunc(check->facts, mark->name) == FACTS_YES)
		return (struct reach_value){ REACH_ADDRESS, 0 };
	/* A variable of the kernel need not be in its BTF. */
	return (struct reach_value){ REACH_UNKNOWN, 0 };
}

/* Whether the object's own BTF calls it a function. */
static bool is_function(const struct code *code, const char *name)
{
	for (uint32_t id = 1; id < code->btf.count; id++) {
		const struct btf_type *type = btf_table_type(&code->btf, id);
		const char *other = btf_table_string(&code->btf, type->name_off);

		if (btf_is_func(type) && other && strcmp(other, name) == 0)
			return true;
	}
	return false;
}

static struct reach_value value_at(const void *context, uint32_t at)
{
	const struct check *check = context;
	const struct code_relocation *relocation = code_relocation(check->code, at);
	const struct code_mark *mark = &check->code->marks[at];
	const struct bpf_insn *insn = &check->code->insns[at];
	struct reach_value value = { REACH_UNKNOWN, 0 };

	if (relocation) {
		const struct resolved *resolved =
			&check->resolved[relocation - check->code->relocations];

		if (resolved->is_known)
			value = (struct reach_value){ REACH_CONSTANT, resolved->value };
	} else if (mark->kind == MARK_EXTERN) {
		value = value_of_extern(check, mark);
		if (value.fact == REACH_UNKNOWN && mark->is_weak &&
		    is_function(check->code, mark->name) &&
		    !facts_kfunc_module(check->facts, mark->name))
			value = (struct reach_value){ REACH_CONSTANT, 0 };
	} else if (mark->kind == MARK_FUNCTION) {
		value.fact = REACH_ADDRESS;
	} else if (!insn->src_reg && at + 1 < check->code->count) {
		value = (struct reach_value){ REACH_CONSTANT,
					      (uint32_t)insn->imm | (uint64_t)(uint32_t)insn[1].imm
									    << 32 };
	}
	return value;
}

/* --- instructions of a program ------------------------------------------------------------- */

/* Takes the weight of something that is reached, or not. */
static enum check_weight weigh(const struct check *check, uint32_t at, enum check_weight weight)
{
	return check->reached[at] ? weight : CHECK_GUARDED;
}

static int add_relocation(struct check *check, uint32_t at, const struct resolved *resolved,
			  const char *program, enum check_weight weight)
{
	const struct facts *in;

	if (resolved->module) {
		in = facts_module(check->facts, resolved->module, strlen(resolved->module));
		if (check_in(check->result, CHECK_RELOCATIONS, program, resolved->what, in) < 0)
			return -ENOMEM;
	}
	weight = weigh(check, at, weight);
	if (resolved->state == RESOLVED_AMBIGUOUS)
		weight = CHECK_FAILS; /* libbpf does not ask whether it is reached */
	if (resolved->state != RESOLVED_MISSING && resolved->state != RESOLVED_AMBIGUOUS)
		return 0;
	return check_add(check->result, CHECK_RELOCATIONS, weight, program, "%s: %s",
			 resolved->what, resolved->why);
}

/* Helpers that libbpf replaces by older ones where they are missing. */
static int32_t older_helper(int32_t number)
{
	switch (number) {
	case BPF_FUNC_probe_read_kernel:
	case BPF_FUNC_probe_read_user:
		return BPF_FUNC_probe_read;
	case BPF_FUNC_probe_read_kernel_str:
	case BPF_FUNC_probe_read_user_str:
		return BPF_FUNC_probe_read_str;
	default:
		return number;
	}
}

static int add_helper(struct check *check, uint32_t at, int32_t number, const char *program,
		      enum check_weight weight)
{
	const char *name = helper_name(number);
	const bool is_there = facts_value(check->facts, FACTS_HELPERS, (uint32_t)number) !=
				      FACTS_NO ||
			      facts_value(check->facts, FACTS_HELPERS,
					  (uint32_t)older_helper(number)) != FACTS_NO;

	if (!check->counted[at])
		check_counts(check->result, CHECK_HELPERS, is_there);
	check->counted[at] = true;
	if (is_there)
		return 0;
	weight = weigh(check, at, weight);
	return name ? check_add(check->result, CHECK_HELPERS, weight, program, "no helper %s", name)
		    : check_add(check->result, CHECK_HELPERS, weight, program, "no helper %d",
				number);
}

static int add_kfunc(struct check *check, uint32_t at, const struct code_mark *mark,
		     const char *program, enum check_weight weight)
{
	const bool is_own = facts_kfunc(check->facts, mark->name) != FACTS_NO;
	const struct facts *in = is_own ? check->facts
					: facts_kfunc_module(check->facts, mark->name);

	if (!check->counted[at])
		check_counts(check->result, CHECK_HELPERS, in != NULL);
	check->counted[at] = true;
	if (in)
		return check_in(check->result, CHECK_HELPERS, program, mark->name, in);
	if (check_want(check->result, mark->name) < 0)
		return -ENOMEM;
	/* libbpf looks for all but the weak ones, reached or not. */
	weight = mark->is_weak ? weigh(check, at, weight) : weight;
	return check_add(check->result, CHECK_HELPERS, weight, program,
			 "no kernel function %s that programs can call, unless a module has it",
			 mark->name);
}

static int check_instruction(struct check *check, uint32_t at, const char *program,
			     enum check_weight weight)
{
	const struct code_relocation *relocation = code_relocation(check->code, at);
	const struct bpf_insn *insn = &check->code->insns[at];
	const struct code_mark *mark = &check->code->marks[at];

	if (relocation)
		return add_relocation(check, at,
				      &check->resolved[relocation - check->code->relocations],
				      program, weight);
	if (insn->code != (BPF_JMP | BPF_CALL))
		return 0;
	if (mark->kind == MARK_EXTERN)
		return add_kfunc(check, at, mark, program, weight);
	if (mark->kind == MARK_NONE && !insn->src_reg)
		return add_helper(check, at, insn->imm, program, weight);
	return 0;
}

static int check_code_of(struct check *check, const char *section, const char *program,
			 enum check_weight weight, struct err *err)
{
	const uint32_t begin = code_find(check->code, section, program);
	bool *all = calloc(check->code->count + 1ul, sizeof(*all));
	int ret;

	if (!all)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	memset(check->reached, 0, check->code->count * sizeof(*check->reached));
	ret = reach(check->code, begin, NULL, NULL, all, err);
	if (!ret)
		ret = reach(check->code, begin, value_at, check, check->reached, err);
	for (uint32_t at = 0; at < check->code->count && !ret; at++)
		if (all[at] && check_instruction(check, at, program, weight) < 0)
			ret = err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	free(all);
	return ret;
}

/* --- the object ---------------------------------------------------------------------------- */

static int resolve_all(struct check *check)
{
	for (uint32_t i = 0; i < check->code->relocation_count; i++) {
		struct resolved *resolved = &check->resolved[i];

		resolve(check->code, &check->code->relocations[i], check->facts, resolved);
		if (resolved->wanted && check_want(check->result, resolved->wanted) < 0)
			return -ENOMEM;
		check_counts(check->result, CHECK_RELOCATIONS,
			     resolved->state != RESOLVED_MISSING &&
				     resolved->state != RESOLVED_AMBIGUOUS);
	}
	return 0;
}

static int check_all(struct check *check, const struct bpf_object *bpf, struct err *err)
{
	const struct bpf_map *map;
	struct bpf_program *prog;
	int ret = resolve_all(check);

	bpf_object__for_each_program (prog, (struct bpf_object *)bpf) {
		if (!ret)
			ret = check_program(prog, check->facts, check->result);
		if (!ret)
			ret = check_code_of(check, bpf_program__section_name(prog),
					    bpf_program__name(prog),
					    bpf_program__autoload(prog) ? CHECK_FAILS : CHECK_NOTE,
					    err);
	}
	bpf_object__for_each_map (map, bpf)
		if (!ret)
			ret = check_map(map, check->code, check->facts, check->result);
	return ret;
}

int check_object(const struct code *code, const struct bpf_object *bpf, const struct facts *facts,
		 const char *release, struct check_result *ret_result, struct err *err)
{
	struct check check = {
		.code = code,
		.facts = facts,
		.version = version_of(release),
		.resolved = calloc(code->relocation_count + 1ul, sizeof(*check.resolved)),
		.reached = calloc(code->count + 1ul, sizeof(*check.reached)),
		.counted = calloc(code->count + 1ul, sizeof(*check.counted)),
		.result = ret_result,
	};
	int ret = -ENOMEM;

	*ret_result = (struct check_result){ .fits = true };
	if (check.resolved && check.reached && check.counted)
		ret = check_all(&check, bpf, err);
	if (ret == -ENOMEM)
		err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	free(check.resolved);
	free(check.reached);
	free(check.counted);
	return ret;
}
