// SPDX-License-Identifier: MIT
#include "service/service.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "lib/diag.h"
#include "lib/err.h"
#include "lib/notify.h"
#include "observe/exporter.h"
#include "observe/health_server.h"
#include "observe/observe.h"
#include "runtime/wasm_bpf.h"
#include "service/health_file.h"
#include "service/note_keeper.h"
#include "service/verdict.h"

enum { INTERVAL_MS = 1000, STATUS_EVERY = 5 /* of those */ };

struct service {
	const char *manager; /* the path of its socket; or null */
	int socket;          /* to it; or negative */
	struct health_file *file;      /* or null */
	struct health_server *server;  /* or null */
	struct note_keeper *note;      /* or null */
	const struct observe_options *observe; /* whose exporter may answer for health, too */
	struct verdict verdict;
	bool is_ready_told; /* to the manager */
	bool is_ending_told;
	bool was_ill;
	unsigned int pulses;
};

/* Whether it went out. A manager that is too busy gets it with the next pulse; one that was
 * started anew is reached anew. */
static bool tell(struct service *service, const char *text)
{
	int ret;

	if (!service->manager)
		return true;
	ret = notify_send(service->socket, text, -1, false);
	if (ret != -ECONNREFUSED && ret != -ENOTCONN && ret != -ECONNRESET)
		return ret == 0;
	if (service->socket >= 0)
		close(service->socket);
	service->socket = notify_connect(service->manager, NULL);
	return notify_send(service->socket, text, -1, false) == 0;
}

static void tell_manager(struct service *service)
{
	const struct verdict *verdict = &service->verdict;
	char text[VERDICT_TEXT_MAX + 32];

	if (verdict->is_ending && !service->is_ending_told)
		service->is_ending_told = tell(service, "STOPPING=1");
	if (verdict->is_ready && !service->is_ready_told) {
		snprintf(text, sizeof(text), "READY=1\nSTATUS=%s", verdict->status);
		service->is_ready_told = tell(service, text);
	} else if (service->pulses++ % STATUS_EVERY == 0 ||
		   (*verdict->ill != 0) != service->was_ill) {
		snprintf(text, sizeof(text), "STATUS=%s", verdict->status);
		tell(service, text);
	}
	/* A manager that waits for signs starts it anew. */
	if (!*verdict->ill)
		tell(service, "WATCHDOG=1");
	service->was_ill = *verdict->ill;
}

static void pulse(void *context, const struct wasm_bpf_progress *progress)
{
	struct service *service = context;
	struct verdict *verdict = &service->verdict;
	const uint64_t now = clock_now();
	char text[VERDICT_TEXT_MAX + 1];

	verdict_take(verdict, progress, now);
	note_keeper_take(service->note, progress, verdict, now);
	tell_manager(service);
	if (service->file && verdict->is_ready) {
		snprintf(text, sizeof(text), "%s\n", verdict->status);
		health_file_write(service->file, text);
	}
	if (service->server)
		health_server_tell(service->server, verdict->ill, verdict->not_ready);
	if (service->observe->exporter) {
		exporter_health(service->observe->exporter, verdict->ill, verdict->not_ready);
		exporter_identify(service->observe->exporter, note_keeper_digest(service->note));
	}
}

/* A manager that cannot be reached is no reason not to run: sd_notify(3). */
static void open_socket(struct service *service, const char *path)
{
	struct err err = ERR_INIT;

	service->socket = notify_connect(path, &err);
	if (service->socket != -EINVAL)
		service->manager = path;
	if (service->socket < 0)
		diag_printf(DIAG_WARNING, "wasm-bpf", "%s", err.msg);
}

/* Half of what the manager waits for, if that is less than usual. */
static uint32_t interval_ms(void)
{
	const char *text = getenv("WATCHDOG_USEC"), *pid = getenv("WATCHDOG_PID");
	const unsigned long long us = text ? strtoull(text, NULL, 10) : 0;

	if (!us || (pid && strtol(pid, NULL, 10) != getpid()) || us / 2000 >= INTERVAL_MS)
		return INTERVAL_MS;
	return us < 2000 ? 1 : (uint32_t)(us / 2000);
}

static int begin(struct service *service, struct wasm_bpf_config *config,
		 const struct service_options *options, struct err *err)
{
	const char *path = getenv("NOTIFY_SOCKET"), *address = options->health_address;
	const char *metrics = options->observe->metrics;
	int ret = 0;

	service->socket = -1;
	service->observe = options->observe;
	service->verdict.limits = options->limits;
	service->note = note_keeper_new(options->name, options->file, options->path);
	if (path && *path)
		open_socket(service, path);
	if (options->health_file)
		ret = health_file_open(options->health_file, &service->file, err);
	if (!ret && address && !(metrics && strcmp(metrics, address) == 0))
		ret = health_server_start(address, options->limits.silence, &service->server, err);
	if (!ret && wasm_bpf_config_waits(config, pulse, service, interval_ms()) < 0)
		ret = err_set(err, EINVAL, "cannot follow the guest: %s", strerror(EINVAL));
	return ret;
}

int service_begin(struct wasm_bpf_config *config, const struct service_options *options,
		  struct service **ret_service, struct err *err)
{
	struct service *service = calloc(1, sizeof(*service));
	int ret;

	*ret_service = NULL;
	if (!service)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	ret = begin(service, config, options, err);
	if (ret < 0)
		service_end(service);
	else
		*ret_service = service;
	return ret;
}

void service_end(struct service *service)
{
	if (!service)
		return;
	if (!service->is_ending_told)
		tell(service, "STOPPING=1");
	note_keeper_free(service->note);
	health_file_close(service->file);
	health_server_stop(service->server);
	if (service->socket >= 0)
		close(service->socket);
	free(service);
}
