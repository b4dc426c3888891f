/* SPDX-License-Identifier: MIT */
/* Whether a guest is well, by what it does: the one verdict that a service manager, the file and
 * the address for health checks tell. */
#ifndef SERVICE_VERDICT_H
#define SERVICE_VERDICT_H

#include <stdbool.h>
#include <stdint.h>

struct wasm_bpf_progress;

enum { VERDICT_TEXT_MAX = 160, VERDICT_WINDOW = 60 /* seconds */, VERDICT_SILENCE = 30 };
enum { VERDICT_SAMPLES = VERDICT_WINDOW + 2 };

struct verdict_limits {
	bool has_loss;
	bool is_share;        /* `loss` is a part of the records, in percent */
	uint64_t loss;        /* so many records may be lost within the window */
	unsigned int silence; /* seconds in which a sign must come */
};

struct verdict {
	struct verdict_limits limits;
	struct verdict_sample {
		uint64_t second, delivered, lost;
	} samples[VERDICT_SAMPLES]; /* a ring, of one a second */
	unsigned int count, next;
	bool is_ready;                    /* something was attached once */
	bool is_ending;
	char ill[VERDICT_TEXT_MAX];       /* why it is not well, or empty */
	char not_ready[VERDICT_TEXT_MAX]; /* why it is not ready, or empty */
	char status[VERDICT_TEXT_MAX];    /* for people */
};

/* "100" records, or "5%" of them. False if it is neither. */
bool verdict_parse_loss(const char *text, struct verdict_limits *limits);

/* Takes what the guest has done; `now` is clock_now(). */
void verdict_take(struct verdict *verdict, const struct wasm_bpf_progress *progress, uint64_t now);

#endif
