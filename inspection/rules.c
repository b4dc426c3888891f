// SPDX-License-Identifier: MIT
#include "inspection/rules.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "attach/attach.h"
#include "attach/permit.h"
#include "inspection/inspection.h"
#include "kinds/effect.h"
#include "kinds/kind.h"
#include "lib/err.h"

/* What imports mean to a policy. */
static const struct {
	const char *name;
	const char *text;
	const char *note;
} imports[] = {
	{ "ksym", "ksym", "" },
	{ "ksym_find", "ksym", "" },
	{ "usym", "usym", "" },
	{ "usym_module", "usym", "" },
	{ "container_of", "container", "" },
	{ "program_test_run", "test-run", "" },
	{ "stats_enable", "stats", "" },
	{ "map_create", "",
	  "the guest may create maps without an object; allow them explicitly: "
	  "map=TYPE" },
	{ "map_pin", "", "the guest may pin; allow the paths explicitly: pin=PATH" },
	{ "map_set_pin_path", "", "the guest may pin; allow the paths explicitly: pin=PATH" },
	{ "map_open_pinned", "",
	  "the guest may open pinned maps; allow the paths explicitly: "
	  "pin=PATH" },
	{ "link_pin", "", "the guest may pin; allow the paths explicitly: pin=PATH" },
	{ "program_set", "",
	  "the guest may change program types at run time; allow them "
	  "explicitly: program=TYPE" },
	{ "program_set_target", "", "the guest may bind programs to other functions at run time" },
};

static bool is_same(const struct inspect_rule *one, const struct inspect_rule *other)
{
	return strcmp(one->text, other->text) == 0 &&
	       (*one->text || strcmp(one->note, other->note) == 0);
}

/* Adds a rule; one that is there is needed if either is. */
static int add(struct inspect_rules *rules, const struct inspect_rule *rule)
{
	struct inspect_rule *grown;

	for (size_t i = 0; i < rules->count; i++) {
		if (!is_same(&rules->rules[i], rule))
			continue;
		rules->rules[i].is_optional &= rule->is_optional;
		return 0;
	}
	grown = reallocarray(rules->rules, rules->count + 1, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	rules->rules = grown;
	grown[rules->count++] = *rule;
	return 0;
}

/* The first word of how it is attached, as the program's section has it. */
static void name_section(const struct bpf_program *prog, char *word, size_t size)
{
	const char *section = bpf_program__section_name(prog);

	snprintf(word, size, "%.*s", (int)strcspn(section, "/"), section);
	if (!kind_matches(word))
		word[strcspn(word, ".")] = '\0';
}

/* The rule for a target that the section does not name. */
static void allow_any(struct inspect_rule *rule, const char *word, const struct bpf_program *prog,
		      const char *grammar)
{
	snprintf(rule->text, sizeof(rule->text), "attach=%s:*", word);
	snprintf(rule->note, sizeof(rule->note), "'%.100s': the guest names the target at run "
				    "time, %.100s",
		 bpf_program__name(prog), grammar);
}

/* How a program that is bound when it is loaded is allowed. */
static void allow_bound(struct inspect_rule *rule, const char *word, const struct bpf_program *prog)
{
	const char *function = kind_section_target(bpf_program__section_name(prog));

	if (function)
		snprintf(rule->text, sizeof(rule->text), "attach=%s:%.400s", word, function);
	else
		allow_any(rule, word, prog, "a function");
}

static int add_program(struct inspect_rules *rules, const struct bpf_program *prog)
{
	const char *section = bpf_program__section_name(prog), *bound = permit_bound_section(prog);
	const char *type = libbpf_bpf_prog_type_str(bpf_program__type(prog));
	struct inspect_rule rule = { .is_optional = !bpf_program__autoload(prog) };
	char target[sizeof(rule.text) - 64], word[64];
	int ret = 0;

	name_section(prog, word, sizeof(word));
	if (bound && *bound) {
		allow_bound(&rule, bound, prog);
		if (kind_takes_path(section))
			ret = add(rules, &rule); /* it is bound, then attached to something else */
	}
	if (attach_name_target(section, target, sizeof(target)))
		snprintf(rule.text, sizeof(rule.text), "attach=%s:%s", word, target);
	else if (attach_grammar(section) && (!bound || kind_takes_path(section)))
		allow_any(&rule, word, prog, attach_grammar(section));
	else if (!bound || !*bound)
		snprintf(rule.text, sizeof(rule.text), "program=%s", type ? type : "*");
	if (rule.is_optional)
		snprintf(rule.note, sizeof(rule.note), "'%.100s' is loaded only if the guest "
					   "asks for it",
			 bpf_program__name(prog));
	return ret < 0 ? ret : add(rules, &rule);
}

static int add_type(struct inspect_rules *rules, struct inspect_rule *rule,
		    const struct bpf_map *map)
{
	const char *type = libbpf_bpf_map_type_str(bpf_map__type(map));

	snprintf(rule->text, sizeof(rule->text), "map=%s", type ? type : "*");
	return add(rules, rule);
}

static int add_map(struct inspect_rules *rules, const struct bpf_object *object,
		   struct bpf_map *map)
{
	struct inspect_rule rule = { .is_optional = !bpf_map__autocreate(map) };
	const struct bpf_map *inner = bpf_map__inner_map(map);
	int ret = add_type(rules, &rule, map);

	if (!ret && inner)
		ret = add_type(rules, &rule, inner);
	if (!ret && bpf_map__pin_path(map)) {
		snprintf(rule.text, sizeof(rule.text), "pin=%.400s", bpf_map__pin_path(map));
		ret = add(rules, &rule);
	}
	if (!ret && bpf_map__type(map) == BPF_MAP_TYPE_STRUCT_OPS) {
		snprintf(rule.text, sizeof(rule.text), "attach=struct_ops:%.400s",
			 permit_struct_name(object, map));
		ret = add(rules, &rule);
	}
	return ret;
}

/* What the code of a program does beyond what it is attached for. */
static int add_effects(struct inspect_rules *rules, const struct bpf_program *prog,
		       unsigned int effects)
{
	struct inspect_rule rule = { .is_optional = !bpf_program__autoload(prog) };
	int ret = 0;

	for (int i = 0; i < EFFECT_COUNT && !ret; i++) {
		if (!(effects & 1u << i))
			continue;
		snprintf(rule.text, sizeof(rule.text), "effect=%s",
			 effect_name((enum effect_number)i));
		snprintf(rule.note, sizeof(rule.note), "'%.100s' can %s", bpf_program__name(prog),
			 effect_meaning((enum effect_number)i));
		ret = add(rules, &rule);
	}
	return ret;
}

static int add_object(struct inspect_rules *rules, const struct inspect_object *inspected)
{
	const struct bpf_object *object = inspected->bpf;
	struct bpf_program *prog;
	struct bpf_map *map;
	int ret = 0;

	bpf_object__for_each_program(prog, object)
		if (!ret)
			ret = add_program(rules, prog);
	bpf_object__for_each_program(prog, object)
		if (!ret)
			ret = add_effects(rules, prog, effects_of(&inspected->effects, prog));
	bpf_object__for_each_map(map, object)
		if (!ret)
			ret = add_map(rules, object, map);
	if (!ret && permit_reads_ksyms(object))
		ret = add(rules, &(struct inspect_rule){ .text = "ksym" });
	return ret;
}

static int add_import(struct inspect_rules *rules, const struct wasm_import *import)
{
	struct inspect_rule rule = { 0 };

	if (!wasm_name_is(import->module, "wasm_bpf_v2"))
		return 0;
	for (size_t i = 0; i < sizeof(imports) / sizeof(imports[0]); i++) {
		if (!wasm_name_is(import->name, imports[i].name))
			continue;
		snprintf(rule.text, sizeof(rule.text), "%s", imports[i].text);
		snprintf(rule.note, sizeof(rule.note), "%s", imports[i].note);
		return add(rules, &rule);
	}
	return 0;
}

static bool loads_objects(const struct wasm_module *module)
{
	for (uint32_t i = 0; i < module->import_count; i++)
		if (wasm_name_is(module->imports[i].name, "wasm_load_bpf_object") ||
		    wasm_name_is(module->imports[i].name, "object_open"))
			return true;
	return false;
}

int inspect_rules(const struct inspection *inspection, struct inspect_rules *ret_rules,
		  struct err *err)
{
	static const struct inspect_rule elsewhere = {
		.note = "no BPF object found: what the guest loads is known only at run time",
	};
	struct inspect_rules rules = { 0 };
	int ret = 0;

	for (size_t i = 0; i < inspection->object_count && !ret; i++)
		if (inspection->objects[i].bpf)
			ret = add_object(&rules, &inspection->objects[i]);
	for (uint32_t i = 0; i < inspection->module.import_count && !ret; i++)
		ret = add_import(&rules, &inspection->module.imports[i]);
	if (!ret && inspection->is_module && !inspection->object_count &&
	    loads_objects(&inspection->module))
		ret = add(&rules, &elsewhere);
	if (ret < 0) {
		inspect_rules_release(&rules);
		return err_set(err, -ret, "%s", strerror(-ret));
	}
	*ret_rules = rules;
	return 0;
}

void inspect_rules_release(struct inspect_rules *rules)
{
	free(rules->rules);
	*rules = (struct inspect_rules){ 0 };
}
