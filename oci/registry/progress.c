// SPDX-License-Identifier: MIT
#include "registry/progress.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { WIDTH = 30, QUIET_FOR = 1000, REDRAW_EVERY = 100 };

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

void progress_begin(struct progress *progress, const char *label, uint64_t total, bool quiet)
{
	*progress = (struct progress){
		.label = label,
		.total = total,
		.started = now(),
		.enabled = !quiet && total && isatty(STDERR_FILENO),
	};
}

static void draw(const struct progress *progress, uint64_t done, int64_t taken)
{
	static const char bar[WIDTH + 1] = "##############################";
	double part = done < progress->total ? (double)done / (double)progress->total : 1;
	double mebibyte = 1024 * 1024;

	fprintf(stderr, "\r%s [%-*.*s] %3d%% %.1f of %.1f MiB, %.1f MiB/s\x1b[K", progress->label,
		WIDTH, (int)(part * WIDTH), bar, (int)(part * 100), (double)done / mebibyte,
		(double)progress->total / mebibyte,
		(double)done / mebibyte * 1000 / (double)taken);
}

void progress_set(struct progress *progress, uint64_t done)
{
	int64_t time;

	if (!progress || !progress->enabled)
		return;
	time = now();
	if (time - progress->started < QUIET_FOR || time - progress->drawn < REDRAW_EVERY)
		return;
	draw(progress, done, time - progress->started);
	progress->drawn = time;
}

void progress_end(struct progress *progress)
{
	if (progress->drawn)
		fputs("\r\x1b[K", stderr);
	progress->enabled = false;
}
