// SPDX-License-Identifier: MIT
#include "wasm-bpf/checked.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/json.h"
#include "lib/terminal.h"

size_t checked_refused(const struct checked_kernel *kernel)
{
	size_t count = 0;

	for (size_t i = 0; i < kernel->loads.count; i++)
		count += !kernel->loads.all[i].is_loaded;
	return count;
}

static struct check_count sum(const struct checked *checked, const struct checked_kernel *kernel,
			      enum check_subject subject)
{
	struct check_count all = { 0 };

	for (size_t i = 0; i < checked->object_count; i++) {
		all.asked += kernel->results[i].counts[subject].asked;
		all.there += kernel->results[i].counts[subject].there;
	}
	return all;
}

/* --- a table --------------------------------------------------------------------------------- */

static const char *verdict(const struct checked_kernel *kernel)
{
	if (*kernel->no_boot || !kernel->has_btf)
		return kernel->fits ? "unknown" : "no";
	return kernel->fits && !checked_refused(kernel) ? "yes" : "no";
}

static void print_load(const struct checked_kernel *kernel)
{
	uint64_t instructions = 0, states = 0;

	for (size_t i = 0; i < kernel->loads.count; i++) {
		instructions += kernel->loads.all[i].instructions;
		states += kernel->loads.all[i].states;
	}
	if (kernel->is_booted && !*kernel->no_boot)
		printf("  %3zu/%-3zu %12" PRIu64 " %8" PRIu64,
		       kernel->loads.count - checked_refused(kernel), kernel->loads.count,
		       instructions, states);
	else
		printf("  not booted");
}

/* One line, whatever the names have that are in it: '?' stands for control characters. */
static void print_line(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static void print_line(const char *fmt, ...)
{
	char *text, *at;
	va_list args;
	int len;

	va_start(args, fmt);
	len = vasprintf(&text, fmt, args);
	va_end(args);
	if (len < 0)
		return;
	for (at = text; *at; at++)
		if ((unsigned char)*at < ' ' || *at == 0x7f)
			*at = '?';
	terminal_print(stdout, text);
	putchar('\n');
	free(text);
}

static int width_of_releases(const struct checked *checked)
{
	size_t width = strlen("KERNEL");

	for (size_t i = 0; i < checked->kernel_count; i++)
		if (strlen(checked->kernels[i].release) > width)
			width = strlen(checked->kernels[i].release);
	return (int)width;
}

static void print_row(const struct checked *checked, const struct checked_kernel *kernel, int width)
{
	char cell[32];

	terminal_printf(stdout, "%-*s  %-8s  %-7s", width, kernel->release, kernel->arch,
			verdict(kernel));
	for (int i = 0; i < CHECK_SUBJECTS; i++) {
		const struct check_count count = sum(checked, kernel, (enum check_subject)i);

		snprintf(cell, sizeof(cell), "%u/%u", count.there, count.asked);
		printf("  %-*s", i + 1 < CHECK_SUBJECTS || checked->boots ? 11 : 0, cell);
	}
	if (checked->boots)
		print_load(kernel);
	putchar('\n');
}

static void print_head(const struct checked *checked, int width)
{
	printf("%-*s  %-8s  %-7s  %-11s  %-11s  %-11s  MAPS", width, "KERNEL", "ARCH", "FITS",
	       "RELOCATIONS", "HELPERS", "PROGRAMS");
	if (checked->boots)
		printf("         %-7s %12s %8s", "LOADED", "INSTRUCTIONS", "STATES");
	putchar('\n');
}

static const char *weight_word(enum check_weight weight)
{
	switch (weight) {
	case CHECK_FAILS:
		return "fails";
	case CHECK_NOTE:
		return "note";
	default:
		return "guarded";
	}
}

static void print_findings(const struct check_result *result, bool all, bool *head,
			   const struct checked_kernel *kernel)
{
	for (size_t i = 0; i < result->count; i++) {
		const struct check_finding *finding = &result->findings[i];

		if (finding->weight != CHECK_FAILS && !all)
			continue;
		if (!*head)
			terminal_printf(stdout, "\n%s (%s)\n", kernel->release, kernel->arch);
		*head = true;
		print_line("  %-8s %s%s%s", weight_word(finding->weight), finding->program,
			   *finding->program ? ": " : "", finding->text);
	}
}

static void print_loads(const struct checked_kernel *kernel, bool *head)
{
	if (!*head && (!kernel->has_btf || *kernel->no_boot || checked_refused(kernel)))
		terminal_printf(stdout, "\n%s (%s)\n", kernel->release, kernel->arch);
	if (!kernel->has_btf)
		print_line("  unknown  the kernel of '%s' has no BTF", kernel->path);
	if (*kernel->no_boot)
		print_line("  boot     %s", kernel->no_boot);
	for (size_t i = 0; i < kernel->loads.count; i++)
		if (!kernel->loads.all[i].is_loaded)
			print_line("  refused  %s: %s", kernel->loads.all[i].program,
				   kernel->loads.all[i].reason);
}

void checked_print(const struct checked *checked, bool all)
{
	const int width = width_of_releases(checked);

	print_head(checked, width);
	for (size_t i = 0; i < checked->kernel_count; i++)
		print_row(checked, &checked->kernels[i], width);
	for (size_t i = 0; i < checked->kernel_count; i++) {
		const struct checked_kernel *kernel = &checked->kernels[i];
		bool head = false;

		for (size_t j = 0; j < checked->object_count; j++)
			print_findings(&kernel->results[j], all, &head, kernel);
		print_loads(kernel, &head);
	}
}

/* --- JSON ------------------------------------------------------------------------------------ */

static void write_result(struct json_writer *json, const struct check_result *result)
{
	json_write_begin(json, NULL, '{');
	json_write_bool(json, "fits", result->fits);
	for (int i = 0; i < CHECK_SUBJECTS; i++) {
		json_write_begin(json, check_subject_name((enum check_subject)i), '{');
		json_write_number(json, "asked", result->counts[i].asked);
		json_write_number(json, "there", result->counts[i].there);
		json_write_end(json, '}');
	}
	json_write_begin(json, "findings", '[');
	for (size_t i = 0; i < result->count; i++) {
		const struct check_finding *finding = &result->findings[i];

		json_write_begin(json, NULL, '{');
		json_write_text(json, "about", check_subject_name(finding->subject));
		json_write_text(json, "weight", weight_word(finding->weight));
		json_write_text(json, "name", *finding->program ? finding->program : NULL);
		json_write_text(json, "text", finding->text);
		json_write_end(json, '}');
	}
	json_write_end(json, ']');
	json_write_end(json, '}');
}

static void write_loads(struct json_writer *json, const struct checked_kernel *kernel)
{
	json_write_begin(json, "boot", '{');
	json_write_text(json, "failed", *kernel->no_boot ? kernel->no_boot : NULL);
	json_write_begin(json, "programs", '[');
	for (size_t i = 0; i < kernel->loads.count; i++) {
		const struct load *load = &kernel->loads.all[i];

		json_write_begin(json, NULL, '{');
		json_write_text(json, "name", load->program);
		json_write_bool(json, "loaded", load->is_loaded);
		json_write_number(json, "instructions", load->instructions);
		json_write_number(json, "states", load->states);
		json_write_text(json, "reason", load->is_loaded ? NULL : load->reason);
		json_write_end(json, '}');
	}
	json_write_end(json, ']');
	json_write_end(json, '}');
}

static void write_kernel(struct json_writer *json, const struct checked *checked,
			 const struct checked_kernel *kernel)
{
	json_write_begin(json, NULL, '{');
	json_write_text(json, "release", kernel->release);
	json_write_text(json, "arch", kernel->arch);
	json_write_text(json, "file", kernel->path);
	json_write_bool(json, "btf", kernel->has_btf);
	json_write_text(json, "fits", verdict(kernel));
	json_write_begin(json, "objects", '[');
	for (size_t i = 0; i < checked->object_count; i++)
		if (kernel->is_checked[i])
			write_result(json, &kernel->results[i]);
	json_write_end(json, ']');
	if (checked->boots)
		write_loads(json, kernel);
	json_write_end(json, '}');
}

void checked_write(const struct checked *checked, struct buf *text)
{
	struct json_writer json = { .to = text };

	json_write_begin(&json, NULL, '{');
	json_write_text(&json, "file", checked->file);
	json_write_begin(&json, "kernels", '[');
	for (size_t i = 0; i < checked->kernel_count; i++)
		write_kernel(&json, checked, &checked->kernels[i]);
	json_write_end(&json, ']');
	json_write_end(&json, '}');
}
