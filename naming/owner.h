/* SPDX-License-Identifier: MIT */
/* Whose files are used without being named by their path. */
#ifndef NAMING_OWNER_H
#define NAMING_OWNER_H

struct err;

/* Whether nobody but root and this user can have written the open file or folder: so root uses
 * only root's. 0, or -EACCES with the reason, in which `path` names it. */
int owner_check(int fd, const char *path, struct err *err);

#endif
