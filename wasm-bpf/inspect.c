// SPDX-License-Identifier: MIT
/* wasm-bpf inspect: what a guest will load and attach, before it runs. */
#include <argp.h>
#include <bpf/libbpf.h>
#include <stdio.h>
#include <string.h>

#include "attach/attach.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "lib/file.h"
#include "policy/privileges.h"
#include "wasm-bpf/command.h"
#include "wasm-bpf/inspection.h"
#include "wasm-bpf/inspection_rules.h"
#include "wasm-bpf/oci.h"

enum { FILE_MAX = 1 << 30 };

enum { OPT_POLICY = 256 };

struct arguments {
	const char *file;
	bool json;
	bool policy;
};

static const struct argp_option option_table[] = {
	{ "json", 'j', NULL, 0, "print JSON", 0 },
	{ "policy", OPT_POLICY, NULL, 0,
	  "print a policy that allows what the file holds, and no more", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case 'j':
		arguments->json = true;
		break;
	case OPT_POLICY:
		arguments->policy = true;
		break;
	case ARGP_KEY_ARG:
		if (state->arg_num > 0)
			return ARGP_ERR_UNKNOWN;
		arguments->file = arg;
		break;
	case ARGP_KEY_NO_ARGS:
		argp_usage(state);
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp argp = {
	option_table, parse, "FILE.wasm|FILE.bpf.o|REFERENCE",
	"Tell what a guest imports, which BPF objects it holds, what their programs attach to, "
	"what it takes to run it, and which rules of a policy allow it. Of an artifact, tell "
	"what its manifest says: see "
	"'wasm-bpf inspect --help REFERENCE'.", NULL, NULL, NULL,
};

/* --- what both forms tell ----------------------------------------------------- */

/* Where the program's section says that it goes, or null. */
static const char *section_target(const struct bpf_program *prog)
{
	const char *slash = strchr(bpf_program__section_name(prog), '/');

	return slash && slash[1] ? slash + 1 : NULL;
}

/* The name of a map; those that libbpf makes of sections have the section's. */
static const char *map_name(const struct bpf_map *map)
{
	const char *name = bpf_map__name(map), *dot = strchr(name, '.');

	return bpf_map__is_internal(map) && dot ? dot : name;
}

/* All that the objects need together, and whether the kernel's BTF is part of it. */
static unsigned int needs(const struct inspection *inspection, bool *ret_btf)
{
	unsigned int needed = 0;

	*ret_btf = false;
	for (size_t i = 0; i < inspection->object_count; i++) {
		const struct inspect_object *object = &inspection->objects[i];

		if (object->bpf)
			needed |= privileges_needed(object->bpf);
		*ret_btf |= object->needs_btf;
	}
	return needed;
}

static const struct {
	unsigned int privilege;
	const char *name;
} capabilities[] = {
	{ PRIVILEGE_BPF, "CAP_BPF" },
	{ PRIVILEGE_TRACING, "CAP_PERFMON" },
	{ PRIVILEGE_NETWORKING, "CAP_NET_ADMIN" },
};

/* --- text ------------------------------------------------------------------------ */

/* A name from the file, with a '?' for what a terminal would act on. */
static void print_name(const char *name, size_t len)
{
	for (size_t i = 0; i < len; i++)
		putchar(name[i] >= ' ' && name[i] < 0x7f ? name[i] : '?');
}

static void print_column(const char *name, int width)
{
	print_name(name, strlen(name));
	printf("%*s", width > (int)strlen(name) ? width - (int)strlen(name) : 1, "");
}

static void print_imports(const struct wasm_module *module)
{
	for (uint32_t i = 0; i < module->import_count; i++) {
		const struct wasm_import *import = &module->imports[i];
		const char *abi = inspect_abi(import);

		printf("  import   ");
		print_name(import->module.at, import->module.len);
		putchar(' ');
		print_name(import->name.at, import->name.len);
		printf("  (%s)\n", abi ? abi : "unknown: it will not run");
	}
	printf("  sections ");
	for (uint32_t i = 0; i < module->section_count; i++) {
		printf("%s", i ? ", " : "");
		print_name(module->sections[i].name.at, module->sections[i].name.len);
		printf(" %u", module->sections[i].size);
	}
	putchar('\n');
	printf("  memory   %u to %llu pages of 64 KiB\n", module->memory_min,
	       (unsigned long long)module->memory_max);
}

static void print_program(const struct bpf_program *prog)
{
	const char *section = bpf_program__section_name(prog), *target = section_target(prog);
	const char *grammar = attach_grammar(section);

	printf("    program  ");
	print_column(bpf_program__name(prog), 24);
	print_column(section, 32);
	if (target)
		printf("attaches to what its section says\n");
	else if (grammar)
		printf("attaches to a target: %s\n", grammar);
	else
		printf("\n");
}

static void print_map(const struct bpf_map *map)
{
	const char *type = libbpf_bpf_map_type_str(bpf_map__type(map));

	printf("    map      ");
	print_column(map_name(map), 24);
	printf("%-20s key %u, value %u bytes, %u entries\n", type ? type : "unknown",
	       bpf_map__key_size(map), bpf_map__value_size(map), bpf_map__max_entries(map));
}

/* Those with bytes in the file. */
static void print_sections(const struct elf *elf)
{
	const char *comma = "";

	printf("    sections ");
	for (uint32_t i = 0; i < elf->section_count; i++) {
		const struct elf_section *section = &elf->sections[i];

		if (!section->data || !section->size)
			continue;
		printf("%s", comma);
		print_name(section->name, strlen(section->name));
		printf(" %llu", (unsigned long long)section->size);
		comma = ", ";
	}
	putchar('\n');
}

static void print_object(const struct inspect_object *object)
{
	struct bpf_program *prog;
	struct bpf_map *map;

	printf("  BPF object of %zu bytes, licence '", object->size);
	print_name(object->license, strlen(object->license));
	printf("'\n");
	if (!object->bpf) {
		printf("    it will be refused: ");
		print_name(object->refused, strlen(object->refused));
		putchar('\n');
		return;
	}
	bpf_object__for_each_program(prog, object->bpf)
		print_program(prog);
	bpf_object__for_each_map(map, object->bpf)
		print_map(map);
	print_sections(&object->elf);
}

/* Lines of a policy, each after `before`. */
static void print_rules(const struct inspect_rules *rules, const char *before)
{
	for (size_t i = 0; i < rules->count; i++) {
		const struct inspect_rule *rule = &rules->rules[i];

		printf("%s", before);
		if (*rule->text) {
			printf("%sallow ", rule->is_optional ? "# " : "");
			print_name(rule->text, strlen(rule->text));
		}
		if (*rule->note) {
			printf("%s# ", *rule->text ? "  " : "");
			print_name(rule->note, strlen(rule->note));
		}
		putchar('\n');
	}
}

static void print_policy(const char *file, const struct inspect_rules *rules)
{
	printf("# What '");
	print_name(file, strlen(file));
	printf("' holds, as 'wasm-bpf inspect --policy' found it.\n[guests]\n");
	print_rules(rules, "");
}

static void print_text(const char *file, const struct inspection *inspection,
		       const struct inspect_rules *rules)
{
	bool btf;
	unsigned int needed = needs(inspection, &btf);

	printf("%s: %s, %zu bytes\n", file,
	       inspection->is_module ? "WebAssembly module" : "BPF object", inspection->size);
	if (inspection->is_module)
		print_imports(&inspection->module);
	for (size_t i = 0; i < inspection->object_count; i++)
		print_object(&inspection->objects[i]);
	print_rules(rules, "  policy   ");
	printf("  needs   ");
	for (size_t i = 0; i < sizeof(capabilities) / sizeof(capabilities[0]); i++)
		if (needed & capabilities[i].privilege)
			printf(" %s", capabilities[i].name);
	printf("%s\n", btf ? " kernel-BTF" : needed ? "" : " nothing of BPF");
}

/* --- JSON ------------------------------------------------------------------------- */

/* A string; bytes that are no ASCII stand for the character of their number. */
static void json_string(const char *text, size_t len)
{
	putchar('"');
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c < ' ' || c >= 0x7f)
			printf("\\u%04x", c);
		else if (c == '"' || c == '\\')
			printf("\\%c", c);
		else
			putchar(c);
	}
	putchar('"');
}

static void json_member(const char *name, const char *text)
{
	printf("\"%s\":", name);
	if (text)
		json_string(text, strlen(text));
	else
		printf("null");
}

static void json_imports(const struct wasm_module *module)
{
	printf("\"imports\":[");
	for (uint32_t i = 0; i < module->import_count; i++) {
		const struct wasm_import *import = &module->imports[i];

		printf("%s{\"module\":", i ? "," : "");
		json_string(import->module.at, import->module.len);
		printf(",\"name\":");
		json_string(import->name.at, import->name.len);
		printf(",\"known\":%s,", inspect_abi(import) ? "true" : "false");
		json_member("abi", inspect_abi(import));
		putchar('}');
	}
	printf("],\"sections\":[");
	for (uint32_t i = 0; i < module->section_count; i++) {
		printf("%s{\"name\":", i ? "," : "");
		json_string(module->sections[i].name.at, module->sections[i].name.len);
		printf(",\"size\":%u}", module->sections[i].size);
	}
	printf("],\"memory\":{\"min\":%u,\"max\":%llu},", module->memory_min,
	       (unsigned long long)module->memory_max);
}

static void json_programs(const struct bpf_object *object)
{
	struct bpf_program *prog;
	const char *comma = "";

	printf("\"programs\":[");
	bpf_object__for_each_program(prog, object) {
		printf("%s{", comma);
		json_member("name", bpf_program__name(prog));
		putchar(',');
		json_member("section", bpf_program__section_name(prog));
		putchar(',');
		json_member("type", libbpf_bpf_prog_type_str(bpf_program__type(prog)));
		putchar(',');
		json_member("target", section_target(prog));
		putchar('}');
		comma = ",";
	}
	printf("],");
}

static void json_maps(const struct bpf_object *object)
{
	const char *comma = "";
	struct bpf_map *map;

	printf("\"maps\":[");
	bpf_object__for_each_map(map, object) {
		printf("%s{", comma);
		json_member("name", map_name(map));
		putchar(',');
		json_member("type", libbpf_bpf_map_type_str(bpf_map__type(map)));
		printf(",\"key_size\":%u,\"value_size\":%u,\"max_entries\":%u}",
		       bpf_map__key_size(map), bpf_map__value_size(map),
		       bpf_map__max_entries(map));
		comma = ",";
	}
	printf("],");
}

static void json_sections(const struct elf *elf)
{
	const char *comma = "";

	printf("\"sections\":[");
	for (uint32_t i = 0; i < elf->section_count; i++) {
		if (!elf->sections[i].data || !elf->sections[i].size)
			continue;
		printf("%s{", comma);
		json_member("name", elf->sections[i].name);
		printf(",\"size\":%llu}", (unsigned long long)elf->sections[i].size);
		comma = ",";
	}
	printf("],");
}

static void json_rules(const struct inspect_rules *rules)
{
	printf("\"policy\":[");
	for (size_t i = 0; i < rules->count; i++) {
		const struct inspect_rule *rule = &rules->rules[i];

		printf("%s{", i ? "," : "");
		json_member("allow", *rule->text ? rule->text : NULL);
		putchar(',');
		json_member("note", *rule->note ? rule->note : NULL);
		printf(",\"optional\":%s}", rule->is_optional ? "true" : "false");
	}
	printf("],");
}

static void json_object(const struct inspect_object *object)
{
	printf("{\"size\":%zu,", object->size);
	json_member("license", object->license);
	putchar(',');
	if (object->bpf) {
		json_programs(object->bpf);
		json_maps(object->bpf);
	}
	json_sections(&object->elf);
	json_member("refused", object->bpf ? NULL : object->refused);
	putchar('}');
}

static void print_json(const struct inspection *inspection, const struct inspect_rules *rules)
{
	const char *comma = "";
	bool btf;
	unsigned int needed = needs(inspection, &btf);

	printf("{\"kind\":\"%s\",\"size\":%zu,", inspection->is_module ? "module" : "object",
	       inspection->size);
	if (inspection->is_module)
		json_imports(&inspection->module);
	printf("\"objects\":[");
	for (size_t i = 0; i < inspection->object_count; i++) {
		printf("%s", i ? "," : "");
		json_object(&inspection->objects[i]);
	}
	printf("],");
	json_rules(rules);
	printf("\"needs\":{\"capabilities\":[");
	for (size_t i = 0; i < sizeof(capabilities) / sizeof(capabilities[0]); i++) {
		if (!(needed & capabilities[i].privilege))
			continue;
		printf("%s\"%s\"", comma, capabilities[i].name);
		comma = ",";
	}
	printf("],\"kernel_btf\":%s}}\n", btf ? "true" : "false");
}

/* --- together ---------------------------------------------------------------------- */

static int print(const struct arguments *arguments, const struct inspection *inspection,
		 struct err *err)
{
	struct inspect_rules rules;
	int ret = inspect_rules(inspection, &rules, err);

	if (ret < 0)
		return ret;
	if (arguments->policy)
		print_policy(arguments->file, &rules);
	else if (arguments->json)
		print_json(inspection, &rules);
	else
		print_text(arguments->file, inspection, &rules);
	inspect_rules_release(&rules);
	return 0;
}

static int inspect_file(const struct arguments *arguments, struct err *err)
{
	struct buf bytes = BUF_INIT(FILE_MAX);
	struct inspection inspection;
	int ret = file_read(arguments->file, &bytes, err);

	if (!ret) {
		ret = inspect(bytes.data ? bytes.data : "", bytes.len, &inspection, err);
		if (ret < 0)
			err_prefix(err, "'%s'", arguments->file);
	}
	if (!ret) {
		ret = print(arguments, &inspection, err);
		inspection_release(&inspection);
	}
	buf_release(&bytes);
	return ret;
}

int cmd_inspect(int argc, char **argv)
{
	struct arguments arguments = { 0 };
	struct err err = ERR_INIT;

	for (int i = 1; i < argc; i++)
		if (argv[i][0] != '-' && oci_is_reference(argv[i]))
			return cmd_oci(argc, argv);
	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	libbpf_set_print(NULL);
	if (inspect_file(&arguments, &err) == 0)
		return 0;
	err_print(&err, "wasm-bpf");
	return 1;
}
