/* SPDX-License-Identifier: MIT */
/* What the kernel has, found out by trying; nothing stays behind. */
#ifndef IMPORTS_FEATURE_H
#define IMPORTS_FEATURE_H

/* Each gives 1 for yes, 0 for no, or a negative errno where it cannot be found out. */
int feature_program(int type);
int feature_map(int type);
int feature_helper(int program_type, int helper);

#endif
