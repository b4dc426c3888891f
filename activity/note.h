/* SPDX-License-Identifier: MIT */
/*
 * What a run says of itself to `wasm-bpf ps`: lines of a key, a blank and a value. A reader passes
 * over keys that it does not know.
 *
 *	pid 4711
 *	start 123456        when the process started, in ticks since the boot (proc(5), field 22)
 *	since 1790000000    when the run began, in seconds since 1970
 *	written 1790000007  when this was written
 *	state attached      or starting, unhealthy, stopping
 *	name app            a text, in UTF-8, as are those below
 *	file dir/app.wasm   as the user called it
 *	digest sha256:...   of the module or object
 *	delivered 100       records
 *	lost 0
 *	rate 12             records a second, lately
 */
#ifndef ACTIVITY_NOTE_H
#define ACTIVITY_NOTE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct buf;
struct err;

enum { NOTE_SIZE_MAX = 4096, NOTE_TEXT_MAX = 512 };

struct note {
	pid_t pid;
	uint64_t start, since, written;
	uint64_t delivered, lost, rate;
	char state[16];
	char name[64];
	char file[NOTE_TEXT_MAX];
	char digest[80]; /* or empty */
};

void note_print(const struct note *note, struct buf *to);

/* Reads the bytes of any file. -EINVAL for what is no note: a number that is none or too large, a
 * text that is too long, not UTF-8 or has control characters, no pid. */
int note_parse(const char *text, size_t size, struct note *ret_note, struct err *err);

/* Copies a text, with '?' for what a note cannot have, cut to `size`. */
void note_text(char *to, size_t size, const char *from);

#endif
