// SPDX-License-Identifier: MIT
#include "store/stage.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "store/store.h"

enum { SLOTS = 16, SLOT_SIZE = 64 * 1024 };

/* Slots from `written` to `filled` (both only grow) are full and the thread's; the one
 * after them is being filled. */
struct stage {
	struct blob_writer *writer;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	unsigned int filled;
	unsigned int written;
	bool ended;
	int ret;         /* of the writer, once it has failed */
	struct err err;
	size_t len[SLOTS];
	char slots[SLOTS][SLOT_SIZE];
};

/* Waits for a full slot; false at the end. */
static bool next_slot(struct stage *stage, unsigned int *slot)
{
	bool more;

	pthread_mutex_lock(&stage->lock);
	while (!stage->ended && stage->written == stage->filled)
		pthread_cond_wait(&stage->changed, &stage->lock);
	more = !stage->ended;
	*slot = stage->written % SLOTS;
	pthread_mutex_unlock(&stage->lock);
	return more;
}

/* After a failure slots are only emptied, so that nobody waits for ever. */
static void *run(void *arg)
{
	struct stage *stage = arg;
	struct err err = ERR_INIT;
	unsigned int slot;
	int ret = 0;

	while (next_slot(stage, &slot)) {
		if (!ret)
			ret = blob_writer_write(stage->writer, stage->slots[slot],
						stage->len[slot], &err);
		pthread_mutex_lock(&stage->lock);
		stage->len[slot] = 0;
		stage->written++;
		if (ret && !stage->ret) {
			stage->ret = ret;
			stage->err = err;
		}
		pthread_cond_broadcast(&stage->changed);
		pthread_mutex_unlock(&stage->lock);
	}
	return NULL;
}

int stage_new(struct blob_writer *writer, struct stage **ret_stage, struct err *err)
{
	struct stage *stage = malloc(sizeof(*stage));
	int ret;

	if (!stage)
		return err_set(err, ENOMEM, "out of memory");
	memset(stage, 0, offsetof(struct stage, slots));
	stage->writer = writer;
	pthread_mutex_init(&stage->lock, NULL);
	pthread_cond_init(&stage->changed, NULL);
	ret = pthread_create(&stage->thread, NULL, run, stage);
	if (ret) {
		free(stage);
		return err_set(err, ret, "cannot start a thread: %s", strerror(ret));
	}
	*ret_stage = stage;
	return 0;
}

/* Waits until at most `full` slots are left to write. 0 or the writer's failure. */
static int wait_for(struct stage *stage, unsigned int full, struct err *err)
{
	int ret;

	pthread_mutex_lock(&stage->lock);
	while (stage->filled - stage->written > full && !stage->ret)
		pthread_cond_wait(&stage->changed, &stage->lock);
	ret = stage->ret;
	if (ret && err)
		*err = stage->err;
	pthread_mutex_unlock(&stage->lock);
	return ret;
}

/* Hands the slot over that was being filled. */
static void pass_on(struct stage *stage)
{
	pthread_mutex_lock(&stage->lock);
	stage->filled++;
	pthread_cond_broadcast(&stage->changed);
	pthread_mutex_unlock(&stage->lock);
}

int stage_write(struct stage *stage, const void *data, size_t size, struct err *err)
{
	const char *from = data;

	while (size) {
		unsigned int slot = stage->filled % SLOTS;
		int ret = wait_for(stage, SLOTS - 1, err);
		size_t room = SLOT_SIZE - stage->len[slot], part = size < room ? size : room;

		if (ret)
			return ret;
		memcpy(stage->slots[slot] + stage->len[slot], from, part);
		stage->len[slot] += part;
		from += part;
		size -= part;
		if (stage->len[slot] == SLOT_SIZE)
			pass_on(stage);
	}
	return 0;
}

int stage_drain(struct stage *stage, struct err *err)
{
	int ret = wait_for(stage, SLOTS - 1, err);

	if (ret)
		return ret;
	if (stage->len[stage->filled % SLOTS])
		pass_on(stage);
	return wait_for(stage, 0, err);
}

void stage_free(struct stage *stage)
{
	if (!stage)
		return;
	pthread_mutex_lock(&stage->lock);
	stage->ended = true;
	pthread_cond_broadcast(&stage->changed);
	pthread_mutex_unlock(&stage->lock);
	pthread_join(stage->thread, NULL);
	pthread_mutex_destroy(&stage->lock);
	pthread_cond_destroy(&stage->changed);
	free(stage);
}
