// SPDX-License-Identifier: MIT
#include "session/session.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "containers/containers.h"
#include "engine/engine.h"
#include "lib/err.h"
#include "policy/policy.h"
#include "session/handed.h"
#include "session/iter.h"
#include "session/link.h"
#include "session/map.h"
#include "session/object.h"
#include "session/token.h"
#include "symbols/ksyms.h"
#include "symbols/usyms.h"

static const uint64_t settled_after = 30000000000;

static void pulse(struct session *session)
{
	const struct pulse_taker *taker = &session->options->pulse;
	struct wasm_bpf_progress progress = { .attached_at = atomic_load(&session->attached_at) };
	const bool is_news = progress.attached_at && !session->has_pulsed_attached;
	const uint64_t now = clock_now();

	if (!is_news && now - session->pulse_at < taker->interval)
		return;
	session->pulse_at = now;
	session->has_pulsed_attached |= is_news;
	progress.is_ending = interrupt_is_raised(&session->interrupt);
	for (const struct counts *i = session->buffers.counts.first; i; i = i->next) {
		progress.delivered += i->delivered;
		progress.lost += i->lost;
	}
	taker->take(taker->context, &progress);
}

/* Whether the guest is where it wanted to be: it has attached something; or it waits with a buffer
 * at hand, or has come so far without, and lives on what it need not be allowed to attach. */
static bool has_settled(struct session *session)
{
	return atomic_load(&session->attached_at) || session->buffers.open ||
	       clock_now() - session->entered_at >= settled_after;
}

static void rest(void *context)
{
	struct session *session = context;

	emission_rest(session);
	if (has_settled(session))
		handed_settle(session);
	if (session->options->pulse.take)
		pulse(session);
}

static void close_token(struct session *session)
{
	if (session->token_fd >= 0)
		close(session->token_fd);
	session->token_fd = -1;
}

int session_init(struct session *session, const struct session_options *options,
		 struct engine *engine, const struct cache *cache, struct err *err)
{
	int ret = 0;

	*session = (struct session){
		.options = options,
		.engine = engine,
		.cache = cache,
		.stats_fd = -1,
		.token_fd = -1,
	};
	if (options->token_path)
		ret = token_make(options->token_path, &session->token_fd, err);
	if (ret < 0)
		return ret;
	ret = interrupt_init(&session->interrupt, err);
	session->interrupt.rest = rest;
	session->interrupt.rest_context = session;
	session->interrupt.rest_interval = options->pulse.take ? options->pulse.interval : 0;
	if (ret < 0) {
		close_token(session);
		return ret;
	}
	pthread_mutex_init(&session->attaching, NULL);
	log_init(&session->log, options->verbose, &options->messages);
	reason_init(&session->reason);
	buffers_init(&session->buffers, &session->instance, &session->interrupt, engine, cache,
		     &options->wake);
	session->buffers.is_recorded = options->is_recorded;
	for (int i = 0; i < SESSION_STREAMS; i++)
		session->streams[i] = options->process_streams & 1u << i ? i : -1;
	for (int i = STDOUT_FILENO; i <= STDERR_FILENO; i++)
		session->is_filtered[i] = session->streams[i] >= 0 && !options->raw_output &&
					  isatty(i);
	return 0;
}

void session_begin_detaching(struct session *session)
{
	pthread_mutex_lock(&session->attaching);
	atomic_store(&session->detaching_since, clock_now());
}

void session_end_detaching(struct session *session)
{
	const uint64_t since = atomic_exchange(&session->detaching_since, 0);

	atomic_fetch_add(&session->detached_ns, clock_now() - since);
	pthread_mutex_unlock(&session->attaching);
}

uint64_t session_detach_time(const struct session *session)
{
	const uint64_t since = atomic_load(&session->detaching_since);
	const uint64_t now = clock_now();

	return atomic_load(&session->detached_ns) + (since && since < now ? now - since : 0);
}

static void free_iter(void *iter)
{
	iter_free(iter);
}

static void free_emission(void *emission)
{
	emission_free(emission);
}

static void free_object(void *object)
{
	object_free(object);
}

void session_enter(struct session *session)
{
	session->entered_at = clock_now();
	mappings_enter(&session->buffers.mappings);
}

void session_leave(struct session *session)
{
	if (session->is_done)
		handed_end(session);
	log_begin(&session->log);
	handles_each(&session->iters, free_iter);
	handles_each(&session->emissions, free_emission);
	handles_each(&session->objects, free_object);
	while (session->own_maps)
		session_close_map(session, session->own_maps);
	while (session->own_links)
		link_close(session->own_links);
	while (session->closing) {
		struct object *object = session->closing;

		session->closing = object->next;
		object_free(object);
	}
	log_end();
	session_count_runs(session, false);
	ksyms_free(session->ksyms);
	usyms_free(session->usyms);
	containers_free(session->containers);
	pumps_release(&session->buffers.pumps);
	mappings_release(&session->buffers.mappings);
	mappings_leave(&session->buffers.mappings);
}

void session_release(struct session *session)
{
	buffers_release(&session->buffers);
	kept_release(&session->kept);
	usage_release(&session->usage);
	handles_release(&session->objects);
	handles_release(&session->maps);
	pthread_mutex_destroy(&session->attaching);
	handles_release(&session->programs);
	handles_release(&session->links);
	handles_release(&session->iters);
	handles_release(&session->emissions);
	log_release(&session->log);
	reason_release(&session->reason);
	close_token(session);
	interrupt_release(&session->interrupt);
}

static void abandon_object(void *object)
{
	object_abandon(object);
}

bool session_abandon(struct session *session)
{
	struct timespec limit;

	clock_gettime(CLOCK_REALTIME, &limit);
	limit.tv_sec++;
	if (pthread_mutex_timedlock(&session->attaching, &limit) != 0)
		return false;
	handles_each(&session->objects, abandon_object);
	return true;
}

void session_resume(struct session *session)
{
	pthread_mutex_unlock(&session->attaching);
}

void session_trap(struct session *session)
{
	atomic_store(&session->interrupt.trapping, true);
	engine_interrupt(session->engine);
}

int session_count_runs(struct session *session, bool on)
{
	if (on == (session->stats_fd >= 0))
		return 0;
	if (on) {
		session->stats_fd = bpf_enable_stats(BPF_STATS_RUN_TIME);
		return session->stats_fd < 0 ? -errno : 0;
	}
	close(session->stats_fd);
	session->stats_fd = -1;
	return 0;
}

int session_stream(const struct session *session, uint64_t fd)
{
	return fd < SESSION_STREAMS ? session->streams[fd] : -1;
}

bool session_has_streams_only(const struct session *session)
{
	return !session->options->dir_count &&
	       session->options->process_streams == (1u << SESSION_STREAMS) - 1;
}

int session_reserve_maps(struct session *session, size_t count, struct err *err)
{
	const struct policy *policy = session->options->policy;
	int ret;

	if (policy_may_have(policy, POLICY_MAPS, session->map_count + count, NULL) < 0)
		session->map_count -= kept_forget(&session->kept);
	ret = policy_may_have(policy, POLICY_MAPS, session->map_count + count, err);
	if (!ret)
		session->map_count += count;
	return ret;
}

void session_return_maps(struct session *session, size_t count)
{
	session->map_count -= count;
}

bool session_keep_map(struct session *session, const struct map *map)
{
	if (map->is_shared)
		kept_add(&session->kept, map->fd);
	return map->is_shared;
}

int session_add_map(struct session *session, struct map *map, struct err *err)
{
	int ret = session_reserve_maps(session, 1, err);

	if (!ret) {
		map->handle = handles_add(&session->maps, map);
		if (map->handle < 0) {
			session_return_maps(session, 1);
			ret = err_set(err, -map->handle, "cannot give a map a handle: %s",
				      strerror(-map->handle));
		}
	}
	if (ret < 0) {
		map_free(map);
		return ret;
	}
	map->next = session->own_maps;
	session->own_maps = map;
	return 0;
}

void session_close_map(struct session *session, struct map *map)
{
	struct map **place = &session->own_maps;

	while (*place != map)
		place = &(*place)->next;
	*place = map->next;
	handles_remove(&session->maps, map->handle);
	if (!session_keep_map(session, map))
		session_return_maps(session, 1);
	map_free(map);
}

void session_report(struct session *session, const struct err *err)
{
	reason_keep(&session->reason, &session->log, "", err->code, err);
	log_report(&session->log, err);
}

void session_tell_losses(const struct session *session)
{
	const struct message_sink *messages = &session->options->messages;

	for (const struct counts *i = session->buffers.counts.first; i; i = i->next) {
		if (i->cut)
			message_tell(messages, WASM_BPF_WARNING,
				     "%llu records of '%s' cut to the guest's buffer",
				     (unsigned long long)i->cut, i->name);
		if (i->lost)
			message_tell(messages, WASM_BPF_WARNING,
				     "%llu records of '%s' lost because its buffer was full",
				     (unsigned long long)i->lost, i->name);
	}
}
