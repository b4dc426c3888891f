/* SPDX-License-Identifier: MIT */
#ifndef BASE_BPF_ERROR_H
#define BASE_BPF_ERROR_H

/* Turns a result of libbpf into one with Linux's number. libbpf has numbers of its own
 * (LIBBPF_ERRNO__..., from 4000 on), which no guest knows. Other results stay as they are. */
int bpf_errno(int ret);

#endif
