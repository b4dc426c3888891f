/* SPDX-License-Identifier: MIT */
/*
 * The way to wasm-bpf-oci, the program beside this one that talks to registries and
 * reads what strangers wrote; this process loads BPF and does neither.
 */
#ifndef WASM_BPF_OCI_H
#define WASM_BPF_OCI_H

#include <argp.h>
#include <stdbool.h>

struct err;

/* What a command passes on; null where the user gave none. */
struct oci_options {
	const char *title;      /* of the command, or null: "wasm-bpf run" */
	const char *pull;       /* always, missing, never */
	const char *policy;     /* a file */
	const char *verify_key; /* a file */
	const char *ca_file;
	bool plain_http;
};

/* For the children of an argp: takes a struct oci_options as input. */
extern const struct argp oci_argp;

/* Likewise, for what only says how registries are spoken to. */
extern const struct argp oci_remote_argp;

enum { OCI_PATH_MAX = 32 };

/* Whether `file` is an artifact's reference, [http://|https://]host/repo[:tag][@digest] or
 * oci:DIR[:tag], and no file has that name. */
bool oci_is_reference(const char *file);

/* Gets the module that a reference means, pulled where that has to be: verified by its
 * digest, trusted by the policy. `path` is then that of a memory file which nobody can
 * change, open until the process ends.
 *
 * 0; or the exit status of the other program, which has said why; or -errno. */
int oci_resolve(const char *ref, const struct oci_options *options,
		char path[static OCI_PATH_MAX], struct err *err);

/* Becomes the other program for one of its commands: argv[0] is "wasm-bpf NAME". Returns
 * on failure only, with the exit status. */
int cmd_oci(int argc, char **argv);

#endif
