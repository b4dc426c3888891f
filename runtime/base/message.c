// SPDX-License-Identifier: MIT
#include "base/message.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "lib/diag.h"

enum { LINE_MAX_SIZE = 1536 };

static void print(void *context, enum wasm_bpf_message_kind kind, const char *text)
{
	static const enum diag_level levels[] = {
		[WASM_BPF_FAILURE] = DIAG_ERROR, [WASM_BPF_WARNING] = DIAG_WARNING,
		[WASM_BPF_DETAIL] = DIAG_DEBUG,  [WASM_BPF_PROGRESS] = DIAG_INFO,
		[WASM_BPF_NOTE] = DIAG_INFO,
	};

	(void)context;
	if (kind == WASM_BPF_PROGRESS && !isatty(STDERR_FILENO))
		return;
	diag_lines(levels[kind], kind == WASM_BPF_DETAIL ? NULL : "wasm-bpf", text);
}

const struct message_sink message_stderr = { print, NULL };

void message_tell(const struct message_sink *sink, enum wasm_bpf_message_kind kind, const char *fmt,
		  ...)
{
	char line[LINE_MAX_SIZE];
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(line, sizeof(line) - 1, fmt, args);
	va_end(args);
	if (len < 0)
		return;
	if (len > (int)sizeof(line) - 2)
		len = (int)sizeof(line) - 2;
	line[len] = '\n';
	line[len + 1] = '\0';
	sink->tell(sink->context, kind, line);
}
