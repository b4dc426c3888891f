/* SPDX-License-Identifier: MIT */
/*
 * Requests to an OpenTelemetry collector (OTLP/HTTP, JSON), sent by a thread one after the
 * other. What fails for the moment is sent again, later and later. Of metrics only the newest
 * wait; of log records so many, then the oldest are dropped and counted.
 */
#ifndef EXPORT_PUSH_H
#define EXPORT_PUSH_H

#include <stddef.h>
#include <stdint.h>

#include "export/frame.h"

struct err;
struct push;

/* `url` is the collector's, to which "/v1/logs" and "/v1/metrics" are added; `headers` are
 * lines "NAME: VALUE", `count` of them, which must stay. -EINVAL for what is no http or https
 * URL; -ENOMEM. */
int push_new(const char *url, const char *const *headers, size_t count, struct push **ret_push,
	     struct err *err);

/* Queues the body of a request: FRAME_METRICS or FRAME_LOGS. */
void push_add(struct push *push, enum frame_kind kind, const char *body, size_t size);

/* Metrics of its own, as lines of text. Valid until the next call. */
const char *push_lines(void *push);

/* Waits up to `seconds` until all is sent, tells what is not, and frees it. */
void push_end(struct push *push, int seconds);

#endif
