// SPDX-License-Identifier: MIT
#include "attach/order.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <inttypes.h>
#include <linux/if_link.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "attach/attached.h"
#include "policy/policy.h"

static int note(struct request *request, int ret, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static int note(struct request *request, int ret, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(request->note, sizeof(request->note), fmt, args);
	va_end(args);
	return ret;
}

/* "only 'a' (ID 3), 'b' (ID 4) are attached there". */
static void describe_all(const struct attached *list, int count, char *text, size_t size)
{
	char all[300];

	attached_describe(list, count, all, sizeof(all));
	snprintf(text, size,
		 count == 0   ? "no program is attached there%s"
		 : count == 1 ? "only %s is attached there"
			      : "%s are attached there",
		 all);
}

/* The kernel cuts names off. */
static bool is_named(const struct attached *attached, const char *name)
{
	const size_t max = sizeof(attached->name) - 1;

	return strncmp(attached->name, name, max) == 0 &&
	       (strlen(name) <= max || strlen(attached->name) == max);
}

static int find_named(struct request *request, const struct attached *list, int count,
		      const char *name, const struct attached **ret_attached)
{
	const struct attached *found = NULL;
	char all[400];

	for (int i = 0; i < count; i++) {
		if (!*list[i].name)
			return note(request, -EPERM,
				    "to find a program by its name takes CAP_SYS_ADMIN; "
				    "give its ID, such as %u",
				    list[i].program);
		if (!is_named(&list[i], name))
			continue;
		if (found)
			return note(request, -ENOTUNIQ,
				    "there are several programs '%s': give the ID, such as %u or "
				    "%u",
				    name, found->program, list[i].program);
		found = &list[i];
	}
	describe_all(list, count, all, sizeof(all));
	if (!found)
		return note(request, -ENOENT, "%s", all);
	*ret_attached = found;
	return 0;
}

/* A pinned program or link, which its descriptor alone tells apart. */
static int find_pinned(struct request *request, const char *path,
		       struct target_reference *ret_reference)
{
	int fd = policy_may_pin(request->options->policy, path, request->refused);
	char info[40], line[80];
	FILE *file;

	if (fd < 0)
		return fd;
	fd = bpf_obj_get(path);
	if (fd < 0)
		return note(request, -errno, "cannot open '%.256s'", path);
	snprintf(info, sizeof(info), "/proc/self/fdinfo/%d", fd);
	file = fopen(info, "re");
	*ret_reference = (struct target_reference){ 0 };
	while (file && !ret_reference->id && fgets(line, sizeof(line), file)) {
		ret_reference->is_link = sscanf(line, "link_id: %" SCNu32, &ret_reference->id) == 1;
		if (!ret_reference->is_link)
			sscanf(line, "prog_id: %" SCNu32, &ret_reference->id);
	}
	if (file)
		fclose(file);
	close(fd);
	return ret_reference->id
		       ? 0
		       : note(request, -EINVAL, "no program or link is pinned at '%.256s'", path);
}

/* By the name of a program that is attached there. */
static int find_by_name(struct request *request, const struct attached_place *place,
			struct target_reference *reference)
{
	struct attached list[ATTACHED_MAX];
	const struct attached *found = NULL;
	int count = attached_list(place, list), ret;

	if (count < 0)
		return count;
	ret = find_named(request, list, count, reference->text, &found);
	if (ret == 0)
		*reference = (struct target_reference){ .id = found->program };
	return ret;
}

/* A cgroup's programs that have a link are known by the link alone. */
static void find_link(const struct attached_place *place, struct target_reference *reference)
{
	struct attached list[ATTACHED_MAX];
	int count = attached_list(place, list);

	for (int i = 0; i < count; i++)
		if (list[i].program == reference->id && list[i].link) {
			*reference = (struct target_reference){ .is_link = true,
								.id = list[i].link };
			return;
		}
}

int order_find(struct request *request, const struct attached_place *place, struct order *ret_order)
{
	const struct target *target = &request->target;
	const bool is_first = target_has(target, "first"), is_before = target_has(target, "before");
	struct target_reference reference;
	int ret = 0;

	*ret_order = (struct order){ 0 };
	if (!target->count)
		return 0;
	if (target->count > 1)
		return -EINVAL;
	ret_order->flags = is_first || is_before ? BPF_F_BEFORE : BPF_F_AFTER;
	if (!target_refers(target, is_before ? "before" : "after", &reference))
		return 0;
	if (reference.text)
		ret = *reference.text == '/' ? find_pinned(request, reference.text, &reference)
					     : find_by_name(request, place, &reference);
	if (ret < 0)
		return ret;
	if (place->is_cgroup && !reference.is_link)
		find_link(place, &reference);
	ret_order->flags |= reference.is_link ? BPF_F_LINK : 0;
	ret_order->relative_id = reference.id;
	return 0;
}

int order_explain(struct request *request, const struct attached_place *place,
		  const struct order *order, int ret)
{
	struct attached list[ATTACHED_MAX];
	char all[400];
	int count;

	if (!order->flags || ret == 0)
		return ret;
	if (place->is_cgroup && (ret == -EINVAL || ret == -E2BIG))
		return note(request, -EOPNOTSUPP,
			    "the programs of a cgroup have an order that "
			    "can be chosen since Linux 6.17");
	if (ret != -ENOENT || !order->relative_id)
		return ret;
	count = attached_list(place, list);
	if (count < 0)
		return ret;
	describe_all(list, count, all, sizeof(all));
	return note(request, ret, "%s", all);
}

void order_note_xdp(struct request *request, int ifindex)
{
	LIBBPF_OPTS(bpf_xdp_query_opts, opts);
	struct attached there = { 0 };
	char who[100], holder[80] = "";

	if (bpf_xdp_query(ifindex, 0, &opts) < 0)
		return;
	there.program = opts.prog_id       ? opts.prog_id
			: opts.drv_prog_id ? opts.drv_prog_id
			: opts.skb_prog_id ? opts.skb_prog_id
					   : opts.hw_prog_id;
	if (!there.program)
		return;
	attached_complete_xdp(&there, ifindex);
	attached_describe(&there, 1, who, sizeof(who));
	/* With rules, a guest is told nothing of processes. */
	if (there.link && !policy_has_rules(request->options->policy) &&
	    !attached_find_holder(there.link, holder, sizeof(holder)))
		strcpy(holder, "a pin");
	note(request, 0, "the program %s is attached there%s%s; an interface has one XDP program",
	     who, *holder ? ", held by " : "", holder);
}
