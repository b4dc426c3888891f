// SPDX-License-Identifier: MIT
#include "policy/policy.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/err.h"
#include "lib/glob.h"
#include "policy/private.h"

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
	const char *types = policy_group(rule->pattern);

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
		return glob_matches(option + len + 1, target_option_text(target, i, number));
	}
	return false;
}

/* Whether the pattern is about a function of a module, be it named there or not. */
static bool is_function_of(const struct target *target, const char *pattern)
{
	return target->module && glob_matches(pattern, target->name + strlen(target->module) + 1);
}

/* Whether the pattern is about any function that an address or offset can lead to. */
static bool is_in_file(const struct target *target, const char *pattern)
{
	char any[sizeof(target->name) + 2] = "*";

	if (target->file)
		snprintf(any, sizeof(any), "%s:*", target->file);
	return glob_overlaps(pattern, any);
}

/* Whether the pattern is about a function by another of its names. */
static bool is_other_name(const struct target *target, const char *pattern)
{
	const char *i = target->others;
	char name[2 * sizeof(target->name)];

	for (; i && i < target->others + target->others_size; i += strlen(i) + 1) {
		snprintf(name, sizeof(name), "%s%s%s", target->file ? target->file : "",
			 target->file ? ":" : "", i);
		if (glob_matches(pattern, name))
			return true;
	}
	return false;
}

/*
 * Whether the rule is about the target. A target that can mean several things is met by an
 * `allow` only if the rule is about all of them, and by a `deny` if it is about one. So does
 * a function that has several names: an `allow` is about the one that was used.
 */
static bool is_target(const struct rule *rule, const struct target *target)
{
	const char *pattern = rule->pattern;

	for (unsigned int i = 0; i < rule->option_count; i++)
		if (!has_option(target, rule->options[i]))
			return false;
	if (!rule->allow && is_other_name(target, pattern))
		return true;
	if (target->is_pattern && !rule->allow)
		return glob_overlaps(pattern, target->name);
	if (target->leads_anywhere && !rule->allow)
		return is_in_file(target, pattern);
	if (target->leads_anywhere && target->symbol && !strchr(pattern, '+'))
		return false;
	return glob_matches(pattern, target->name) || is_function_of(target, pattern);
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
 * which `what` names what was asked for and `wanted` the rule that would allow it. */
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
		err_set(err, EPERM, "the policy refuses %s: 'deny %.200s' in '%.256s', line %u",
			what, rule->text, policy->path, rule->line);
	else if (rule)
		err_set(err, EPERM, "the policy refuses %s: '--deny %.200s'", what, rule->text);
	else if (policy && policy->path)
		err_set(err, EPERM, "the policy refuses %s: no rule in '%.256s' allows it", what,
			policy->path);
	else
		err_set(err, EPERM, "%s is not allowed", what);
	return err_hint(err, "'--allow %s' would allow it", wanted);
}

bool policy_denies_targets(const struct policy *policy)
{
	for (size_t i = 0; policy && i < policy->count; i++)
		if (policy->rules[i].subject == ATTACH && !policy->rules[i].allow &&
		    strcmp(policy->rules[i].pattern, "*") != 0)
			return true;
	return false;
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
	const struct question question = {
		.subject = PROGRAM, .program = program, .target = target,
	};
	const int word = (int)strcspn(program->sections, " ");
	char what[700], wanted[400];

	snprintf(what, sizeof(what), "program '%s' (%.128s) at '%.256s'", program->name,
		 program->section, target->name);
	snprintf(wanted, sizeof(wanted), word ? "attach=%.*s:%.256s" : "program=%.*s%s",
		 word, program->sections, word ? target->name : program->type);
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

int policy_may_cause(const struct policy *policy, const struct policy_program *program,
		     enum effect_number effect, struct err *err)
{
	const struct question question = { .subject = EFFECT, .text = effect_name(effect) };
	char what[400], wanted[80];

	snprintf(what, sizeof(what), "program '%s' (%.128s), which can %s", program->name,
		 program->section, effect_meaning(effect));
	snprintf(wanted, sizeof(wanted), "effect=%s", effect_name(effect));
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
		return err_set(err, EPERM, "'%.256s' is not a valid pin path: it must be "
			       "absolute, without '.', '..', '//' and symbolic links", path);
	snprintf(what, sizeof(what), "a pin at '%.256s'", path);
	snprintf(wanted, sizeof(wanted), "pin=%.256s", path);
	return decide(policy, &question, what, wanted, err);
}

int policy_may_ask(const struct policy *policy, enum policy_question question, struct err *err)
{
	const struct question asked = { .subject = ASK, .question = question };
	size_t i = 0;

	while (policy_subjects[i].subject != ASK || policy_subjects[i].question != question)
		i++;
	return decide(policy, &asked, policy_subjects[i].asks, policy_subjects[i].name, err);
}

/* --- limits --------------------------------------------------------------------- */

bool policy_has_rules(const struct policy *policy)
{
	return policy && (policy->count || policy->path);
}

bool policy_restricts(const struct policy *policy)
{
	for (unsigned int i = 0; policy && i < POLICY_LIMITS; i++)
		if (policy->limits[i].text)
			return true;
	return policy_has_rules(policy);
}

uint64_t policy_limit(const struct policy *policy, enum policy_limit limit, uint64_t otherwise)
{
	return policy && policy->limits[limit].text ? policy->limits[limit].value : otherwise;
}

int policy_may_have(const struct policy *policy, enum policy_limit limit, uint64_t count,
		    struct err *err)
{
	const char *name = policy_limit_name(limit);
	const struct limit *set;

	if (count <= policy_limit(policy, limit, UINT64_MAX))
		return 0;
	set = &policy->limits[limit];
	if (set->line)
		return err_set(err, EPERM, "the policy refuses more %s: 'limit %s=%s' in '%.256s', "
			       "line %u", name, name, set->text, policy->path, set->line);
	return err_set(err, EPERM, "the policy refuses more %s: '--limit %s=%s'", name, name,
		       set->text);
}
