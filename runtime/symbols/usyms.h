/* SPDX-License-Identifier: MIT */
/*
 * The symbols of processes: which file is mapped at an address, and which function of it
 * that is. Processes may live in other mount namespaces, end, and run other programs at any
 * time; files may be replaced. So what is kept of them is checked before it is used.
 */
#ifndef SYMBOLS_USYMS_H
#define SYMBOLS_USYMS_H

#include <stdint.h>

struct err;
struct usyms;

/* Keeps a bounded number of processes and files. Null where there is no memory. */
struct usyms *usyms_new(void);
void usyms_free(struct usyms *usyms);

/*
 * The name of the function at an address of a process, or the path of the file that is mapped
 * there ("[vdso]" is none, but counts), and the offset into it. The text stays as long as
 * nothing else is asked. -ESRCH: no such process; -ENOENT: no function, or no file, is there;
 * or why the process or the file cannot be read.
 */
int usyms_function(struct usyms *usyms, int32_t pid, uint64_t address, const char **ret_name,
		   uint64_t *ret_offset, struct err *err);
int usyms_file(struct usyms *usyms, int32_t pid, uint64_t address, const char **ret_path,
	       uint64_t *ret_offset, struct err *err);

#endif
