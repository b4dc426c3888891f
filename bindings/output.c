// SPDX-License-Identifier: MIT
#include "bindings/output.h"

#include <string.h>

#include "lib/err.h"

static int pass(void *to, const char *data, size_t len)
{
	struct output *out = to;

	return -file_out_add(&out->file, data, len, out->err);
}

void output_init(struct output *out, const char *path, size_t max, struct err *err)
{
	*out = (struct output){
		.text = { .max = max, .pass = pass, .to = out },
		.file = FILE_OUT_INIT(path),
		.err = err,
	};
}

int output_end(struct output *out, int ret)
{
	struct buf *text = &out->text;

	if (!ret && text->error) /* which a part that could not be written has told */
		ret = out->err->code ? -out->err->code
				     : err_set(out->err, text->error, "cannot make '%s': %s",
					       out->file.path, strerror(text->error));
	if (!ret)
		ret = file_out_add(&out->file, text->data, text->len, out->err);
	buf_release(text);
	return file_out_end(&out->file, ret, out->err);
}
