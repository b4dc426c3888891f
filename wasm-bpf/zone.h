/* SPDX-License-Identifier: MIT */
/* Time zones by name. Guests have no zone files. */
#ifndef WASM_BPF_ZONE_H
#define WASM_BPF_ZONE_H

#include <stddef.h>

enum { ZONE_RULE_MAX = 128 };

/*
 * Finds the rule for a value of TZ that names a zone ("Europe/Berlin", ":Japan",
 * "/etc/localtime") in the zone's file on this machine: "CET-1CEST,M3.5.0,M10.5.0/3". 0; 1 if the
 * value is itself a rule or empty; -ENOENT if it names a zone that has no file.
 */
int zone_rule(const char *value, char ret_rule[static ZONE_RULE_MAX]);

#endif
