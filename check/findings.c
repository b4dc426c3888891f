// SPDX-License-Identifier: MIT
#include "check/findings.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check/facts.h"

void check_counts(struct check_result *result, enum check_subject subject, bool is_there)
{
	result->counts[subject].asked++;
	result->counts[subject].there += is_there;
}

static bool is_known(struct check_result *result, const struct check_finding *finding)
{
	for (size_t i = 0; i < result->count; i++) {
		struct check_finding *other = &result->findings[i];

		if (other->subject != finding->subject ||
		    strcmp(other->program, finding->program) != 0 ||
		    strcmp(other->text, finding->text) != 0)
			continue;
		if (finding->weight > other->weight)
			other->weight = finding->weight;
		return true;
	}
	return false;
}

/* What did not fit ends in dots. */
static void mark_cut(char *text, size_t size, int len)
{
	if (len >= 0 && (size_t)len >= size)
		memcpy(text + size - 4, "...", 4);
}

int check_add(struct check_result *result, enum check_subject subject, enum check_weight weight,
	      const char *program, const char *fmt, ...)
{
	struct check_finding finding = { .subject = subject, .weight = weight }, *all;
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(finding.text, sizeof(finding.text), fmt, args);
	va_end(args);
	mark_cut(finding.text, sizeof(finding.text), len);
	len = snprintf(finding.program, sizeof(finding.program), "%s", program ? program : "");
	mark_cut(finding.program, sizeof(finding.program), len);
	if (weight == CHECK_FAILS)
		result->fits = false;
	if (is_known(result, &finding))
		return 0;
	all = realloc(result->findings, (result->count + 1) * sizeof(*all));
	if (!all) {
		result->fits = false;
		return -ENOMEM;
	}
	result->findings = all;
	all[result->count++] = finding;
	return 0;
}

int check_in(struct check_result *result, enum check_subject subject, const char *program,
	     const char *what, const struct facts *in)
{
	const size_t before = result->count;
	int ret;

	if (!in->module)
		return 0;
	ret = check_add(result, subject, CHECK_NOTE, program,
			"'%s' is in the module '%s', which must be loaded", what, in->module);
	if (!ret && result->count > before)
		result->findings[before].is_there = true;
	return ret;
}

int check_want(struct check_result *result, const char *name)
{
	char **all;

	for (size_t i = 0; i < result->want_count; i++)
		if (strcmp(result->wants[i], name) == 0)
			return 0;
	all = realloc(result->wants, (result->want_count + 1) * sizeof(*all));
	if (!all)
		return -ENOMEM;
	result->wants = all;
	all[result->want_count] = strdup(name);
	return all[result->want_count] ? result->want_count++, 0 : -ENOMEM;
}

size_t check_lacks(const struct check_result *result)
{
	size_t count = 0;

	for (size_t i = 0; i < result->count; i++)
		count += !result->findings[i].is_there;
	return count;
}

void check_release(struct check_result *result)
{
	for (size_t i = 0; i < result->want_count; i++)
		free(result->wants[i]);
	free(result->wants);
	free(result->findings);
	*result = (struct check_result){ 0 };
}

const char *check_subject_name(enum check_subject subject)
{
	static const char *const names[CHECK_SUBJECTS] = {
		[CHECK_RELOCATIONS] = "relocations",
		[CHECK_HELPERS] = "helpers",
		[CHECK_PROGRAMS] = "programs",
		[CHECK_MAPS] = "maps",
	};

	return names[subject];
}
