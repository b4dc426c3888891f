// SPDX-License-Identifier: MIT
/*
 * Policies of any text: read, and asked about an artifact.
 *
 * rooms: trust registry store format lib
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/err.h"
#include "store/store.h"
#include "trust/policy.h"

static void ask(const char *path)
{
	static struct store *nothing;
	struct policy *policy;
	struct digest digest;
	struct err err = ERR_INIT;
	struct ref ref;

	if (!nothing && store_open("/nonexistent/store", STORE_READ, &nothing, &err) < 0)
		abort();
	if (policy_load(path, &policy, &err) < 0)
		return;
	if (ref_parse("ghcr.io/acme/trace:1", &ref, &err) < 0 ||
	    digest_of("", 0, &digest, &err) < 0)
		abort();
	if (policy_check_place(policy, &ref, &err) < 0 &&
	    policy_check(policy, &ref, &digest, nothing, &err) == 0)
		abort();
	policy_free(policy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("policy", MFD_CLOEXEC);
	char path[32];

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	ask(path);
	close(fd);
	return 0;
}
