// SPDX-License-Identifier: MIT
#include "observe/guest.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/message.h"
#include "imports/process_stream.h"
#include "lib/err.h"
#include "policy/policy.h"
#include "runtime/config.h"
#include "runtime/instance.h"
#include "runtime/runtime.h"
#include "session/object.h"
#include "session/session.h"
#include "typed/typed.h"

enum { ATTACHED_MAX = 4096, STATUS_TRAPPED = 134 };

struct guest {
	struct typed *typed;
	struct engine_wasi wasi;
	struct process_stream streams[2]; /* stdout, stderr */
	char *attached[ATTACHED_MAX];
	size_t attached_count;
};

/* --- what it asks for ------------------------------------------------------------------------- */

static int host_load(void *context, struct err *err)
{
	struct observation *o = context;
	int ret = observation_load(o, err);

	/* What the verifier said is more than a reason that the guest can show. */
	if (ret < 0)
		session_report(o->session, err);
	return ret;
}

static void host_attached(void *context, const char *program)
{
	struct observation *o = context;

	o->is_attached = true;
	if (program)
		guest_attached(o, program);
}

static int host_attach(void *context, const char *program, const char *target, struct err *err)
{
	struct observation *o = context;
	int ret;

	log_begin(&o->session->log); /* the guest gets the reason, whatever libbpf says of it */
	ret = object_attach(o->object, program, target, err);
	log_end();
	if (ret)
		return ret;
	host_attached(o, program);
	return 0;
}

static int host_attach_all(void *context, struct err *err)
{
	struct observation *o = context;
	int ret;

	log_begin(&o->session->log);
	ret = observation_attach(o, err);
	log_end();
	return ret;
}

bool guest_has_attached(const struct observation *o, const char *program)
{
	const struct guest *guest = o->running;

	for (size_t i = 0; i < guest->attached_count; i++)
		if (strcmp(guest->attached[i], program) == 0)
			return true;
	return false;
}

void guest_attached(struct observation *o, const char *program)
{
	struct guest *guest = o->running;
	char *name = guest->attached_count < ATTACHED_MAX ? strdup(program) : NULL;

	if (name)
		guest->attached[guest->attached_count++] = name;
}

/* --- its run ------------------------------------------------------------------------------------ */

static int add_buffers(struct observation *o, struct err *err)
{
	const struct guest *guest = o->running;
	const char *name;

	for (size_t i = 0; (name = typed_buffer(guest->typed, i)); i++) {
		struct reader *reader = &o->readers[o->reader_count];

		if (o->reader_count == OBSERVATION_BUFFERS_MAX)
			return err_set(err, E2BIG, "the object has more than %d buffers",
				       OBSERVATION_BUFFERS_MAX);
		reader->name = strdup(name);
		if (!reader->name)
			return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
		reader->view.stream.name = reader->name;
		reader->typed = i;
		o->reader_count++;
	}
	return 0;
}

/* It said that it could not begin. A language can make that of an error that nothing caught, which
 * was nowhere shown then. */
static int tell_failure(const struct observation *o)
{
	const char *refusal = typed_refusal(o->running->typed);

	message_tell(&o->session->options->messages, WASM_BPF_FAILURE,
		     *refusal ? "the guest's 'run' failed; the last error that it got: %s"
			      : "the guest's 'run' failed%s",
		     refusal);
	return -ECANCELED;
}

int guest_begin(struct observation *o, struct err *err)
{
	const struct wasm_bpf_module *module = o->guest;
	const struct policy *policy = o->config->policy;
	const struct engine_limits limits = {
		.memory = policy_limit(policy, POLICY_MEMORY, 0),
		.table = (uint32_t)policy_limit(policy, POLICY_TABLES, 0),
		.stop = &o->session->interrupt.trapping,
	};
	const struct typed_host host = { host_load, host_attach, host_attach_all, host_attached,
					 o };
	struct guest *guest = calloc(1, sizeof(*guest));
	int ret;

	if (!guest)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	o->running = guest;
	guest->wasi = o->config->wasi;
	process_streams_give(o->session, guest->streams, &guest->wasi);
	ret = typed_new(module->runtime->engine, module->code, &guest->wasi, &limits, &host,
			&o->elf, o->object, &guest->typed, err);
	if (!ret)
		ret = add_buffers(o, err);
	if (!ret)
		ret = typed_run(guest->typed, err);
	return !ret && typed_ended(guest->typed)->status ? tell_failure(o) : ret;
}

int guest_take(struct observation *o, const struct reader *reader, const char *frames, size_t len,
	       struct err *err)
{
	return typed_take(o->running->typed, reader->typed, frames, len, err);
}

int guest_finish(struct observation *o, int ret, struct err *err)
{
	const struct typed *typed = o->running->typed;

	if (!ret)
		ret = typed_finish(o->running->typed, err);
	if (typed_short(typed))
		message_tell(&o->session->options->messages, WASM_BPF_WARNING,
			     "%llu records were shorter than their struct: what they lack was 0",
			     (unsigned long long)typed_short(typed));
	return ret;
}

uint64_t guest_calls(const struct observation *o)
{
	return o->running->typed ? typed_calls(o->running->typed) : 0;
}

void guest_result(const struct observation *o, struct wasm_bpf_result *result)
{
	const struct typed_end *end;

	if (!o->running || !o->running->typed)
		return;
	end = typed_ended(o->running->typed);
	switch (end->end) {
	case ENGINE_TRAPPED:
		result->end = WASM_BPF_TRAPPED;
		result->status = STATUS_TRAPPED;
		snprintf(result->message, sizeof(result->message), "%s", end->message);
		snprintf(result->backtrace, sizeof(result->backtrace), "%s",
			 end->backtrace ? end->backtrace : "");
		break;
	case ENGINE_STOPPED:
		result->status = end->status & 0xff;
		break;
	case ENGINE_RETURNED:
		if (end->status)
			result->status = end->status & 0xff;
		break;
	default:
		result->end = WASM_BPF_STOPPED;
	}
}

void guest_free(struct observation *o)
{
	struct guest *guest = o->running;

	if (!guest)
		return;
	typed_free(guest->typed);
	for (size_t i = 0; i < guest->attached_count; i++)
		free(guest->attached[i]);
	free(guest);
}
