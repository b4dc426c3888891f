/* SPDX-License-Identifier: MIT */
/* A guest reads no ELF: this is for sources that include it for <uprobe_helpers.h>. */
#ifndef WASM_BPF_GELF_H
#define WASM_BPF_GELF_H

typedef struct Elf Elf;

#endif
