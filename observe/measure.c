// SPDX-License-Identifier: MIT
/* Metrics of an object: of its streams and maps, and of the programs themselves. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <string.h>

#include "observe/exporter.h"
#include "observe/observation.h"
#include "records/records.h"
#include "session/object.h"
#include "streams/measure.h"
#include "streams/metrics.h"

static void add(struct metrics *metrics, const char *name, const char *help, const char *label,
		const char *value, uint64_t number)
{
	struct metric_point *point;

	metrics_label(metrics, label, value, strlen(value));
	point = metrics_add(metrics, name, help, METRIC_COUNTER);
	if (point)
		point->value = (double)number;
}

/* The kernel counts them only if it was told to. */
static void measure_programs(const struct observation *o, struct metrics *metrics)
{
	struct bpf_program *prog;

	bpf_object__for_each_program (prog, o->object->bpf) {
		struct bpf_prog_info info = { 0 };
		uint32_t size = sizeof(info);

		if (bpf_program__fd(prog) < 0 ||
		    bpf_prog_get_info_by_fd(bpf_program__fd(prog), &info, &size) < 0 ||
		    !info.run_cnt)
			continue;
		add(metrics, "wasm_bpf_program_runs", "runs of a program", "program",
		    bpf_program__name(prog), info.run_cnt);
		add(metrics, "wasm_bpf_program_run_ns", "ns that a program ran", "program",
		    bpf_program__name(prog), info.run_time_ns);
	}
}

int observation_measure(struct observation *o, struct err *err)
{
	const char *prefix = exporter_prefix(o->options->exporter);
	struct metrics metrics = { 0 };
	int ret = 0;

	for (size_t i = 0; i < o->reader_count; i++) {
		struct reader *reader = &o->readers[i];

		measure_view(&reader->view, prefix, &metrics);
		if (reader->records && reader->records->counts)
			add(&metrics, "wasm_bpf_lost_records", "records that the kernel dropped",
			    "stream", reader->view.stream.name, reader->records->counts->lost);
	}
	for (size_t i = 0; i < o->map_count && !ret; i++)
		ret = observe_map_measure(&o->maps[i], prefix, &metrics, err);
	measure_programs(o, &metrics);
	if (!ret)
		ret = exporter_send(o->options->exporter, &metrics, err);
	metrics_release(&metrics);
	return ret;
}
