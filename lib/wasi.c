// SPDX-License-Identifier: MIT
/* What wasmtime's wasmtime_component_linker_add_wasip2() links, and why there is no more. */
#include "lib/wasi.h"

#include <string.h>

static const char prefix[] = "wasi:";

static const char *const interfaces[] = {
	"cli/environment",
	"cli/exit",
	"cli/stderr",
	"cli/stdin",
	"cli/stdout",
	"cli/terminal-input",
	"cli/terminal-output",
	"cli/terminal-stderr",
	"cli/terminal-stdin",
	"cli/terminal-stdout",
	"clocks/monotonic-clock",
	"clocks/wall-clock",
	"filesystem/preopens",
	"filesystem/types",
	"io/error",
	"io/poll",
	"io/streams",
	"random/insecure",
	"random/insecure-seed",
	"random/random",
	/* There, because some languages import them in any case; but each use is refused. */
	"sockets/instance-network",
	"sockets/ip-name-lookup",
	"sockets/network",
	"sockets/tcp",
	"sockets/tcp-create-socket",
	"sockets/udp",
	"sockets/udp-create-socket",
};

/* Packages of which there is nothing. */
static const struct {
	const char *package, *reason;
} packages[] = {
	{ "http/", "guests are given no network" },
	{ "tls/", "guests are given no network" },
	{ "sockets/", "guests are given no network" },
	{ "threads/", "guests are given no threads" },
};

static bool begins(const char *name, size_t len, const char *with)
{
	const size_t size = strlen(with);

	return len >= size && memcmp(name, with, size) == 0;
}

bool wasi_is(const char *name, size_t len)
{
	return begins(name, len, prefix);
}

/* 0.2.N: all of them are one for the engine. A draft, as 0.2.0-rc-2023-11-10, is not among them. */
static bool is_version(const char *version, size_t len)
{
	if (!begins(version, len, "0.2.") || len == 4)
		return false;
	for (size_t i = 4; i < len; i++)
		if (version[i] < '0' || version[i] > '9')
			return false;
	return true;
}

const char *wasi_missing(const char *name, size_t len)
{
	const char *path = name + sizeof(prefix) - 1;
	const char *end = name + len, *at = memchr(name, '@', len);
	const size_t size = (size_t)((at ? at : end) - path);

	for (size_t i = 0; i < sizeof(interfaces) / sizeof(*interfaces); i++) {
		if (strlen(interfaces[i]) != size || memcmp(interfaces[i], path, size) != 0)
			continue;
		return at && is_version(at + 1, (size_t)(end - at - 1)) ? NULL
									: "the host has WASI 0.2";
	}
	for (size_t i = 0; i < sizeof(packages) / sizeof(*packages); i++)
		if (begins(path, size, packages[i].package))
			return packages[i].reason;
	return "the host has no such interface";
}
