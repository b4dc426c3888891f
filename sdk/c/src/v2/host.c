// SPDX-License-Identifier: MIT
/* Numbers of the host's that sources ask the libc for: interfaces, processes, users, CPUs.
 * They are weak: a source that has its own keeps it. */
#include <errno.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>
#include "../../compat/paths.h"
#include "object.h"

#define BOOT_NS_PER_S 1000000000

__attribute__((weak)) unsigned if_nametoindex(const char *name)
{
	int index = sdk_result(wasm_bpf_ifindex(name));

	return index < 0 ? 0 : index;
}

__attribute__((weak)) char *if_indextoname(unsigned index, char *name)
{
	if (sdk_result(wasm_bpf_ifname(index, name, IF_NAMESIZE)) >= 0)
		return name;
	errno = errno == ENODEV ? ENXIO : errno;
	return NULL;
}

__attribute__((weak)) pid_t getpid(void)
{
	return wasm_bpf_host_number(WASM_BPF_PROCESS_ID);
}

__attribute__((weak)) pid_t gettid(void)
{
	return getpid();
}

__attribute__((weak)) uid_t getuid(void)
{
	return wasm_bpf_host_number(WASM_BPF_USER_ID);
}

__attribute__((weak)) uid_t geteuid(void)
{
	return getuid();
}

int compat_other_clock(clockid_t clock, struct timespec *time)
{
	long long now = clock == CLOCK_BOOTTIME ? wasm_bpf_boot_clock() : -EINVAL;

	if (now < 0) {
		sdk_result(now);
		return -1;
	}
	time->tv_sec = now / BOOT_NS_PER_S;
	time->tv_nsec = now % BOOT_NS_PER_S;
	return 0;
}

int __wrap_uname(struct utsname *name);
int __real_uname(struct utsname *name);

/* Sources ask for the kernel's release to know what it can do. */
int __wrap_uname(struct utsname *name)
{
	int err = __real_uname(name);

	if (err)
		return err;
	strcpy(name->sysname, "Linux");
	return sdk_result(wasm_bpf_kernel_release(name->release, sizeof(name->release))) < 0 ? -1 : 0;
}

long __wrap_sysconf(int name);
long __real_sysconf(int name);

/* The libc's own page is WebAssembly's, and its CPU one. */
long __wrap_sysconf(int name)
{
	switch (name) {
	case _SC_PAGESIZE:
		return wasm_bpf_page_size();
	case _SC_NPROCESSORS_CONF:
		return wasm_bpf_cpus();
	case _SC_NPROCESSORS_ONLN:
		return wasm_bpf_host_number(WASM_BPF_CPUS_ONLINE);
	case _SC_CLK_TCK:
		return wasm_bpf_host_number(WASM_BPF_CLOCK_TICKS);
	}
	return __real_sysconf(name);
}

__attribute__((weak)) int getpagesize(void)
{
	return wasm_bpf_page_size();
}

/* --- CPUs ----------------------------------------------------------------------------- */

/* Marks those in a list such as "0-3,8,10-11". */
static void mark_cpus(FILE *list, bool *mask, int count)
{
	int first, last;

	while (fscanf(list, "%d", &first) == 1) {
		last = first;
		if (fscanf(list, "-%d", &last) < 0)
			last = first;
		for (int i = first; i >= 0 && i <= last && i < count; i++)
			mask[i] = true;
		if (getc(list) != ',')
			break;
	}
}

/* A function of libbpf's own that sources declare themselves: the CPUs that are online, from
 * a file in /sys; without --dir, as many as the host says there are, the first ones. */
int parse_cpu_mask_file(const char *path, bool **mask, int *mask_sz);

__attribute__((weak)) int parse_cpu_mask_file(const char *path, bool **mask, int *mask_sz)
{
	int cpus = wasm_bpf_cpus(), online = wasm_bpf_host_number(WASM_BPF_CPUS_ONLINE);
	FILE *file;

	*mask = calloc(cpus, sizeof(**mask));
	if (!*mask)
		return -ENOMEM;
	*mask_sz = cpus;
	file = fopen(path, "r");
	if (file) {
		mark_cpus(file, *mask, cpus);
		fclose(file);
	} else {
		for (int i = 0; i < online && i < cpus; i++)
			(*mask)[i] = true;
	}
	return 0;
}
