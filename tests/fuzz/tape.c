// SPDX-License-Identifier: MIT
/*
 * Recordings of any bytes: as a file, and as what a file holds.
 *
 * rooms: tape lib
 */
#include <stdint.h>

#include "lib/buf.h"
#include "lib/err.h"
#include "tape/answers.h"
#include "tape/tape.h"
#include "tape/tape_file.h"

static void read_events(const void *data, size_t size)
{
	struct answers answers;
	struct tape_event event;
	struct err err = ERR_INIT;
	struct tape tape;
	int ret;

	if (tape_open(&tape, data, size, &err) < 0)
		return;
	if (answers_collect(&answers, tape, &err) == 0)
		answers_release(&answers);
	/* What was read once can be read again. */
	while ((ret = tape_next(&tape, &event)) > 0)
		;
	if (ret < 0)
		__builtin_trap();
	tape_release(&tape);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf events = BUF_INIT(1 << 20);
	struct err err = ERR_INIT;
	bool is_cut;

	if (tape_unpack(data, size, &events, &is_cut, &err) == 0)
		read_events(events.data, events.len);
	else
		read_events(data, size);
	buf_release(&events);
	return 0;
}
