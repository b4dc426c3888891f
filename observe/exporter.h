/* SPDX-License-Identifier: MIT */
/* Metrics and records for collectors. Files are written here; HTTP is spoken by wasm-bpf-export, a
 * process without BPF, which gets frames by a socket (export/frame.h). */
#ifndef OBSERVE_EXPORTER_H
#define OBSERVE_EXPORTER_H

#include <stdbool.h>
#include <stdint.h>

struct err;
struct exporter;
struct metrics;
struct observe_options;
struct sink;

/* Whether it is ADDRESS:PORT, and not a file. */
bool exporter_is_address(const char *text);

/* Starts what --metrics and --otlp ask for, before the process is confined. Null if that is
 * nothing. `name` begins the names of metrics. Waits until the other process listens. */
int exporter_start(const struct observe_options *options, const char *name,
		   struct exporter **ret_exporter, struct err *err);

/* clock_now() when the next snapshot is due. */
uint64_t exporter_due(const struct exporter *exporter);

/* Hands over a snapshot of all metrics; what the exporter knows itself is added. A collector
 * that stalls loses snapshots, and is not waited for. -errno if a file cannot be written. */
int exporter_send(struct exporter *exporter, struct metrics *metrics, struct err *err);

/* A sink for records that --otlp sends, or null: the last of a chain. */
struct sink *exporter_sink(struct exporter *exporter);

/* Says which bytes run, for a metric that tells it. */
void exporter_identify(struct exporter *exporter, const char *digest);

/* Hands over why the guest is not well and why it is not ready, or "", for those who ask where
 * the metrics are. What comes seldom enough is not well by itself (observe_options.silence). */
void exporter_health(struct exporter *exporter, const char *ill, const char *not_ready);

/* The prefix of names. */
const char *exporter_prefix(const struct exporter *exporter);

/* Sends what is left, and waits some seconds for the other process. Tells what was lost. */
void exporter_stop(struct exporter *exporter);

#endif
