// SPDX-License-Identifier: MIT
#include "kinds/target.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool target_parse_number(const char *text, uint64_t max, uint64_t *ret_number)
{
	uint64_t number;
	char *end;

	if (!isdigit((unsigned char)*text))
		return false;
	errno = 0;
	number = strtoull(text, &end, 0);
	if (*end || errno || number > max)
		return false;
	*ret_number = number;
	return true;
}

/* --- options ------------------------------------------------------------------- */

/* The option's row in a kind's options, which goes on to the next blank; or null. */
static const char *find_option(const char *known, const char *name)
{
	size_t len = strlen(name);

	for (; *known; known += strcspn(known, " "), known += strspn(known, " "))
		if (strcspn(known, " =") == len && memcmp(known, name, len) == 0)
			return known + len;
	return NULL;
}

bool target_knows(const char *known, const char *name, bool has_value)
{
	const char *rest = find_option(known, name);

	return rest && (*rest == '=') == has_value;
}

static bool is_number(const char *value, bool may_be_negative)
{
	const bool negative = may_be_negative && *value == '-';
	uint64_t number;

	return target_parse_number(value + negative, negative ? 1ull << 31 : UINT32_MAX, &number) &&
	       (negative || !may_be_negative || number <= INT32_MAX);
}

static bool parse_reference(const char *value, struct target_reference *ret_reference)
{
	static const char link[] = "link:";
	const bool is_link = strncmp(value, link, strlen(link)) == 0;
	uint64_t id = 0;

	value += is_link ? strlen(link) : 0;
	*ret_reference = (struct target_reference){ .is_link = is_link };
	if (is_link || isdigit((unsigned char)*value)) {
		if (!target_parse_number(value, UINT32_MAX, &id) || !id)
			return false;
		ret_reference->id = (uint32_t)id;
		return true;
	}
	ret_reference->text = value;
	for (const char *i = value; *i && *value != '/'; i++)
		if (!isalnum((unsigned char)*i) && *i != '_' && *i != '.')
			return false;
	return *value;
}

/* By the option's row, from its name on. */
static bool is_value(const char *value, const char *row)
{
	struct target_reference reference;

	return *row == '@' ? parse_reference(value, &reference) : is_number(value, *row == '-');
}

static int parse_options(struct target *target, char *rest, const char *known)
{
	char *option;

	target->count = 0;
	while ((option = strsep(&rest, ","))) {
		const char *name = strsep(&option, "="), *row = find_option(known, name);

		if (target->count == TARGET_OPTIONS || target_has(target, name) ||
		    !target_knows(known, name, option) || (option && !is_value(option, row + 1)))
			return -EINVAL;
		target->names[target->count] = name;
		target->values[target->count++] = option;
	}
	return 0;
}

bool target_has(const struct target *target, const char *option)
{
	for (unsigned int i = 0; i < target->count; i++)
		if (strcmp(target->names[i], option) == 0)
			return true;
	return false;
}

static uint32_t number_of(const char *value)
{
	return *value == '-' ? -(uint32_t)strtoull(value + 1, NULL, 0)
			     : (uint32_t)strtoull(value, NULL, 0);
}

uint32_t target_number(const struct target *target, const char *option, uint32_t otherwise)
{
	for (unsigned int i = 0; i < target->count; i++)
		if (strcmp(target->names[i], option) == 0 && target->values[i])
			return number_of(target->values[i]);
	return otherwise;
}

bool target_refers(const struct target *target, const char *option,
		   struct target_reference *ret_reference)
{
	for (unsigned int i = 0; i < target->count; i++)
		if (strcmp(target->names[i], option) == 0 && target->values[i])
			return parse_reference(target->values[i], ret_reference);
	return false;
}

const char *target_option_text(const struct target *target, unsigned int index,
			       char number[static 16])
{
	struct target_reference reference;
	const char *value = target->values[index];

	if (*value == '-') {
		snprintf(number, 16, "%d", (int32_t)number_of(value));
		return number;
	}
	if (!parse_reference(value, &reference))
		reference = (struct target_reference){ .id = number_of(value) };
	if (reference.text)
		return value;
	snprintf(number, 16, "%s%u", reference.is_link ? "link:" : "", reference.id);
	return number;
}

/* --- parts --------------------------------------------------------------------- */

/* No name of a function holds any of these; and where libbpf writes one to tracefs, they
 * would begin something else. */
static bool is_name(const char *name)
{
	for (const char *i = name; *i; i++)
		if (!isgraph((unsigned char)*i) || strchr("+/:", *i))
			return false;
	return *name;
}

/* Cuts "+offset" off the end of a symbol, if it is there. */
static bool cut_offset(struct target *target, char *symbol)
{
	char *plus = strchr(symbol, '+');

	target->symbol = symbol;
	if (!plus)
		return true;
	*plus = '\0';
	if (!target_parse_number(plus + 1, UINT64_MAX, &target->offset))
		return false;
	target->leads_anywhere = target->offset;
	return true;
}

/* "module:function". The kernel proper has no name of that sort, in libbpf's words "vmlinux". */
static void cut_module(struct target *target)
{
	char *colon = strchr(target->symbol, ':');

	if (!colon)
		return;
	*colon = '\0';
	if (strcmp(target->symbol, "vmlinux") != 0)
		target->module = target->symbol;
	target->symbol = colon + 1;
}

static int parse_function_name(struct target *target)
{
	cut_module(target);
	/* A number would be an address to some kernels. */
	return is_name(target->symbol) && !isdigit((unsigned char)*target->symbol) &&
	       (!target->module || is_name(target->module)) ? 0 : -EINVAL;
}

static int parse_function(struct target *target, char *text)
{
	return cut_offset(target, text) ? parse_function_name(target) : -EINVAL;
}

static int parse_tracepoint(struct target *target, char *text)
{
	char *name = strchr(text, '/');

	/* Both become parts of a path. */
	if (!name || *text == '.' || name[1] == '.')
		return -EINVAL;
	*name++ = '\0';
	target->group = text;
	target->symbol = name;
	return is_name(text) && is_name(name) ? 0 : -EINVAL;
}

/* "file:symbol", the colon being the last. */
static int cut_file(struct target *target, char *text, char **ret_symbol)
{
	char *colon = strrchr(text, ':');

	if (!colon || colon == text || !colon[1])
		return -EINVAL;
	*colon = '\0';
	target->file = text;
	*ret_symbol = colon + 1;
	return 0;
}

static int parse_file_function(struct target *target, char *text)
{
	uint64_t number;
	char *symbol;
	int ret = cut_file(target, text, &symbol);

	if (ret < 0)
		return ret;
	if (target_parse_number(symbol, UINT64_MAX, &target->offset)) {
		target->leads_anywhere = true;
		return 0;
	}
	if (!cut_offset(target, symbol) || !*symbol)
		return -EINVAL;
	return target_parse_number(symbol, UINT64_MAX, &number) ? -EINVAL : 0;
}

static int parse_file_probe(struct target *target, char *text)
{
	char *name = NULL, *provider = NULL;
	int ret = cut_file(target, text, &name);

	if (!ret)
		ret = cut_file(target, text, &provider);
	target->group = provider;
	target->symbol = name;
	return ret;
}

static int parse_file_functions(struct target *target, char *text)
{
	char *pattern = NULL;
	int ret = cut_file(target, text, &pattern);

	target->symbol = pattern;
	return ret;
}

static int parse_parts(struct target *target, char *text, enum target_form form)
{
	switch (form) {
	case FORM_DEVICE:
		target->is_pattern = strcmp(text, "*") == 0;
		target->file = text;
		return 0;
	case FORM_PATH:
		target->file = text;
		return 0;
	case FORM_FUNCTION:
		return parse_function(target, text);
	case FORM_FUNCTIONS:
	case FORM_SYSCALL:
		target->symbol = text;
		return is_name(text) ? 0 : -EINVAL;
	case FORM_TRACEPOINT:
		return parse_tracepoint(target, text);
	case FORM_FILE_FUNCTION:
		return parse_file_function(target, text);
	case FORM_FILE_FUNCTIONS:
		return parse_file_functions(target, text);
	case FORM_FILE_PROBE:
		return parse_file_probe(target, text);
	case FORM_BOUND_FUNCTION:
		target->symbol = text;
		return parse_function_name(target);
	case FORM_WORD:
		target->symbol = text;
		return 0;
	}
	return -EINVAL;
}

/* --- the name ------------------------------------------------------------------ */

/* file:group:symbol+0x..., of what there is; a category stands before a '/'. */
static int set_name(struct target *target)
{
	const bool slash = target->group && !target->file;
	char offset[24] = "";
	int len;

	if (target->leads_anywhere)
		snprintf(offset, sizeof(offset), "%s0x%llx", target->symbol ? "+" : "",
			 (unsigned long long)target->offset);
	len = snprintf(target->name, sizeof(target->name), "%s%s%s%s%s%s",
		       target->file ? target->file : "",
		       target->file && (target->symbol || *offset) ? ":" : "",
		       target->module ? target->module : target->group ? target->group : "",
		       slash ? "/" : target->module || target->group ? ":" : "",
		       target->symbol ? target->symbol : "", offset);
	return len < (int)sizeof(target->name) ? 0 : -ENAMETOOLONG;
}

int target_set_file(struct target *target, const char *file)
{
	if (strlen(file) >= sizeof(target->file_text))
		return -ENAMETOOLONG;
	target->file = strcpy(target->file_text, file);
	return set_name(target);
}

int target_parse(struct target *target, const char *text, const struct kind *kind)
{
	char *rest = target->text;
	int ret;

	if (strlen(text) >= sizeof(target->text))
		return -ENAMETOOLONG;
	strcpy(target->text, text);
	target->file = target->group = target->module = target->symbol = NULL;
	target->offset = 0;
	target->leads_anywhere = false;
	target->is_pattern = kind->form == FORM_FUNCTIONS || kind->form == FORM_FILE_FUNCTIONS;
	text = strsep(&rest, ",");
	if (!*text)
		return -EINVAL;
	ret = parse_options(target, rest, kind->options);
	if (!ret)
		ret = parse_parts(target, (char *)text, kind->form);
	return ret < 0 ? ret : set_name(target);
}
