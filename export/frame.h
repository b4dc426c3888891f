/* SPDX-License-Identifier: MIT */
/*
 * What wasm-bpf sends to wasm-bpf-export: frames of a kind and a size, both u32 in little-endian
 * order, and then that many bytes.
 */
#ifndef EXPORT_FRAME_H
#define EXPORT_FRAME_H

#include <stddef.h>
#include <stdint.h>

#include "lib/buf.h"

struct err;

enum frame_kind {
	FRAME_TEXT = 1,   /* all metrics, as Prometheus's text 0.0.4 */
	FRAME_OPEN_TEXT,  /* the same as OpenMetrics 1.0 */
	FRAME_METRICS,    /* the same as the JSON of an OTLP request */
	FRAME_LOGS,       /* log records, as the JSON of an OTLP request */
	FRAME_HEALTH,     /* empty: all is well; else why not. Also a sign that the guest lives */
	FRAME_READY,      /* empty: it is ready; else why not */
};

enum { FRAME_SIZE_MAX = 64 << 20, FRAME_HEAD = 8 /* bytes */ };

/* Takes a whole frame, whose content is followed by a NUL. */
typedef void frame_fn(void *context, enum frame_kind kind, const char *content, size_t size);

struct frames {
	struct buf bytes;  /* of the frame that is not whole yet */
};

void frames_init(struct frames *frames);
void frames_release(struct frames *frames);

/* Takes bytes, in pieces of any size, and hands over what is whole. -EINVAL for a kind or a
 * size that cannot be; -ENOMEM. */
int frames_take(struct frames *frames, const void *data, size_t size, frame_fn *take, void *context,
		struct err *err);

#endif
