// SPDX-License-Identifier: MIT
#include "command/remote.h"

#include "command/command.h"

enum { CA_FILE = 0x1000, PLAIN_HTTP, TIMEOUT, RETRIES, MAX_SIZE, CHUNK_SIZE };

static const struct argp_option options[] = {
	{ "ca-file", CA_FILE, "FILE", 0,
	  "Trust the authorities in FILE (PEM) instead of the system's", 0 },
	{ "plain-http", PLAIN_HTTP, NULL, 0, "Use plain HTTP, even for other machines", 0 },
	{ "timeout", TIMEOUT, "SECONDS", 0,
	  "Give up after this time without progress (30)", 0 },
	{ "retries", RETRIES, "N", 0, "Retry temporary failures N times (4)", 0 },
	{ "max-size", MAX_SIZE, "MIB", 0, "Refuse artifacts with larger layers (256)", 0 },
	{ "chunk-size", CHUNK_SIZE, "MIB", 0, "Upload in pieces of this size, not as a whole", 0 },
	{ "quiet", 'q', NULL, 0, "Show no progress; print only results", 0 },
	{ 0 },
};

static error_t parse(int key, char *value, struct argp_state *state)
{
	struct registry_options *registry = state->input;
	const unsigned long mebibyte = 1024 * 1024;

	switch (key) {
	case CA_FILE: registry->http.ca_file = value; return 0;
	case PLAIN_HTTP: registry->http.plain_http = true; return 0;
	case TIMEOUT:
		registry->http.timeout = (unsigned int)command_number(state, value, 1, 86400);
		return 0;
	case RETRIES:
		registry->http.retries = (unsigned int)command_number(state, value, 0, 10);
		return 0;
	case MAX_SIZE:
		registry->max_size = command_number(state, value, 1, 1 << 20) * mebibyte;
		return 0;
	case CHUNK_SIZE:
		registry->chunk_size = command_number(state, value, 1, 1 << 20) * mebibyte;
		return 0;
	case 'q': registry->quiet = true; return 0;
	default: return ARGP_ERR_UNKNOWN;
	}
}

const struct argp remote_argp = { options, parse, NULL, NULL, NULL, NULL, NULL };
