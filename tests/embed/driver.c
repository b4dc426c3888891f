// SPDX-License-Identifier: MIT
/*
 * A process that embeds the library: driver TEST GUEST.wasm GUEST.bpf.o. It prints what was not
 * as it should be, and exits with 0 where nothing was. No test needs another to have run.
 */
#include "driver.h"

#include <stdlib.h>
#include <unistd.h>

atomic_int failures;
const char *guest_path;
const unsigned char *object, *wasm;
size_t object_size, wasm_size;

static const struct {
	const char *name;
	void (*run)(void);
} tests[] = {
#define TEST(name) { #name, test_##name },
#include "tests.def"
#undef TEST
};

static unsigned char *read_file(const char *path, size_t *ret_size)
{
	FILE *file = fopen(path, "rb");
	unsigned char *data = malloc(1 << 22);

	if (!file || !data) {
		perror(path);
		exit(1);
	}
	*ret_size = fread(data, 1, 1 << 22, file);
	fclose(file);
	return data;
}

/* Gives what has zeros for a number in its name the process's. */
static void name_own(unsigned char *data, size_t size, const char *format)
{
	char from[16], to[16];
	unsigned char *at;

	snprintf(from, sizeof(from), format, 0);
	snprintf(to, sizeof(to), format, getpid() % 10000000);
	while ((at = memmem(data, size, from, strlen(from))))
		memcpy(at, to, strlen(to));
}

int main(int argc, char **argv)
{
	unsigned char *files[2];

	if (argc != 4)
		return 2;
	guest_path = argv[2];
	wasm = files[0] = read_file(argv[2], &wasm_size);
	object = files[1] = read_file(argv[3], &object_size);
	name_own(files[1], object_size, OWN_PROGRAM);
	name_own(files[1], object_size, OWN_MAP);
	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
		if (strcmp(tests[i].name, argv[1]) != 0)
			continue;
		tests[i].run();
		free(files[0]);
		free(files[1]);
		return failures ? 1 : 0;
	}
	return 2;
}
