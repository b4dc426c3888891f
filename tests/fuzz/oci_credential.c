// SPDX-License-Identifier: MIT
/*
 * Any bytes as docker's config.json.
 *
 * rooms: registry store format lib
 */
#include <stdint.h>

#include "format/json.h"
#include "lib/err.h"
#include "registry/credential.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc, (void)argv;
	json_bound_memory();
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct credential credential = { 0 };
	char helper[HELPER_NAME_MAX];
	struct err err = ERR_INIT;

	if (credential_parse((const char *)data, size, "host:5000", &credential, helper, &err) == 0)
		credential_release(&credential);
	return 0;
}
