/* SPDX-License-Identifier: MIT */
#ifndef TCPLIFE_H
#define TCPLIFE_H

#include <wasm_bpf/stream.h>

struct event {
	int pid WB_LEFT WB_WIDTH(7);
	char comm[16];
	unsigned local WB_IP WB_WIDTH(15);
	unsigned short local_port WB_TITLE("PORT") WB_LEFT WB_WIDTH(5);
	unsigned remote WB_IP WB_WIDTH(15);
	unsigned short remote_port WB_TITLE("PORT") WB_LEFT WB_WIDTH(5);
	unsigned long long sent WB_WIDTH(8); /* bytes, as far as they are acknowledged */
	unsigned long long received WB_WIDTH(8);
	unsigned long long duration_ns WB_TITLE("MS") WB_MS WB_LEFT;
};

#endif
