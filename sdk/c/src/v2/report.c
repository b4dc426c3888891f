// SPDX-License-Identifier: MIT
/* What the host says of a failure, as messages of this library. */
#include <stdlib.h>
#include <string.h>
#include "object.h"

void sdk_print_text(enum libbpf_print_level level, const char *text)
{
	size_t len = strlen(text);

	while (len && text[len - 1] == '\n')
		len--;
	if (len)
		sdk_print(level, "libbpf: %.*s\n", (int)len, text);
}

int sdk_failed(int host)
{
	char *text;
	int len;

	if (host >= 0)
		return host;
	len = wasm_bpf_last_error(NULL, 0);
	text = len > 0 ? malloc(len + 1) : NULL;
	if (text && wasm_bpf_last_error(text, len + 1) > 0)
		sdk_print_text(LIBBPF_WARN, text);
	free(text);
	return sdk_result(host);
}
