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

#include "base/bpf_fd.h"
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

enum kind { KIND_MAP, KIND_LINK };

static bool is_kind(int fd, enum kind kind)
{
	return kind == KIND_MAP ? bpf_fd_is_map(fd) : bpf_fd_is_link(fd);
}

static int open_kind(const struct policy *policy, const char *path, enum kind kind, int *ret_fd,
		     struct err *err)
{
	int ret = policy_may_pin(policy, path, err), fd;

	if (ret < 0)
		return ret;
	fd = bpf_obj_get(path);
	if (fd < 0)
		return fail("open", path, errno, err);
	if (!is_kind(fd, kind)) {
		close(fd);
		return err_set(err, EINVAL, "cannot open '%s': no %s is pinned there", path,
			       kind == KIND_MAP ? "map" : "link");
	}
	*ret_fd = fd;
	return 0;
}

int pin_open_map(const struct policy *policy, const char *path, int *ret_fd, struct err *err)
{
	return open_kind(policy, path, KIND_MAP, ret_fd, err);
}

int pin_open_link(const struct policy *policy, const char *path, int *ret_fd, struct err *err)
{
	return open_kind(policy, path, KIND_LINK, ret_fd, err);
}

/* The kernel's number of a map or a link, or 0. */
static __u32 id_of(int fd, enum kind kind)
{
	union {
		struct bpf_map_info map;
		struct bpf_link_info link;
	} info;
	__u32 size = kind == KIND_MAP ? sizeof(info.map) : sizeof(info.link);

	memset(&info, 0, sizeof(info));
	if (bpf_obj_get_info_by_fd(fd, &info, &size) < 0)
		return 0;
	return kind == KIND_MAP ? info.map.id : info.link.id;
}

static int remove_kind(const struct policy *policy, int its_fd, const char *path, enum kind kind,
		       struct err *err)
{
	int fd, ret = open_kind(policy, path, kind, &fd, err);
	bool same;

	if (ret < 0)
		return ret;
	same = id_of(fd, kind) && id_of(fd, kind) == id_of(its_fd, kind);
	close(fd);
	if (!same)
		return err_set(err, EINVAL, "cannot unpin '%s': another %s is pinned there", path,
			       kind == KIND_MAP ? "map" : "link");
	return unlink(path) < 0 ? fail("unpin", path, errno, err) : 0;
}

int pin_remove(const struct policy *policy, int map_fd, const char *path, struct err *err)
{
	return remove_kind(policy, map_fd, path, KIND_MAP, err);
}

int pin_remove_link(const struct policy *policy, int link_fd, const char *path, struct err *err)
{
	return remove_kind(policy, link_fd, path, KIND_LINK, err);
}
