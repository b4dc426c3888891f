/* SPDX-License-Identifier: MIT */
/* What /proc says of a process, and which BPF it holds. */
#ifndef ACTIVITY_PROCESS_H
#define ACTIVITY_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct process {
	pid_t pid, parent;
	uid_t uid;
	char comm[17];
	uint64_t start;    /* ticks since the boot */
	double cpu;        /* seconds */
	double age;        /* seconds */
	uint64_t resident; /* bytes */
};

/* False if there is no such process. */
bool process_read(pid_t pid, struct process *ret_process);

/* The unit of systemd that the process belongs to: "app.service". False if it is in none. */
bool process_unit(pid_t pid, char unit[static 256]);

/* Whether it runs this program, which is wasm-bpf. */
bool process_is_ours(pid_t pid);

enum held_kind { HELD_PROGRAM, HELD_MAP, HELD_LINK };

/* A descriptor of a process. */
struct held {
	pid_t pid;
	enum held_kind kind;
	uint32_t id;
	uint64_t memory; /* bytes that the kernel has for it; 0 for links */
};

struct holdings {
	struct held *list; /* by kind, id, pid; each once */
	size_t count, room;
	bool is_cut; /* there was more than fits */
};

/* Adds what one process, or each that this user may look at, holds. */
void holdings_add(struct holdings *holdings, pid_t pid);
void holdings_add_all(struct holdings *holdings);
/* Call it after the last one was added, and before any is looked for. */
void holdings_sort(struct holdings *holdings);
void holdings_release(struct holdings *holdings);

/* The first holder of something, or null; the others follow it. */
const struct held *holdings_find(const struct holdings *holdings, enum held_kind kind, uint32_t id);

/* How many of a kind a process holds, and their bytes. */
unsigned int holdings_count(const struct holdings *holdings, pid_t pid, enum held_kind kind,
			    uint64_t *memory);

#endif
