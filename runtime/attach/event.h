/* SPDX-License-Identifier: MIT */
/* The kernel's perf events, by the names that perf(1) has for them. */
#ifndef ATTACH_EVENT_H
#define ATTACH_EVENT_H

struct perf_event_attr;
struct target;

/*
 * Sets up `attr` for a target: cpu-clock@99hz, cycles:u@99hz or cache-misses,period=1000. Names
 * are those of software and hardware events, of caches (LLC-load-misses), r and a number in
 * hexadecimal for one of the machine's own, and mem:ADDRESS[/LENGTH][:rwx] for a breakpoint. `:u`
 * and `:k` after a name leave the kernel or user space out. 0, or -EINVAL.
 */
int event_parse(const struct target *target, struct perf_event_attr *attr);

#endif
