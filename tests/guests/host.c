// SPDX-License-Identifier: MIT
/*
 * A guest that asks for what the host and its kernel have: host.wasm TEST [ARGUMENT...]. It
 * prints what was not as it should be, and exits with how many that were.
 */
#include <stdlib.h>
#include <wasm_bpf_v2.h>

#include "check.h"

/* Pointers that are no room for 8 bytes. */
static void *const bad[] = { (void *)-1, (void *)-7, (void *)0xfffff000 };

enum { BAD = sizeof(bad) / sizeof(bad[0]) };

/* host.wasm numbers UID PID TICKS CPUS */
static void test_numbers(char **args)
{
	IS(wasm_bpf_host_number(WASM_BPF_USER_ID), atoi(args[0]));
	IS(wasm_bpf_host_number(WASM_BPF_PROCESS_ID), atoi(args[1]));
	IS(wasm_bpf_host_number(WASM_BPF_CLOCK_TICKS), atoi(args[2]));
	IS(wasm_bpf_host_number(WASM_BPF_CPUS_ONLINE), atoi(args[3]));
	IS(wasm_bpf_host_number(0), -L_EINVAL);
	IS(wasm_bpf_host_number(5), -L_EINVAL);
	IS(wasm_bpf_host_number(-1), -L_EINVAL);
	IS(said("no such number: -1"), 1);
}

/* host.wasm texts TRACEPOINT: the number of sched:sched_process_exec */
static void test_texts(char **args)
{
	IS(wasm_bpf_host_text(WASM_BPF_LOAD_AVERAGE, text, sizeof(text)), strlen(text));
	IS(text[0] >= '0' && text[0] <= '9', 1);
	IS(wasm_bpf_host_text(WASM_BPF_PARTITIONS, text, sizeof(text)) > 0, 1);
	IS(strncmp(text, "major minor", 11), 0);
	IS(wasm_bpf_host_text(0, text, sizeof(text)), -L_EINVAL);
	IS(wasm_bpf_host_text(3, text, sizeof(text)), -L_EINVAL);
	IS(said("no such text: 3"), 1);
	IS(wasm_bpf_tracepoint_find("sched", "sched_process_exec"), atoi(args[0]));
	IS(wasm_bpf_tracepoint_find("sched", "none"), -L_ENOENT);
	IS(said("'sched:none'"), 1);
	IS(wasm_bpf_tracepoint_find("sched/sched_process_exec", "."), -L_ENOENT);
	IS(wasm_bpf_tracepoint_find("sched", "../sched/sched_process_exec"), -L_ENOENT);
	IS(wasm_bpf_tracepoint_find("..", "events"), -L_ENOENT);
	IS(wasm_bpf_tracepoint_find("", ""), -L_ENOENT);
	IS(wasm_bpf_kernel_btf("vmlinux", text, 4) > 100000, 1);
	IS((unsigned char)text[0] == 0x9f && (unsigned char)text[1] == 0xeb, 1);
	IS(wasm_bpf_kernel_btf("vmlinux", NULL, 0), wasm_bpf_kernel_btf("vmlinux", text, 4));
	IS(wasm_bpf_kernel_btf("no_such_module", NULL, 0), -L_ENOENT);
	IS(wasm_bpf_kernel_btf("../notes", NULL, 0), -L_ENOENT);
	IS(wasm_bpf_kernel_btf("", NULL, 0), -L_ENOENT);
	for (int i = 0; i < BAD; i++) {
		IS(wasm_bpf_kernel_btf(bad[i], NULL, 0), -L_EFAULT);
		IS(wasm_bpf_kernel_btf("vmlinux", bad[i], 8), -L_EFAULT);
		IS(wasm_bpf_host_text(WASM_BPF_LOAD_AVERAGE, bad[i], 8), -L_EFAULT);
		IS(wasm_bpf_tracepoint_find(bad[i], "x"), -L_EFAULT);
		IS(wasm_bpf_tracepoint_find("x", bad[i]), -L_EFAULT);
	}
}

/* host.wasm interfaces NAME INDEX */
static void test_interfaces(char **args)
{
	const int index = wasm_bpf_ifindex(args[0]);

	IS(index, atoi(args[1]));
	IS(wasm_bpf_ifname((uint32_t)index, text, sizeof(text)), strlen(args[0]));
	IS(strcmp(text, args[0]), 0);
	IS(wasm_bpf_ifname((uint32_t)index, text, 2), strlen(args[0]));
	IS(strlen(text), 1);
	IS(wasm_bpf_ifname((uint32_t)index, NULL, 0), strlen(args[0]));
	IS(wasm_bpf_ifname((uint32_t)index, NULL, 5), -L_EFAULT);
	IS(wasm_bpf_ifindex("nosuchif0"), -L_ENODEV);
	IS(said("'nosuchif0'"), 1);
	memset(text, 'x', sizeof(text) - 1);
	IS(wasm_bpf_ifindex(text), -L_EFAULT);
	text[200] = '\0';
	IS(wasm_bpf_ifindex(text), -L_ENODEV);
	IS(wasm_bpf_ifindex(""), -L_ENODEV);
	IS(wasm_bpf_ifname(0, text, sizeof(text)), -L_ENODEV);
	IS(wasm_bpf_ifname(0xffffffff, text, sizeof(text)), -L_ENODEV);
	for (int i = 0; i < BAD; i++) {
		IS(wasm_bpf_ifname((uint32_t)index, bad[i], 8), -L_EFAULT);
		IS(wasm_bpf_ifindex(bad[i]), -L_EFAULT);
	}
	IS(wasm_bpf_ifindex(NULL), -L_EFAULT);
}

enum { KPROBE = 2, XDP = 6, HASH = 1, RINGBUF = 27, MAP_LOOKUP = 1, REDIRECT_MAP = 51,
       NO_HELPER = 100000 };

static void test_probe(char **args)
{
	(void)args;
	IS(wasm_bpf_probe(WASM_BPF_PROBE_PROGRAM, XDP, 0), 1);
	IS(wasm_bpf_probe(WASM_BPF_PROBE_MAP, HASH, 0), 1);
	IS(wasm_bpf_probe(WASM_BPF_PROBE_MAP, RINGBUF, 0), 1);
	IS(wasm_bpf_probe(WASM_BPF_PROBE_HELPER, XDP, MAP_LOOKUP), 1);
	IS(wasm_bpf_probe(WASM_BPF_PROBE_HELPER, XDP, REDIRECT_MAP), 1);
	IS(wasm_bpf_probe(WASM_BPF_PROBE_HELPER, KPROBE, REDIRECT_MAP), 0);
	IS(wasm_bpf_probe(WASM_BPF_PROBE_HELPER, XDP, NO_HELPER), 0);
	for (int what = -1; what <= 4; what++) {
		IS(wasm_bpf_probe(what, -1, 0) < 0, 1);
		IS(wasm_bpf_probe(what, 0x7fffffff, 0x7fffffff) <= 0, 1);
		IS(wasm_bpf_probe(what, (int)0x80000000, (int)0x80000000) < 0, 1);
	}
	IS(wasm_bpf_probe(WASM_BPF_PROBE_HELPER, XDP, -1), -L_EINVAL);
	IS(wasm_bpf_probe(0, HASH, 0), -L_EINVAL);
	IS(wasm_bpf_probe(4, HASH, 0), -L_EINVAL);
}

/* host.wasm ksyms NAME ADDRESS: a symbol that is alone at its address. */
static void test_ksyms(char **args)
{
	const uint64_t address = strtoull(args[1], NULL, 16);
	const int len = (int)strlen(args[0]);
	uint64_t offset = 77;

	IS(wasm_bpf_ksym_find(args[0]), address);
	IS(wasm_bpf_ksym(address, &offset, text, sizeof(text)), len);
	IS(strcmp(text, args[0]), 0);
	IS(offset, 0);
	IS(wasm_bpf_ksym(address + 1, &offset, text, 3), len);
	IS(offset, 1);
	IS(strlen(text), 2);
	IS(wasm_bpf_ksym(address, NULL, NULL, 0), len);
	IS(wasm_bpf_ksym(0, &offset, text, sizeof(text)), -L_ENOENT);
	IS(wasm_bpf_ksym(0x7fffffffffff, &offset, text, sizeof(text)), -L_ENOENT);
	IS(wasm_bpf_ksym(~0ull, &offset, text, sizeof(text)), -L_ENOENT);
	IS(said("no symbol at 0xffffffffffffffff"), 1);
	IS(wasm_bpf_ksym_find("no symbol has spaces"), -L_ENOENT);
	IS(said("'no symbol has spaces'"), 1);
	IS(wasm_bpf_ksym_find(""), -L_ENOENT);
	IS(wasm_bpf_ksym_find(NULL), -L_EFAULT);
	for (int i = 0; i < BAD; i++) {
		IS(wasm_bpf_ksym(address, bad[i], text, sizeof(text)), -L_EFAULT);
		IS(wasm_bpf_ksym(address, &offset, bad[i], 8), -L_EFAULT);
		IS(wasm_bpf_ksym_find(bad[i]), -L_EFAULT);
	}
}

/* Answers lines of a process and an address: the function and the file there. */
static void test_resolve(char **args)
{
	unsigned long long address;
	uint64_t offset;
	int process, ret;

	(void)args;
	while (scanf("%d %llx", &process, &address) == 2) {
		ret = wasm_bpf_usym(process, address, &offset, text, sizeof(text));
		if (ret >= 0)
			IS(ret, strlen(text));
		else
			snprintf(text, sizeof(text), "%d", ret);
		printf("%s+%llx", text, ret < 0 ? 0 : (unsigned long long)offset);
		ret = wasm_bpf_usym_module(process, address, &offset, text, sizeof(text));
		if (ret >= 0)
			printf(" %s+%llx\n", text, (unsigned long long)offset);
		else
			printf(" %d\n", ret);
		fflush(stdout);
	}
}

/* host.wasm process PID ADDRESS: of a function of that process. */
static void test_process(char **args)
{
	const int process = atoi(args[0]);
	const uint64_t address = strtoull(args[1], NULL, 16);
	const int len = wasm_bpf_usym(process, address, NULL, NULL, 0);
	const int path = wasm_bpf_usym_module(process, address, NULL, NULL, 0);

	IS(len > 0 && path > 0, 1);
	IS(wasm_bpf_usym(process, address, NULL, text, 3), len);
	IS(strlen(text), 2);
	IS(wasm_bpf_usym_module(process, address, NULL, text, 3), path);
	IS(strlen(text), 2);
	for (int i = 0; i < BAD; i++) {
		IS(wasm_bpf_usym(process, address, bad[i], text, 8), -L_EFAULT);
		IS(wasm_bpf_usym(process, address, NULL, bad[i], 8), -L_EFAULT);
		IS(wasm_bpf_usym_module(process, address, bad[i], text, 8), -L_EFAULT);
		IS(wasm_bpf_usym_module(process, address, NULL, bad[i], 8), -L_EFAULT);
	}
	for (int i = -1; i < 2; i++) {
		IS(wasm_bpf_usym(process, (uint64_t)i, NULL, NULL, 0), -L_ENOENT);
		IS(wasm_bpf_usym_module(process, (uint64_t)i, NULL, NULL, 0), -L_ENOENT);
	}
	IS(said("no file is mapped at 0x1"), 1);
	IS(wasm_bpf_usym(0, address, NULL, NULL, 0), -L_EINVAL);
	IS(wasm_bpf_usym(-process, address, NULL, NULL, 0), -L_EINVAL);
	IS(wasm_bpf_usym(0x7fffffff, address, NULL, NULL, 0), -L_ESRCH);
	IS(wasm_bpf_usym_module(0x7fffffff, address, NULL, NULL, 0), -L_ESRCH);
	IS(said("no process 2147483647"), 1);
	/* A kernel thread has nothing mapped. */
	IS(wasm_bpf_usym(2, address, NULL, NULL, 0), -L_ENOENT);
}

/* host.wasm container CGROUP MNTNS: prints what is known of both. */
static void test_container(char **args)
{
	const uint64_t numbers[] = { strtoull(args[0], NULL, 10), strtoull(args[1], NULL, 10) };

	for (int by = WASM_BPF_CGROUP; by <= WASM_BPF_MNTNS; by++) {
		for (int what = WASM_BPF_CONTAINER_ID; what <= WASM_BPF_CONTAINER_RUNTIME; what++) {
			int len = wasm_bpf_container_of(by, numbers[by - 1], what, text,
							sizeof(text));

			if (len < 0)
				snprintf(text, sizeof(text), "%d", len);
			else
				IS(len, strlen(text));
			printf("%s%s", what == WASM_BPF_CONTAINER_ID ? "" : " ",
			       *text ? text : "-");
		}
		putchar('\n');
	}
}

/* host.wasm no-container CGROUP: what is wrong; the cgroup is that of a container or unit. */
static void test_no_container(char **args)
{
	const uint64_t number = strtoull(args[0], NULL, 10);

	IS(wasm_bpf_container_of(WASM_BPF_CGROUP, 1234567890123, 1, NULL, 0), -L_ENOENT);
	IS(said("cgroup 1234567890123 is of no container"), 1);
	IS(wasm_bpf_container_of(WASM_BPF_MNTNS, 1, 1, NULL, 0), -L_ENOENT);
	IS(wasm_bpf_container_of(0, number, 1, NULL, 0), -L_EINVAL);
	IS(wasm_bpf_container_of(3, number, 1, NULL, 0), -L_EINVAL);
	IS(wasm_bpf_container_of(WASM_BPF_CGROUP, number, 0, NULL, 0), -L_EINVAL);
	IS(wasm_bpf_container_of(WASM_BPF_CGROUP, number, 7, NULL, 0), -L_EINVAL);
	IS(said("a container has no text 7"), 1);
	IS(wasm_bpf_container_of(WASM_BPF_CGROUP, number, 1, text, 3) > 3, 1);
	IS(strlen(text), 2);
	for (int i = 0; i < BAD; i++)
		IS(wasm_bpf_container_of(WASM_BPF_CGROUP, number, 1, bad[i], 8), -L_EFAULT);
}

/* The kernel hides its addresses. */
static void test_hidden(char **args)
{
	(void)args;
	IS(wasm_bpf_ksym(1ull << 63, NULL, text, sizeof(text)), -L_EPERM);
	IS(said("addresses") && said("hint: ") && said("CAP_SYSLOG"), 1);
	IS(wasm_bpf_ksym_find("_text"), -L_EPERM);
}

static const struct {
	const char *name;
	int arguments;
	void (*run)(char **arguments);
} tests[] = {
	{ "numbers", 4, test_numbers },       { "texts", 1, test_texts },
	{ "interfaces", 2, test_interfaces }, { "probe", 0, test_probe },
	{ "ksyms", 2, test_ksyms },           { "hidden", 0, test_hidden },
	{ "container", 2, test_container },   { "no-container", 1, test_no_container },
	{ "resolve", 0, test_resolve },       { "process", 2, test_process },
};

int main(int argc, char **argv)
{
	for (unsigned int i = 0; argc > 1 && i < sizeof(tests) / sizeof(*tests); i++) {
		if (strcmp(tests[i].name, argv[1]) == 0 && argc == 2 + tests[i].arguments) {
			tests[i].run(argv + 2);
			return failures;
		}
	}
	return 98;
}
