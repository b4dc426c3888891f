// SPDX-License-Identifier: MIT
#include "service/verdict.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/wasm_bpf.h"

enum { SECOND = 1000000000 };

bool verdict_parse_loss(const char *text, struct verdict_limits *limits)
{
	char *end;
	uint64_t number;
	bool is_share;

	errno = 0;
	number = strtoull(text, &end, 10);
	is_share = *end == '%';
	if (!isdigit((unsigned char)*text) || errno || end[is_share] || (is_share && number > 100))
		return false;
	limits->has_loss = true;
	limits->is_share = is_share;
	limits->loss = number;
	return true;
}

static unsigned int step(unsigned int at)
{
	return (at + 1) % VERDICT_SAMPLES;
}

static void add(struct verdict *verdict, uint64_t second, uint64_t delivered, uint64_t lost)
{
	verdict->samples[verdict->next] = (struct verdict_sample){ second, delivered, lost };
	verdict->next = step(verdict->next);
	verdict->count += verdict->count < VERDICT_SAMPLES;
}

/* What a minute began with: the newest sample that is that old, or the first. Keeps one a
 * second. */
static struct verdict_sample begin_of(struct verdict *verdict, uint64_t second,
				      const struct wasm_bpf_progress *progress)
{
	const unsigned int last = (verdict->next + VERDICT_SAMPLES - 1) % VERDICT_SAMPLES;
	unsigned int at = (verdict->next + VERDICT_SAMPLES - verdict->count) % VERDICT_SAMPLES;

	if (!verdict->count) {
		add(verdict, second, 0, 0); /* nothing was lost before */
		return verdict->samples[0];
	}
	while (at != last && verdict->samples[step(at)].second + VERDICT_WINDOW <= second)
		at = step(at);
	if (verdict->samples[last].second != second) {
		const struct verdict_sample begin = verdict->samples[at];

		add(verdict, second, progress->delivered, progress->lost);
		return begin;
	}
	return verdict->samples[at];
}

static void judge_losses(struct verdict *verdict, uint64_t delivered, uint64_t lost)
{
	const struct verdict_limits *limits = &verdict->limits;
	const bool is_over = limits->is_share ? lost * 100 > limits->loss * (delivered + lost)
					      : lost > limits->loss;

	*verdict->ill = '\0';
	if (limits->has_loss && lost && is_over)
		snprintf(verdict->ill, sizeof(verdict->ill),
			 "lost %llu of %llu records within a minute; --max-loss is %llu%s",
			 (unsigned long long)lost, (unsigned long long)(delivered + lost),
			 (unsigned long long)limits->loss, limits->is_share ? "%" : "");
}

void verdict_take(struct verdict *verdict, const struct wasm_bpf_progress *progress, uint64_t now)
{
	const struct verdict_sample begin = begin_of(verdict, now / SECOND, progress);

	judge_losses(verdict, progress->delivered - begin.delivered, progress->lost - begin.lost);
	verdict->is_ready |= progress->attached_at != 0;
	verdict->is_ending |= progress->is_ending;
	snprintf(verdict->not_ready, sizeof(verdict->not_ready), "%s",
		 *verdict->ill        ? verdict->ill
		 : verdict->is_ending ? "it is stopping"
		 : !verdict->is_ready ? "nothing is attached yet"
				      : "");
	if (*verdict->ill)
		snprintf(verdict->status, sizeof(verdict->status), "unhealthy; %s", verdict->ill);
	else if (!verdict->is_ready)
		snprintf(verdict->status, sizeof(verdict->status), "nothing is attached");
	else
		snprintf(verdict->status, sizeof(verdict->status),
			 "attached; %llu records, %llu lost",
			 (unsigned long long)progress->delivered,
			 (unsigned long long)progress->lost);
}
