/* SPDX-License-Identifier: MIT */
/* What `wasm-bpf deploy` writes: files for who starts services, made of what a tool needs. */
#ifndef WASM_BPF_DEPLOYMENT_H
#define WASM_BPF_DEPLOYMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

enum { DEPLOYMENT_WORDS_MAX = 64 };

struct deployment {
	const char *name;        /* of the service: letters, digits and '-' */
	const char *source;      /* as the user called the tool */
	const char *program;     /* the path of wasm-bpf on the host */
	const char *image;       /* that has wasm-bpf as its entry; or null */
	const char *file;        /* the tool's path on the host, its name, or its reference */
	bool is_path;
	const char *options[DEPLOYMENT_WORDS_MAX];    /* of `wasm-bpf run`; null ends them */
	const char *arguments[DEPLOYMENT_WORDS_MAX];  /* of the tool; null ends them */
	const char *policy;      /* its text */
	const char *health; /* ADDRESS:PORT of an option --health among them; or null */
	uint64_t capabilities;   /* bit N: capability N */
};

/* Where the policy of a service lies on a host: /etc/wasm-bpf/NAME.policy. */
#define DEPLOYMENT_POLICIES "/etc/wasm-bpf"

/* A unit of systemd; a quadlet of podman; a ConfigMap and a DaemonSet of Kubernetes. */
void deployment_systemd(const struct deployment *deployment, struct buf *to);
void deployment_podman(const struct deployment *deployment, struct buf *to);
void deployment_kubernetes(const struct deployment *deployment, struct buf *to);

#endif
