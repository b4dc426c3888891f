// SPDX-License-Identifier: MIT
/*
 * Policies of any text: read, and asked about what a guest may do. The first line of
 * the input is a target, and a rule of the command line.
 *
 * rooms: policy kinds base lib
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kinds/target.h"
#include "lib/err.h"
#include "lib/policy_file.h"
#include "policy/policy.h"

/* What is refused has a reason; a program that may be attached may be loaded. */
static void ask(const struct policy *policy, const char *text)
{
	static const struct policy_program program = { "trace", "uprobe/x", "kprobe",
						       "uprobe uretprobe" };
	static const char *const sections[] = { "uprobe", "uprobe.multi", "kprobe" };
	static struct target target;
	struct err err = ERR_INIT;

	for (int i = 0; i < 3; i++) {
		if (target_parse(&target, text, kind_find(sections[i])) < 0)
			continue;
		err = (struct err)ERR_INIT;
		if (policy_may_attach(policy, &program, &target, &err) == 0) {
			if (policy_may_load(policy, &program, &err) < 0)
				abort();
		} else if (!*err.msg) {
			abort();
		}
	}
	policy_may_make_map(policy, "map", "hash", &err);
	policy_may_pin(policy, text, &err);
	policy_may_ask(policy, POLICY_USYM, &err);
	policy_may_have(policy, POLICY_MAPS, 10, &err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = memchr(data, '\n', size);
	const size_t len = end ? (size_t)(end - data) : 0;
	char *target = strndup((const char *)data, len), path[32];
	int fd = memfd_create("policy", MFD_CLOEXEC);
	struct policy *policy = policy_new();
	struct err err = ERR_INIT;
	unsigned int sections;

	if (!target || !policy || fd < 0 ||
	    write(fd, data + len, size - len) != (ssize_t)(size - len))
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	policy_add(policy, "allow", target, &err);
	if (policy_read(policy, path, &sections, &err) < 0) {
		if (err.code != EINVAL || !*err.msg)
			abort();
	} else {
		ask(policy, target);
	}
	policy_free(policy);
	free(target);
	close(fd);
	return 0;
}
