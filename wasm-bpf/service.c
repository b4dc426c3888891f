// SPDX-License-Identifier: MIT
#include "wasm-bpf/service.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "lib/err.h"
#include "runtime/wasm_bpf.h"

enum { INTERVAL_MS = 1000, STATUS_EVERY = 5 /* of those */ };

struct service {
	int socket;          /* to the service manager; or -1 */
	const char *health;  /* or null */
	int health_dir;      /* its folder, which is reached after the process is confined, too */
	bool is_ready;
	bool is_ending;
	bool is_told;        /* that the file could not be written */
	unsigned int pulses;
};

static void tell(const struct service *service, const char *text)
{
	/* A manager that is too busy to read gets the next one. */
	if (service->socket >= 0)
		(void)!send(service->socket, text, strlen(text), MSG_DONTWAIT | MSG_NOSIGNAL);
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* The text is there whole, or the old one is. */
static void write_health(struct service *service, const char *text)
{
	const char *name = base_name(service->health);
	char temporary[256];
	const int len = snprintf(temporary, sizeof(temporary), ".%s.new", name);
	const int fd = len < (int)sizeof(temporary)
			       ? openat(service->health_dir, temporary,
					O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644)
			       : -1;
	const bool good = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text) &&
			  renameat(service->health_dir, temporary, service->health_dir, name) == 0;

	if (!good && !service->is_told)
		fprintf(stderr, "wasm-bpf: cannot write '%s': %s\n", service->health,
			strerror(fd < 0 && len >= (int)sizeof(temporary) ? ENAMETOOLONG : errno));
	service->is_told |= !good;
	if (fd >= 0)
		close(fd);
}

static void pulse(void *context, const struct wasm_bpf_progress *progress)
{
	struct service *service = context;
	char status[160], text[192];

	snprintf(status, sizeof(status), "attached; %llu records, %llu lost",
		 (unsigned long long)progress->delivered, (unsigned long long)progress->lost);
	if (!progress->attached_at)
		snprintf(status, sizeof(status), "nothing is attached");
	if (progress->is_ending && !service->is_ending)
		tell(service, "STOPPING=1");
	service->is_ending |= progress->is_ending;
	tell(service, "WATCHDOG=1");
	if (progress->attached_at && !service->is_ready) {
		snprintf(text, sizeof(text), "READY=1\nSTATUS=%s", status);
		tell(service, text);
		service->is_ready = true;
	} else if (service->pulses++ % STATUS_EVERY == 0) {
		snprintf(text, sizeof(text), "STATUS=%s", status);
		tell(service, text);
	}
	if (service->health && service->is_ready) {
		snprintf(text, sizeof(text), "%s\n", status);
		write_health(service, text);
	}
}

static int open_socket(const char *path, struct err *err)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const size_t len = strlen(path);
	socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
	int fd;

	if ((*path != '/' && *path != '@') || len >= sizeof(address.sun_path))
		return err_set(err, EINVAL, "$NOTIFY_SOCKET is no path of a socket: '%s'", path);
	memcpy(address.sun_path, path, len);
	if (*path == '@')
		address.sun_path[0] = '\0';
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && connect(fd, (const struct sockaddr *)&address, size) == 0)
		return fd;
	err_set(err, errno, "cannot reach the service manager at '%s': %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return -err->code;
}

/* The folder of a path stays open; the file of an earlier run goes. */
static int open_health(struct service *service, const char *path, struct err *err)
{
	const char *name = base_name(path);
	char *dir = strndup(path, (size_t)(name - path));

	service->health = path;
	service->health_dir = dir ? open(*dir ? dir : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	free(dir);
	if (service->health_dir < 0 || !*name)
		return err_set(err, *name ? errno : EISDIR, "cannot write '%s': %s", path,
			       strerror(*name ? errno : EISDIR));
	if (unlinkat(service->health_dir, name, 0) < 0 && errno != ENOENT)
		return err_set(err, errno, "cannot write '%s': %s", path, strerror(errno));
	return 0;
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

int service_begin(struct wasm_bpf_config *config, const char *health, struct service **ret_service,
		  struct err *err)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct service *service;
	int ret = 0;

	*ret_service = NULL;
	if (!health && (!path || !*path))
		return 0;
	service = calloc(1, sizeof(*service));
	if (!service)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	service->socket = service->health_dir = -1;
	if (path && *path) {
		service->socket = open_socket(path, err);
		ret = service->socket < 0 ? service->socket : 0;
	}
	if (ret == 0 && health)
		ret = open_health(service, health, err);
	if (ret == 0)
		ret = wasm_bpf_config_waits(config, pulse, service, interval_ms());
	if (ret < 0) {
		service->is_ready = false;
		service_end(service);
		return ret;
	}
	*ret_service = service;
	return 0;
}

void service_end(struct service *service)
{
	if (!service)
		return;
	if (!service->is_ending)
		tell(service, "STOPPING=1");
	if (service->health && service->is_ready)
		unlinkat(service->health_dir, base_name(service->health), 0);
	if (service->socket >= 0)
		close(service->socket);
	if (service->health_dir >= 0)
		close(service->health_dir);
	free(service);
}
