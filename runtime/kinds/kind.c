// SPDX-License-Identifier: MIT
#include "kinds/kind.h"

#include <linux/capability.h>
#include <string.h>

#include "kinds/target.h"
#include "lib/glob.h"

enum { ANY = -1 };

#define CAPABILITY(name) (1ull << CAP_##name)

static const struct kind kinds[] = {
#define KIND(id, sections, types, form, ...) \
	{ KIND_##id, sections, types, FORM_##form, __VA_ARGS__ },
#include "kinds/kinds.def"
};

struct by_type {
	enum bpf_prog_type type;
	int attach_type;
	const char *section;
};

static const struct by_type typical[] = {
#define TYPE(type, section) { BPF_PROG_TYPE_##type, ANY, section },
#include "kinds/kinds.def"
	{ 0 }
};

static const struct by_type bound[] = {
#define BOUND(type, attach_type, section) { BPF_PROG_TYPE_##type, attach_type, section },
#include "kinds/kinds.def"
	{ 0 }
};

const struct kind *kind_at(size_t number)
{
	return number < KIND_COUNT ? &kinds[number] : NULL;
}

/* Whether the section is one of the words, alone or before a '/' or '.'. */
static bool begins_with(const char *section, const char *words)
{
	for (; *words; words += strspn(words, " ")) {
		size_t len = strcspn(words, " ");

		if (strncmp(section, words, len) == 0 && strchr("/.", section[len]))
			return true;
		words += len;
	}
	return false;
}

const struct kind *kind_find(const char *section)
{
	for (size_t i = 0; i < KIND_COUNT; i++)
		if (begins_with(section, kinds[i].sections))
			return &kinds[i];
	return NULL;
}

const char *kind_sections(const char *section)
{
	const struct kind *kind = kind_find(section);

	return kind ? kind->sections : "";
}

bool kind_is_bound(const char *section)
{
	const struct kind *kind = kind_find(section);

	return kind && kind->flags & KIND_IS_BOUND;
}

bool kind_takes_path(const char *section)
{
	const struct kind *kind = kind_find(section);

	return kind && kind->form == FORM_PATH;
}

bool kind_matches(const char *pattern)
{
	for (size_t i = 0; i < KIND_COUNT; i++)
		if (glob_has_word(pattern, kinds[i].sections))
			return true;
	return false;
}

bool kind_has_option(const char *pattern, const char *option, bool has_value)
{
	for (size_t i = 0; i < KIND_COUNT; i++)
		if (glob_has_word(pattern, kinds[i].sections) &&
		    target_knows(kinds[i].options, option, has_value))
			return true;
	return false;
}

const char *kind_section_target(const char *section)
{
	const char *slash = strchr(section, '/');

	return slash && slash[1] ? slash + 1 : NULL;
}

static const char *find_type(const struct by_type *rows, enum bpf_prog_type type, int attach_type)
{
	for (; rows->section; rows++)
		if (rows->type == type &&
		    (rows->attach_type == ANY || rows->attach_type == attach_type))
			return rows->section;
	return NULL;
}

const char *kind_section_of_type(enum bpf_prog_type type)
{
	return find_type(typical, type, ANY);
}

const char *kind_bound_word(enum bpf_prog_type type, enum bpf_attach_type attach_type)
{
	return find_type(bound, type, (int)attach_type);
}
