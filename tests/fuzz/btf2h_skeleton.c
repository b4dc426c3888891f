// SPDX-License-Identifier: MIT
/*
 * Any bytes as a BPF object of which skeletons are made, in each language that has them.
 *
 * rooms: btf2h bindings lib
 */
#include <bpf/btf.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#include "bindings/select.h"
#include "btf2h/emit.h"
#include "btf2h/language.h"
#include "btf2h/skeleton.h"
#include "lib/buf.h"
#include "lib/err.h"

static void skeleton_of(const struct input *input, const struct language *language, bool tags,
			bool is_part)
{
	const struct emit_names names = { .input = "input.o",
					  .guard = "output",
					  .package = "p",
					  .stem = "x",
					  .object = "input.o",
					  .is_part = is_part };
	const struct select_opts select = { .maps = !tags, .globals = true };
	struct buf out = BUF_INIT(16 << 20);
	struct err err = ERR_INIT;
	struct skeleton skeleton;
	bool *wanted = NULL;

	if (select_types(input, &select, &wanted, &err) == 0 &&
	    skeleton_make(&skeleton, input, language, wanted, tags, names.stem, &err) == 0) {
		if (language->emit_skeleton(&out, &skeleton, &names, &err) == -EINVAL)
			abort(); /* its template is wrong */
		skeleton_release(&skeleton);
	}
	free(wanted);
	buf_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { .name = "input.o", .file = BUF_INIT(1 << 20) };
	struct err err = ERR_INIT;

	buf_add(&input.file, data, size);
	if (!input.file.error && input_parse(&input, NULL, 0, &err) == 0)
		for (const struct language *language = languages; language->name; language++)
			skeleton_of(&input, language, false, false);
	if (!input.file.error && input.btf)
		skeleton_of(&input, languages, true, true);
	input_release(&input);
	return 0;
}
