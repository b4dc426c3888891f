// SPDX-License-Identifier: MIT
/*
 * wasm-bpf-export: speaks HTTP for wasm-bpf, in a process that holds no BPF and has no rights.
 * Frames come on stdin (frame.h); what listens is said on stdout.
 */
#include <argp.h>
#include <errno.h>
#include <event2/event.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "export/kubelet.h"
#include "export/push.h"
#include "export/serve.h"
#include "lib/diag.h"
#include "lib/err.h"

enum { HEADERS_MAX = 32, FILES_MAX = 512, END_SECONDS = 5, PIECE = 64 << 10 };

const char *argp_program_version = "wasm-bpf-export " VERSION;

struct export
{
	const char *listen, *otlp;
	unsigned int silence;
	struct kubelet_options kubelet;
	const char *headers[HEADERS_MAX];
	size_t header_count;
	struct event_base *base;
	struct serve *serve;  /* or null */
	struct push *push;    /* or null */
	struct frames frames;
	int ret;
};

static const struct argp_option option_table[] = {
	{ "listen", 'l', "ADDRESS:PORT", 0, "Offer metrics and health there", 0 },
	{ "silence", 's', "SECONDS", 0, "After so long without a sign, the guest is not well", 0 },
	{ "otlp", 'o', "URL", 0, "Send metrics and log records to this collector", 0 },
	{ "header", 'H', "'NAME: VALUE'", 0, "Add a header to these requests", 0 },
	{ "kubelet", 'k', "URL", 0, "Ask this kubelet for its pods, and do nothing else", 0 },
	{ "ca", 'c', "FILE", 0, "Certificates that the kubelet's is checked with", 0 },
	{ "token", 't', "FILE", 0, "The token to show it", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct export *export = state->input;

	switch (key) {
	case 'l':
		export->listen = arg;
		return 0;
	case 's':
		export->silence = (unsigned int)strtoul(arg, NULL, 10);
		return 0;
	case 'o':
		export->otlp = arg;
		return 0;
	case 'H':
		if (export->header_count == HEADERS_MAX || !strchr(arg, ':') ||
		    strpbrk(arg, "\r\n"))
			argp_error(state, "'%s' is no header", arg);
		export->headers[export->header_count++] = arg;
		return 0;
	case 'k':
		export->kubelet.url = arg;
		return 0;
	case 'c':
		export->kubelet.ca = arg;
		return 0;
	case 't':
		export->kubelet.token = arg;
		return 0;
	case ARGP_KEY_END:
		if (!(export->listen || export->otlp) == !export->kubelet.url)
			argp_usage(state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	option_table, parse,
	NULL,         "Offer metrics, and send them and records, for wasm-bpf, which starts it.",
	NULL,         NULL,
	NULL,
};

static void take(void *context, enum frame_kind kind, const char *content, size_t size)
{
	struct export *export = context;

	if (kind == FRAME_METRICS || kind == FRAME_LOGS) {
		if (export->push)
			push_add(export->push, kind, content, size);
	} else if (export->serve) {
		serve_keep(export->serve, kind, content, size);
	}
}

static void read_frames(evutil_socket_t fd, short what, void *context)
{
	struct export *export = context;
	struct err err = ERR_INIT;
	char piece[PIECE];
	const ssize_t size = read(fd, piece, sizeof(piece));

	(void)what;
	if (size < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (size > 0 && frames_take(&export->frames, piece, (size_t)size, take, export, &err) == 0)
		return;
	if (size > 0) {
		err_print(&err, "wasm-bpf-export");
		export->ret = 1;
	}
	event_base_loopbreak(export->base);
}

/* All of them, by the system call itself: this needs no library. */
static void drop_capabilities(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct none[2] = { { 0 } };

	syscall(SYS_capset, &header, none);
}

/* Nothing that it reads may do anything. Signals of the terminal are for the other process, which
 * ends this one by the end of the frames. */
static void give_up_rights(void)
{
	const struct rlimit files = { FILES_MAX, FILES_MAX }, none = { 0, 0 };

	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	setrlimit(RLIMIT_NOFILE, &files);
	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	for (int capability = 0; prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; capability++)
		prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
	drop_capabilities();
}

static int start(struct export *export, struct err *err)
{
	char where[128];
	int ret = 0;

	export->base = event_base_new();
	if (!export->base)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	if (export->listen)
		ret = serve_new(export->base, export->listen, &export->serve, where, err);
	give_up_rights(); /* a port below 1024 takes one */
	if (!ret && export->otlp)
		ret = push_new(export->otlp, export->headers, export->header_count, &export->push,
			       err);
	if (ret)
		return ret;
	if (export->serve && export->push)
		serve_add(export->serve, push_lines, export->push);
	if (export->serve)
		serve_silence(export->serve, export->silence);
	if (export->serve)
		printf("listening on %s\n", where);
	else
		printf("ready\n");
	fflush(stdout);
	return 0;
}

int main(int argc, char **argv)
{
	struct export export = { 0 };
	struct err err = ERR_INIT;
	struct event *frames = NULL;

	diag_init();
	argp_err_exit_status = 2;
	argp_parse(&argp, argc, argv, 0, NULL, &export);
	if (export.kubelet.url) {
		give_up_rights();
		if (kubelet_run(&export.kubelet, &err) == 0)
			return 0;
		err_print(&err, "wasm-bpf-export");
		return 1;
	}
	frames_init(&export.frames);
	if (start(&export, &err) < 0) {
		err_print(&err, "wasm-bpf-export");
		return 1;
	}
	frames = event_new(export.base, STDIN_FILENO, EV_READ | EV_PERSIST, read_frames, &export);
	event_add(frames, NULL);
	event_base_dispatch(export.base);
	event_free(frames);
	serve_free(export.serve);
	if (export.push)
		push_end(export.push, END_SECONDS);
	frames_release(&export.frames);
	event_base_free(export.base);
	return export.ret;
}
