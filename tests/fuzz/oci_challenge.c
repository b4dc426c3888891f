// SPDX-License-Identifier: MIT
/*
 * Any text as the values of WWW-Authenticate, a line each: what is taken of them ends, and
 * fits.
 *
 * rooms: registry store format lib
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "registry/challenge.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = strndup((const char *)data, size), *rest = text, *line;
	struct challenges all = { 0 };
	struct err err = ERR_INIT;

	while ((line = strsep(&rest, "\n")))
		challenge_parse(line, &all, &err);
	if (strlen(all.bearer.realm) + strlen(all.bearer.service) + strlen(all.bearer.scope) > size)
		abort();
	free(text);
	return 0;
}
