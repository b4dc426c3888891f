// SPDX-License-Identifier: MIT
#include "policy.h"

#include <bpf/libbpf.h>
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "attach.h"
#include "glob.h"
#include "lib/err.h"
#include "lib/policy_file.h"
#include "target.h"

enum subject { ALL, PROGRAM, ATTACH, MAP, PIN, ASK };

struct rule {
	enum subject subject;
	bool allow;
	enum policy_question question;
	char *text;            /* as written, for messages: program=xdp */
	char *value;           /* a copy, cut into the following ones */
	const char *section;   /* of ATTACH, a pattern */
	const char *pattern;
	const char *options[TARGET_OPTIONS];
	unsigned int option_count;
	unsigned int line;     /* of the file; 0: from the command line */
};

struct limit {
	uint64_t value;
	char *text;            /* the value as written; null: there is no limit */
	unsigned int line;
};

struct policy {
	char *path;     /* of the file with the section, or null */
	struct rule *rules;
	size_t count;
	struct limit limits[POLICY_LIMITS];
};

static const struct {
	const char *name;
	enum subject subject;
	enum policy_question question;
	const char *value;  /* what stands after '=', or null */
	const char *asks;
} subjects[] = {
	{ "all", ALL, 0, NULL, NULL },
	{ "program", PROGRAM, 0, "TYPE", NULL },
	{ "attach", ATTACH, 0, "SECTION:TARGET", NULL },
	{ "map", MAP, 0, "TYPE", NULL },
	{ "pin", PIN, 0, "PATH", NULL },
	{ "ksym", ASK, POLICY_KSYM, NULL, "symbols of the kernel" },
	{ "usym", ASK, POLICY_USYM, NULL, "symbols of processes" },
	{ "test-run", ASK, POLICY_TEST_RUN, NULL, "test runs of programs" },
	{ "stats", ASK, POLICY_STATS, NULL, "the statistics of programs" },
};

/* Types by libbpf's names, some of which an old libbpf does not have. */
static const struct {
	const char *name;
	const char *types;
} groups[] = {
	{ "tracing", "kprobe tracepoint raw_tracepoint raw_tracepoint_writable perf_event tracing" },
	{ "networking", "socket_filter sched_cls sched_act xdp cgroup_skb cgroup_sock "
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
	[POLICY_TIME] = { "time", 1000000000ull * 1000 },
};

struct policy *policy_new(void)
{
	return calloc(1, sizeof(struct policy));
}

void policy_free(struct policy *policy)
{
	if (!policy)
		return;
	for (size_t i = 0; i < policy->count; i++) {
		free(policy->rules[i].text);
		free(policy->rules[i].value);
	}
	for (size_t i = 0; i < POLICY_LIMITS; i++)
		free(policy->limits[i].text);
	free(policy->rules);
	free(policy->path);
	free(policy);
}

/* --- words --------------------------------------------------------------------- */

static const char *group_types(const char *name)
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

/* "SECTION:TARGET[,OPTION...]", cut in place. */
static int parse_attach(struct rule *rule, struct err *err)
{
	char *rest = rule->value;

	rule->section = strsep(&rest, ":");
	if (!rest || !*rest)
		return err_set(err, EINVAL, "'%s' is no 'attach=SECTION:TARGET'", rule->text);
	if (!attach_knows(rule->section))
		return err_set(err, EINVAL, "'%s': no section '%s' has targets", rule->text,
			       rule->section);
	rule->pattern = strsep(&rest, ",");
	while (rest) {
		if (rule->option_count == TARGET_OPTIONS)
			return err_set(err, EINVAL, "'%s' has too many options", rule->text);
		rule->options[rule->option_count++] = strsep(&rest, ",");
	}
	return 0;
}

static int parse_value(struct rule *rule, struct err *err)
{
	rule->pattern = rule->value;
	switch (rule->subject) {
	case PROGRAM:
		if (!is_program_type(rule->value))
			return err_set(err, EINVAL, "'%s': no such type of programs", rule->text);
		return 0;
	case ATTACH:
		return parse_attach(rule, err);
	case MAP:
		if (!is_map_type(rule->value))
			return err_set(err, EINVAL, "'%s': no such type of maps", rule->text);
		return 0;
	case PIN:
		if (*rule->value != '/' && *rule->value != '*')
			return err_set(err, EINVAL, "'%s': the path has to begin with '/'",
				       rule->text);
		return 0;
	default:
		return 0;
	}
}

/* Fills a rule whose text is set. */
static int parse_rule(struct rule *rule, struct err *err)
{
	const char *value = strchr(rule->text, '=');
	size_t len = strcspn(rule->text, "=");

	for (size_t i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++) {
		if (strlen(subjects[i].name) != len || strncmp(rule->text, subjects[i].name, len) != 0)
			continue;
		if (!value != !subjects[i].value || (value && !value[1]))
			return err_set(err, EINVAL, "'%s' is no '%s%s%s'", rule->text,
				       subjects[i].name, subjects[i].value ? "=" : "",
				       subjects[i].value ? subjects[i].value : "");
		rule->subject = subjects[i].subject;
		rule->question = subjects[i].question;
		rule->value = value ? strdup(value + 1) : NULL;
		if (value && !rule->value)
			return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
		return value ? parse_value(rule, err) : 0;
	}
	return err_set(err, EINVAL, "'%s' is no rule: it begins with all, program=, attach=, map=, "
		       "pin=, ksym, usym, test-run or stats", rule->text);
}

static int add_rule(struct policy *policy, bool allow, const char *text, unsigned int line,
		    struct err *err)
{
	struct rule *rules = reallocarray(policy->rules, policy->count + 1, sizeof(*rules));

	if (!rules)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	policy->rules = rules;
	rules += policy->count;
	*rules = (struct rule){ .allow = allow, .text = strdup(text), .line = line };
	if (!rules->text)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	policy->count++;
	return parse_rule(rules, err);
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
	bool valid = parse_number(text, &number, limit == POLICY_TIME ? &thousandths : NULL, &end);

	if (valid && limit == POLICY_MEMORY && *end && (unit = strchr(units, *end))) {
		shift = 10 * (unsigned int)(unit - units + 1);
		end++;
	}
	if (!valid || *end || number > max >> shift ||
	    (limit == POLICY_TIME && number > max / 1000) || (limit != POLICY_TIME && !number))
		return err_set(err, EINVAL, "the limit %s=%s is no %s", limit_kinds[limit].name, text,
			       limit == POLICY_MEMORY ? "size such as 64M"
			       : limit == POLICY_TIME ? "time in seconds" : "number above 0");
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
	return err_set(err, EINVAL, "'%s' is no limit: memory=, tables=, objects=, maps= or time=",
		       text);
}

static int add(struct policy *policy, const char *verb, const char *text, unsigned int line,
	       struct err *err)
{
	if (strcmp(verb, "allow") == 0 || strcmp(verb, "deny") == 0)
		return add_rule(policy, *verb == 'a', text, line, err);
	if (strcmp(verb, "limit") == 0)
		return add_limit(policy, text, line, err);
	return err_set(err, EINVAL, "'%.64s': a line begins with allow, deny or limit", verb);
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

/* --- deciding ------------------------------------------------------------------- */

/* What is asked for, of which some is null. */
struct question {
	enum subject subject;
	enum policy_question question;  /* of ASK */
	const char *text;               /* a type of maps, a path */
	const struct policy_program *program;
	const struct target *target;    /* null: whether it may be loaded at all */
};

static bool is_type(const struct rule *rule, const char *type)
{
	const char *types = group_types(rule->pattern);

	return types ? glob_has_word(type, types) : glob_matches(rule->pattern, type);
}

/* "prio=10" of a rule, with a pattern after the '=', or "ingress". */
static bool has_option(const struct target *target, const char *option)
{
	const size_t len = strcspn(option, "=");
	char number[16];

	for (unsigned int i = 0; i < target->count; i++) {
		if (strlen(target->names[i]) != len || strncmp(target->names[i], option, len) != 0)
			continue;
		if (!option[len] || !target->values[i])
			return !option[len] && !target->values[i];
		snprintf(number, sizeof(number), "%u", target_number(target, target->names[i], 0));
		return glob_matches(option + len + 1, number);
	}
	return false;
}

/*
 * Whether the rule is about the target. A target that means several things is met by an
 * `allow` that is about all of them, and by a `deny` that is about one: so with patterns,
 * and with offsets, which lead anywhere, where the rule says nothing of them.
 */
static bool is_target(const struct rule *rule, const struct target *target)
{
	for (unsigned int i = 0; i < rule->option_count; i++)
		if (!has_option(target, rule->options[i]))
			return false;
	if (target->is_pattern && !rule->allow)
		return glob_overlaps(rule->pattern, target->main);
	if (target->offset && !strchr(rule->pattern, '+')) {
		char without[sizeof(target->text)];

		if (rule->allow)
			return false;
		snprintf(without, sizeof(without), "%.*s", (int)target->offset, target->main);
		return glob_matches(rule->pattern, without);
	}
	return glob_matches(rule->pattern, target->main);
}

static bool is_attachment(const struct rule *rule, const struct question *question)
{
	if (!glob_has_word(rule->section, question->program->sections))
		return false;
	if (question->target)
		return is_target(rule, question->target);
	return rule->allow || (strcmp(rule->pattern, "*") == 0 && !rule->option_count);
}

static bool is_about(const struct rule *rule, const struct question *question)
{
	if (rule->subject == ALL)
		return true;
	if (question->program)
		return rule->subject == PROGRAM  ? is_type(rule, question->program->type)
		       : rule->subject == ATTACH ? is_attachment(rule, question) : false;
	if (rule->subject != question->subject)
		return false;
	return rule->subject == ASK ? rule->question == question->question
				    : glob_matches(rule->pattern, question->text);
}

/* Decides by the last rule that is about the question: 0, or -EPERM with the reason, for
 * which `what` names what was asked for and `rule` what would allow it. */
static int decide(const struct policy *policy, const struct question *question, const char *what,
		  const char *wanted, struct err *err)
{
	const struct rule *rule = NULL;

	for (size_t i = policy ? policy->count : 0; i > 0 && !rule; i--)
		if (is_about(&policy->rules[i - 1], question))
			rule = &policy->rules[i - 1];
	if (rule ? rule->allow : question->subject != PIN && !(policy && policy->path))
		return 0;
	if (rule && rule->line)
		err_set(err, EPERM, "the policy refuses %s: 'deny %s' in '%s', line %u", what,
			rule->text, policy->path, rule->line);
	else if (rule)
		err_set(err, EPERM, "the policy refuses %s: '--deny %s'", what, rule->text);
	else if (policy && policy->path)
		err_set(err, EPERM, "the policy refuses %s: no rule in '%s' allows it", what,
			policy->path);
	else
		err_set(err, EPERM, "%s is not allowed", what);
	return err_hint(err, "'--allow %s' would allow it", wanted);
}

int policy_may_load(const struct policy *policy, const struct policy_program *program,
		    struct err *err)
{
	const struct question question = { .subject = PROGRAM, .program = program };
	char what[400], wanted[80];

	snprintf(what, sizeof(what), "program '%s' (%.128s), type %s", program->name,
		 program->section, program->type);
	snprintf(wanted, sizeof(wanted), "program=%s", program->type);
	return decide(policy, &question, what, wanted, err);
}

int policy_may_attach(const struct policy *policy, const struct policy_program *program,
		      const struct target *target, struct err *err)
{
	const struct question question = { .subject = PROGRAM, .program = program, .target = target };
	const int word = (int)strcspn(program->sections, " ");
	char what[700], wanted[400];

	snprintf(what, sizeof(what), "program '%s' (%.128s) at '%.256s'", program->name,
		 program->section, target->main);
	snprintf(wanted, sizeof(wanted), word ? "attach=%.*s:%.256s" : "program=%.*s%s",
		 word, program->sections, word ? target->main : program->type);
	return decide(policy, &question, what, wanted, err);
}

int policy_may_make_map(const struct policy *policy, const char *name, const char *type,
			struct err *err)
{
	const struct question question = { .subject = MAP, .text = type };
	char what[200], wanted[80];

	snprintf(what, sizeof(what), "map '%.100s', type %s", name, type);
	snprintf(wanted, sizeof(wanted), "map=%s", type);
	return decide(policy, &question, what, wanted, err);
}

/* Whether a path says what it names: absolute, without "." and "..", empty parts, and,
 * as far as it exists, symbolic links. */
static bool is_plain(const char *path)
{
	char part[PATH_MAX];
	struct stat stat;

	if (*path != '/' || !path[1] || strlen(path) >= sizeof(part))
		return false;
	for (const char *at = path, *end; *at; at = end) {
		const size_t len = strcspn(++at, "/");

		end = at + len;
		if (!len || (len == 1 && *at == '.') || (len == 2 && at[0] == '.' && at[1] == '.'))
			return false;
		memcpy(part, path, (size_t)(end - path));
		part[end - path] = '\0';
		if (lstat(part, &stat) == 0 && S_ISLNK(stat.st_mode))
			return false;
	}
	return true;
}

int policy_may_pin(const struct policy *policy, const char *path, struct err *err)
{
	const struct question question = { .subject = PIN, .text = path };
	char what[400], wanted[400];

	if (!is_plain(path))
		return err_set(err, EPERM, "'%.256s' is no path for pins: it has to be absolute, "
			       "without '.', '..', '//' and symbolic links", path);
	snprintf(what, sizeof(what), "a pin at '%.256s'", path);
	snprintf(wanted, sizeof(wanted), "pin=%.256s", path);
	return decide(policy, &question, what, wanted, err);
}

int policy_may_ask(const struct policy *policy, enum policy_question question, struct err *err)
{
	const struct question asked = { .subject = ASK, .question = question };
	size_t i = 0;

	while (subjects[i].subject != ASK || subjects[i].question != question)
		i++;
	return decide(policy, &asked, subjects[i].asks, subjects[i].name, err);
}

/* --- limits --------------------------------------------------------------------- */

uint64_t policy_limit(const struct policy *policy, enum policy_limit limit, uint64_t otherwise)
{
	return policy && policy->limits[limit].text ? policy->limits[limit].value : otherwise;
}

int policy_may_have(const struct policy *policy, enum policy_limit limit, uint64_t count,
		    struct err *err)
{
	const char *name = limit_kinds[limit].name;
	const struct limit *set;

	if (count <= policy_limit(policy, limit, UINT64_MAX))
		return 0;
	set = &policy->limits[limit];
	if (set->line)
		return err_set(err, EPERM, "the policy refuses more %s: 'limit %s=%s' in '%s', line %u",
			       name, name, set->text, policy->path, set->line);
	return err_set(err, EPERM, "the policy refuses more %s: '--limit %s=%s'", name, name,
		       set->text);
}
