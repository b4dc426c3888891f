/* SPDX-License-Identifier: MIT */
/* Time zones by name, for guests, which have no zone files. */
#ifndef WASM_BPF_ZONE_H
#define WASM_BPF_ZONE_H

#include <stddef.h>

enum { ZONE_RULE_MAX = 128 };

/*
 * The rule of a value of TZ that names a zone ("Europe/Berlin", ":Japan", "/etc/localtime"), as
 * its file on this machine has it: "CET-1CEST,M3.5.0,M10.5.0/3". 0; 1 where the value can only
 * be a rule, or nothing, itself; or -ENOENT where it names a zone, and there is no such file.
 */
int zone_rule(const char *value, char ret_rule[static ZONE_RULE_MAX]);

#endif
