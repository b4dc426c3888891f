/* SPDX-License-Identifier: MIT */
/* TCP: headers of packets, and states as the kernel numbers them. */
#ifndef WASM_BPF_LINUX_TCP_H
#define WASM_BPF_LINUX_TCP_H

#include <linux/types.h>
#include <netinet/tcp.h>

#undef TCP_CA_Open
#define TCP_CA_Open 0
#undef TCP_CA_Disorder
#define TCP_CA_Disorder 1
#undef TCP_CA_CWR
#define TCP_CA_CWR 2
#undef TCP_CA_Recovery
#define TCP_CA_Recovery 3
#undef TCP_CA_Loss
#define TCP_CA_Loss 4

#endif
