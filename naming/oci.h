/* SPDX-License-Identifier: MIT */
/*
 * The way to wasm-bpf-oci, the program beside this one. It speaks to registries and reads
 * what strangers wrote. This process loads BPF, and does neither.
 */
#ifndef NAMING_OCI_H
#define NAMING_OCI_H

#include <argp.h>
#include <stdbool.h>
#include <stdint.h>

struct buf;
struct err;

/* The options that a command passes on; null if the user did not give one. */
struct oci_options {
	const char *title;      /* of the command; null: "wasm-bpf run" */
	const char *pull;       /* always, missing, never */
	const char *policy;     /* a file */
	const char *verify_key; /* a file */
	const char *ca_file;
	const char *max_size;   /* MiB of an artifact's layers */
	bool plain_http;
	const char *code_maker; /* whose compiled code can be loaded; null: none is wanted */
	bool by_key;            /* the owner of `verify_key` may have compiled it, too */
	uint64_t due;           /* when to give up, by CLOCK_MONOTONIC in ns; 0: never */
};

/* For the children of an argp. Its input is a struct oci_options. */
extern const struct argp oci_argp;

/* The same, with only the options that say how to speak to registries. */
extern const struct argp oci_remote_argp;

enum { OCI_PATH_MAX = 32, OCI_ARGS_MAX = 24 };

/* Whether `file` is an artifact's reference, [http://|https://]host/repo[:tag][@digest] or
 * oci:DIR[:tag], and no file has that name. */
bool oci_is_reference(const char *file);

/* Gets the module that a reference means, and pulls it if necessary. Its digest is verified,
 * and the policy allows it. `path` is the path of a memory file that nobody can change, and that
 * is open until the process ends. `*ret_code_fd`, which may be null, is a file with the module's
 * compiled code, of somebody whom the policy trusts with that; or -1. The caller closes it.
 *
 * 0; or the exit status of the other program, which has printed the reason; or -errno, and
 * -ETIME if the options' time was over first. */
int oci_resolve(const char *ref, const struct oci_options *options, char path[static OCI_PATH_MAX],
		int *ret_code_fd, struct err *err);

/* Gets the layers of an image of Linux for an architecture (libbpf's name, or that of images), and
 * adds the paths of their files, each ended by NUL, to `paths`. They were verified, and the policy
 * allows them. As oci_resolve(). */
int oci_image(const char *ref, const struct oci_options *options, const char *arch,
	      struct buf *paths, struct err *err);

/* Runs a command of the other program to its end: args[0] is the title in its messages, args[1]
 * the command; null ends them. Its exit status, as a shell counts it, or -errno. */
int oci_run(const char **args, struct err *err);

/* The other program, where a release has it inside of this one; null elsewhere. This one then
 * starts itself with the mark before the name that it gives, argv[0]. */
#define OCI_MARK "wasm-bpf-oci:"
int oci_main(int argc, char **argv) __attribute__((weak));

/* Becomes the other program, for one of its commands: argv[0] is "wasm-bpf NAME". Returns
 * only on failure, with the exit status. */
int cmd_oci(int argc, char **argv);

#endif
