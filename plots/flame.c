// SPDX-License-Identifier: MIT
#include "plots/flame.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/err.h"
#include "plots/svg.h"

enum { DEPTH_MAX = 1024, NODES_MAX = 1 << 20, WIDTH = 1200, ROW = 16, MARGIN = 10 };
static const double least_width = 0.2;

/* A function, as one other calls it. Names point into the text. */
struct node {
	const char *name;
	double weight;
	uint32_t first, last, next;  /* children, and the next sibling; 0: none */
};

struct flame {
	struct node *nodes;  /* number 0 is the whole */
	uint32_t count;
	unsigned int depth;
};

/* --- the tree ------------------------------------------------------------------------------ */

/* The child of that name, which is the last one, because stacks come in order, or is made. 0 without
 * room. */
static uint32_t child_of(struct flame *flame, uint32_t parent, const char *name)
{
	const uint32_t last = flame->nodes[parent].last, new = flame->count;
	struct node *nodes;

	if (last && strcmp(flame->nodes[last].name, name) == 0)
		return last;
	if (new == NODES_MAX)
		return 0;
	flame->nodes[new] = (struct node){ .name = name };
	*(last ? &flame->nodes[last].next : &flame->nodes[parent].first) = new;
	flame->nodes[parent].last = new;
	flame->count++;
	if (!(flame->count & (flame->count - 1))) { /* it is full at each power of two */
		nodes = realloc(flame->nodes, 2 * (size_t)flame->count * sizeof(*nodes));
		if (!nodes)
			return 0;
		flame->nodes = nodes;
	}
	return new;
}

static int add_stack(struct flame *flame, char *stack, double weight, unsigned int line,
		     struct err *err)
{
	uint32_t node = 0;
	unsigned int depth = 0;

	flame->nodes[0].weight += weight;
	for (char *name; (name = strsep(&stack, ";"));) {
		if (++depth > DEPTH_MAX)
			return err_set(err, E2BIG, "line %u: a stack has more than %d functions",
				       line, DEPTH_MAX);
		node = child_of(flame, node, name);
		if (!node)
			return err_set(err, E2BIG, "line %u: there are too many functions", line);
		flame->nodes[node].weight += weight;
	}
	flame->depth = depth > flame->depth ? depth : flame->depth;
	return 0;
}

struct stack {
	char *text;
	double weight;
	unsigned int line;
};

/* Ends of names come before all else, so that what begins alike stands together. */
static int compare(const void *left, const void *right)
{
	const char *a = ((const struct stack *)left)->text,
		   *b = ((const struct stack *)right)->text;

	while (*a && *a == *b) {
		a++;
		b++;
	}
	if (!*a || !*b)
		return (*a != 0) - (*b != 0);
	if (*a == ';' || *b == ';')
		return *a == ';' ? -1 : 1;
	return (unsigned char)*a - (unsigned char)*b;
}

static int read_line(char *line, unsigned int number, struct stack *ret_stack, struct err *err)
{
	char *blank = strrchr(line, ' '), *end;
	const double weight = blank ? strtod(blank + 1, &end) : 0;

	if (!blank || blank == line || end == blank + 1 || *end || !(weight >= 0) ||
	    !isfinite(weight))
		return err_set(err, EINVAL, "line %u is no folded stack: 'main;read 12'", number);
	*blank = '\0';
	*ret_stack = (struct stack){ line, weight, number };
	return 0;
}

/* All lines, sorted. */
static int read_stacks(char *text, struct stack **ret_stacks, size_t *ret_count, struct err *err)
{
	struct stack *stacks = NULL, *grown;
	unsigned int number = 0;
	size_t count = 0;
	int ret = 0;

	for (char *line; !ret && (line = strsep(&text, "\n"));) {
		number++;
		if (!*line)
			continue;
		if (!(count & (count - 1))) {
			grown = realloc(stacks, (count ? 2 * count : 1) * sizeof(*stacks));
			if (!grown) {
				ret = err_set(err, ENOMEM, "%s", strerror(ENOMEM));
				break;
			}
			stacks = grown;
		}
		ret = read_line(line, number, &stacks[count], err);
		count++;
	}
	if (!ret && count)
		qsort(stacks, count, sizeof(*stacks), compare);
	*ret_stacks = stacks;
	*ret_count = count;
	return ret;
}

/* --- the picture --------------------------------------------------------------------------- */

/* Warm, and the same for a name in each picture. */
static void colour_of(const char *name, char colour[static 8])
{
	uint32_t hash = 2166136261u;

	while (*name)
		hash = (hash ^ (unsigned char)*name++) * 16777619u;
	snprintf(colour, 8, "#%02x%02x%02x", 205 + hash % 50, 90 + (hash >> 8) % 130,
		 40 + (hash >> 16) % 50);
}

static void draw(const struct flame *flame, uint32_t at, double x, unsigned int level, double scale,
		 struct buf *to)
{
	const double whole = flame->nodes[0].weight;

	for (uint32_t i = flame->nodes[at].first; i; i = flame->nodes[i].next) {
		const struct node *node = &flame->nodes[i];
		const double width = node->weight * scale;
		const double y = MARGIN + (double)(flame->depth - level - 1) * ROW;
		char title[512], colour[8];

		if (width >= least_width) {
			snprintf(title, sizeof(title), "%.300s: %.0f, %.2f%%", node->name,
				 node->weight, 100 * node->weight / whole);
			colour_of(node->name, colour);
			svg_box(to, x, y, width > 1 ? width - 0.3 : width, ROW - 1, colour, title);
			svg_text(to, x + 2, y + ROW - 4, width - 4, 0, node->name);
			draw(flame, i, x, level + 1, scale, to);
		}
		x += width;
	}
}

static int build(struct flame *flame, char *text, struct err *err)
{
	struct stack *stacks;
	size_t count;
	int ret = read_stacks(text, &stacks, &count, err);

	for (size_t i = 0; i < count && !ret; i++)
		if (stacks[i].weight > 0)
			ret = add_stack(flame, stacks[i].text, stacks[i].weight, stacks[i].line,
					err);
	free(stacks);
	if (!ret && !(flame->nodes[0].weight > 0))
		ret = err_set(err, EINVAL, "there are no stacks");
	return ret;
}

int flame_draw(char *text, size_t size, struct buf *to, struct err *err)
{
	struct flame flame = { .nodes = calloc(2, sizeof(*flame.nodes)), .count = 1 };
	int ret = flame.nodes ? 0 : err_set(err, ENOMEM, "%s", strerror(ENOMEM));

	if (!ret && memchr(text, 0, size))
		ret = err_set(err, EINVAL, "not a text");
	if (!ret)
		ret = build(&flame, text, err);
	if (!ret) {
		svg_begin(to, WIDTH, 2 * MARGIN + (double)flame.depth * ROW);
		draw(&flame, 0, MARGIN, 0, (WIDTH - 2 * MARGIN) / flame.nodes[0].weight, to);
		svg_end(to);
	}
	free(flame.nodes);
	return ret ? ret : to->error ? err_set(err, to->error, "the picture is too large") : 0;
}
