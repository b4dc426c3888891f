// SPDX-License-Identifier: MIT
/*
 * Bundles of any bytes, and any payload in an envelope as it should be.
 *
 * rooms: trust registry store format lib
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "format/base64.h"
#include "format/json.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "trust/bundle.h"
#include "trust/key.h"

static const char pem[] =
	"-----BEGIN PUBLIC KEY-----\n"
	"MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEhZjhhqrgtPJbyy6o2a/bOA2S4IY4\n"
	"qh5sPl7/K5FdP9WFk61pRdmHv7ZKx9kadLdzIG7zGK6757yREnf6OYNxEg==\n"
	"-----END PUBLIC KEY-----\n";
static struct key *key;
static struct digest digest;

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct err err = ERR_INIT;
	int fd = memfd_create("key", 0);
	char path[32];

	(void)argc, (void)argv;
	json_bound_memory();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (write(fd, pem, sizeof(pem) - 1) != sizeof(pem) - 1 ||
	    key_load_public(path, &key, &err) < 0 || digest_of("", 0, &digest, &err) < 0)
		abort();
	close(fd);
	return 0;
}

/* Nothing that a fuzzer writes is signed. */
static void check(const char *text, size_t size)
{
	struct err err = ERR_INIT;

	if (bundle_check(text, size, &digest, key, &err) == 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf text = BUF_INIT(1 << 20);
	char *payload = base64_encode(data, size);

	buf_printf(&text, "{\"dsseEnvelope\":{\"payloadType\":\"application/vnd.in-toto+json\","
		   "\"payload\":\"%s\",\"signatures\":[{\"sig\":\"%s\"}]}}", payload, payload);
	check((const char *)data, size);
	check(text.data, text.len);
	buf_release(&text);
	free(payload);
	return 0;
}
