// SPDX-License-Identifier: MIT
#include "session/container.h"

#include <errno.h>
#include <string.h>

#include "containers/containers.h"
#include "lib/err.h"
#include "policy/policy.h"
#include "sdk/c/include/wasm_bpf_abi.h"
#include "session/session.h"

const struct container *session_container(struct session *session, int by, uint64_t number,
					  struct err *err)
{
	const struct container *found;

	if (policy_may_ask(session->options->policy, POLICY_CONTAINER, err) < 0)
		return NULL;
	if (by != WASM_BPF_CGROUP && by != WASM_BPF_MNTNS) {
		err_set(err, EINVAL, "%d is neither for a cgroup nor for a mount namespace", by);
		return NULL;
	}
	if (!session->containers)
		session->containers = containers_new("");
	if (!session->containers) {
		err_set(err, ENOMEM, "cannot look for containers: %s", strerror(ENOMEM));
		return NULL;
	}
	found = by == WASM_BPF_CGROUP ? containers_of_cgroup(session->containers, number)
				      : containers_of_mntns(session->containers, number);
	if (!found)
		err_set(err, ENOENT, "%s %llu is of no container",
			by == WASM_BPF_CGROUP ? "cgroup" : "mount namespace",
			(unsigned long long)number);
	return found;
}
