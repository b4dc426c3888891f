// SPDX-License-Identifier: MIT
#include "check/findings.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

void check_release(struct check_result *result)
{
	free(result->findings);
	result->findings = NULL;
	result->count = 0;
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
