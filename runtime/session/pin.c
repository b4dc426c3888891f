// SPDX-License-Identifier: MIT
#include "session/pin.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "lib/err.h"
#include "policy/policy.h"

static int fail(const char *verb, const char *path, int code, struct err *err)
{
	err_set(err, code, "cannot %s '%s': %s", verb, path, strerror(code));
	if (code == EPERM || code == EINVAL)
		return err_hint(err, "a pin must be in a BPF file system, such as "
				"/sys/fs/bpf/NAME");
	return -code;
}

static bool is_bpffs(const char *path)
{
	struct statfs stat;

	return statfs(path, &stat) == 0 && stat.f_type == BPF_FS_MAGIC;
}

/* Makes the folder of a path that the policy allows, in a BPF file system, where it is not
 * there. What fails about it the pinning says again. */
static void make_folder(const char *path)
{
	char folder[PATH_MAX], above[PATH_MAX];

	snprintf(folder, sizeof(folder), "%.*s", (int)(strrchr(path, '/') - path), path);
	if (!*folder)
		return;
	snprintf(above, sizeof(above), "%.*s", (int)(strrchr(folder, '/') - folder), folder);
	if (*above && is_bpffs(above))
		mkdir(folder, 0700);
}

int pin_add(const struct policy *policy, int fd, const char *path, struct err *err)
{
	int ret = policy_may_pin(policy, path, err);

	if (ret < 0)
		return ret;
	make_folder(path);
	return bpf_obj_pin(fd, path) < 0 ? fail("pin", path, errno, err) : 0;
}

/* Whether it is a map, which only the name of its file tells from a program or a link. */
static bool is_map(int fd)
{
	static const char wanted[] = "anon_inode:bpf-map";
	char link[32], name[sizeof(wanted)];
	ssize_t len;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	len = readlink(link, name, sizeof(name));
	return len == sizeof(wanted) - 1 && memcmp(name, wanted, sizeof(wanted) - 1) == 0;
}

int pin_open_map(const struct policy *policy, const char *path, int *ret_fd, struct err *err)
{
	int ret = policy_may_pin(policy, path, err), fd;

	if (ret < 0)
		return ret;
	fd = bpf_obj_get(path);
	if (fd < 0)
		return fail("open", path, errno, err);
	if (!is_map(fd)) {
		close(fd);
		return err_set(err, EINVAL, "cannot open '%s': no map is pinned there", path);
	}
	*ret_fd = fd;
	return 0;
}

/* The kernel's number of a map, or 0. */
static __u32 map_id(int fd)
{
	struct bpf_map_info info = { 0 };
	__u32 size = sizeof(info);

	return bpf_obj_get_info_by_fd(fd, &info, &size) < 0 ? 0 : info.id;
}

int pin_remove(const struct policy *policy, int map_fd, const char *path, struct err *err)
{
	int fd, ret = pin_open_map(policy, path, &fd, err);
	bool same;

	if (ret < 0)
		return ret;
	same = map_id(fd) && map_id(fd) == map_id(map_fd);
	close(fd);
	if (!same)
		return err_set(err, EINVAL, "cannot unpin '%s': another map is pinned there", path);
	return unlink(path) < 0 ? fail("unpin", path, errno, err) : 0;
}
