/* SPDX-License-Identifier: MIT */
/*
 * A profile of a guest: where it is whenever the engine looks at its flag, which a thread has it do
 * after each interval. That is in loops and at calls of the guest's own code; while a host function
 * runs or waits, no sample is taken.
 */
#ifndef ENGINE_PROFILE_H
#define ENGINE_PROFILE_H

#include <stdint.h>

struct buf;
struct engine;
struct engine_instance;
struct engine_module;
struct engine_profile;
struct err;

/* Begins, before engine_run(). -EOPNOTSUPP if the engine was built without profiles. The module
 * and the instance must live until the end. */
int engine_profile_begin(struct engine *engine, struct engine_instance *instance,
			 const struct engine_module *module, const char *name, uint64_t interval_ns,
			 struct engine_profile **ret_profile, struct err *err);

/* Ends, while the instance lives. Adds the profile in the format of the Firefox Profiler to `json`,
 * unless that is null. Frees the profile. */
int engine_profile_end(struct engine_profile *profile, struct buf *json, struct err *err);

#endif
