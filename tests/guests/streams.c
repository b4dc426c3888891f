// SPDX-License-Identifier: MIT
/*
 * What a guest can do with its standard streams: told on stderr, so that the engine's own
 * functions and ours can be compared. "wait" reads all of stdin and tells how it ended.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include <wasi/api.h>

static void tell(const char *what, long result)
{
	fprintf(stderr, "%s: %ld, errno %d\n", what, result, result < 0 ? errno : 0);
}

static void tell_stats(void)
{
	for (__wasi_fd_t fd = 0; fd < 3; fd++) {
		__wasi_fdstat_t stat;

		memset(&stat, 0xff, sizeof(stat));
		fprintf(stderr, "%u: error %d, type %d, flags %d, rights %llx %llx\n", fd,
			__wasi_fd_fdstat_get(fd, &stat), stat.fs_filetype, stat.fs_flags,
			(unsigned long long)stat.fs_rights_base,
			(unsigned long long)stat.fs_rights_inheriting);
	}
}

static void transfer(void)
{
	char a[3], b[100];
	struct iovec parts[] = { { a, sizeof(a) }, { NULL, 0 }, { b, sizeof(b) } };
	const struct iovec greeting[] = { { "hello ", 6 }, { "", 0 }, { "world\n", 6 } };

	tell("read nothing", read(0, a, 0));
	tell("read", readv(0, parts, 3));
	fprintf(stderr, "%.3s and %.3s\n", a, b);
	tell("read at the end", read(0, a, 1));
	tell("write", writev(1, greeting, 3));
	tell("read what is written to", read(1, a, 1));
	tell("write to what is read", write(0, a, 1));
	tell("read another", read(7, a, 1));
	tell("read into no memory", __wasi_fd_read(0, &(__wasi_iovec_t){ (void *)-8, 8 }, 1,
						   &(__wasi_size_t){ 0 }) ? 1 : 0);
}

static void move(void)
{
	tell("renumber to nothing", __wasi_fd_renumber(1, 9));
	tell("renumber", __wasi_fd_renumber(1, 0));
	tell("write to what is gone", write(1, "x", 1));
	tell("write where it is", write(0, "there\n", 6));
	tell("close", close(0));
	tell("close again", close(0));
	tell("write to what is closed", write(0, "x", 1));
}

int main(int argc, char **argv)
{
	char text[64];

	(void)argv;
	if (argc > 1) {
		fprintf(stderr, "waiting\n");
		tell("read", read(0, text, sizeof(text)));
		return 0;
	}
	tell_stats();
	transfer();
	move();
	return 0;
}
