// SPDX-License-Identifier: MIT
/*
 * Any bytes as docker's config.json, for hosts and repositories of several forms.
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
	static const char *const places[][2] = {
		{ "host:5000", "" },
		{ "host:5000", "a/b" },
		{ "registry-1.docker.io", "a" },
	};

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		struct credential credential = { 0 };
		struct helper helper;
		struct err err = ERR_INIT;

		if (credential_parse((const char *)data, size, places[i][0], places[i][1],
				     &credential, &helper, &err) == 0)
			credential_release(&credential);
	}
	return 0;
}
