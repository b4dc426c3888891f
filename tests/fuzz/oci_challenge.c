// SPDX-License-Identifier: MIT
/*
 * Any text as the value of WWW-Authenticate.
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
	char *text = strndup((const char *)data, size);
	struct err err = ERR_INIT;
	struct challenge challenge;

	challenge_parse(text, &challenge, &err);
	free(text);
	return 0;
}
