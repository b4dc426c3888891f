// SPDX-License-Identifier: MIT
#include "base/tracefs.h"

#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/mount.h>
#include <unistd.h>

#include "base/log.h"

struct task {
	int (*call)(void *context);
	void *context;
	int result;
	struct log *log;
};

static bool is_mounted(void)
{
	return access("/sys/kernel/tracing/events", F_OK) == 0 ||
	       access("/sys/kernel/debug/tracing/events", F_OK) == 0;
}

static void provide(void)
{
	if (unshare(CLONE_NEWNS) < 0)
		return;
	/* Nothing mounted from here on may show elsewhere. In a chroot the root is no mount
	 * point; what counts then is the one below which tracefs goes. */
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 &&
	    mount(NULL, "/sys", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return;
	mount("nodev", "/sys/kernel/tracing", "tracefs", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
}

void tracefs_provide(void)
{
	if (!is_mounted())
		provide();
}

static void *run(void *arg)
{
	struct task *task = arg;

	provide();
	log_resume(task->log);
	task->result = task->call(task->context);
	log_suspend();
	return NULL;
}

int tracefs_call(int (*call)(void *context), void *context)
{
	struct task task = { .call = call, .context = context };
	pthread_t thread;

	if (is_mounted())
		return call(context);
	task.log = log_suspend();
	if (pthread_create(&thread, NULL, run, &task) == 0)
		pthread_join(thread, NULL);
	else
		task.result = call(context);
	log_resume(task.log);
	return task.result;
}
