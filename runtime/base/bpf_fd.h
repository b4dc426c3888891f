/* SPDX-License-Identifier: MIT */
/* What a descriptor of BPF is of: the kernel tells by the name of its file alone. */
#ifndef BASE_BPF_FD_H
#define BASE_BPF_FD_H

#include <stdbool.h>

bool bpf_fd_is_map(int fd);
bool bpf_fd_is_link(int fd);

#endif
