// SPDX-License-Identifier: MIT
/* The skeleton as a C header: the names and the meaning are those of bpftool. */
#include <string.h>

#include "bindings/decl.h"
#include "btf2h/emit.h"
#include "btf2h/emit_c.h"
#include "btf2h/skeleton.h"
#include "lib/text.h"

/* Text with the object's name for each '@'. */
static void named(struct buf *out, const char *name, const char *template)
{
	for (const char *at; *template; template = at) {
		at = strchrnul(template, '@');
		buf_add(out, template, (size_t)(at - template));
		if (*at) {
			buf_puts(out, name);
			at++;
		}
	}
}

static void emit_sections(struct buf *out, const struct skeleton *skeleton)
{
	for (size_t i = 0; i < skeleton->map_count; i++) {
		const struct skeleton_map *map = &skeleton->maps[i];
		struct buf name = BUF_INIT(4096);

		if (!map->section)
			continue;
		text(&name, "%s__%s", skeleton->name, map->field);
		if (name.error)
			out->error = name.error;
		else
			emit_c_struct(out, &skeleton->plan, map->section, name.data);
		buf_puts(out, "\n");
		buf_release(&name);
	}
}

static void emit_programs_of(struct buf *out, const struct skeleton *skeleton, const char *type,
			     const char *field)
{
	if (!skeleton->program_count)
		return;
	buf_puts(out, "\tstruct {\n");
	for (size_t i = 0; i < skeleton->program_count; i++)
		text(out, "\t\tstruct %s *%s;\n", type, skeleton->programs[i].field);
	text(out, "\t} %s;\n", field);
}

static void emit_main_struct(struct buf *out, const struct skeleton *skeleton)
{
	named(out, skeleton->name,
	      "struct @ {\n"
	      "\tstruct bpf_object_skeleton *skeleton;\n"
	      "\tstruct bpf_object *obj;\n");
	if (skeleton->map_count) {
		buf_puts(out, "\tstruct {\n");
		for (size_t i = 0; i < skeleton->map_count; i++)
			text(out, "\t\tstruct bpf_map *%s;\n", skeleton->maps[i].field);
		buf_puts(out, "\t} maps;\n");
	}
	emit_programs_of(out, skeleton, "bpf_program", "progs");
	emit_programs_of(out, skeleton, "bpf_link", "links");
	for (size_t i = 0; i < skeleton->map_count; i++)
		if (skeleton->maps[i].section)
			text(out, "\tstruct %s__%s *%s;\n", skeleton->name, skeleton->maps[i].field,
			     skeleton->maps[i].field);
	named(out, skeleton->name,
	      "\n"
	      "#ifdef __cplusplus\n"
	      "\tstatic inline struct @ *open(const struct bpf_object_open_opts *opts = nullptr);\n"
	      "\tstatic inline struct @ *open_and_load();\n"
	      "\tstatic inline int load(struct @ *skel);\n"
	      "\tstatic inline int attach(struct @ *skel);\n"
	      "\tstatic inline void detach(struct @ *skel);\n"
	      "\tstatic inline void destroy(struct @ *skel);\n"
	      "\tstatic inline const void *elf_bytes(size_t *sz);\n"
	      "#endif\n"
	      "};\n");
}

static void emit_map_entries(struct buf *out, const struct skeleton *skeleton)
{
	for (size_t i = 0; i < skeleton->map_count; i++) {
		const struct skeleton_map *map = &skeleton->maps[i];

		text(out, "\n\ts->maps[%u].name = ", (unsigned int)i);
		emit_c_string(out, map->name);
		text(out, ";\n\ts->maps[%u].map = &obj->maps.%s;\n", (unsigned int)i, map->field);
		if (map->section)
			text(out, "\ts->maps[%u].mmaped = (void **)&obj->%s;\n", (unsigned int)i,
			     map->field);
	}
}

static void emit_program_entries(struct buf *out, const struct skeleton *skeleton)
{
	for (size_t i = 0; i < skeleton->program_count; i++) {
		const struct skeleton_program *program = &skeleton->programs[i];

		text(out, "\n\ts->progs[%u].name = ", (unsigned int)i);
		emit_c_string(out, program->name);
		text(out, ";\n\ts->progs[%u].prog = &obj->progs.%s;\n", (unsigned int)i,
		     program->field);
		text(out, "\ts->progs[%u].link = &obj->links.%s;\n", (unsigned int)i,
		     program->field);
	}
}

static void emit_create(struct buf *out, const struct skeleton *skeleton)
{
	named(out, skeleton->name,
	      "static inline int @__create_skeleton(struct @ *obj)\n"
	      "{\n"
	      "\tstruct bpf_object_skeleton *s;\n"
	      "\n"
	      "\ts = (struct bpf_object_skeleton *)calloc(1, sizeof(*s));\n"
	      "\tif (!s)\n"
	      "\t\treturn -ENOMEM;\n"
	      "\tobj->skeleton = s;\n"
	      "\ts->sz = sizeof(*s);\n"
	      "\ts->name = \"@\";\n"
	      "\ts->obj = &obj->obj;\n"
	      "\ts->data = @__elf_bytes(&s->data_sz);\n");
	if (skeleton->map_count) {
		text(out,
		     "\n"
		     "\ts->map_cnt = %u;\n"
		     "\ts->map_skel_sz = sizeof(*s->maps);\n"
		     "\ts->maps = (struct bpf_map_skeleton *)calloc(s->map_cnt, s->map_skel_sz);\n"
		     "\tif (!s->maps)\n"
		     "\t\treturn -ENOMEM;\n", (unsigned int)skeleton->map_count);
		emit_map_entries(out, skeleton);
	}
	if (skeleton->program_count) {
		text(out,
		     "\n"
		     "\ts->prog_cnt = %u;\n"
		     "\ts->prog_skel_sz = sizeof(*s->progs);\n"
		     "\ts->progs = (struct bpf_prog_skeleton *)calloc(s->prog_cnt, "
		     "s->prog_skel_sz);\n"
		     "\tif (!s->progs)\n"
		     "\t\treturn -ENOMEM;\n", (unsigned int)skeleton->program_count);
		emit_program_entries(out, skeleton);
	}
	buf_puts(out, "\treturn 0;\n}\n\n");
}

/* Everything that a skeleton's users call. */
static void emit_functions(struct buf *out, const struct skeleton *skeleton)
{
	named(out, skeleton->name,
	      "static inline void @__destroy(struct @ *obj)\n"
	      "{\n"
	      "\tif (!obj)\n"
	      "\t\treturn;\n"
	      "\tif (obj->skeleton)\n"
	      "\t\tbpf_object__destroy_skeleton(obj->skeleton);\n"
	      "\tfree(obj);\n"
	      "}\n"
	      "\n"
	      "static inline struct @ *@__open_opts(const struct bpf_object_open_opts *opts)\n"
	      "{\n"
	      "\tstruct @ *obj = (struct @ *)calloc(1, sizeof(*obj));\n"
	      "\tint err;\n"
	      "\n"
	      "\tif (!obj) {\n"
	      "\t\terrno = ENOMEM;\n"
	      "\t\treturn NULL;\n"
	      "\t}\n"
	      "\terr = @__create_skeleton(obj);\n"
	      "\tif (!err)\n"
	      "\t\terr = bpf_object__open_skeleton(obj->skeleton, opts);\n"
	      "\tif (err) {\n"
	      "\t\t@__destroy(obj);\n"
	      "\t\terrno = -err;\n"
	      "\t\treturn NULL;\n"
	      "\t}\n"
	      "\treturn obj;\n"
	      "}\n"
	      "\n"
	      "static inline struct @ *@__open(void)\n"
	      "{\n"
	      "\treturn @__open_opts(NULL);\n"
	      "}\n"
	      "\n"
	      "static inline int @__load(struct @ *obj)\n"
	      "{\n"
	      "\treturn bpf_object__load_skeleton(obj->skeleton);\n"
	      "}\n"
	      "\n"
	      "static inline struct @ *@__open_and_load(void)\n"
	      "{\n"
	      "\tstruct @ *obj = @__open();\n"
	      "\tint err;\n"
	      "\n"
	      "\tif (!obj)\n"
	      "\t\treturn NULL;\n"
	      "\terr = @__load(obj);\n"
	      "\tif (err) {\n"
	      "\t\t@__destroy(obj);\n"
	      "\t\terrno = -err;\n"
	      "\t\treturn NULL;\n"
	      "\t}\n"
	      "\treturn obj;\n"
	      "}\n"
	      "\n"
	      "static inline int @__attach(struct @ *obj)\n"
	      "{\n"
	      "\treturn bpf_object__attach_skeleton(obj->skeleton);\n"
	      "}\n"
	      "\n"
	      "static inline void @__detach(struct @ *obj)\n"
	      "{\n"
	      "\tbpf_object__detach_skeleton(obj->skeleton);\n"
	      "}\n"
	      "\n");
}

/* The same as members, for C++. */
static void emit_members(struct buf *out, const struct skeleton *skeleton)
{
	named(out, skeleton->name,
	      "#ifdef __cplusplus\n"
	      "struct @ *@::open(const struct bpf_object_open_opts *opts)\n"
	      "{\n"
	      "\treturn @__open_opts(opts);\n"
	      "}\n"
	      "\n"
	      "struct @ *@::open_and_load() { return @__open_and_load(); }\n"
	      "int @::load(struct @ *skel) { return @__load(skel); }\n"
	      "int @::attach(struct @ *skel) { return @__attach(skel); }\n"
	      "void @::detach(struct @ *skel) { @__detach(skel); }\n"
	      "void @::destroy(struct @ *skel) { @__destroy(skel); }\n"
	      "const void *@::elf_bytes(size_t *sz) { return @__elf_bytes(sz); }\n"
	      "#endif\n"
	      "\n");
}

static void emit_bytes(struct buf *out, const struct skeleton *skeleton)
{
	named(out, skeleton->name,
	      "/* The object itself, for bpf_object__open_mem(). */\n"
	      "static inline const void *@__elf_bytes(size_t *sz)\n"
	      "{\n");
	emit_c_bytes(out, skeleton->input->file.data, skeleton->input->file.len);
	buf_puts(out, "}\n\n");
}

void skeleton_emit_c(struct buf *out, const struct skeleton *skeleton,
		     const struct emit_names *names)
{
	buf_puts(out, "/* Made by btf2h --skeleton from ");
	decl_name(out, names->input);
	buf_puts(out, ": do not edit. */\n#ifndef ");
	emit_c_guard(out, names->guard);
	buf_puts(out, "\n#define ");
	emit_c_guard(out, names->guard);
	buf_puts(out,
		 "\n\n"
		 "#include <errno.h>\n"
		 "#include <stdbool.h>\n"
		 "#include <stddef.h>\n"
		 "#include <stdint.h>\n"
		 "#include <stdlib.h>\n"
		 "\n"
		 "#include <bpf/libbpf.h>\n"
		 "\n");
	emit_c_assert_macros(out);
	buf_puts(out, "\n");
	emit_sections(out, skeleton);
	emit_c_end_assert_macros(out);
	buf_puts(out, "\n");
	emit_main_struct(out, skeleton);
	buf_puts(out, "\n");
	emit_bytes(out, skeleton);
	emit_create(out, skeleton);
	emit_functions(out, skeleton);
	emit_members(out, skeleton);
	buf_puts(out, "#endif\n");
}
