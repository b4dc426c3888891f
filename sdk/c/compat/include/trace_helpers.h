/* SPDX-License-Identifier: MIT */
/*
 * The helpers of bcc's libbpf-tools, with their names and meanings: symbols, disks, histograms,
 * texts, and features of the kernel. The host looks things up, so loading does little. Addresses
 * have 64 bits. All but the histograms and texts are [v2].
 */
#ifndef __TRACE_HELPERS_H
#define __TRACE_HELPERS_H

#include <stdbool.h>
#include <stddef.h>
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
struct syms *syms__load_file(const char *fname);  /* null, with ENOSYS */
void syms__free(struct syms *syms);
const struct sym *syms__map_addr(const struct syms *syms, __u64 addr);
int syms__map_addr_dso(const struct syms *syms, __u64 addr, struct sym_info *info);

struct syms_cache *syms_cache__new(int nr);
struct syms *syms_cache__get_syms(struct syms_cache *syms_cache, int tgid);
void syms_cache__free(struct syms_cache *syms_cache);

/* --- disks ---------------------------------------------------------------------- */

struct partition {
	char *name;
	unsigned int dev;  /* as the kernel numbers devices: 12 bits of major, 20 of minor */
};

struct partitions;

struct partitions *partitions__load(void);
void partitions__free(struct partitions *partitions);
const struct partition *partitions__get_by_dev(const struct partitions *partitions,
					       unsigned int dev);
const struct partition *partitions__get_by_name(const struct partitions *partitions,
						const char *name);

/* --- histograms ----------------------------------------------------------------- */

void print_log2_hist(unsigned int *vals, int vals_size, const char *val_type);
void print_linear_hist(unsigned int *vals, int vals_size, unsigned int base, unsigned int step,
		       const char *val_type);

/* --- texts ------------------------------------------------------------------------ */

typedef int (*convert_fn_t)(const char *src, void *dest);

/* Cuts `s` at the characters of `delim`, and converts each part to an element. Returns 0,
 * -ENOBUFS if there are more than fit, or what the conversion gave, negated. */
int split_convert(char *s, const char *delim, void *elems, size_t elems_size, size_t elem_size,
		  convert_fn_t convert);
int str_to_int(const char *src, void *dest);
int str_to_long(const char *src, void *dest);  /* of 64 bits */

/* The local time, by strftime()'s format. Returns the length, or 0 if it does not fit. */
int str_timestamp(const char *format, char *buf, size_t buf_len);

/* [v2] "loadavg: 0.10 0.20 0.30 1/100 1234" and a line feed. Returns the length, or -ERANGE
 * if it was cut. */
int str_loadavg(char *buf, size_t buf_len);

/* --- the kernel ------------------------------------------------------------------- */

/* Returns the time of the monotonic clock, as bpf_ktime_get_ns() does. */
unsigned long long get_ktime_ns(void);

/* These look at the kernel's symbols. `mod`, a module's name or null, is ignored. */
bool is_kernel_module(const char *name);
bool fentry_can_attach(const char *name, const char *mod);
bool kprobe_exists(const char *name);
bool probe_tp_btf(const char *name);
bool vmlinux_btf_exists(void);

/* Looks at tracefs. */
bool tracepoint_exists(const char *category, const char *event);

bool probe_ringbuf(void);
bool probe_bpf_ns_current_pid_tgid(void);

#ifdef __cplusplus
}
#endif

#endif
