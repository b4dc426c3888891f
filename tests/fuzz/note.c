// SPDX-License-Identifier: MIT
/*
 * Notes of any bytes, as another user can write them for root to read. What is taken can be printed
 * on a terminal, and read again from what is written of it.
 *
 * rooms: activity base lib
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "activity/note.h"
#include "lib/buf.h"
#include "lib/err.h"

static void check(const struct note *note)
{
	struct buf text = BUF_INIT(NOTE_SIZE_MAX);
	struct note again;
	char plain[NOTE_TEXT_MAX];

	note_print(note, &text);
	if (text.error)
		abort();
	if (note_parse(text.data, text.len, &again, NULL) < 0 || again.pid != note->pid ||
	    again.lost != note->lost || strcmp(again.file, note->file) != 0)
		abort();
	note_text(plain, sizeof(plain), note->file);
	if (strcmp(plain, note->file) != 0)
		abort();
	buf_release(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err err = ERR_INIT;
	struct note note = { 0 };
	char plain[16], text[64];

	if (note_parse((const char *)data, size, &note, &err) == 0)
		check(&note);
	snprintf(text, sizeof(text), "%.*s", (int)(size < 60 ? size : 60), (const char *)data);
	note_text(plain, sizeof(plain), text);
	if (strlen(plain) >= sizeof(plain))
		abort();
	return 0;
}
