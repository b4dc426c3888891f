// SPDX-License-Identifier: MIT
/* Policies from their files and the command line. */
#include <bpf/libbpf.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kinds/kind.h"
#include "lib/err.h"
#include "lib/glob.h"
#include "lib/policy_file.h"
#include "policy/private.h"

const struct policy_subject policy_subjects[] = {
	{ "all", ALL, 0, NULL, NULL },
	{ "program", PROGRAM, 0, "TYPE", NULL },
	{ "attach", ATTACH, 0, "SECTION:TARGET", NULL },
	{ "map", MAP, 0, "TYPE", NULL },
	{ "pin", PIN, 0, "PATH", NULL },
	{ "effect", EFFECT, 0, "NAME", NULL },
	{ "ksym", ASK, POLICY_KSYM, NULL, "symbols of the kernel" },
	{ "usym", ASK, POLICY_USYM, NULL, "symbols of processes" },
	{ "container", ASK, POLICY_CONTAINER, NULL, "names of containers" },
	{ "test-run", ASK, POLICY_TEST_RUN, NULL, "test runs of programs" },
	{ "stats", ASK, POLICY_STATS, NULL, "the statistics of programs" },
};

/* Types by libbpf's names, some of which an old libbpf does not have. */
static const struct {
	const char *name;
	const char *types;
} groups[] = {
	{ "tracing",
	  "kprobe tracepoint raw_tracepoint raw_tracepoint_writable perf_event tracing" },
	{ "networking",
	  "socket_filter sched_cls sched_act xdp cgroup_skb cgroup_sock "
	  "cgroup_sock_addr cgroup_sockopt sock_ops sk_skb sk_msg sk_reuseport sk_lookup "
	  "flow_dissector lwt_in lwt_out lwt_xmit lwt_seg6local netfilter" },
};

static const struct {
	const char *name;
	uint64_t max;
} limit_kinds[POLICY_LIMITS] = {
	[POLICY_MEMORY] = { "memory", 1ull << 40 },
	[POLICY_TABLES] = { "tables", UINT32_MAX },
	[POLICY_OBJECTS] = { "objects", UINT32_MAX },
	[POLICY_MAPS] = { "maps", UINT32_MAX },
	[POLICY_MAP_SIZE] = { "map-size", 1ull << 40 },
	[POLICY_TIME] = { "time", 1000000000ull * 1000 },
	[POLICY_MODULE] = { "module", 1ull << 30 },
	[POLICY_FUNCTIONS] = { "functions", UINT32_MAX },
	[POLICY_COMPILE] = { "compile", 1ull << 40 },
};

const char *policy_limit_name(enum policy_limit limit)
{
	return limit_kinds[limit].name;
}

struct policy *policy_new(void)
{
	return calloc(1, sizeof(struct policy));
}

static void free_rule(struct rule *rule)
{
	free(rule->text);
	free(rule->value);
}

void policy_free(struct policy *policy)
{
	if (!policy)
		return;
	for (size_t i = 0; i < policy->count; i++)
		free_rule(&policy->rules[i]);
	for (size_t i = 0; i < POLICY_LIMITS; i++)
		free(policy->limits[i].text);
	free(policy->rules);
	free(policy->path);
	free(policy);
}

/* --- words --------------------------------------------------------------------- */

const char *policy_group(const char *name)
{
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		if (strcmp(groups[i].name, name) == 0)
			return groups[i].types;
	return NULL;
}

static bool is_program_type(const char *pattern)
{
	const char *name;

	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		if (strcmp(groups[i].name, pattern) == 0 || glob_has_word(pattern, groups[i].types))
			return true;
	for (int i = 1; (name = libbpf_bpf_prog_type_str((enum bpf_prog_type)i)); i++)
		if (glob_matches(pattern, name))
			return true;
	return false;
}

static bool is_map_type(const char *pattern)
{
	const char *name;

	for (int i = 1; (name = libbpf_bpf_map_type_str((enum bpf_map_type)i)); i++)
		if (glob_matches(pattern, name))
			return true;
	return false;
}

/* --- reading ------------------------------------------------------------------- */

/* "OPTION" or "OPTION=PATTERN". */
static int check_option(const struct rule *rule, const char *option, struct err *err)
{
	const size_t len = strcspn(option, "=");
	char name[32];

	snprintf(name, sizeof(name), "%.*s", (int)len, option);
	if (!kind_has_option(rule->section, name, option[len]) || (option[len] && !option[len + 1]))
		return err_set(err, EINVAL, "'%s': targets of '%s' have no option '%s'", rule->text,
			       rule->section, option);
	return 0;
}

/* "SECTION:TARGET[,OPTION...]", cut in place. */
static int parse_attach(struct rule *rule, struct err *err)
{
	char *rest = rule->value;
	int ret = 0;

	rule->section = strsep(&rest, ":");
	rule->pattern = strsep(&rest, ",");
	if (!rule->pattern || !*rule->pattern)
		return err_set(err, EINVAL, "'%s': expected attach=SECTION:TARGET", rule->text);
	if (!kind_matches(rule->section))
		return err_set(err, EINVAL, "'%s': no such section with targets: '%s'", rule->text,
			       rule->section);
	while (rest && !ret) {
		const char *option = strsep(&rest, ",");

		if (rule->option_count == TARGET_OPTIONS)
			return err_set(err, EINVAL, "'%s' has too many options", rule->text);
		rule->options[rule->option_count++] = option;
		ret = check_option(rule, option, err);
	}
	return ret;
}

static int parse_value(struct rule *rule, struct err *err)
{
	rule->pattern = rule->value;
	switch (rule->subject) {
	case PROGRAM:
		if (!is_program_type(rule->value))
			return err_set(err, EINVAL, "'%s': no such program type", rule->text);
		return 0;
	case ATTACH:
		return parse_attach(rule, err);
	case MAP:
		if (!is_map_type(rule->value))
			return err_set(err, EINVAL, "'%s': no such map type", rule->text);
		return 0;
	case EFFECT:
		if (!effect_matches(rule->value))
			return err_set(err, EINVAL, "'%s': no such effect", rule->text);
		return 0;
	case PIN:
		if (*rule->value != '/' && *rule->value != '*')
			return err_set(err, EINVAL, "'%s': the path must begin with '/'",
				       rule->text);
		return 0;
	default:
		return 0;
	}
}

static const struct policy_subject *find_subject(const char *text)
{
	const size_t len = strcspn(text, "=");

	for (size_t i = 0; i < sizeof(policy_subjects) / sizeof(policy_subjects[0]); i++)
		if (strlen(policy_subjects[i].name) == len &&
		    strncmp(text, policy_subjects[i].name, len) == 0)
			return &policy_subjects[i];
	return NULL;
}

/* Fills a rule whose text is set. */
static int parse_rule(struct rule *rule, struct err *err)
{
	const struct policy_subject *subject = find_subject(rule->text);
	const char *value = strchr(rule->text, '=');

	if (!subject)
		return err_set(
			err, EINVAL,
			"'%s' is not a rule: rules are all, program=, "
			"attach=, map=, pin=, effect=, ksym, usym, container, test-run and stats",
			rule->text);
	if (!value != !subject->value || (value && !value[1]))
		return err_set(err, EINVAL, "'%s': expected %s%s%s", rule->text, subject->name,
			       subject->value ? "=" : "", subject->value ? subject->value : "");
	rule->subject = subject->subject;
	rule->question = subject->question;
	if (!value)
		return 0;
	rule->value = strdup(value + 1);
	return rule->value ? parse_value(rule, err) : err_set(err, ENOMEM, "%s", strerror(ENOMEM));
}

static int add_rule(struct policy *policy, bool allow, const char *text, unsigned int line,
		    struct err *err)
{
	struct rule *rules = reallocarray(policy->rules, policy->count + 1, sizeof(*rules));
	struct rule rule = { .allow = allow, .text = strdup(text), .line = line };
	int ret = -ENOMEM;

	if (rules)
		policy->rules = rules;
	if (rules && rule.text)
		ret = parse_rule(&rule, err);
	else
		err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	if (ret < 0)
		free_rule(&rule);
	else
		rules[policy->count++] = rule;
	return ret;
}

/* A whole number, with up to three digits of thousandths where `ret_thousandths` is not
 * null; what follows it is stored. */
static bool parse_number(const char *text, uint64_t *ret_number, unsigned int *ret_thousandths,
			 const char **ret_end)
{
	char *end;

	if (!isdigit((unsigned char)*text))
		return false;
	errno = 0;
	*ret_number = strtoull(text, &end, 10);
	if (errno)
		return false;
	if (ret_thousandths) {
		*ret_thousandths = 0;
		if (*end == '.' && isdigit((unsigned char)end[1])) {
			end++;
			for (unsigned int unit = 100; isdigit((unsigned char)*end); unit /= 10)
				*ret_thousandths += unit * (unsigned int)(*end++ - '0');
		}
	}
	*ret_end = end;
	return true;
}

/* BYTES[K|M|G], SECONDS[.FRACTION], or a number. */
static int parse_limit(enum policy_limit limit, const char *text, uint64_t *ret_value,
		       struct err *err)
{
	static const char units[] = "KMG";
	const uint64_t max = limit_kinds[limit].max;
	unsigned int thousandths = 0, shift = 0;
	const char *end, *unit;
	uint64_t number;
	const bool is_bytes = limit == POLICY_MEMORY || limit == POLICY_MAP_SIZE ||
			      limit == POLICY_MODULE || limit == POLICY_COMPILE;
	bool valid = parse_number(text, &number, limit == POLICY_TIME ? &thousandths : NULL, &end);

	if (valid && is_bytes && *end && (unit = strchr(units, *end))) {
		shift = 10 * (unsigned int)(unit - units + 1);
		end++;
	}
	if (!valid || *end || number > max >> shift ||
	    (limit == POLICY_TIME && number > max / 1000) || (limit != POLICY_TIME && !number))
		return err_set(err, EINVAL, "limit %s=%s: expected a %s", limit_kinds[limit].name,
			       text,
			       is_bytes               ? "size such as 64M"
			       : limit == POLICY_TIME ? "number of seconds" : "number above 0");
	*ret_value = limit == POLICY_TIME ? number * 1000 + thousandths : number << shift;
	return 0;
}

static int set_limit(struct policy *policy, enum policy_limit kind, const char *value,
		     unsigned int line, struct err *err)
{
	struct limit *limit = &policy->limits[kind];
	int ret = parse_limit(kind, value, &limit->value, err);

	if (ret < 0)
		return ret;
	free(limit->text);
	limit->text = strdup(value);
	if (!limit->text)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	limit->line = line;
	return 0;
}

static int add_limit(struct policy *policy, const char *text, unsigned int line, struct err *err)
{
	const size_t len = strcspn(text, "=");

	for (unsigned int i = 0; i < POLICY_LIMITS; i++)
		if (text[len] && strlen(limit_kinds[i].name) == len &&
		    strncmp(text, limit_kinds[i].name, len) == 0)
			return set_limit(policy, i, text + len + 1, line, err);
	return err_set(err, EINVAL, "'%s' is not a limit: limits are memory=, tables=, "
		       "objects=, maps=, map-size=, time=, module=, functions= and compile=", text);
}

static int add(struct policy *policy, const char *verb, const char *text, unsigned int line,
	       struct err *err)
{
	if (strcmp(verb, "allow") == 0 || strcmp(verb, "deny") == 0)
		return add_rule(policy, *verb == 'a', text, line, err);
	if (strcmp(verb, "limit") == 0)
		return add_limit(policy, text, line, err);
	return err_set(err, EINVAL, "'%.64s': a rule must begin with allow, deny or limit", verb);
}

static int take_line(void *context, char *line, unsigned int number, struct err *err)
{
	struct policy *policy = context;
	char *rule = line + strcspn(line, " \t");
	int ret;

	if (*rule)
		*rule++ = '\0';
	rule += strspn(rule, " \t");
	ret = add(policy, line, rule, number, err);
	return ret < 0 ? err_prefix(err, "'%s', line %u", policy->path, number) : 0;
}

/* Puts what a file says before what the command line does. */
static int put_before(struct policy *file, struct policy *policy, struct err *err)
{
	const size_t count = file->count + policy->count;
	struct rule *rules = reallocarray(file->rules, count ? count : 1, sizeof(*rules));

	if (!rules)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	if (policy->count)
		memcpy(rules + file->count, policy->rules, policy->count * sizeof(*rules));
	free(policy->rules);
	policy->rules = rules;
	policy->count = count;
	policy->path = file->path;
	for (unsigned int i = 0; i < POLICY_LIMITS; i++) {
		if (policy->limits[i].text)
			free(file->limits[i].text);
		else
			policy->limits[i] = file->limits[i];
	}
	*file = (struct policy){ 0 };
	return 0;
}

int policy_read(struct policy *policy, const char *path, unsigned int *ret_sections,
		struct err *err)
{
	struct policy *file = policy_new();
	int ret;

	if (file)
		file->path = strdup(path ? path : POLICY_DEFAULT);
	if (!file || !file->path)
		ret = err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	else
		ret = policy_file_read(path, POLICY_GUESTS, take_line, file, ret_sections, err);
	if (!ret && *ret_sections & POLICY_GUESTS)
		ret = put_before(file, policy, err);
	policy_free(file);
	return ret;
}

int policy_add(struct policy *policy, const char *verb, const char *rule, struct err *err)
{
	return add(policy, verb, rule, 0, err);
}

int policy_set_limit(struct policy *policy, enum policy_limit limit, const char *value,
		     struct err *err)
{
	return set_limit(policy, limit, value, 0, err);
}
