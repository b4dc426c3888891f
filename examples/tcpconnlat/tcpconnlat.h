/* SPDX-License-Identifier: MIT */
#ifndef TCPCONNLAT_H
#define TCPCONNLAT_H

#include <wasm_bpf/stream.h>

struct event {
	int pid WB_LEFT WB_WIDTH(7);
	char comm[16];
	unsigned local WB_IP WB_WIDTH(15);
	unsigned remote WB_IP WB_WIDTH(15);
	unsigned short port WB_LEFT WB_WIDTH(5);        /* the remote one */
	unsigned long long latency_ns WB_TITLE("MS") WB_MS WB_LEFT; /* from SYN to established */
};

#endif
