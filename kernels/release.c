// SPDX-License-Identifier: MIT
#include "kernels/release.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "lib/buf.h"
#include "lib/err.h"
#include "lib/file.h"

enum { RELEASE_PATH_MAX = 4096 };

int release_set(char ret_release[static KERNEL_RELEASE_SIZE], const char *text, size_t len,
		struct err *err)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] <= ' ' || text[i] > '~')
			return err_set(err, EINVAL,
				       "a kernel's name has neither spaces nor other characters "
				       "than those of ASCII that print");
	if (len >= KERNEL_RELEASE_SIZE)
		return err_set(err, EINVAL,
			       "a kernel's name has at most %d bytes, not %zu: %.32s...",
			       KERNEL_RELEASE_SIZE - 1, len, text);
	memcpy(ret_release, text, len);
	ret_release[len] = '\0';
	return 0;
}

static int release_beside(char ret_release[static KERNEL_RELEASE_SIZE], const char *path,
			  struct err *err)
{
	struct buf name = BUF_INIT(RELEASE_PATH_MAX);
	char text[2 * KERNEL_RELEASE_SIZE] = "";
	struct stat st;
	int fd = -1;

	buf_printf(&name, "%.*srelease", (int)(file_base_name(path) - path), path);
	if (!name.error)
		fd = file_open_regular(name.data, &st, NULL);
	buf_release(&name);
	if (fd < 0)
		return 0;
	if (read(fd, text, sizeof(text) - 1) < 0)
		*text = '\0';
	close(fd);
	return release_set(ret_release, text, strcspn(text, " \n"), err);
}

/* The folder that a file is in, without what is above. */
static int release_of_folder(char ret_release[static KERNEL_RELEASE_SIZE], const char *path,
			     struct err *err)
{
	const char *base = file_base_name(path), *end = base - (base > path), *at = end;

	while (at > path && at[-1] != '/')
		at--;
	return release_set(ret_release, at, (size_t)(end - at), err);
}

int release_by_name(char ret_release[static KERNEL_RELEASE_SIZE], const char *path,
		    bool is_packaged, struct err *err)
{
	const char *base = file_base_name(path);
	size_t len = strlen(base);
	struct utsname name;
	int ret = 0;

	*ret_release = '\0';
	if (!is_packaged && strcmp(path, "/sys/kernel/btf/vmlinux") == 0 && uname(&name) == 0)
		return release_set(ret_release, name.release, strlen(name.release), err);
	if (len > 4 && strcmp(base + len - 4, ".btf") == 0)
		len -= 4;
	if (strncmp(base, "vmlinux-", 8) == 0 && len > 8) {
		base += 8;
		len -= 8;
	}
	if (len && (len != 7 || strncmp(base, "vmlinux", 7) != 0))
		return release_set(ret_release, base, len, err);
	if (!is_packaged)
		ret = release_beside(ret_release, path, err);
	return ret || *ret_release ? ret : release_of_folder(ret_release, path, err);
}
