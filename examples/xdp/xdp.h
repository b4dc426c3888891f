/* SPDX-License-Identifier: MIT */
#ifndef XDP_H
#define XDP_H

#include <wasm_bpf/stream.h>

struct traffic {
	unsigned long long packets;
	unsigned long long bytes;
};

/* What the user sees. */
struct line {
	char what[8] WB_TITLE("");
	char name[16] WB_TITLE("PROTOCOL/SOURCE");
	unsigned long long packets WB_WIDTH(10);
	unsigned long long bytes WB_WIDTH(12);
};

#endif
