/* SPDX-License-Identifier: MIT */
#ifndef BASE_BPF_ERROR_H
#define BASE_BPF_ERROR_H

/* Linux's number for a result of libbpf's, which has numbers of its own (LIBBPF_ERRNO__...,
 * from 4000 on) that no guest knows. Other results are given back as they are. */
int bpf_errno(int ret);

#endif
