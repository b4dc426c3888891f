// SPDX-License-Identifier: MIT
#include "check/boot.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "check/initrd.h"
#include "lib/buf.h"
#include "lib/err.h"

enum { CONSOLE_MAX = 16 << 20, PIECE = 1 << 16, PATH_SIZE = 64 };

#if defined(__x86_64__)
#define QEMU "qemu-system-x86_64"
#define MACHINE "q35"
#define CONSOLE "ttyS0"
#elif defined(__aarch64__)
#define QEMU "qemu-system-aarch64"
#define MACHINE "virt"
#define CONSOLE "ttyAMA0"
#else
#define QEMU ""
#define MACHINE ""
#define CONSOLE ""
#endif

/* Everything behind -- is an argument of the first process. */
static const char arguments[] =
	"console=" CONSOLE " quiet loglevel=0 panic=-1 nokaslr mitigations=off no_timer_check "
	"tsc=unstable random.trust_cpu=1 lsm=lockdown,yama,bpf rdinit=/wasm-bpf -- check --booted";

/* --- here ------------------------------------------------------------------------------------ */

int boot_check(struct err *err)
{
	const char *path = getenv("PATH");
	char file[4096];

	if (!*QEMU)
		return err_set(err, ENOTSUP, "--boot: there is no qemu for this architecture");
	while (path && *path) {
		const size_t len = strcspn(path, ":");

		snprintf(file, sizeof(file), "%.*s/%s", (int)len, path, QEMU);
		if (len && access(file, X_OK) == 0)
			return 0;
		path += len + (path[len] == ':');
	}
	err_set(err, ENOENT, "--boot: no " QEMU " in PATH");
	return err_hint(err, "install qemu (Debian: qemu-system-x86, qemu-system-arm), or check "
			     "without --boot");
}

int boot_prepare(const struct boot_object *objects, size_t count, struct buf *initrd,
		 struct err *err)
{
	static const char *const folders[] = { "/proc", "/sys", "/tmp" };
	char path[PATH_SIZE];
	int ret;

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		initrd_folder(initrd, folders[i]);
	initrd_console(initrd);
	for (size_t i = 0; i < count; i++) {
		snprintf(path, sizeof(path), "/%zu.bpf.o", i);
		initrd_file(initrd, path, objects[i].data, objects[i].size, 0644);
	}
	ret = initrd_program(initrd, err);
	initrd_end(initrd);
	if (!ret && initrd->error)
		ret = err_set(err, initrd->error, "%s", strerror(initrd->error));
	return ret;
}

/* A file in memory that other processes can open while this one lives. */
static int share(const void *data, size_t size, char path[static PATH_SIZE])
{
	const int fd = memfd_create("boot", MFD_CLOEXEC);
	size_t done = 0;
	ssize_t got = 0;

	snprintf(path, PATH_SIZE, "/proc/%d/fd/%d", getpid(), fd);
	while (fd >= 0 && done < size && got >= 0) {
		got = write(fd, (const char *)data + done, size - done);
		done += got > 0 ? (size_t)got : 0;
	}
	if (fd >= 0 && got >= 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -errno;
}

static void become_qemu(const char *image, const char *initrd, const char *accelerator, int out)
{
	const int none = open("/dev/null", O_RDWR | O_CLOEXEC);

	/* It ends with the one who waits for it. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(none, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(out, STDERR_FILENO);
	execlp(QEMU, QEMU, "-machine", MACHINE, "-accel", accelerator, "-cpu", "max", "-m", "1G",
	       "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot", "-net", "none",
	       "-serial", "stdio", "-kernel", image, "-initrd", initrd, "-append", arguments,
	       (char *)NULL);
	dprintf(STDOUT_FILENO, "cannot run " QEMU ": %s\n", strerror(errno));
	_exit(127);
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Reads the console to its end. False if the time was over first. */
static bool listen(int fd, unsigned int seconds, struct buf *console)
{
	const int64_t due = now_ms() + (int64_t)seconds * 1000;
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	ssize_t got = 1;

	while (got > 0) {
		const int64_t left = due - now_ms();
		char *to = buf_reserve(console, PIECE);

		if (!to || left <= 0 || poll(&ready, 1, (int)left) == 0)
			return false;
		got = read(fd, to, PIECE);
		if (got < 0 && errno == EINTR)
			got = 1;
		else if (got > 0)
			console->len += (size_t)got;
	}
	return true;
}

static int run_qemu(const char *image, const char *initrd, const struct boot_options *options,
		    struct buf *console, struct err *err)
{
	int pipe[2];
	bool ended;
	pid_t pid;

	if (pipe2(pipe, O_CLOEXEC) < 0)
		return err_set(err, errno, "%s", strerror(errno));
	pid = fork();
	if (pid == 0)
		become_qemu(image, initrd, options->accelerator, pipe[1]);
	close(pipe[1]);
	if (pid < 0) {
		close(pipe[0]);
		return err_set(err, errno, "cannot start " QEMU ": %s", strerror(errno));
	}
	ended = listen(pipe[0], options->seconds, console);
	if (!ended)
		kill(pid, SIGKILL);
	close(pipe[0]);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	return ended ? 0
		     : err_set(err, ETIME, "it did not end within %u seconds", options->seconds);
}

static int read_console(const struct buf *console, struct loads *loads, struct err *err)
{
	if (loads_read(loads, console->data ? console->data : "", console->len) < 0)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	if (loads->ended)
		return 0;
	return err_set(err, EIO, "it did not come to its end%s%s", *loads->last ? ": " : "",
		       loads->last);
}

int boot(const void *image, size_t size, const struct buf *initrd,
	 const struct boot_options *options, struct loads *ret_loads, struct err *err)
{
	char image_path[PATH_SIZE], initrd_path[PATH_SIZE];
	struct buf console = BUF_INIT(CONSOLE_MAX);
	const int image_fd = share(image, size, image_path);
	const int initrd_fd = share(initrd->data, initrd->len, initrd_path);
	int ret;

	*ret_loads = (struct loads){ 0 };
	if (image_fd < 0 || initrd_fd < 0)
		ret = err_set(err, ENOMEM, "no memory for the image");
	else
		ret = run_qemu(image_path, initrd_path, options, &console, err);
	if (!ret)
		ret = read_console(&console, ret_loads, err);
	if (image_fd >= 0)
		close(image_fd);
	if (initrd_fd >= 0)
		close(initrd_fd);
	buf_release(&console);
	return ret;
}

/* --- in there -------------------------------------------------------------------------------- */

void boot_run(void)
{
	const struct rlimit unlimited = { RLIM_INFINITY, RLIM_INFINITY };

	if (getpid() != 1)
		return;
	mount("proc", "/proc", "proc", 0, NULL);
	mount("sysfs", "/sys", "sysfs", 0, NULL);
	mount("bpf", "/sys/fs/bpf", "bpf", 0, NULL);
	mount("tracefs", "/sys/kernel/tracing", "tracefs", 0, NULL);
	mount("tmpfs", "/tmp", "tmpfs", 0, NULL);
	setrlimit(RLIMIT_MEMLOCK, &unlimited);
	load_all();
	sync();
	reboot(RB_POWER_OFF);
	_exit(0);
}
