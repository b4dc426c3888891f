// SPDX-License-Identifier: MIT
/* Iterators: what their programs write is text for people, or the bytes of a struct. */
#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>

#include "lib/err.h"
#include "lib/terminal.h"
#include "observe/observation.h"
#include "session/iter.h"
#include "session/link.h"
#include "session/object.h"
#include "session/program.h"
#include "session/session.h"
#include "streams/sink.h"
#include "types/gadget.h"

enum { READ_SIZE = 4096 };

bool observation_is_iterator(const struct bpf_program *prog)
{
	const char *section = bpf_program__section_name(prog);

	return strncmp(section, "iter/", 5) == 0 || strncmp(section, "iter.s/", 7) == 0;
}

/* What goes on from one read to the next. */
struct pass {
	struct observation *o;
	struct reader *reader;      /* null: it writes text */
	struct terminal terminal;   /* a terminal gets what a guest's text would be there */
	char *record;               /* the first `len` bytes of the next record */
	size_t len;
};

static void take_text(struct pass *pass, const char *text, size_t len)
{
	char passed[TERMINAL_ROOM(READ_SIZE)];
	struct sink *sink = pass->o->sinks;

	if (sink->columns)
		buf_add(&sink->text, passed, terminal_filter(&pass->terminal, text, len, passed));
	else
		buf_add(&sink->text, text, len);
	sink_flush(sink);
}

/* Records come one behind the other, and a read may end within one. */
static void take_records(struct pass *pass, const char *bytes, size_t len)
{
	const size_t size = pass->reader->view.stream.columns.size;

	while (len && !observation_is_enough(pass->o)) {
		const size_t part = size - pass->len < len ? size - pass->len : len;

		memcpy(pass->record + pass->len, bytes, part);
		pass->len += part;
		bytes += part;
		len -= part;
		if (pass->len < size)
			break;
		observation_take(pass->o, pass->reader, pass->record, size);
		pass->len = 0;
	}
}

static struct reader *reader_of(struct observation *o, const char *program)
{
	for (size_t i = 0; i < o->reader_count; i++)
		if (o->readers[i].source == READER_ITERATOR &&
		    (!o->readers[i].programs || gadget_has(o->readers[i].programs, program)))
			return &o->readers[i];
	return NULL;
}

static int read_pass(struct pass *pass, const struct iter *iter, struct err *err)
{
	struct session *session = pass->o->session;
	char bytes[READ_SIZE];
	int len;

	while ((len = iter_read(session, iter, bytes, sizeof(bytes), err)) > 0)
		if (pass->reader)
			take_records(pass, bytes, (size_t)len);
		else
			take_text(pass, bytes, (size_t)len);
	sink_flush(pass->o->sinks);
	return len == -EINTR ? 0 : len;
}

static int run_iterator(struct observation *o, const char *name, char *record, struct err *err)
{
	struct pass pass = { .o = o, .reader = reader_of(o, name), .record = record };
	struct program *program;
	struct link *link;
	struct iter *iter;
	int ret = program_find(o->object, name, &program, err);

	if (!ret)
		ret = link_new(program, NULL, 0, &link, err);
	if (!ret)
		ret = iter_new(o->session, link, &iter, err);
	return ret ? ret : read_pass(&pass, iter, err);
}

int observation_iterate(struct observation *o, struct err *err)
{
	char record[OBSERVATION_RECORD_MAX];
	struct bpf_program *prog;
	int ret = 0;

	bpf_object__for_each_program (prog, o->object->bpf)
		if (!ret && observation_is_iterator(prog) && bpf_program__autoload(prog))
			ret = run_iterator(o, bpf_program__name(prog), record, err);
	return ret;
}
