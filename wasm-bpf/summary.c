// SPDX-License-Identifier: MIT
#include "wasm-bpf/summary.h"

#include <sys/resource.h>

#include "lib/buf.h"
#include "lib/json.h"
#include "lib/terminal.h"
#include "runtime/stats.h"

enum { JSON_MAX = 16 << 20 };

struct summary {
	const struct run_stats *stats;
	double attached_ms;  /* from the beginning; 0 where nothing was attached */
	double run_ms;
	double guest_cpu_ms;
	double programs_ms;  /* of those that are counted */
	bool is_counted;     /* some are */
	long rss_kib;
};

static struct summary add_up(const struct run_stats *stats, uint64_t begin)
{
	const struct wasm_bpf_stats *whole = &stats->whole;
	struct summary summary = { .stats = stats };
	struct rusage usage;

	summary.run_ms = (double)(whole->ended_at - begin) / 1e6;
	if (whole->attached_at)
		summary.attached_ms = (double)(whole->attached_at - begin) / 1e6;
	summary.guest_cpu_ms = (double)whole->cpu_ns / 1e6;
	if (getrusage(RUSAGE_SELF, &usage) == 0)
		summary.rss_kib = usage.ru_maxrss;
	for (size_t i = 0; i < stats->program_count; i++) {
		if (!stats->programs[i].is_counted)
			continue;
		summary.is_counted = true;
		summary.programs_ms += (double)stats->programs[i].ns / 1e6;
	}
	return summary;
}

static void write_buffer(struct json_writer *json, const struct wasm_bpf_buffer_stats *buffer)
{
	json_write_begin(json, NULL, '{');
	json_write_text(json, "name", buffer->name);
	json_write_number(json, "polls", buffer->polls);
	/* What a guest takes from a mapped ring nobody counts. */
	if (buffer->mapped && !buffer->delivered)
		json_write_text(json, "delivered", NULL);
	else
		json_write_number(json, "delivered", buffer->delivered);
	json_write_number(json, "cut", buffer->cut);
	json_write_number(json, "lost", buffer->lost);
	json_write_number(json, "taken_bytes", buffer->taken);
	json_write_bool(json, "mapped", buffer->mapped);
	json_write_bool(json, "read", !buffer->unread);
	json_write_end(json, '}');
}

static uint64_t ns_per_run(const struct wasm_bpf_program_stats *program)
{
	return program->runs ? program->ns / program->runs : 0;
}

static void write_program(struct json_writer *json, const struct wasm_bpf_program_stats *program)
{
	json_write_begin(json, NULL, '{');
	json_write_text(json, "name", program->name);
	json_write_bool(json, "used", program->is_used);
	if (program->is_counted) {
		json_write_number(json, "runs", program->runs);
		json_write_number(json, "ns_per_run", ns_per_run(program));
	} else {
		json_write_text(json, "runs", NULL);
		json_write_text(json, "ns_per_run", NULL);
	}
	json_write_end(json, '}');
}

static void print_json(const struct summary *summary, FILE *out)
{
	const struct run_stats *stats = summary->stats;
	const struct wasm_bpf_stats *whole = &stats->whole;
	struct buf text = BUF_INIT(JSON_MAX);
	struct json_writer json = { .to = &text };

	json_write_begin(&json, NULL, '{');
	json_write_decimal(&json, "run_ms", summary->run_ms);
	json_write_decimal(&json, "attached_ms", summary->attached_ms);
	json_write_decimal(&json, "guest_cpu_ms", summary->guest_cpu_ms);
	if (summary->is_counted)
		json_write_decimal(&json, "programs_ms", summary->programs_ms);
	else
		json_write_text(&json, "programs_ms", NULL);
	json_write_number(&json, "host_calls", whole->host_calls);
	json_write_number(&json, "guest_memory", whole->memory);
	json_write_number(&json, "rss_kib", (uint64_t)summary->rss_kib);
	json_write_begin(&json, "buffers", '[');
	for (size_t i = 0; i < stats->buffer_count; i++)
		write_buffer(&json, &stats->buffers[i]);
	json_write_end(&json, ']');
	json_write_begin(&json, "programs", '[');
	for (size_t i = 0; i < stats->program_count; i++)
		write_program(&json, &stats->programs[i]);
	json_write_end(&json, ']');
	json_write_end(&json, '}');
	if (!text.error)
		fprintf(out, "%s\n", text.data);
	buf_release(&text);
}

static void print_buffer(const struct wasm_bpf_buffer_stats *buffer, FILE *out)
{
	terminal_printf(out, "buffer %-16s ", buffer->name);
	if (buffer->unread) {
		fputs("never read by the guest\n", out);
		return;
	}
	if (buffer->mapped)
		fprintf(out, "%llu bytes taken in place, records not counted%s",
			(unsigned long long)buffer->taken, buffer->polls ? "; " : "");
	if (!buffer->mapped || buffer->polls)
		fprintf(out, "%llu delivered, %llu cut, %llu lost, in %llu polls",
			(unsigned long long)buffer->delivered, (unsigned long long)buffer->cut,
			(unsigned long long)buffer->lost, (unsigned long long)buffer->polls);
	putc('\n', out);
}

static void print_program(const struct wasm_bpf_program_stats *program, FILE *out)
{
	terminal_printf(out, "program %-15s ", program->name);
	if (!program->is_used)
		fputs("never attached by the guest", out);
	else if (!program->is_counted)
		fputs("runs not counted: that needs CAP_SYS_ADMIN", out);
	if (program->is_counted && (program->is_used || program->runs))
		fprintf(out, "%s%llu runs, %llu ns each", program->is_used ? "" : ", ",
			(unsigned long long)program->runs,
			(unsigned long long)ns_per_run(program));
	putc('\n', out);
}

static void print_text(const struct summary *summary, FILE *out)
{
	const struct run_stats *stats = summary->stats;
	const struct wasm_bpf_stats *whole = &stats->whole;

	fprintf(out, "run                %12.3f ms\n", summary->run_ms);
	if (summary->attached_ms > 0)
		fprintf(out, "all attached after %12.3f ms\n", summary->attached_ms);
	fprintf(out, "CPU time of guest  %12.3f ms, with what the host does for it\n",
		summary->guest_cpu_ms);
	if (summary->is_counted)
		fprintf(out, "of BPF programs    %12.3f ms, on whichever CPU they ran\n",
			summary->programs_ms);
	fprintf(out, "host calls         %12llu\n", (unsigned long long)whole->host_calls);
	if (whole->memory)
		fprintf(out, "guest's memory     %12zu KiB\n", whole->memory / 1024);
	fprintf(out, "resident memory    %12ld KiB, at most\n", summary->rss_kib);
	for (size_t i = 0; i < stats->buffer_count; i++)
		print_buffer(&stats->buffers[i], out);
	for (size_t i = 0; i < stats->program_count; i++)
		print_program(&stats->programs[i], out);
}

void summary_print(const struct run_stats *stats, uint64_t begin, bool json, FILE *out)
{
	const struct summary summary = add_up(stats, begin);

	if (json)
		print_json(&summary, out);
	else
		print_text(&summary, out);
}
