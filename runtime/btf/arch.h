/* SPDX-License-Identifier: MIT */
/*
 * The architecture whose registers an object reads. wasm-bpf-cc writes it into the section
 * .wasm_bpf.arch, a text for each place in the code, by libbpf's names: "x86", "arm64". Objects
 * that read none, or come from another compiler, have no such section. An object can carry
 * others, each whole, for other architectures: in sections .wasm_bpf.object.ARCH.
 */
#ifndef BTF_ARCH_H
#define BTF_ARCH_H

#include <stddef.h>

struct elf;
struct err;

enum { ARCH_NAME_SIZE = 16 };

/* This machine's architecture, as libbpf names it. */
const char *arch_of_host(void);

/* The architecture whose registers the object reads, or "" if any will do. "several" if the
 * section names more than one. */
void arch_of_object(const struct elf *elf, char ret_name[static ARCH_NAME_SIZE]);

/* The name of the architecture that a section carries an object for, or null. */
const char *arch_carried(const char *section);

/*
 * Finds the object for this machine in the bytes of one: another that it carries, or itself.
 * `*ret_data` points into `data`. -EINVAL if this is no ELF file; -ENOEXEC, with the reason, if
 * the object reads the registers of another architecture.
 */
int arch_choose(const void *data, size_t size, const void **ret_data, size_t *ret_size,
		struct err *err);

#endif
