// SPDX-License-Identifier: MIT
#include "wasm-bpf/service.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "lib/err.h"
#include "lib/terminal.h"
#include "runtime/wasm_bpf.h"

/* So begins a file for health checks. */
#define HEALTH_BEGIN "attached;"

enum { INTERVAL_MS = 1000, STATUS_EVERY = 5 /* of those */ };

struct service {
	int socket;          /* to the service manager; or -1 */
	struct sockaddr_un address;
	socklen_t address_size;
	const char *health;  /* or null */
	int health_dir;      /* its folder, which is reached after the process is confined, too */
	bool is_ready;
	bool is_ready_told; /* to the manager */
	bool is_ending_told;
	bool is_error_told; /* that the file could not be written */
	unsigned int pulses;
};

/* Whether it went out. A manager that is too busy gets it with the next pulse; one that was
 * started anew is reached anew. */
static bool tell(const struct service *service, const char *text)
{
	const int flags = MSG_DONTWAIT | MSG_NOSIGNAL;
	const struct sockaddr *address = (const struct sockaddr *)&service->address;

	if (service->socket < 0 || send(service->socket, text, strlen(text), flags) >= 0)
		return true;
	if (errno != ECONNREFUSED && errno != ENOTCONN && errno != ECONNRESET)
		return false;
	return connect(service->socket, address, service->address_size) == 0 &&
	       send(service->socket, text, strlen(text), flags) >= 0;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* The text is there whole, or the old one is. */
static int replace(const struct service *service, const char *text)
{
	char temporary[256];
	const int len = snprintf(temporary, sizeof(temporary), ".%s.%d", base_name(service->health),
				 (int)getpid());
	int fd, code = 0;

	if (len >= (int)sizeof(temporary))
		return ENAMETOOLONG;
	unlinkat(service->health_dir, temporary, 0);
	fd = openat(service->health_dir, temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0)
		return errno;
	if (write(fd, text, strlen(text)) != (ssize_t)strlen(text) ||
	    renameat(service->health_dir, temporary, service->health_dir,
		     base_name(service->health)) < 0) {
		code = errno ? errno : ENOSPC;
		unlinkat(service->health_dir, temporary, 0);
	}
	close(fd);
	return code;
}

static void write_health(struct service *service, const char *text)
{
	const int code = replace(service, text);

	if (code && !service->is_error_told)
		fprintf(stderr, "wasm-bpf: cannot write '%s': %s\n", service->health,
			strerror(code));
	service->is_error_told = code;
}

static void pulse(void *context, const struct wasm_bpf_progress *progress)
{
	struct service *service = context;
	char status[160], text[192];

	snprintf(status, sizeof(status), HEALTH_BEGIN " %llu records, %llu lost",
		 (unsigned long long)progress->delivered, (unsigned long long)progress->lost);
	if (!progress->attached_at)
		snprintf(status, sizeof(status), "nothing is attached");
	if (progress->is_ending && !service->is_ending_told)
		service->is_ending_told = tell(service, "STOPPING=1");
	service->is_ready |= progress->attached_at != 0;
	if (service->is_ready && !service->is_ready_told) {
		snprintf(text, sizeof(text), "READY=1\nSTATUS=%s", status);
		service->is_ready_told = tell(service, text);
	} else if (service->pulses++ % STATUS_EVERY == 0) {
		snprintf(text, sizeof(text), "STATUS=%s", status);
		tell(service, text);
	}
	tell(service, "WATCHDOG=1");
	if (service->health && service->is_ready) {
		snprintf(text, sizeof(text), "%s\n", status);
		write_health(service, text);
	}
}

/* A manager that cannot be reached is no reason not to run: sd_notify(3). */
static void open_socket(struct service *service, const char *path)
{
	const size_t len = strlen(path);

	service->address.sun_family = AF_UNIX;
	service->address_size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
	if ((*path != '/' && *path != '@') || len >= sizeof(service->address.sun_path)) {
		terminal_printf(stderr, "wasm-bpf: $NOTIFY_SOCKET is no path of a socket: '%s'\n",
				path);
		return;
	}
	memcpy(service->address.sun_path, path, len);
	if (*path == '@')
		service->address.sun_path[0] = '\0';
	service->socket = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (service->socket >= 0 &&
	    connect(service->socket, (const struct sockaddr *)&service->address,
		    service->address_size) < 0)
		terminal_printf(stderr, "wasm-bpf: cannot reach the service manager at '%s': %s\n",
				path, strerror(errno));
}

/* Whether the file is one that a run kept; -errno if it cannot be told. */
static int is_health(int dir, const char *name)
{
	const int fd = openat(dir, name, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
	char begin[sizeof(HEALTH_BEGIN) - 1];
	struct stat status;
	int ret;

	if (fd < 0)
		return errno == ELOOP ? 0 : -errno;
	ret = fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
	      (!status.st_size || (read(fd, begin, sizeof(begin)) == sizeof(begin) &&
				   memcmp(begin, HEALTH_BEGIN, sizeof(begin)) == 0));
	close(fd);
	return ret;
}

/* The folder of a path stays open; the file of an earlier run goes. */
static int open_health(struct service *service, const char *path, struct err *err)
{
	const char *name = base_name(path);
	char *dir = strndup(path, (size_t)(name - path));
	int there;

	service->health = path;
	service->health_dir = dir ? open(*dir ? dir : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	free(dir);
	if (service->health_dir < 0 || !*name)
		return err_set(err, *name ? errno : EISDIR, "cannot write '%s': %s", path,
			       strerror(*name ? errno : EISDIR));
	there = is_health(service->health_dir, name);
	if (there == 0)
		return err_set(err, EEXIST, "'%s' is there, and is no file for health checks",
			       path);
	if ((there < 0 && there != -ENOENT) ||
	    (there > 0 && unlinkat(service->health_dir, name, 0) < 0))
		return err_set(err, there < 0 ? -there : errno, "cannot write '%s': %s", path,
			       strerror(there < 0 ? -there : errno));
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
	if (path && *path)
		open_socket(service, path);
	if (health)
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
	if (!service->is_ending_told)
		tell(service, "STOPPING=1");
	if (service->health && service->is_ready)
		unlinkat(service->health_dir, base_name(service->health), 0);
	if (service->socket >= 0)
		close(service->socket);
	if (service->health_dir >= 0)
		close(service->health_dir);
	free(service);
}
