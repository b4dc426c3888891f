// SPDX-License-Identifier: MIT
/* A guest that loads the object on its standard input. */
#include <stdio.h>

#include <wasm_bpf.h>

static char object[1 << 20];

int main(void)
{
	return !wasm_load_bpf_object(object, (int)fread(object, 1, sizeof(object), stdin));
}
