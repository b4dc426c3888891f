// SPDX-License-Identifier: MIT
#include "policy/confine.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/capability.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/tracefs.h"
#include "kinds/kind.h"
#include "lib/err.h"
#include "lib/glob.h"
#include "policy/confine_calls.h"
#include "policy/policy.h"

#define CAPABILITY(name) (1ull << CAP_##name)

/* What every program takes, as the verifier trusts those with CAP_PERFMON more; names of the
 * kernel's addresses; to read modules and programs that are another user's. */
static const uint64_t always = CAPABILITY(BPF) | CAPABILITY(PERFMON) | CAPABILITY(SYSLOG) |
			       CAPABILITY(DAC_READ_SEARCH);

/* Whether programs of that type take no CAP_NET_ADMIN. */
static bool observes(const char *type)
{
	const struct kind *kind;

	for (size_t i = 0; (kind = kind_at(i)); i++)
		if (kind->flags & KIND_OBSERVES && glob_has_word(type, kind->types))
			return true;
	return strcmp(type, "syscall") == 0 || strcmp(type, "unspec") == 0;
}

/* Whether any such program could be loaded. */
static bool may_load(const struct policy *policy, const char *type, const char *sections)
{
	const struct policy_program program = {
		.name = "", .section = "", .type = type, .sections = sections,
	};

	return policy_may_load(policy, &program, NULL) == 0;
}

static bool may_load_others(const struct policy *policy)
{
	const struct kind *kind;
	const char *type;

	for (int i = 0; (type = libbpf_bpf_prog_type_str((enum bpf_prog_type)i)); i++)
		if (!observes(type) && may_load(policy, type, ""))
			return true;
	for (size_t i = 0; (kind = kind_at(i)); i++)
		if (!(kind->flags & KIND_OBSERVES) && may_load(policy, "unspec", kind->sections))
			return true;
	return false;
}

/* Whether any program of that kind could be loaded. */
static bool may_load_kind(const struct policy *policy, const struct kind *kind)
{
	char *types = strdup(kind->types), *rest = types, *type;
	bool may = !types;

	while (!may && (type = strsep(&rest, " ")))
		may = may_load(policy, type, kind->sections);
	free(types);
	return may;
}

uint64_t confine_keeps(const struct policy *policy, bool writes_files)
{
	uint64_t set = always;
	const struct kind *kind;

	if (may_load_others(policy))
		set |= CAPABILITY(NET_ADMIN);
	for (size_t i = 0; (kind = kind_at(i)); i++)
		if (kind->capabilities && may_load_kind(policy, kind))
			set |= kind->capabilities;
	if (policy_may_ask(policy, POLICY_USYM, NULL) == 0)
		set |= CAPABILITY(SYS_PTRACE) | CAPABILITY(CHECKPOINT_RESTORE);
	if (policy_may_ask(policy, POLICY_CONTAINER, NULL) == 0)
		set |= CAPABILITY(SYS_PTRACE); /* to read the namespaces of processes */
	if (policy_may_ask(policy, POLICY_STATS, NULL) == 0)
		set |= CAPABILITY(SYS_ADMIN);
	if (writes_files)
		set |= CAPABILITY(DAC_OVERRIDE) | CAPABILITY(FOWNER);
	return set;
}

/* Gives up the others, also for what this process could become by execve. */
static int keep(uint64_t set, struct err *err)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = { 0 };
	int last = 0;

	/* Before Linux 5.8 there is but one for all of BPF. */
	while (prctl(PR_CAPBSET_READ, last) >= 0)
		last++;
	if (last <= CAP_BPF)
		set |= CAPABILITY(SYS_ADMIN) | CAPABILITY(SYS_RESOURCE);
	for (int i = 0; i < last; i++)
		prctl(PR_CAPBSET_DROP, i); /* without CAP_SETPCAP there is nothing to give up */
	if (syscall(SYS_capget, &header, data) < 0)
		return err_set(err, errno, "cannot read capabilities: %s", strerror(errno));
	for (int i = 0; i < _LINUX_CAPABILITY_U32S_3; i++) {
		data[i].permitted &= (uint32_t)(set >> 32 * i);
		data[i].effective &= data[i].permitted;
		data[i].inheritable = 0;
	}
	if (syscall(SYS_capset, &header, data) < 0)
		return err_set(err, errno, "cannot give up capabilities: %s", strerror(errno));
	return 0;
}

int confine(const struct policy *policy, bool writes_files, struct err *err)
{
	const struct rlimit unlimited = { RLIM_INFINITY, RLIM_INFINITY };
	uint64_t set = confine_keeps(policy, writes_files);
	int ret;

	/* Buffers of perf events, and before Linux 5.11 maps, are locked memory. Whoever may not
	 * raise the limit keeps what goes past it. */
	if (setrlimit(RLIMIT_MEMLOCK, &unlimited) < 0)
		set |= CAPABILITY(IPC_LOCK);
	tracefs_provide();
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return err_set(err, errno, "cannot set no_new_privs: %s", strerror(errno));
	ret = keep(set, err);
	return ret < 0 ? ret : confine_calls(err);
}
