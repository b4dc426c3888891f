// SPDX-License-Identifier: MIT
/*
 * Any bytes as a manifest or index of any type, to the choice of what is run.
 *
 * rooms: format lib
 */
#include <stdint.h>

#include "format/json.h"
#include "format/manifest.h"
#include "lib/err.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc, (void)argv;
	json_bound_memory();
	return 0;
}

static void try_as(const uint8_t *data, size_t size, const char *media_type)
{
	struct err err = ERR_INIT;
	struct descriptor found;
	struct manifest manifest;

	if (manifest_parse(data, size, media_type, &manifest, &err) < 0)
		return;
	if (manifest.kind == MANIFEST_IMAGE) {
		manifest_wasm_layer(&manifest, &found, &err);
		manifest_slices_layer(&manifest, &found, &err);
	} else {
		manifest_wasm_entry(&manifest, &found, &err);
		manifest_image_entry(&manifest, "amd64", &found, &err);
	}
	manifest_annotation(&manifest, ANNOTATION_NEEDS);
	manifest_release(&manifest);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	try_as(data, size, MEDIA_TYPE_MANIFEST);
	try_as(data, size, MEDIA_TYPE_INDEX);
	return 0;
}
