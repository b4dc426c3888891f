// SPDX-License-Identifier: MIT
/*
 * Any bytes as raw BTF: through the check, libbpf, the plan and every language.
 *
 * rooms: btf2h bindings lib
 */
#include <bpf/btf.h>
#include <stdint.h>
#include <stdlib.h>

#include "bindings/input.h"
#include "btf2h/emit.h"
#include "btf2h/language.h"
#include "lib/buf.h"
#include "lib/err.h"

static const struct emit_names names = { .input = "input", .guard = "output", .package = "types" };

static void emit(const struct input *input, const struct language *language)
{
	struct buf out = BUF_INIT(16 << 20);
	struct err err = ERR_INIT;
	struct plan plan;

	if (plan_make(&plan, input->btf, &language->plan, &err))
		return;
	language->emit(&out, &plan, &names);
	plan_release(&plan);
	buf_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { .name = "input", .file = BUF_INIT(1 << 20) };
	struct err err = ERR_INIT;

	buf_add(&input.file, data, size);
	if (!input.file.error && input_parse(&input, NULL, 0, &err) == 0)
		for (const struct language *language = languages; language->name; language++)
			emit(&input, language);
	input_release(&input);
	return 0;
}
