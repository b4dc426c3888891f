// SPDX-License-Identifier: MIT
/*
 * wasm-bpf-oci resolve: the module that a reference means, for `wasm-bpf run`.
 *
 * The caller passes an empty memory file as an open descriptor. It is filled with the
 * module's bytes, which were verified on their way into it, and sealed: what was
 * verified and trusted is what runs, whoever writes to the store meanwhile.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "command/command.h"
#include "command/remote.h"
#include "format/wasm.h"
#include "lib/diag.h"
#include "lib/err.h"
#include "transfer/export.h"
#include "transfer/local.h"
#include "transfer/pull.h"
#include "trust/trust.h"

struct arguments {
	struct registry_options registry;
	struct trust_options trust;
	struct ref ref;
	enum pull_when pull;
	int fd;
	int slices_fd;
	int code_fd;
	const char *code_for;
	bool code_by_key;
};

enum { SLICES_FD = 256, CODE_FD, CODE_FOR, CODE_BY_KEY };

static const struct argp_option options[] = {
	{ "pull", 'p', "always|missing|never", 0, "When to ask the registry (missing)", 0 },
	{ "fd", 'f', "N", 0, "Write the module to the memory file of this descriptor", 0 },
	{ "slices-fd", SLICES_FD, "N", 0, "Likewise its slices, if it has any", 0 },
	{ "code-fd", CODE_FD, "N", 0, "Likewise its compiled code, if that is trusted", 0 },
	{ "code-for", CODE_FOR, "MAKER", 0, "Which compiled code can be used", 0 },
	{ "code-by-key", CODE_BY_KEY, NULL, 0, "Trust the owner of --verify-key with code", 0 },
	{ 0 },
};

static enum pull_when parse_pull(const char *value, struct argp_state *state)
{
	static const char *const words[] = {
		[PULL_MISSING] = "missing", [PULL_ALWAYS] = "always", [PULL_NEVER] = "never",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(value, words[i]) == 0)
			return (enum pull_when)i;
	argp_error(state, "--pull takes always, missing or never, not '%s'", value);
	return PULL_MISSING;
}

static error_t parse(int key, char *value, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &arguments->registry;
		state->child_inputs[1] = &arguments->trust;
		return 0;
	case 'p': arguments->pull = parse_pull(value, state); return 0;
	case 'f': arguments->fd = (int)command_number(state, value, 0, 1 << 20); return 0;
	case SLICES_FD:
		arguments->slices_fd = (int)command_number(state, value, 0, 1 << 20);
		return 0;
	case CODE_FD:
		arguments->code_fd = (int)command_number(state, value, 0, 1 << 20);
		return 0;
	case CODE_FOR:
		arguments->code_for = value;
		return 0;
	case CODE_BY_KEY:
		arguments->code_by_key = true;
		return 0;
	case ARGP_KEY_ARG:
		if (state->arg_num > 0)
			return ARGP_ERR_UNKNOWN;
		command_ref(state, value, &arguments->ref);
		return 0;
	case ARGP_KEY_NO_ARGS: argp_error(state, "a reference is needed"); return 0;
	default: return ARGP_ERR_UNKNOWN;
	}
}

/* Fills the memory file with a blob: -EBADMSG where the store's is broken. */
static int fill(const struct store *store, const struct descriptor *module, int fd,
		struct err *err)
{
	if (ftruncate(fd, 0) < 0 || lseek(fd, 0, SEEK_SET) < 0)
		return err_set(err, errno, "descriptor %d is not a memory file", fd);
	return store_blob_copy(store, module, fd, err);
}

static int seal(int fd, struct err *err)
{
	const int seals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL;

	if (fcntl(fd, F_ADD_SEALS, seals) < 0)
		return err_set(err, errno, "cannot seal the module: %s", strerror(errno));
	return 0;
}

/* Finds the artifact, here or in its registry: it may run. */
static int find(const struct arguments *arguments, const struct trust *trust,
		struct store *store, struct descriptor *ret_manifest, struct err *err)
{
	int ret;

	if (arguments->ref.kind == REF_REGISTRY) {
		ret = pull_artifact(&arguments->ref, &arguments->registry, trust, arguments->pull,
				    store, ret_manifest, err);
		return ret < 0 ? ret : 0;
	}
	ret = local_find(store, &arguments->ref, ret_manifest, err);
	return ret ? ret : trust_check(trust, &arguments->ref, &ret_manifest->digest, store, NULL,
				       err);
}

/* What goes to the caller. */
struct delivery {
	struct descriptor module;
	struct descriptor slices;       /* of size 0: none */
	struct descriptor code;         /* the same */
	const struct descriptor *filling;
};

/* Whether the code is in the store, or could be fetched into it. */
static int get_code(const struct arguments *arguments, struct store *store,
		    const struct descriptor *code, struct err *err)
{
	if (store_has_blob(store, code))
		return 0;
	if (arguments->ref.kind != REF_REGISTRY || arguments->pull == PULL_NEVER)
		return err_set(err, ENOENT, "it is not here");
	return pull_layer(&arguments->ref, &arguments->registry, code, store, err);
}

/* Compiled code saves time, and nothing else: where it cannot be had, the caller compiles. */
static void deliver_code(const struct arguments *arguments, const struct trust *trust,
			 struct store *store, const struct descriptor *manifest,
			 struct descriptor *code)
{
	struct err err = ERR_INIT;

	if (arguments->code_fd < 0 || !arguments->code_for ||
	    export_find_code(store, manifest, arguments->code_for, code, NULL) || !code->size)
		return;
	if (!trust_has_code(trust, &arguments->ref, &manifest->digest, store,
			    arguments->code_by_key)) {
		err_set(&err, EACCES, "no rule of the policy trusts its signer with code");
		err_hint(&err, "'signed-by KEY compiled' in the policy would, or '--compiled "
			       "--verify-key KEY'");
	} else if (get_code(arguments, store, code, &err) == 0)
		fill(store, code, arguments->code_fd, &err);
	if (!err.code)
		return;
	if (ftruncate(arguments->code_fd, 0) < 0 || arguments->registry.quiet)
		return;
	err_prefix(&err, "the artifact's compiled code is not used");
	diag(DIAG_WARNING, "wasm-bpf", 0, err.msg, err.hint);
}

static int resolve_once(const struct arguments *arguments, const struct trust *trust,
			struct store *store, struct delivery *delivery, struct err *err)
{
	struct descriptor manifest;
	int ret = find(arguments, trust, store, &manifest, err);

	if (!ret)
		ret = export_find_module(store, &manifest, &delivery->module, &delivery->slices,
					 err);
	if (ret)
		return ret;
	delivery->filling = &delivery->module;
	ret = fill(store, delivery->filling, arguments->fd, err);
	if (ret)
		return ret;
	if (delivery->slices.size && arguments->slices_fd >= 0) {
		delivery->filling = &delivery->slices;
		ret = fill(store, delivery->filling, arguments->slices_fd, err);
	}
	if (!ret)
		deliver_code(arguments, trust, store, &manifest, &delivery->code);
	return ret;
}

/* A blob that rotted in the store is fetched once more. */
static int resolve(const struct arguments *arguments, const struct trust *trust,
		   struct store *store, struct err *err)
{
	struct delivery delivery = { 0 };
	int ret = resolve_once(arguments, trust, store, &delivery, err);

	for (int tries = 0; ret == -EBADMSG && delivery.filling && tries < 2 &&
			    arguments->pull != PULL_NEVER && arguments->ref.kind == REF_REGISTRY;
	     tries++) {
		ret = store_blob_remove(store, delivery.filling, err);
		delivery.filling = NULL;
		if (!ret)
			ret = resolve_once(arguments, trust, store, &delivery, err);
	}
	if (!ret)
		ret = wasm_check_file(arguments->fd, delivery.module.size, err);
	if (!ret)
		ret = seal(arguments->fd, err);
	if (!ret && arguments->slices_fd >= 0)
		ret = seal(arguments->slices_fd, err);
	return ret || arguments->code_fd < 0 ? ret : seal(arguments->code_fd, err);
}

/* A layout of others, and a store that cannot be written to, are only read. */
static int open_store(const struct arguments *arguments, struct store **ret_store,
		      struct err *err)
{
	bool read = arguments->ref.kind == REF_LAYOUT || arguments->pull == PULL_NEVER;
	int ret = read ? -EROFS : local_open(&arguments->ref, STORE_WRITE, ret_store, err);

	if (ret == -EROFS || ret == -EACCES)
		ret = local_open(&arguments->ref, STORE_READ, ret_store, err);
	return ret;
}

int cmd_resolve(int argc, char **argv, struct err *err)
{
	static const struct argp_child children[] = TRUSTED_REMOTE_CHILDREN;
	static const struct argp argp = {
		options, parse, "REF",
		"Pass the verified module of an artifact to 'wasm-bpf run'.",
		children, NULL, NULL,
	};
	struct arguments arguments = {
		.registry = REGISTRY_OPTIONS_INIT, .fd = -1, .slices_fd = -1, .code_fd = -1
	};
	struct trust *trust = NULL;
	struct store *store = NULL;
	int ret;

	/* Whoever waits for the module may be killed: nobody else wants it. */
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	ret = trust_open(&arguments.trust, &trust, err);
	if (!ret)
		ret = open_store(&arguments, &store, err);
	if (!ret)
		ret = resolve(&arguments, trust, store, err);
	store_free(store);
	trust_free(trust);
	return ret;
}
