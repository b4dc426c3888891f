// SPDX-License-Identifier: MIT
#include "btf2h/report.h"

#include <bpf/btf.h>

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

/* Names and types hold no character that JSON escapes: see decl_name(). */
static void add_json_change(struct report *r, const struct report_change *change)
{
	buf_puts(r->out, r->changes ? ",\n    {\"type\": \"" : "\n    {\"type\": \"");
	add_subject(r);
	if (change->member) {
		buf_puts(r->out, "\", \"member\": \"");
		decl_name(r->out, change->member);
	}
	text(r->out, "\", \"change\": \"%s\"", change->what);
	if (change->unit)
		text(r->out, change->is_signed ? ", \"from\": %lld, \"to\": %lld" :
						 ", \"from\": %llu, \"to\": %llu",
		     (unsigned long long)change->from, (unsigned long long)change->to);
	if (change->unit && *change->unit)
		text(r->out, ", \"unit\": \"%s\"", change->unit);
	if (change->from_text)
		text(r->out, ", \"from\": \"%s\", \"to\": \"%s\"", change->from_text,
		     change->to_text);
	text(r->out, ", \"compatible\": %s}", change->compatible ? "true" : "false");
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
	buf_puts(r->out, r->json ? "{\n  \"changes\": [" : "");
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
		text(r->out, "%s],\n  \"compatible\": %s\n}\n", r->changes ? "\n  " : "",
		     r->broken ? "false" : "true");
	} else if (!r->changes) {
		buf_puts(r->out, "no layout changed\n");
	} else {
		add_count(r, r->changed_types, "type");
		buf_puts(r->out, r->changed_types && r->changed_maps ? " and " : "");
		add_count(r, r->changed_maps, "map");
		text(r->out, " changed, %s\n", r->broken ? "incompatibly" : "compatibly");
	}
}
