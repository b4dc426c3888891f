/* SPDX-License-Identifier: MIT */
/* The recorded calls of WASI, each function by itself, and what the guest printed. */
#ifndef TAPE_ANSWERS_H
#define TAPE_ANSWERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/buf.h"
#include "tape/tape.h"

struct err;

struct answer {
	size_t at;          /* of its CALL */
	uint64_t position;  /* fd_write to a standard stream: how much it had got by then */
	bool is_used;
};

/* Those of one import of the recording. */
struct answer_list {
	struct answer *list;
	size_t count;
	size_t next;  /* the first one that may be unused */
};

struct answers {
	struct answer_list *imports;  /* one for each import */
	size_t import_count;
	struct buf output[2];         /* stdout, stderr */
	bool has_end;
	struct tape_event end;
};

/* Goes through a tape that is open. -ENOMEM. */
int answers_collect(struct answers *answers, struct tape tape, struct err *err);
void answers_release(struct answers *answers);

#endif
