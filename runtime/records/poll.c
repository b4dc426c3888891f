// SPDX-License-Identifier: MIT
/* Polls: each record a call of the guest. */
#include <errno.h>
#include <poll.h>
#include <string.h>

#include "base/interrupt.h"
#include "records/buffer.h"
#include "records/records.h"

enum { PUMP_AFTER = 1000 };  /* records */

/* A poll that is under way. */
struct pass {
	struct records *records;
	const struct poll *poll;
	int32_t result;  /* the last callback's */
};

/* A record on its way to the guest: one copy, one call. The guest's memory neither
 * moves nor shrinks in that call, so that `to` stays good. */
static int deliver(void *context, const void *data, size_t size)
{
	struct pass *pass = context;
	const struct poll *poll = pass->poll;
	struct records *records = pass->records;

	records->counts->delivered++;
	if (size > poll->max_size) {
		records->counts->cut++;
		size = poll->max_size;
	}
	if (size)
		memcpy(poll->to, data, size);
	if (engine_call(*records->buffers->instance, poll->callback, poll->context, poll->data,
			(uint32_t)size, &pass->result) < 0)
		pass->result = -ECANCELED;
	return pass->result < 0 || !records->handle ||
	       interrupt_is_raised(records->buffers->interrupt);
}

/* Whether a pump takes the records of this poll: from the time on when so many have come
 * that making one is worth it. */
static bool use_pump(struct records *records, const struct poll *poll)
{
	struct buffers *buffers = records->buffers;

	if (!records->pump && !records->no_pump && records->counts->delivered >= PUMP_AFTER)
		records->no_pump = pump_open(&buffers->pumps, *buffers->instance, &records->source,
					     &records->pump) < 0;
	return records->pump && poll->callback->has_result;
}

static void pump(struct pass *pass)
{
	struct records *records = pass->records;
	struct pump_request request = {
		.callback = pass->poll->callback,
		.context = pass->poll->context,
		.data = pass->poll->data,
		.max_size = pass->poll->max_size,
		.interrupt = records->buffers->interrupt,
		.counts = records->counts,
		.result = pass->result,
	};

	pump_consume(records->pump, &request);
	pass->result = request.result;
}

static int consume(struct pass *pass, uint64_t *ret_records)
{
	struct records *records = pass->records;
	const uint64_t before = records->counts->delivered;
	int ret = 0;

	buffer_rest(records->buffer);
	if (use_pump(records, pass->poll))
		pump(pass);
	else
		ret = buffer_consume(records->buffer, deliver, pass, &records->counts->lost);
	*ret_records = records->counts->delivered - before;
	return ret;
}

static int consume_or_wait(struct pass *pass)
{
	struct records *records = pass->records;
	const int32_t timeout_ms = pass->poll->timeout_ms;
	const int64_t timeout = timeout_ms * (int64_t)1000000;
	struct pollfd fds[2];
	uint64_t came;
	int ret;

	/* Who wants to be woken for many does not want the few that are there. */
	if (!timeout_ms || (!records->wake.bytes && !records->wake.delay)) {
		ret = wake_pause(records->buffers->interrupt, &records, fds, 1, timeout);
		if (ret < 0)
			return ret;
		ret = consume(pass, &came);
		if (ret < 0 || came || !timeout_ms)
			return ret < 0 ? ret : pass->result;
	}
	ret = wake_wait(records->buffers->interrupt, &records, fds, 1, timeout);
	if (ret <= 0)
		return ret;
	ret = consume(pass, &came);
	return ret < 0 ? ret : pass->result;
}

int records_poll(struct records *records, const struct poll *poll, struct err *err)
{
	struct pass pass = { .records = records, .poll = poll };
	int ret;

	if (records->busy || records->mapping)
		return -EBUSY;
	if (interrupt_refuses(records->buffers->interrupt, poll->timeout_ms))
		return -EINTR;
	ret = records_open(records, err);
	if (ret < 0)
		return ret;
	records->counts->polls++;
	records->busy = true;
	records->buffers->polling++;
	ret = consume_or_wait(&pass);
	records->buffers->polling--;
	records->busy = false;
	return ret;
}
