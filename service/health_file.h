/* SPDX-License-Identifier: MIT */
/* The file for health checks: there, and young, while a guest is ready. */
#ifndef SERVICE_HEALTH_FILE_H
#define SERVICE_HEALTH_FILE_H

struct err;
struct health_file;

/* Removes what an earlier run left, and keeps the folder open: call it before the process is
 * confined. -EEXIST if it is another file; or -errno. `path` must stay. */
int health_file_open(const char *path, struct health_file **ret_file, struct err *err);

/* Replaces it whole. A failure is told once. */
void health_file_write(struct health_file *file, const char *text);

/* Removes it. Null is fine. */
void health_file_close(struct health_file *file);

#endif
