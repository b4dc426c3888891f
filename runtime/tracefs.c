// SPDX-License-Identifier: MIT
#include "tracefs.h"

#include <sched.h>
#include <stddef.h>
#include <sys/mount.h>
#include <unistd.h>

void tracefs_provide(void)
{
	if (access("/sys/kernel/tracing/events", F_OK) == 0 ||
	    access("/sys/kernel/debug/tracing/events", F_OK) == 0)
		return;
	if (unshare(CLONE_NEWNS) < 0)
		return;
	/* Nothing mounted from here on may show elsewhere. In a chroot the root is no mount
	 * point; what counts then is the one below which tracefs goes. */
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 &&
	    mount(NULL, "/sys", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return;
	mount("nodev", "/sys/kernel/tracing", "tracefs", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
}
