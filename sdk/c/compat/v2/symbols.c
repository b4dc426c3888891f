// SPDX-License-Identifier: MIT
/* The symbols of <trace_helpers.h>: asked of the host, one at a time. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <linux/bpf.h>
#include <trace_helpers.h>
#include <wasm_bpf_v2.h>

#define GET_NS_CURRENT_PID_TGID 120  /* a helper of the kernel */
#define NAMES 16
#define NAME_MAX_BYTES 256

/* Room for a name, which is used again after NAMES others. */
static char *name_room(void)
{
	static char names[NAMES][NAME_MAX_BYTES];
	static unsigned next;

	return names[next++ % NAMES];
}

/* --- the kernel's ----------------------------------------------------------------- */

struct ksyms {
	int unused;
};

__attribute__((weak)) struct ksyms *ksyms__load(void)
{
	return calloc(1, sizeof(struct ksyms));
}

__attribute__((weak)) void ksyms__free(struct ksyms *ksyms)
{
	free(ksyms);
}

static struct ksym *ksym_room(void)
{
	static struct ksym ksyms[NAMES];
	static unsigned next;

	return &ksyms[next++ % NAMES];
}

__attribute__((weak)) const struct ksym *ksyms__map_addr(const struct ksyms *ksyms, __u64 addr)
{
	struct ksym *ksym = ksym_room();
	char *name = name_room();
	uint64_t offset;

	(void)ksyms;
	if (wasm_bpf_ksym(addr, &offset, name, NAME_MAX_BYTES) < 0)
		return NULL;
	*ksym = (struct ksym){ name, addr - offset };
	return ksym;
}

/* A negative number down to -4095 is an error, what lies below looks negative only. */
static bool find_ksym(const char *name, __u64 *ret_address)
{
	int64_t address = wasm_bpf_ksym_find(name);

	*ret_address = address;
	return address < -4095 || address > 0;
}

__attribute__((weak)) const struct ksym *ksyms__get_symbol(const struct ksyms *ksyms,
							   const char *name)
{
	struct ksym *ksym = ksym_room();

	(void)ksyms;
	ksym->name = strncpy(name_room(), name, NAME_MAX_BYTES - 1);
	return find_ksym(name, &ksym->addr) ? ksym : NULL;
}

/* --- those of a process --------------------------------------------------------------- */

struct syms {
	struct syms *next;
	int process;
	struct sym sym;
};

__attribute__((weak)) struct syms *syms__load_pid(pid_t tgid)
{
	struct syms *syms = calloc(1, sizeof(*syms));

	if (syms)
		syms->process = tgid;
	return syms;
}

__attribute__((weak)) void syms__free(struct syms *syms)
{
	free(syms);
}

__attribute__((weak)) const struct sym *syms__map_addr(const struct syms *syms, __u64 addr)
{
	struct sym *sym = (struct sym *)&syms->sym;
	char *name = name_room();
	uint64_t offset;

	if (wasm_bpf_usym(syms->process, addr, &offset, name, NAME_MAX_BYTES) < 0)
		return NULL;
	*sym = (struct sym){ .name = name, .start = addr - offset, .offset = offset };
	return sym;
}

__attribute__((weak)) struct syms *syms__load_file(const char *fname)
{
	(void)fname;
	errno = ENOSYS;
	return NULL;
}

__attribute__((weak)) int syms__map_addr_dso(const struct syms *syms, __u64 addr,
					     struct sym_info *info)
{
	const struct sym *sym;
	char *name = name_room();
	uint64_t offset;

	*info = (struct sym_info){ 0 };
	if (wasm_bpf_usym_module(syms->process, addr, &offset, name, NAME_MAX_BYTES) < 0)
		return -1;
	info->dso_name = name;
	info->dso_offset = offset;
	sym = syms__map_addr(syms, addr);
	if (sym) {
		info->sym_name = sym->name;
		info->sym_offset = sym->offset;
	}
	return 0;
}

struct syms_cache {
	struct syms *first;
};

__attribute__((weak)) struct syms_cache *syms_cache__new(int nr)
{
	(void)nr;
	return calloc(1, sizeof(struct syms_cache));
}

__attribute__((weak)) struct syms *syms_cache__get_syms(struct syms_cache *syms_cache, int tgid)
{
	struct syms *syms = syms_cache->first;

	while (syms && syms->process != tgid)
		syms = syms->next;
	if (syms)
		return syms;
	syms = syms__load_pid(tgid);
	if (syms) {
		syms->next = syms_cache->first;
		syms_cache->first = syms;
	}
	return syms;
}

__attribute__((weak)) void syms_cache__free(struct syms_cache *syms_cache)
{
	if (!syms_cache)
		return;
	for (struct syms *syms = syms_cache->first, *next; syms; syms = next) {
		next = syms->next;
		free(syms);
	}
	free(syms_cache);
}

/* --- what the kernel has ---------------------------------------------------------------- */

__attribute__((weak)) unsigned long long get_ktime_ns(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * NSEC_PER_SEC + time.tv_nsec;
}

__attribute__((weak)) bool kprobe_exists(const char *name)
{
	__u64 address;

	return find_ksym(name, &address);
}

__attribute__((weak)) bool fentry_can_attach(const char *name, const char *mod)
{
	(void)mod;
	return kprobe_exists(name) &&
	       wasm_bpf_probe(WASM_BPF_PROBE_PROGRAM, BPF_PROG_TYPE_TRACING, 0) == 1;
}

__attribute__((weak)) bool tracepoint_exists(const char *category, const char *event)
{
	return wasm_bpf_tracepoint_find(category, event) > 0;
}

/* A program that reads a tracepoint's arguments by BTF attaches to a name of any category:
 * each tracepoint has a function that calls what is attached to it. */
__attribute__((weak)) bool probe_tp_btf(const char *name)
{
	char function[NAME_MAX_BYTES] = "__traceiter_";

	strncat(function, name, sizeof(function) - strlen(function) - 1);
	return kprobe_exists(function);
}

/* Only --dir /sys/module can tell. */
__attribute__((weak)) bool is_kernel_module(const char *name)
{
	char path[NAME_MAX_BYTES];

	snprintf(path, sizeof(path), "/sys/module/%s", name);
	return !access(path, F_OK);
}

__attribute__((weak)) bool vmlinux_btf_exists(void)
{
	return true; /* the host loads no object without */
}

__attribute__((weak)) bool probe_bpf_ns_current_pid_tgid(void)
{
	return wasm_bpf_probe(WASM_BPF_PROBE_HELPER, BPF_PROG_TYPE_TRACEPOINT,
			      GET_NS_CURRENT_PID_TGID) == 1;
}

__attribute__((weak)) bool probe_ringbuf(void)
{
	return wasm_bpf_probe(WASM_BPF_PROBE_MAP, BPF_MAP_TYPE_RINGBUF, 0) == 1;
}
