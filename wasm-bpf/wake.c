// SPDX-License-Identifier: MIT
#include "wasm-bpf/wake.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/wasm_bpf.h"

enum { NUMBER_MAX = 1 << 30 };

static const struct {
	const char *name;
	uint64_t factor;  /* to bytes, or to microseconds */
	bool is_time;
} units[] = {
	{ "", 1, false },  { "K", 1 << 10, false }, { "M", 1 << 20, false },
	{ "us", 1, true }, { "ms", 1000, true },    { "s", 1000000, true },
};

/* A number with its unit, up to a comma or the end: adds it to one of the two. */
static bool take(const char **text, uint64_t *bytes, uint64_t *delay_us)
{
	char *unit;
	const unsigned long number = strtoul(*text, &unit, 10);
	const size_t len = strcspn(unit, ",");

	if (**text < '0' || **text > '9' || !number || number > NUMBER_MAX)
		return false;
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		uint64_t *to = units[i].is_time ? delay_us : bytes;

		if (strlen(units[i].name) != len || memcmp(unit, units[i].name, len) != 0)
			continue;
		if (*to)
			return false;
		*to = number * units[i].factor;
		*text = unit + len;
		return true;
	}
	return false;
}

bool wake_set(struct wasm_bpf_config *config, const char *text)
{
	uint64_t bytes = 0, delay_us = 0;

	if (strcmp(text, "each") == 0)
		return wasm_bpf_config_wake(config, 0, 0) == 0;
	if (!take(&text, &bytes, &delay_us))
		return false;
	if (*text == ',' && (text++, !take(&text, &bytes, &delay_us)))
		return false;
	return !*text && wasm_bpf_config_wake(config, bytes, delay_us) == 0;
}
