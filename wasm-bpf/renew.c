// SPDX-License-Identifier: MIT
/* --update: finds what is to run, and runs it, each in a process of its own. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/buf.h"
#include "lib/diag.h"
#include "lib/err.h"
#include "lib/file.h"
#include "lib/hash.h"
#include "lib/policy_file.h"
#include "observe/observe.h"
#include "runtime/wasm_bpf.h"
#include "service/keeper.h"
#include "service/update.h"
#include "wasm-bpf/run.h"

enum { MODULE_MAX = 1 << 30, POLICY_MAX = 1 << 20 };

struct renewal {
	const struct run_options *options; /* of the process that starts the others */
	int argc;
	char **argv; /* as they were given */
};

/* What each process begins with. */
static struct run_options options_of(const struct renewal *renewal)
{
	return (struct run_options){ .begin = renewal->options->begin };
}

/* A number for the rules; 0 if there are none. */
static uint64_t policy_number(const struct run_options *options)
{
	struct buf text = BUF_INIT(POLICY_MAX);
	uint64_t number = 0;
	const char *path = options->oci.policy ? options->oci.policy : POLICY_DEFAULT;

	if (access(path, F_OK) == 0 && file_read(path, &text, NULL) == 0)
		number = hash_bytes(text.data, text.len);
	buf_release(&text);
	return number;
}

/* A copy of the file, so that what is written into it later is another version. */
static int copy_file(const char *path, struct err *err)
{
	struct buf bytes = BUF_INIT(MODULE_MAX);
	int fd = -1, ret = file_read(path, &bytes, err);

	if (!ret) {
		fd = memfd_create("wasm-bpf-module", MFD_CLOEXEC | MFD_ALLOW_SEALING);
		if (fd < 0 || write(fd, bytes.data, bytes.len) != (ssize_t)bytes.len)
			ret = err_set(err, errno, "cannot copy '%s': %s", path, strerror(errno));
		else
			fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK);
	}
	buf_release(&bytes);
	if (ret == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return ret;
}

/* Compiles it into the cache: it is then run without delay, or not at all. */
static int compile(const struct run_options *options, const char *path)
{
	struct wasm_bpf_runtime *runtime = NULL;
	struct wasm_bpf_module *module = NULL;
	struct wasm_bpf_error error;
	int ret;

	if (observe_is_object(path))
		return 0;
	ret = wasm_bpf_runtime_new(options->no_cache ? 0 : WASM_BPF_CACHE, &runtime, &error);
	if (!ret) {
		wasm_bpf_runtime_bound(runtime, options->config);
		ret = wasm_bpf_module_load(runtime, path, options->file, WASM_BPF_NO_CODE, &module,
					   &error);
		wasm_bpf_module_free(module);
		wasm_bpf_runtime_free(runtime);
	}
	if (ret)
		diag(DIAG_ERROR, "wasm-bpf", error.code, error.message, error.hint);
	return ret ? 1 : 0;
}

/* Hands a copy of what was found over, compiled. */
static int hand_over(const struct run_options *options, const struct keeper *keeper,
		     const char *path)
{
	char copied[40];
	struct err err = ERR_INIT;
	int fd = copy_file(path, &err), status;

	if (fd < 0) {
		err_print(&err, "wasm-bpf");
		return 1;
	}
	snprintf(copied, sizeof(copied), "/proc/self/fd/%d", fd);
	status = compile(options, copied);
	if (!status && keeper_send_module(keeper, fd, policy_number(options)) < 0)
		status = 1;
	close(fd);
	return status;
}

static int look(void *context, const struct keeper *keeper, bool again)
{
	const struct renewal *renewal = context;
	struct run_options options = options_of(renewal);
	char path[OCI_PATH_MAX];
	int status = run_find(&options, renewal->argc, renewal->argv, again, path);

	if (!status)
		status = hand_over(&options, keeper, *path ? path : options.file);
	wasm_bpf_config_free(options.config);
	return status;
}

static int run(void *context, const char *path, bool is_first)
{
	const struct renewal *renewal = context;
	struct run_options options = options_of(renewal);

	options.is_later = !is_first;
	options.keeps = true;
	return run_at(&options, renewal->argc, renewal->argv, path);
}

int renew(const struct run_options *options, int argc, char **argv)
{
	struct renewal renewal = { options, argc, argv };
	const struct update update = {
		.look = look,
		.run = run,
		.context = &renewal,
		.interval = options->update_every,
		.grace = options->grace,
	};

	return update_run(&update);
}
