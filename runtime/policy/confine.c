// SPDX-License-Identifier: MIT
#include "policy/confine.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/capability.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/tracefs.h"
#include "kinds/kind.h"
#include "lib/err.h"
#include "policy/confine_calls.h"
#include "policy/policy.h"

#define CAPABILITY(name) (1ull << CAP_##name)

/* What every program takes, as the verifier trusts those with CAP_PERFMON more; names of the
 * kernel's addresses; to read modules and programs that are another user's. */
static const uint64_t always = CAPABILITY(BPF) | CAPABILITY(PERFMON) | CAPABILITY(SYSLOG) |
			       CAPABILITY(DAC_READ_SEARCH);

/* What programs take beyond that, by type and section. */
static const struct {
	const char *type;
	const char *section;
	uint64_t capabilities;
} needs[] = {
	/* Linux 6.16 asks for CAP_SYS_ADMIN again; the other is for pid=. */
	{ "kprobe", "uprobe uretprobe", CAPABILITY(SYS_ADMIN) | CAPABILITY(SYS_PTRACE) },
	{ "kprobe", "uprobe.multi uretprobe.multi",
	  CAPABILITY(SYS_ADMIN) | CAPABILITY(SYS_PTRACE) },
	{ "kprobe", "usdt", CAPABILITY(SYS_ADMIN) | CAPABILITY(SYS_PTRACE) },
	/* The types of the other program are found by their number. */
	{ "ext", "freplace", CAPABILITY(SYS_ADMIN) },
	{ "socket_filter", "socket", CAPABILITY(NET_RAW) },
	/* Namespaces of other processes are found through these. */
	{ "sk_lookup", "sk_lookup flow_dissector", CAPABILITY(SYS_PTRACE) },
};

/* Types and sections that take no CAP_NET_ADMIN; all others do. */
static const char observers[] = " kprobe tracepoint raw_tracepoint raw_tracepoint_writable "
				"perf_event tracing lsm syscall unspec kprobe.multi ksyscall "
				"uprobe.multi uprobe usdt tp raw_tp tp_btf iter ";

static bool observes(const char *name)
{
	char word[64];

	snprintf(word, sizeof(word), " %.*s ", (int)strcspn(name, " "), name);
	return strstr(observers, word);
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
		if (!observes(kind->sections) && may_load(policy, "unspec", kind->sections))
			return true;
	return false;
}

static uint64_t wanted(const struct policy *policy, bool writes_files)
{
	uint64_t set = always;

	if (may_load_others(policy))
		set |= CAPABILITY(NET_ADMIN);
	for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++)
		if (may_load(policy, needs[i].type, needs[i].section))
			set |= needs[i].capabilities;
	if (policy_may_ask(policy, POLICY_USYM, NULL) == 0)
		set |= CAPABILITY(SYS_PTRACE) | CAPABILITY(CHECKPOINT_RESTORE);
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
	int ret;

	/* What takes more than will be left: buffers of perf events, and before Linux 5.11
	 * maps, are locked memory. Who may not raise it keeps the limit. */
	setrlimit(RLIMIT_MEMLOCK, &unlimited);
	tracefs_provide();
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return err_set(err, errno, "cannot set no_new_privs: %s", strerror(errno));
	ret = keep(wanted(policy, writes_files), err);
	return ret < 0 ? ret : confine_calls(err);
}
