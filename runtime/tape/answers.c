// SPDX-License-Identifier: MIT
#include "tape/answers.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "tape/rules.h"
#include "tape/tape_file.h"

static int add(struct answers *answers, const struct tape_event *call, uint64_t position)
{
	struct answer_list *to = &answers->imports[call->import];
	struct answer *list = to->list;

	/* Whenever it is full: at powers of two. */
	if (!(to->count & (to->count - 1)))
		list = realloc(list, (to->count ? 2 * to->count : 1) * sizeof(*list));
	if (!list)
		return -ENOMEM;
	to->list = list;
	list[to->count++] = (struct answer){ .at = call->at, .position = position };
	return 0;
}

static int collect(struct answers *answers, struct tape *tape)
{
	struct rules_streams streams = RULES_STREAMS;
	struct tape_event event;
	int ret = 0;

	while (!ret && tape_next(tape, &event) > 0) {
		unsigned int stream;

		if (event.kind == TAPE_OUTPUT)
			buf_add(&answers->output[event.which - 1], event.bytes.at, event.bytes.len);
		if (event.kind == TAPE_END) {
			answers->has_end = true;
			answers->end = event;
		}
		if (event.kind != TAPE_CALL ||
		    !tape_is(tape->imports[event.import].module, wasi_module))
			continue;
		stream = rules_output(&streams, event.args[0]);
		ret = add(answers, &event, stream ? answers->output[stream - 1].len : 0);
	}
	return ret;
}

int answers_collect(struct answers *answers, struct tape tape, struct err *err)
{
	int ret = -ENOMEM;

	*answers = (struct answers){
		.imports = calloc(tape.import_count + 1, sizeof(*answers->imports)),
		.import_count = tape.import_count,
		.output = { BUF_INIT(TAPE_MAX), BUF_INIT(TAPE_MAX) },
	};
	if (answers->imports)
		ret = collect(answers, &tape);
	if (!ret)
		ret = -(answers->output[0].error | answers->output[1].error);
	if (ret < 0) {
		answers_release(answers);
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	}
	return 0;
}

void answers_release(struct answers *answers)
{
	for (size_t i = 0; answers->imports && i < answers->import_count; i++)
		free(answers->imports[i].list);
	free(answers->imports);
	buf_release(&answers->output[0]);
	buf_release(&answers->output[1]);
	*answers = (struct answers){ 0 };
}
