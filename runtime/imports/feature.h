/* SPDX-License-Identifier: MIT */
/* Finds out by trying what the kernel has. Nothing stays behind. */
#ifndef IMPORTS_FEATURE_H
#define IMPORTS_FEATURE_H

/* Each returns 1 for yes, 0 for no, or a negative errno if it cannot be found out. */
int feature_program(int type);
int feature_map(int type);
int feature_helper(int program_type, int helper);

#endif
