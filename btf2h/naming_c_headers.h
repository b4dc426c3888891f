/* SPDX-License-Identifier: MIT */
/* Names that headers claim; naming_c_headers.sh makes the lists, each of which ends in null. */
#ifndef BTF2H_NAMING_C_HEADERS_H
#define BTF2H_NAMING_C_HEADERS_H

extern const char *const naming_c_macros[];
extern const char *const naming_c_tags[];
extern const char *const naming_c_types[];
extern const char *const naming_c_values[];

#endif
