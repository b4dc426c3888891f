// SPDX-License-Identifier: MIT
#include "naming/oci.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "btf/slices.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "lib/file.h"
#include "lib/installed.h"
#include "naming/carry.h"

enum {
	SEALS = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL,
	SECOND = 1000000000, /* ns */
	NAME_ROOM = 64,
	MODULE_MAX = 1 << 30,
};

enum { OPT_PULL = 0x2000, OPT_POLICY, OPT_KEY, OPT_CA_FILE, OPT_PLAIN_HTTP, OPT_MAX_SIZE };

static const struct argp_option remote_table[] = {
	{ "ca-file", OPT_CA_FILE, "FILE", 0, "Trust the authorities in FILE (PEM) for TLS", 0 },
	{ "plain-http", OPT_PLAIN_HTTP, NULL, 0, "Use plain HTTP, even for other machines", 0 },
	{ "max-size", OPT_MAX_SIZE, "MIB", 0, "Refuse artifacts with larger layers (256)", 0 },
	{ 0 },
};

static const struct argp_option option_table[] = {
	{ "pull", OPT_PULL, "WHEN", 0,
	  "When to ask the registry: always, missing or never (missing)", 0 },
	{ "policy", OPT_POLICY, "FILE", 0,
	  "Run, and let guests do, only what FILE allows (/etc/wasm-bpf/policy)", 0 },
	{ "verify-key", OPT_KEY, "FILE", 0, "Run only what this public key has signed", 0 },
	{ 0 },
};

static error_t parse_remote(int key, char *arg, struct argp_state *state)
{
	struct oci_options *options = state->input;

	switch (key) {
	case OPT_CA_FILE:
		options->ca_file = arg;
		return 0;
	case OPT_PLAIN_HTTP:
		options->plain_http = true;
		return 0;
	case OPT_MAX_SIZE:
		options->max_size = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp oci_remote_argp = { remote_table, parse_remote, NULL, NULL, NULL, NULL, NULL };

static const struct argp_child children[] = { { &oci_remote_argp, 0, NULL, 0 }, { 0 } };

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct oci_options *options = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = options;
		return 0;
	case OPT_PULL: options->pull = arg; return 0;
	case OPT_POLICY: options->policy = arg; return 0;
	case OPT_KEY: options->verify_key = arg; return 0;
	default: return ARGP_ERR_UNKNOWN;
	}
}

const struct argp oci_argp = { option_table, parse, NULL, NULL, children, NULL, NULL };

bool oci_is_reference(const char *file)
{
	size_t host = strcspn(file, "/"), len = strlen(file);

	if (access(file, F_OK) == 0)
		return false;
	if (strncmp(file, "oci:", 4) == 0 || strncmp(file, "http://", 7) == 0 ||
	    strncmp(file, "https://", 8) == 0)
		return true;
	if (!file[host] || host == 0 || file[0] == '.')
		return false;
	if (len > 5 && strcmp(file + len - 5, ".wasm") == 0) /* rather a file that is missing */
		return false;
	return memchr(file, '.', host) || memchr(file, ':', host) ||
	       (host == 9 && strncasecmp(file, "localhost", 9) == 0);
}

static int find_program(char path[static PATH_MAX], struct err *err)
{
	static const char *const places[] = {
		"../libexec/wasm-bpf/wasm-bpf-oci", "wasm-bpf-oci", NULL,
	};

	if (oci_main)
		return strcpy(path, "/proc/self/exe"), 0;
	return installed_find("wasm-bpf-oci", places, path, err);
}

/* The name that the other program is started with, instead of args[0]. */
static const char *marked(const char *name, char room[static NAME_ROOM])
{
	if (!oci_main)
		return name;
	snprintf(room, NAME_ROOM, OCI_MARK "%s", name);
	return room;
}

int cmd_oci(int argc, char **argv)
{
	char path[PATH_MAX], name[NAME_ROOM], **args = calloc((size_t)argc + 2, sizeof(*args));
	struct err err = ERR_INIT;

	if (!args) {
		err_set(&err, ENOMEM, "%s", strerror(ENOMEM));
	} else if (find_program(path, &err) == 0) {
		args[0] = (char *)marked(path, name);
		args[1] = strrchr(argv[0], ' ') + 1;
		memcpy(args + 2, argv + 1, (size_t)(argc - 1) * sizeof(*args));
		execv(path, args);
		err_set(&err, errno, "cannot run '%s': %s", path, strerror(errno));
	}
	free(args);
	err_print(&err, "wasm-bpf");
	return 1;
}

/* Waits until the child ends: false if it is due before. */
static bool ends_in_time(pid_t child, uint64_t due)
{
	struct pollfd ended = { .fd = (int)syscall(SYS_pidfd_open, child, 0), .events = POLLIN };
	uint64_t now;
	bool ready = ended.fd < 0; /* then its own time limits have to do */

	while (!ready && (now = clock_now()) < due) {
		const struct timespec left = { (time_t)((due - now) / SECOND),
					       (long)((due - now) % SECOND) };

		ready = ppoll(&ended, 1, &left, NULL) > 0;
	}
	if (ended.fd >= 0)
		close(ended.fd);
	return ready;
}

/* Runs it to its end: its exit status, as a shell counts it, or -errno. */
static int run(const char **args, uint64_t due, struct err *err)
{
	char path[PATH_MAX], name[NAME_ROOM];
	int status, ret = find_program(path, err);
	pid_t child;
	bool late;

	if (ret)
		return ret;
	args[0] = marked(args[0], name);
	ret = posix_spawn(&child, path, NULL, NULL, (char *const *)args, environ);
	if (ret)
		return err_set(err, ret, "cannot run '%s': %s", path, strerror(ret));
	late = due && !ends_in_time(child, due);
	if (late)
		kill(child, SIGKILL); /* nothing half-written is ever under a name */
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return err_set(err, errno, "cannot run '%s': %s", path, strerror(errno));
	if (late)
		return err_set(err, ETIME, "the time limit ended before the artifact was here");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int oci_run(const char **args, struct err *err)
{
	return run(args, 0, err);
}

enum { MODULE_FD, SLICES_FD, CODE_FD, INHERITED };

/* The same with descriptors that it inherits, whose options go to args[2] on; -1: none. */
static int run_with(const int fds[static INHERITED], const char **args, uint64_t due,
		    struct err *err)
{
	static const char *const options[INHERITED] = { "--fd", "--slices-fd", "--code-fd" };
	char texts[INHERITED][32];
	int copies[INHERITED], ret = 0;

	for (int i = 0; i < INHERITED; i++) {
		copies[i] = fds[i] < 0 ? -1 : fcntl(fds[i], F_DUPFD, 3);
		if (fds[i] < 0)
			continue;
		if (copies[i] < 0)
			ret = err_set(err, errno, "cannot run wasm-bpf-oci: %s", strerror(errno));
		snprintf(texts[i], sizeof(texts[i]), "%s=%d", options[i], copies[i]);
		args[2 + i] = texts[i];
	}
	if (!ret)
		ret = run(args, due, err);
	for (int i = 0; i < INHERITED; i++)
		if (copies[i] >= 0)
			close(copies[i]);
	return ret;
}

/* Has the other program find what a reference means; `arch` is that of an image, or null. */
static int find(const char *command, const char *ref, const struct oci_options *options,
		const char *arch, const int fds[static INHERITED], struct err *err)
{
	/* The other program's messages name the command that the user gave. */
	const char *args[OCI_ARGS_MAX] = {
		options->title ? options->title : "wasm-bpf run",
		command,
	};
	const struct {
		const char *name, *value;
	} given[] = {
		{ "--pull", options->pull },
		{ "--policy", options->policy },
		{ "--verify-key", options->verify_key },
		{ "--ca-file", options->ca_file },
		{ "--max-size", options->max_size },
		{ "--arch", arch },
		{ "--code-for", fds[CODE_FD] < 0 ? NULL : options->code_maker },
	};
	int count = 2;

	while (count < 2 + INHERITED && fds[count - 2] >= 0)
		count++;

	for (size_t i = 0; i < sizeof(given) / sizeof(*given); i++) {
		if (!given[i].value)
			continue;
		args[count++] = given[i].name;
		args[count++] = given[i].value;
	}
	if (options->plain_http)
		args[count++] = "--plain-http";
	if (fds[CODE_FD] >= 0 && options->by_key)
		args[count++] = "--code-by-key";
	args[count++] = "--";
	args[count++] = ref;
	return run_with(fds, args, options->due, err);
}

static int memory_file(const char *name, struct err *err)
{
	const int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);

	return fd < 0 ? err_set(err, errno, "cannot make a memory file: %s", strerror(errno)) : fd;
}

static int read_memory(int fd, struct buf *to, struct err *err)
{
	char path[OCI_PATH_MAX];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return file_read(path, to, err);
}

/* Puts the slices where a guest or object carries them, and all of it into a memory file. */
static int carry(int module_fd, int slices_fd, struct err *err)
{
	struct buf module = BUF_INIT(MODULE_MAX), archive = BUF_INIT(SLICES_MAX);
	struct slices slices;
	int fd = -1, ret = read_memory(module_fd, &module, err);

	if (!ret)
		ret = read_memory(slices_fd, &archive, err);
	if (!ret)
		ret = slices_read(&slices, archive.data ? archive.data : "", archive.len, err);
	if (!ret)
		ret = carry_put(&module, archive.data, archive.len, err);
	if (!ret)
		ret = fd = memory_file("wasm-bpf-module", err);
	if (fd >= 0 && write(fd, module.data, module.len) != (ssize_t)module.len)
		ret = err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	if (fd >= 0 && ret >= 0 && fcntl(fd, F_ADD_SEALS, SEALS) < 0)
		ret = err_set(err, errno, "cannot seal the module: %s", strerror(errno));
	if (ret < 0 && fd >= 0)
		close(fd);
	buf_release(&archive);
	buf_release(&module);
	return ret < 0 ? ret : fd;
}

/* Both files were filled: the descriptor of what runs. */
static int take(const char *ref, int module_fd, int slices_fd, struct err *err)
{
	struct stat st;
	int fd;

	if (fcntl(module_fd, F_GET_SEALS) != SEALS || fcntl(slices_fd, F_GET_SEALS) != SEALS ||
	    fstat(slices_fd, &st) < 0)
		return err_set(err, EBADMSG, "wasm-bpf-oci did not deliver '%s'", ref);
	if (!st.st_size)
		return module_fd;
	fd = carry(module_fd, slices_fd, err);
	return fd < 0 ? err_prefix(err, "'%s': its layer with slices", ref) : fd;
}

/* Code that came, with its seals; -1: none did. */
static int take_code(const int fds[static INHERITED])
{
	struct stat st;

	return fds[CODE_FD] >= 0 && fcntl(fds[CODE_FD], F_GET_SEALS) == SEALS &&
			       fstat(fds[CODE_FD], &st) == 0 && st.st_size
		       ? fds[CODE_FD]
		       : -1;
}

int oci_resolve(const char *ref, const struct oci_options *options, char path[static OCI_PATH_MAX],
		int *ret_code_fd, struct err *err)
{
	int fds[INHERITED] = { memory_file("wasm-bpf-module", err), -1, -1 }, fd = -1, code = -1;
	int ret = 0;

	if (fds[MODULE_FD] >= 0)
		fds[SLICES_FD] = memory_file("wasm-bpf-slices", err);
	if (fds[SLICES_FD] >= 0 && ret_code_fd && options->code_maker)
		fds[CODE_FD] = memory_file("wasm-bpf-code", err);
	if (fds[MODULE_FD] < 0 || fds[SLICES_FD] < 0)
		ret = -err->code;
	if (!ret)
		ret = find("resolve", ref, options, NULL, fds, err);
	if (!ret)
		fd = take(ref, fds[MODULE_FD], fds[SLICES_FD], err);
	if (fd >= 0)
		code = take_code(fds);
	for (int i = 0; i < INHERITED; i++)
		if (fds[i] >= 0 && fds[i] != fd && fds[i] != code)
			close(fds[i]);
	if (ret_code_fd)
		*ret_code_fd = code;
	if (ret || fd < 0)
		return ret ? ret : fd;
	snprintf(path, OCI_PATH_MAX, "/proc/self/fd/%d", fd);
	return 0;
}

int oci_image(const char *ref, const struct oci_options *options, const char *arch,
	      struct buf *paths, struct err *err)
{
	const int fds[INHERITED] = { memory_file("wasm-bpf-layers", err), -1, -1 };
	int ret;

	if (fds[0] < 0)
		return fds[0];
	ret = find("image", ref, options, arch, fds, err);
	if (!ret)
		ret = read_memory(fds[0], paths, err);
	if (!ret && (!paths->len || paths->data[paths->len - 1]))
		ret = err_set(err, EBADMSG, "wasm-bpf-oci did not deliver '%s'", ref);
	close(fds[0]);
	return ret;
}
