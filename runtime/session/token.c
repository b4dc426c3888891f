// SPDX-License-Identifier: MIT
#include "session/token.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/buf.h"
#include "lib/err.h"
#include "policy/delegation.h"

enum { TEXT_MAX = 4096 };

/* The first user namespace's number, which the kernel promises. */
static const ino_t initial_namespace = 0xeffffffd;

static bool is_in_namespace(void)
{
	struct stat stat_of;

	return stat("/proc/self/ns/user", &stat_of) == 0 && stat_of.st_ino != initial_namespace;
}

static const char *hint_of(int code)
{
	switch (code) {
	case EOPNOTSUPP:
		return "in the first user namespace there are no tokens: root, or capabilities, do";
	case ENOENT:
		return "this BPF file system delegates nothing; 'wasm-bpf inspect' prints the "
		       "options for its mount";
	case EPERM:
		return "it takes CAP_BPF in the user namespace in which this BPF file system was "
		       "made";
	case EINVAL:
		return "it takes the mount point of a BPF file system, and Linux 6.9";
	default:
		return NULL;
	}
}

int token_make(const char *path, int *ret_fd, struct err *err)
{
	const int dir = open(path, O_DIRECTORY | O_RDONLY | O_CLOEXEC);
	int fd, code;

	if (dir < 0)
		return err_set(err, errno, "cannot open the BPF file system '%s': %s", path,
			       strerror(errno));
	fd = bpf_token_create(dir, NULL);
	code = errno;
	close(dir);
	if (fd >= 0) {
		*ret_fd = fd;
		return 0;
	}
	err_set(err, code, "cannot make a BPF token from '%s': %s", path, strerror(code));
	return hint_of(code) ? err_hint(err, "%s", hint_of(code)) : -code;
}

static bool hint_missing(int token_fd, const struct bpf_object *object, struct err *err)
{
	struct delegation missing = { 0 }, given;
	struct buf text = BUF_INIT(TEXT_MAX);
	bool is_missing;

	delegation_add(&missing, object);
	is_missing = delegation_read(token_fd, &given) && delegation_subtract(&missing, &given);
	if (is_missing) {
		delegation_write(&missing, &text);
		if (!text.error)
			err_hint(err, "the token lacks %.400s", text.data);
	}
	buf_release(&text);
	return is_missing;
}

int token_explain(int token_fd, const struct bpf_object *object, struct err *err)
{
	if (token_fd >= 0)
		return hint_missing(token_fd, object, err) ? -err->code : 0;
	return is_in_namespace() ? err_hint(err, "in a user namespace this takes a BPF token: "
						 "--token PATH, and Linux 6.9")
				 : 0;
}
