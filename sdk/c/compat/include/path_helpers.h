/* SPDX-License-Identifier: MIT */
/* bcc's helper for paths that a program gathered part by part. */
#ifndef __PATH_HELPERS_H
#define __PATH_HELPERS_H

#ifdef __cplusplus
extern "C" {
#endif

#ifndef NAME_MAX
#define NAME_MAX 255
#endif
#define MAX_PATH_DEPTH 32

struct full_path {
	char pathes[NAME_MAX * MAX_PATH_DEPTH];  /* the last part of the path first */
	unsigned int depth;                      /* the index of its first part */
	int failed;         /* it was not read to its beginning */
};

/* Prints it without a line feed. Returns what its last part took. */
int print_full_path(struct full_path *path);

#ifdef __cplusplus
}
#endif

#endif
