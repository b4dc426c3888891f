// SPDX-License-Identifier: MIT
#include "records/mapping.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/err.h"
#include "records/source.h"

struct mapping {
	struct mapping *next;
	uint8_t *at;
	size_t size;
	size_t read_only, read_only_end;  /* from where to where it can only be read */
	bool is_ring;
	uint64_t begin;   /* a ring's position when it was mapped */
};

/* A signal's handler gets no context: this is it, of a kind that needs no memory when it is
 * first touched there. */
static _Thread_local struct mappings *current __attribute__((tls_model("initial-exec")));

/* Process-wide, as signals are. */
static atomic_bool guarded;
static struct sigaction before;

static size_t page_size(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

uint64_t mapping_size(const struct source *source)
{
	const uint64_t page = page_size();

	if (source->type == BPF_MAP_TYPE_RINGBUF || source->type == BPF_MAP_TYPE_USER_RINGBUF)
		return 2 * page + 2 * (uint64_t)source->max_entries;
	if (source->type != BPF_MAP_TYPE_ARRAY || !(source->flags & BPF_F_MMAPABLE))
		return 0;
	return ((source->value_size + 7) / 8 * 8 * source->max_entries + page - 1) / page * page;
}

static int map_fixed(uint8_t *at, size_t size, int protection, int fd, size_t offset)
{
	void *mapped = mmap(at, size, protection, MAP_SHARED | MAP_FIXED, fd, (off_t)offset);

	return mapped == MAP_FAILED ? -errno : 0;
}

static int put_back(uint8_t *at, size_t size)
{
	void *mapped = mmap(at, size, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);

	return mapped == MAP_FAILED ? -errno : 0;
}

/* The reader's position, then the writer's and the data: each side writes its own. */
static int map_ring(struct mapping *mapping, int fd, bool guest_reads)
{
	const int write = PROT_READ | PROT_WRITE;
	const size_t page = page_size();
	int ret = atomic_load(&guarded) ? 0 : -EOPNOTSUPP;

	if (!ret)
		ret = map_fixed(mapping->at, page, guest_reads ? write : PROT_READ, fd, 0);
	if (!ret)
		ret = map_fixed(mapping->at + page, mapping->size - page,
				guest_reads ? PROT_READ : write, fd, page);
	mapping->read_only = guest_reads ? page : 0;
	mapping->read_only_end = guest_reads ? mapping->size : page;
	return ret;
}

/* A map that is frozen, as .rodata is, or that only the kernel writes can be read. */
static int map_array(struct mapping *mapping, int fd)
{
	int ret = map_fixed(mapping->at, mapping->size, PROT_READ | PROT_WRITE, fd, 0);

	if (ret != -EPERM && ret != -EACCES)
		return ret;
	if (!atomic_load(&guarded))
		return -EOPNOTSUPP;
	mapping->read_only_end = mapping->size;
	return map_fixed(mapping->at, mapping->size, PROT_READ, fd, 0);
}

static int map_source(struct mapping *mapping, const struct source *source)
{
	switch (source->type) {
	case BPF_MAP_TYPE_RINGBUF:
		return map_ring(mapping, source->fd, true);
	case BPF_MAP_TYPE_USER_RINGBUF:
		return map_ring(mapping, source->fd, false);
	default:
		return map_array(mapping, source->fd);
	}
}

static uint64_t position_at(const uint8_t *at)
{
	return __atomic_load_n((const uint64_t *)(const void *)at, __ATOMIC_RELAXED);
}

uint64_t mapping_taken(const struct mapping *mapping)
{
	uint64_t taken, written;

	if (!mapping || !mapping->is_ring)
		return 0;
	taken = position_at(mapping->at) - mapping->begin;
	written = position_at(mapping->at + page_size()) - mapping->begin;
	return taken < written ? taken : written;
}

int mapping_new(struct mappings *mappings, const struct source *source, uint8_t *at,
		struct mapping **ret_mapping, struct err *err)
{
	const size_t size = mapping_size(source);
	struct mapping *mapping;
	int ret;

	if (mappings_touch(mappings, at, size))
		return err_set(err, EBUSY, "cannot map '%s': another map is mapped there",
			       source->name);
	mapping = calloc(1, sizeof(*mapping));
	if (!mapping)
		return err_set(err, ENOMEM, "cannot map '%s': %s", source->name,
			       strerror(ENOMEM));
	mapping->at = at;
	mapping->size = size;
	ret = map_source(mapping, source);
	if (ret < 0) {
		put_back(at, size);
		free(mapping);
		if (ret == -EOPNOTSUPP)
			return err_set(err, EOPNOTSUPP, "cannot map '%s': it has read-only pages, "
				       "and this process does not handle faults in them",
				       source->name);
		return err_set(err, -ret, "cannot map '%s': %s", source->name,
			       strerror(-ret));
	}
	mapping->is_ring = source->type == BPF_MAP_TYPE_RINGBUF;
	if (mapping->is_ring)
		mapping->begin = position_at(at);
	mapping->next = mappings->first;
	mappings->first = mapping;
	*ret_mapping = mapping;
	return 0;
}

int mapping_free(struct mappings *mappings, struct mapping *mapping)
{
	struct mapping **link = &mappings->first;

	if (!mapping)
		return 0;
	if (put_back(mapping->at, mapping->size) < 0)
		return -ENOMEM;
	while (*link != mapping)
		link = &(*link)->next;
	*link = mapping->next;
	free(mapping);
	return 0;
}

static bool overlap(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size)
{
	return a_size && b_size && a < b + b_size && b < a + a_size;
}

bool mappings_touch(const struct mappings *mappings, const uint8_t *at, size_t size)
{
	for (const struct mapping *i = mappings->first; i; i = i->next)
		if (overlap(at, size, i->at, i->size))
			return true;
	return false;
}

bool mappings_protect(const struct mappings *mappings, const uint8_t *at, size_t size)
{
	for (const struct mapping *i = mappings->first; i; i = i->next)
		if (overlap(at, size, i->at + i->read_only, i->read_only_end - i->read_only))
			return true;
	return false;
}

static void replace_page(int number, siginfo_t *info, void *context)
{
	uint8_t *at = info->si_addr;
	const size_t page = page_size();

	(void)context;
	if (current && info->si_code == SEGV_ACCERR && mappings_protect(current, at, 1) &&
	    put_back(at - (uintptr_t)at % page, page) == 0)
		return;
	sigaction(number, &before, NULL);  /* it happens again, for whoever was there before */
}

void mappings_guard(void)
{
	struct sigaction action = { .sa_sigaction = replace_page,
				    .sa_flags = SA_SIGINFO | SA_ONSTACK };

	if (atomic_load(&guarded))
		return;
	sigemptyset(&action.sa_mask);
	sigaction(SIGSEGV, &action, &before);
	atomic_store(&guarded, true);
}

void mappings_enter(struct mappings *mappings)
{
	mappings->before = current;
	current = mappings;
}

void mappings_leave(struct mappings *mappings)
{
	current = mappings->before;
}

void mappings_release(struct mappings *mappings)
{
	while (mappings->first) {
		struct mapping *next = mappings->first->next;

		put_back(mappings->first->at, mappings->first->size);
		free(mappings->first);
		mappings->first = next;
	}
}
