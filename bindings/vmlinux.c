// SPDX-License-Identifier: MIT
/*
 * In: BTF that was checked. Out: C by libbpf's own writer, btf_dump, which is bpftool's, too.
 */
#include "bindings/vmlinux.h"

#include <bpf/btf.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bindings/input.h"
#include "bindings/spelling.h"
#include "lib/buf.h"
#include "lib/err.h"

struct writer {
	const struct btf *btf;
	uint32_t first;
	struct btf_dump *dump;
	struct err *err;
};

static const char head[] = "#ifndef __VMLINUX_H__\n"
			   "#define __VMLINUX_H__\n\n"
			   "#ifndef BPF_NO_PRESERVE_ACCESS_INDEX\n"
			   "#pragma clang attribute push(__attribute__((preserve_access_index)), "
			   "apply_to = record)\n"
			   "#endif\n\n";

static const char before_functions[] = "#ifndef BPF_NO_KFUNC_PROTOTYPES\n"
				       "#ifndef __ksym\n"
				       "#define __ksym __attribute__((section(\".ksyms\")))\n"
				       "#endif\n"
				       "#ifndef __weak\n"
				       "#define __weak __attribute__((weak))\n"
				       "#endif\n"
				       "#ifndef __bpf_fastcall\n"
				       "#if __has_attribute(bpf_fastcall)\n"
				       "#define __bpf_fastcall __attribute__((bpf_fastcall))\n"
				       "#else\n"
				       "#define __bpf_fastcall\n"
				       "#endif\n"
				       "#endif\n\n";

static const char after_functions[] = "#endif\n\n";

static const char tail[] = "#ifndef BPF_NO_PRESERVE_ACCESS_INDEX\n"
			   "#pragma clang attribute pop\n"
			   "#endif\n\n"
			   "#endif /* __VMLINUX_H__ */\n";

/* --- text -------------------------------------------------------------------- */

/* What btf_dump prints, most of it a few bytes. */
static void print(void *ctx, const char *fmt, va_list args)
{
	struct buf *out = ctx;
	size_t room = 128;
	va_list again;
	char *at;
	int len;

	va_copy(again, args);
	at = buf_reserve(out, room);
	len = at ? vsnprintf(at, room, fmt, args) : 0;
	if (len >= (int)room) {
		room = (size_t)len + 1;
		at = buf_reserve(out, room);
		len = at ? vsnprintf(at, room, fmt, again) : 0;
	}
	va_end(again);
	if (len > 0)
		out->len += (size_t)len;
}

static int write_types(const struct writer *w, const bool *wanted)
{
	int ret = 0;

	for (uint32_t id = w->first; id < btf__type_cnt(w->btf) && !ret; id++) {
		if (wanted && !wanted[id])
			continue;
		ret = btf_dump__dump_type(w->dump, id);
		if (ret)
			ret = err_set(w->err, -ret, "cannot write type %u: %s", id, strerror(-ret));
	}
	return ret;
}

/* The function that a tag of this name is for, or 0. */
static uint32_t tagged(const struct writer *w, uint32_t id, const char *tag)
{
	const struct btf_type *type = btf__type_by_id(w->btf, id);

	if (!btf_is_decl_tag(type) || btf_decl_tag(type)->component_idx != -1 ||
	    strcmp(btf__name_by_offset(w->btf, type->name_off), tag) != 0 ||
	    !btf_is_func(btf__type_by_id(w->btf, type->type)))
		return 0;
	return type->type;
}

static int write_function(const struct writer *w, struct buf *out, uint32_t id, bool fastcall)
{
	const struct btf_type *type = btf__type_by_id(w->btf, id);
	LIBBPF_OPTS(btf_dump_emit_type_decl_opts, opts,
		    .field_name = btf__name_by_offset(w->btf, type->name_off));
	int ret;

	if (!spelling_is_name(opts.field_name))
		return err_set(w->err, EINVAL, "type %u: '%.64s' is not a name in C", id,
			       opts.field_name);
	buf_printf(out, "extern %s", fastcall ? "__bpf_fastcall " : "");
	ret = btf_dump__emit_type_decl(w->dump, type->type, &opts);
	buf_puts(out, " __weak __ksym;\n");
	return ret ? err_set(w->err, -ret, "cannot write the function '%s': %s", opts.field_name,
			     strerror(-ret))
		   : 0;
}

/* Tags of one function stand anywhere: first those that say how it is called. */
static int write_functions(const struct writer *w, struct buf *out)
{
	uint32_t count = btf__type_cnt(w->btf), function;
	bool *fastcall = calloc(count, sizeof(*fastcall)), *written = calloc(count, 1);
	int ret = 0;

	if (!fastcall || !written)
		ret = err_set(w->err, ENOMEM, "out of memory");
	for (uint32_t id = w->first; id < count && !ret; id++)
		fastcall[tagged(w, id, "bpf_fastcall")] = true;
	for (uint32_t id = w->first; id < count && !ret; id++) {
		function = tagged(w, id, "bpf_kfunc");
		if (function && !written[function])
			ret = write_function(w, out, function, fastcall[function]);
		if (!ret)
			written[function] = true;
	}
	free(fastcall);
	free(written);
	return ret;
}

int vmlinux_write(struct buf *out, const struct input *input, const bool *wanted, struct err *err)
{
	struct writer w = { .btf = input->btf, .first = input->first, .err = err };
	int ret = spelling_check(input->btf, err);

	if (ret)
		return ret;
	w.dump = btf_dump__new(input->btf, print, out, NULL);
	if (!w.dump)
		return err_set(err, errno, "cannot read '%s': %s", input->name, strerror(errno));
	buf_puts(out, head);
	ret = write_types(&w, wanted);
	if (!ret && !wanted) {
		buf_puts(out, before_functions);
		ret = write_functions(&w, out);
		buf_puts(out, after_functions);
	}
	buf_puts(out, tail);
	btf_dump__free(w.dump);
	return ret;
}
