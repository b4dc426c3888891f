// SPDX-License-Identifier: MIT
/*
 * Any bytes as a BPF object of which a world for a guest is made: each of its names is one in WIT
 * and there only once, each type has a plan, and the text has no bytes but those of text.
 *
 * rooms: btf2wit values types bindings lib
 */
#include "values/world.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bindings/input.h"
#include "bindings/plan.h"
#include "btf2wit/package.h"
#include "btf2wit/wit.h"
#include "lib/err.h"
#include "values/shape.h"

static void expect(bool holds)
{
	if (!holds)
		abort();
}

static bool is_same(const char *a, const char *b)
{
	for (;; a++, b++) {
		a += strspn(a, "-");
		b += strspn(b, "-");
		if (tolower((unsigned char)*a) != tolower((unsigned char)*b))
			return false;
		if (!*a)
			return true;
	}
}

/* A new name beside those at every `stride` bytes before it. */
static void expect_new(const void *names, size_t count, size_t stride)
{
	const char *const *last = (const void *)((const char *)names + count * stride);

	expect(package_is_name(*last));
	for (size_t i = 0; i < count; i++)
		expect(!is_same(*(const char *const *)((const char *)names + i * stride), *last));
}

static void expect_names(const struct world *world)
{
	for (size_t i = 0; i < world->map_count; i++) {
		expect_new(&world->maps[0].name, i, sizeof(*world->maps));
		expect(strncmp(world->maps[i].name, "map", 3) == 0);
		expect(world_takes(world, world->maps[i].name));
	}
	for (size_t i = 0; i < world->buffer_count; i++) {
		expect_new(&world->buffers[0].name, i, sizeof(*world->buffers));
		expect(strcmp(world->buffers[i].name, "on-end") != 0);
	}
	for (size_t i = 0; i < world->param_count; i++)
		for (size_t j = 0; j < i; j++)
			expect(!is_same(world->params[i].name, world->params[j].name));
}

static void expect_refs(const struct world *world, const struct plan *plan)
{
	expect(plan->ref_count == world->ref_count);
	for (size_t i = 0; i < world->buffer_count; i++)
		expect(world->buffers[i].ref < plan->ref_count);
	for (size_t i = 0; i < world->map_count; i++)
		expect(world->maps[i].key < plan->ref_count &&
		       world->maps[i].value < plan->ref_count);
	for (size_t i = 0; i < world->param_count; i++)
		expect(world->params[i].ref < plan->ref_count);
	for (size_t i = 0; i < plan->ref_count; i++)
		expect(plan->refs[i].kind != REF_NAMED || (plan->refs[i].type < plan->type_count &&
							   plan->types[plan->refs[i].type].name));
}

static void write_world(const struct world *world, const struct plan *plan,
			const struct shape *shape)
{
	struct buf out = BUF_INIT(64 << 20);
	struct package package = { 0 };
	struct err err = ERR_INIT;

	if (package_init(&package, NULL, "app", "input.o", &err) == 0)
		wit_emit(&out, plan, shape, world,
			 &(struct wit_opts){ .host = world->buffer_count & 1,
					     .hex = world->map_count & 1 },
			 &package, "input.o");
	for (size_t i = 0; i < out.len; i++)
		expect(isprint((unsigned char)out.data[i]) || out.data[i] == '\n');
	package_release(&package);
	buf_release(&out);
}

static void make_world(const struct input *input)
{
	struct err err = ERR_INIT;
	struct world world;
	struct shape shape;
	struct plan plan;
	int ret = world_make(&world, &input->elf, input->btf, &err);

	expect(!ret == !*err.msg);
	if (ret)
		return;
	expect_names(&world);
	if (world_plan(&world, input->btf, NULL, &plan, &shape, &err) == 0) {
		expect_refs(&world, &plan);
		write_world(&world, &plan, &shape);
		shape_release(&shape);
		plan_release(&plan);
	}
	world_release(&world);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { .name = "input.o", .file = BUF_INIT(1 << 20) };
	struct err err = ERR_INIT;

	buf_add(&input.file, data, size);
	if (!input.file.error && input_parse(&input, NULL, 0, &err) == 0)
		make_world(&input);
	input_release(&input);
	return 0;
}
