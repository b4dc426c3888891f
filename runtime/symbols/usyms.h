/* SPDX-License-Identifier: MIT */
/*
 * The symbols of processes: which file is mapped at an address, and which of its functions is
 * there. At any time a process may end or run another program, and a file may be replaced; a
 * process may be in another mount namespace. So what is kept is checked before it is used.
 */
#ifndef SYMBOLS_USYMS_H
#define SYMBOLS_USYMS_H

#include <stdint.h>

struct err;
struct usyms;

/* Keeps a limited number of processes and files. Null if there is no memory. */
struct usyms *usyms_new(void);
void usyms_free(struct usyms *usyms);

/*
 * The name of the function at an address of a process, or the path of the file that is mapped
 * there, and the offset into it. "[vdso]" counts as a file. The text is valid until the next
 * call. -ESRCH: no such process. -ENOENT: no function, or no file, is there. Other errors: why
 * the process or the file cannot be read.
 */
int usyms_function(struct usyms *usyms, int32_t pid, uint64_t address, const char **ret_name,
		   uint64_t *ret_offset, struct err *err);
int usyms_file(struct usyms *usyms, int32_t pid, uint64_t address, const char **ret_path,
	       uint64_t *ret_offset, struct err *err);

#endif
