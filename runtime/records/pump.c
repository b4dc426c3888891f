// SPDX-License-Identifier: MIT
#include "records/pump.h"

#include <errno.h>
#include <linux/bpf.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/cache.h"
#include "base/clock.h"
#include "base/interrupt.h"
#include "engine/code.h"
#include "engine/engine.h"
#include "lib/buf.h"
#include "records/counts.h"
#include "records/pump_code.h"
#include "records/ring.h"
#include "records/source.h"

enum { CODE_MAX = 1 << 14 };

/* How many bytes of records go by between looks at whether an interrupt came: as many as
 * take about a millisecond. */
enum { LIMIT_MIN = 512, LIMIT_MAX = 1 << 21, PASS_NS = 1000000 };

struct pump {
	struct pump *next;
	struct engine_pump *engine;
	size_t size;        /* bytes of its memory */
	size_t ring;        /* bytes of the ring in it, 0 while it is not used */
	size_t page;
	uint8_t *memory;
	struct pump_control *control;
	uint32_t limit;
};

/* The producer page and the data, twice, as ring_open() has them. */
static uint8_t *producer(const struct pump *pump)
{
	return pump->memory + PUMP_DATA - pump->page;
}

static size_t data_size(const struct pump *pump)
{
	return pump->page + 2 * pump->ring;
}

/* The consumer's. */
static unsigned long position(const struct pump *pump)
{
	return *(const volatile unsigned long *)(const void *)(pump->memory + PUMP_POSITION);
}

void pumps_init(struct pumps *pumps, struct engine *engine, const struct cache *cache)
{
	*pumps = (struct pumps){ .engine = engine, .cache = cache };
}

static int compile(struct pumps *pumps)
{
	struct buf code = BUF_INIT(CODE_MAX);
	int ret;

	pump_code(&code);
	ret = code.error ? -code.error
			 : code_compile(pumps->cache, pumps->engine, code.data, code.len, -1,
					&pumps->code, NULL);
	buf_release(&code);
	return ret;
}

static int map_ring(struct pump *pump, int fd)
{
	const int fixed = MAP_SHARED | MAP_FIXED;

	if (mmap(pump->memory + PUMP_POSITION, pump->page, PROT_READ | PROT_WRITE, fixed, fd, 0) ==
		    MAP_FAILED ||
	    mmap(producer(pump), data_size(pump), PROT_READ, fixed, fd, (off_t)pump->page) ==
		    MAP_FAILED)
		return -errno;
	pump->control = (struct pump_control *)(void *)(pump->memory + PUMP_CONTROL);
	*pump->control = (struct pump_control){ 0 };
	pump->limit = LIMIT_MIN;
	return 0;
}

/* One that is not used and large enough, or a new one. */
static int get_pump(struct pumps *pumps, struct engine_instance *instance, size_t size,
		    struct pump **ret_pump)
{
	struct pump *pump;
	int ret;

	for (pump = pumps->first; pump; pump = pump->next) {
		if (pump->ring || pump->size < size)
			continue;
		*ret_pump = pump;
		return 0;
	}
	if (!pumps->code && compile(pumps) < 0)
		return -ENOMEM;
	pump = calloc(1, sizeof(*pump));
	if (!pump)
		return -ENOMEM;
	ret = engine_pump_new(instance, pumps->code, size, &pump->engine);
	if (ret < 0) {
		free(pump);
		return ret;
	}
	pump->memory = engine_pump_memory(pump->engine);
	pump->size = size;
	pump->next = pumps->first;
	pumps->first = pump;
	*ret_pump = pump;
	return 0;
}

int pump_open(struct pumps *pumps, struct engine_instance *instance, const struct source *source,
	      struct pump **ret_pump)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	struct pump *pump;
	int ret;

	if (source->type != BPF_MAP_TYPE_RINGBUF || source->max_entries > 1u << 30)
		return -EINVAL;
	ret = get_pump(pumps, instance, PUMP_DATA + 2 * (size_t)source->max_entries, &pump);
	if (ret < 0)
		return ret;
	pump->page = page;
	pump->ring = source->max_entries;
	ret = map_ring(pump, source->fd);
	if (ret < 0) {
		pump_close(pump);
		return ret;
	}
	*ret_pump = pump;
	return 0;
}

void pump_close(struct pump *pump)
{
	if (!pump)
		return;
	/* Memory of its own again: the map must not live on because it is mapped here. */
	mmap(pump->memory + PUMP_POSITION, PUMP_DATA - PUMP_POSITION + 2 * pump->ring,
	     PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1,
	     0);
	pump->ring = 0;
}

void pump_stop(struct pump *pump)
{
	pump->control->stop = PUMP_STOP;
}

void pumps_release(struct pumps *pumps)
{
	while (pumps->first) {
		struct pump *next = pumps->first->next;

		free(pumps->first);
		pumps->first = next;
	}
	engine_module_free(pumps->code);
	pumps->code = NULL;
}

/* How many bytes of records are there, at most `limit`. None where the position is nonsense: a guest
 * that maps the ring, too, can write it. */
static uint32_t bytes_there(const struct pump *pump, uint32_t limit)
{
	const unsigned long *end = (const void *)producer(pump);
	const unsigned long there = __atomic_load_n(end, __ATOMIC_ACQUIRE) - position(pump);

	if (there > pump->ring)
		return 0;
	return there < limit ? (uint32_t)there : limit;
}

static volatile struct ring_mark *mark_of(const struct pump *pump)
{
	return (void *)(pump->memory + PUMP_POSITION + RING_MARK);
}

/* Takes back what the pump counted before it came to it. */
static void correct_count(struct pump *pump)
{
	struct pump_control *control = pump->control;
	const uint64_t left = control->counted_to - mark_of(pump)->taken;

	if (control->length && control->counted_to && left < PUMP_ROW * control->length)
		control->delivered -= (uint32_t)(left / control->length);
	control->counted_to = 0;
}

/* One entry into the pump. 1 where it ended because of the limit, else 0, or -ECANCELED. */
static int run(struct pump *pump, struct pump_request *request)
{
	const struct pump_control before = *pump->control;
	const uint32_t limit = pump->limit, bytes = bytes_there(pump, limit);
	const uint32_t args[ENGINE_PUMP_PARAMS] = {
		bytes,
		request->context,
		request->data,
		request->max_size,
		(uint32_t)pump->ring - 1,
	};
	const unsigned long first = position(pump);
	const uint64_t begin = clock_now();
	int ret = engine_pump_run(pump->engine, request->callback, args);
	const bool quick = clock_now() - begin < PASS_NS / 2;

	correct_count(pump);
	request->counts->delivered += pump->control->delivered - before.delivered;
	request->counts->cut += pump->control->cut - before.cut;
	if (pump->control->delivered != before.delivered)
		request->result = pump->control->result;
	if (quick && pump->limit < LIMIT_MAX)
		pump->limit *= 2;
	else if (!quick && pump->limit > LIMIT_MIN)
		pump->limit /= 2;
	return ret < 0 ? ret : position(pump) - first >= limit;
}

void pump_consume(struct pump *pump, struct pump_request *request)
{
	volatile struct ring_mark *const mark = mark_of(pump);
	const unsigned long begin = position(pump);
	int ret;

	pump->control->stop = 0;
	mark->held = 1;
	do
		ret = run(pump, request);
	while (ret > 0 && request->result >= 0 && !pump->control->stop &&
	       position(pump) - begin < pump->ring && !interrupt_is_raised(request->interrupt));
	mark->held = 0;
	if (ret < 0)
		request->result = -ECANCELED;
}
