/* SPDX-License-Identifier: MIT */
/* The libc's part of <dirent.h>, with Linux's numbers of kinds of files. */
#ifndef WASM_BPF_HEADER_DIRENT_H
#define WASM_BPF_HEADER_DIRENT_H

#pragma redefine_extname readdir wasm_bpf_linux_readdir
#include_next <__header_dirent.h>

#undef DT_UNKNOWN
#undef DT_FIFO
#undef DT_CHR
#undef DT_DIR
#undef DT_BLK
#undef DT_REG
#undef DT_LNK
#undef DT_SOCK
#undef IFTODT
#undef DTTOIF
#define DT_UNKNOWN 0
#define DT_FIFO 1
#define DT_CHR 2
#define DT_DIR 4
#define DT_BLK 6
#define DT_REG 8
#define DT_LNK 10
#define DT_SOCK 12
#define DT_WHT 14
#define IFTODT(mode) (((mode) & 0xf000) >> 12)
#define DTTOIF(type) ((type) << 12)

#endif
