/* SPDX-License-Identifier: MIT */
/* The libc's <arpa/inet.h>, for Linux's numbers of address families. */
#ifndef WASM_BPF_ARPA_INET_H
#define WASM_BPF_ARPA_INET_H
#pragma redefine_extname inet_ntop wasm_bpf_linux_inet_ntop
#pragma redefine_extname inet_pton wasm_bpf_linux_inet_pton
#include_next <arpa/inet.h>
#endif
