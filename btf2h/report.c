// SPDX-License-Identifier: MIT
#include "btf2h/report.h"

#include <bpf/btf.h>
#include <stdio.h>

#include "bindings/decl.h"
#include "lib/buf.h"
#include "lib/text.h"

enum { MAX_TYPE = 1 << 20 };

static void add_subject(struct report *r)
{
	text(r->out, "%s ", r->subject.keyword);
	decl_name(r->out, r->subject.name);
}

static void add_text_change(struct report *r, const struct report_change *change)
{
	bool on_subject_line = !change->member && !change->unit && !change->from_text;

	if (on_subject_line) { /* added or removed as a whole */
		text(r->out, "%c ", change->compatible ? '+' : '!');
		add_subject(r);
		text(r->out, ": %s\n", change->what);
		return;
	}
	if (!r->is_named) {
		add_subject(r);
		buf_puts(r->out, "\n");
	}
	r->is_named = true;
	text(r->out, "  %c ", change->compatible ? '+' : '!');
	if (change->member) {
		decl_name(r->out, change->member);
		buf_puts(r->out, ": ");
	}
	buf_puts(r->out, change->what);
	if (change->unit)
		text(r->out, change->is_signed ? " %lld -> %lld%s%s" : " %llu -> %llu%s%s",
		     (unsigned long long)change->from, (unsigned long long)change->to,
		     *change->unit ? " " : "", change->unit);
	if (change->from_text)
		text(r->out, " %s -> %s", change->from_text, change->to_text);
	buf_puts(r->out, "\n");
}

static void write_name(struct report *r, const char *key, const char *keyword, const char *name)
{
	struct buf full = BUF_INIT(MAX_TYPE);

	text(&full, "%s", keyword);
	decl_name(&full, name);
	if (full.error)
		r->out->error = full.error;
	else
		json_write_text(&r->writer, key, full.data);
	buf_release(&full);
}

static void write_number(struct report *r, const char *key, uint64_t number, bool is_signed)
{
	if (is_signed)
		json_write_signed(&r->writer, key, (int64_t)number);
	else
		json_write_number(&r->writer, key, number);
}

static void add_json_change(struct report *r, const struct report_change *change)
{
	struct json_writer *json = &r->writer;
	char keyword[64];

	snprintf(keyword, sizeof(keyword), "%s ", r->subject.keyword);
	json_write_begin(json, NULL, '{');
	write_name(r, "type", keyword, r->subject.name);
	if (change->member)
		write_name(r, "member", "", change->member);
	json_write_text(json, "change", change->what);
	if (change->unit) {
		write_number(r, "from", change->from, change->is_signed);
		write_number(r, "to", change->to, change->is_signed);
	}
	if (change->unit && *change->unit)
		json_write_text(json, "unit", change->unit);
	if (change->from_text) {
		json_write_text(json, "from", change->from_text);
		json_write_text(json, "to", change->to_text);
	}
	json_write_bool(json, "compatible", change->compatible);
	json_write_end(json, '}');
}

void report_add(struct report *r, struct report_change change)
{
	if (r->json)
		add_json_change(r, &change);
	else
		add_text_change(r, &change);
	r->changes++;
	r->broken += !change.compatible;
}

void report_bits(struct report *r, const char *what, const char *member, uint64_t from,
		 uint64_t to, bool in_bits)
{
	if (from != to)
		report_add(r, (struct report_change){
			.what = what,
			.member = member,
			.unit = in_bits ? "bits" : "bytes",
			.from = in_bits ? from : from / 8,
			.to = in_bits ? to : to / 8,
		});
}

/* As C writes the type of a variable, or the type itself. */
static void add_type(struct buf *out, struct typed type)
{
	const struct btf_type *var = btf__type_by_id(type.btf, type.id);

	decl_type(out, type.btf, btf_is_var(var) ? var->type : type.id);
}

void report_types(struct report *r, const char *member, struct typed from, struct typed to,
		  unsigned int flags)
{
	struct buf old = BUF_INIT(MAX_TYPE), new = BUF_INIT(MAX_TYPE);

	if (same_types(from, to, flags))
		return;
	add_type(&old, from);
	add_type(&new, to);
	if (old.error || new.error)
		r->out->error = old.error ? old.error : new.error;
	else
		report_add(r, (struct report_change){
			.what = "retyped",
			.member = member,
			.from_text = old.data,
			.to_text = new.data,
		});
	buf_release(&old);
	buf_release(&new);
}

void report_start(struct report *r)
{
	r->writer = (struct json_writer){ .to = r->out };
	if (!r->json)
		return;
	json_write_begin(&r->writer, NULL, '{');
	json_write_begin(&r->writer, "changes", '[');
}

void report_subject(struct report *r, struct report_subject subject)
{
	if (r->changes > r->before)
		++*(r->subject.is_map ? &r->changed_maps : &r->changed_types);
	r->before = r->changes;
	r->subject = subject;
	r->is_named = false;
}

static void add_count(struct report *r, size_t count, const char *noun)
{
	if (count)
		text(r->out, "%llu %s%s", (unsigned long long)count, noun, count == 1 ? "" : "s");
}

void report_finish(struct report *r)
{
	report_subject(r, (struct report_subject){ 0 });
	if (r->json) {
		json_write_end(&r->writer, ']');
		json_write_bool(&r->writer, "compatible", !r->broken);
		json_write_end(&r->writer, '}');
		buf_puts(r->out, "\n");
	} else if (!r->changes) {
		buf_puts(r->out, "no layout changed\n");
	} else {
		add_count(r, r->changed_types, "type");
		buf_puts(r->out, r->changed_types && r->changed_maps ? " and " : "");
		add_count(r, r->changed_maps, "map");
		text(r->out, " changed, %s\n", r->broken ? "incompatibly" : "compatibly");
	}
}
