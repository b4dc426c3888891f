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
	{ "numbers", 4, test_numbers },
	{ "interfaces", 2, test_interfaces },
	{ "probe", 0, test_probe },
	{ "ksyms", 2, test_ksyms },
	{ "hidden", 0, test_hidden },
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
