// SPDX-License-Identifier: MIT
#include "columns/guess.h"

#include <bpf/btf.h>
#include <stdlib.h>
#include <string.h>

#include "columns/kind.h"
#include "lib/glob.h"

static const char prefix[] = "wasm_bpf:";

/* "ns", or "kstack=MAP" */
static void take_kind(const char *tag, struct guess *guess)
{
	const char *argument = strchr(tag, '=');

	guess->kind = kind_named(tag);
	guess->argument = argument ? argument + 1 : NULL;
}

/* Also "hidden", "width=12". */
static void take(const char *tag, struct guess *guess)
{
	if (strcmp(tag, "hidden") == 0)
		guess->is_hidden = true;
	else if (strcmp(tag, "left") == 0)
		guess->is_left = true;
	else if (strncmp(tag, "title=", 6) == 0)
		guess->title = tag + 6;
	else if (strncmp(tag, "case=", 5) == 0)
		guess->only_if = tag + 5;
	else if (strcmp(tag, "key") == 0)
		guess->role = COLUMN_KEY;
	else if (strcmp(tag, "counter") == 0)
		guess->role = COLUMN_COUNTER;
	else if (strcmp(tag, "gauge") == 0)
		guess->role = COLUMN_GAUGE;
	else if (strncmp(tag, "width=", 6) == 0)
		guess->width = (uint32_t)strtoul(tag + 6, NULL, 10) & 0xff;
	else if (kind_named(tag))
		take_kind(tag, guess);
}

struct guess_tags guess_find_tags(const struct btf *btf)
{
	const uint32_t count = btf__type_cnt(btf);
	struct guess_tags tags = { .btf = btf };

	for (uint32_t i = 1; i < count && tags.count < GUESS_TAGS_MAX; i++) {
		const struct btf_type *tag = btf__type_by_id(btf, i);

		if (btf_is_decl_tag(tag) &&
		    strncmp(btf__name_by_offset(btf, tag->name_off), prefix, strlen(prefix)) == 0)
			tags.ids[tags.count++] = i;
	}
	return tags;
}

void guess_take(const struct guess_tags *tags, uint32_t type, int member, struct guess *guess)
{
	for (size_t i = 0; i < tags->count; i++) {
		const struct btf_type *tag = btf__type_by_id(tags->btf, tags->ids[i]);

		if (tag->type == type && btf_decl_tag(tag)->component_idx == member)
			take(btf__name_by_offset(tags->btf, tag->name_off) + strlen(prefix), guess);
	}
}

enum { LONG = 32 };

/* The first row whose patterns match and whose kind fits the size. */
static const struct {
	const char *name;       /* a pattern for the last part of the name, or "*" */
	const char *type_name;  /* the same for the typedef */
	unsigned int sizes;     /* of members: 1, 2, 4, 8, 16 or a sum of them; LONG: more */
	const char *kind;
} rows[] = {
	{ "*", "__be16", 2, "port" },
	/* Those of Inspektor Gadget's headers. */
	{ "*", "gadget_timestamp", 8, "time" },
	{ "*", "gadget_errno", 4, "errno" },
	{ "*", "gadget_signal", 4, "signal" },
	{ "*", "gadget_duration", 8, "ns" },
	{ "*", "gadget_mntns_id", 8, "mntns" },
	{ "mntns_id", "*", 4 | 8, "mntns" },
	{ "mntns", "*", 4 | 8, "mntns" },
	{ "cgroup_id", "*", 8, "cgroup" },
	{ "cgroup", "*", 8, "cgroup" },
	{ "cgid", "*", 8, "cgroup" },
	{ "*", "gadget_uid", 4, "uid" },
	{ "*", "gadget_gid", 4, "gid" },
	{ "*", "gadget_syscall", 8, "syscall" },
	{ "*", "gadget_kernel_stack", 4, "kstack=ig_kstack" },
	{ "*", "gadget_bytes", 8, "size" },
	{ "kstack", "*", 4 | 8 | LONG, "kstack" },
	{ "kern*stack*", "*", 4 | 8 | LONG, "kstack" },
	{ "kstack_id", "*", 4 | 8, "kstack" },
	{ "ustack", "*", 4 | 8 | LONG, "ustack" },
	{ "user*stack*", "*", 4 | 8 | LONG, "ustack" },
	{ "ustack_id", "*", 4 | 8, "ustack" },
	{ "*addr", "__be32", 4, "ip" },
	{ "*ip", "__be32", 4, "ip" },
	{ "saddr*", "*", 4 | 16, "ip" },
	{ "daddr*", "*", 4 | 16, "ip" },
	{ "*addr_v[46]", "*", 4 | 16, "ip" },
	{ "*addr[46]", "*", 4 | 16, "ip" },
	{ "*ip[46]", "*", 4 | 16, "ip" },
	{ "*ipv[46]", "*", 4 | 16, "ip" },
	{ "ts", "*", 8, "time" },
	{ "ts_ns", "*", 8, "time" },
	{ "*timestamp", "*", 8, "time" },
	{ "*timestamp_ns", "*", 8, "time" },
	{ "*_ns", "*", 8, "ns" },
	{ "ns", "*", 8, "ns" },
	{ "errno", "*", 4 | 8, "errno" },
	{ "err", "*", 4 | 8, "errno" },
	{ "ret", "*", 4 | 8, "errno" },
	{ "retval", "*", 4 | 8, "errno" },
	{ "sig", "*", 4, "signal" },
	{ "signal", "*", 4, "signal" },
	{ "signo", "*", 4, "signal" },
};

/* A result that is not signed is rather a count. */
static bool is_result(const char *kind, const char *name, bool is_signed)
{
	return strcmp(kind, "errno") == 0 && !is_signed && strcmp(name, "errno") != 0;
}

struct guess guess_kind(const char *name, const char *type_name, uint32_t size,
			const struct column_kind *plain, bool is_signed)
{
	const char *dot = strrchr(name, '.'), *last = dot ? dot + 1 : name;
	struct guess guess = {
		.role = strncmp(type_name, "gadget_counter", 14) == 0 ? COLUMN_COUNTER
			: strncmp(type_name, "gadget_gauge", 12) == 0 ? COLUMN_GAUGE
								      : COLUMN_PLAIN,
	};

	if (plain != &kind_unsigned && plain != &kind_signed && plain != &kind_bytes &&
	    plain != &kind_list && plain != &kind_wide)
		return guess;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (rows[i].sizes & (size <= 16 ? size : LONG) &&
		    glob_matches(rows[i].name, last) &&
		    glob_matches(rows[i].type_name, type_name) &&
		    !is_result(rows[i].kind, last, is_signed)) {
			take_kind(rows[i].kind, &guess);
			break;
		}
	return guess;
}
