/* SPDX-License-Identifier: MIT */
/* What tests/guests/v2_object.c and object.bpf.c tell each other. */
#ifndef OBJECT_TEST_H
#define OBJECT_TEST_H

#include "abi.h"

/* The programs that see a ppoll(2) that waits for `token` ns, each with an entry in `seen`. */
enum { BY_TP, BY_TP_BTF, BY_UPROBE, BY_PERF_EVENT, PROGRAMS };

struct seen {
	unsigned long long cookie;
	unsigned long long times;
};

/* What the program `add` takes and gives. */
struct sum {
	unsigned long long a, b, sum;
};

#endif
