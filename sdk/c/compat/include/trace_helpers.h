/* SPDX-License-Identifier: MIT */
/*
 * The helpers of bcc's libbpf-tools, with their names and meanings: symbols, histograms, and
 * features of the kernel. The host looks symbols up, so loading does nothing. Addresses have
 * 64 bits. All but the histograms are [v2].
 */
#ifndef WASM_BPF_TRACE_HELPERS_H
#define WASM_BPF_TRACE_HELPERS_H

#include <stdbool.h>
#include <sys/types.h>
#include <linux/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define NSEC_PER_SEC 1000000000ULL

/* --- symbols ------------------------------------------------------------------ */
/* A result stays valid during the next 15 lookups. */

struct ksyms;

struct ksym {
	const char *name;
	__u64 addr;  /* its first address */
};

struct ksyms *ksyms__load(void);
void ksyms__free(struct ksyms *ksyms);
const struct ksym *ksyms__map_addr(const struct ksyms *ksyms, __u64 addr);
const struct ksym *ksyms__get_symbol(const struct ksyms *ksyms, const char *name);

/* A symbol of a process. */
struct syms;
struct syms_cache;

struct sym {
	const char *name;
	__u64 start;
	__u64 size;    /* 0: unknown */
	__u64 offset;  /* of the address, from the symbol */
};

struct sym_info {
	const char *dso_name;
	__u64 dso_offset;
	const char *sym_name;  /* null if there is none */
	__u64 sym_offset;
};

struct syms *syms__load_pid(pid_t tgid);
void syms__free(struct syms *syms);
const struct sym *syms__map_addr(const struct syms *syms, __u64 addr);
const struct sym *syms__map_addr_dso(const struct syms *syms, __u64 addr, char **dso_name,
				     __u64 *dso_offset);
int syms__map_addr_info(const struct syms *syms, __u64 addr, struct sym_info *info);

struct syms_cache *syms_cache__new(int nr);
struct syms *syms_cache__get_syms(struct syms_cache *syms_cache, int tgid);
void syms_cache__free(struct syms_cache *syms_cache);

/* --- histograms ----------------------------------------------------------------- */

void print_log2_hist(unsigned int *vals, int vals_size, const char *val_type);
void print_linear_hist(unsigned int *vals, int vals_size, unsigned int base, unsigned int step,
		       const char *val_type);

/* --- the kernel ------------------------------------------------------------------- */

/* Returns the time of the monotonic clock, as bpf_ktime_get_ns() does. */
unsigned long long get_ktime_ns(void);

/* These look at the kernel's symbols. `mod`, a module's name or null, is ignored. */
bool fentry_can_attach(const char *name, const char *mod);
bool tracepoint_exists(const char *category, const char *event);
bool kprobe_exists(const char *name);
bool probe_tp_btf(const char *name);
bool probe_ringbuf(void);

#ifdef __cplusplus
}
#endif

#endif
