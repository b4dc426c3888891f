// SPDX-License-Identifier: MIT
/* Tests of modules: what is none, and what nobody can run. */
#include <errno.h>
#include <stdlib.h>

#include "driver.h"

/* (module (import "nobody" "f" (func)) (func (export "_start"))) and others like it. */
static const unsigned char tiny[] =
	"\0asm\1\0\0\0"
	"\1\4\1\x60\0\0"                     /* a type: () -> () */
	"\3\2\1\0"                           /* a function of it */
	"\5\3\1\0\1"                         /* a memory of one page */
	"\7\x13\2\6memory\2\0\6_start\0\0"   /* exports */
	"\n\7\1\5\0\x41\0\x1a\xb";           /* i32.const 0, drop */

static int run_bytes(const unsigned char *bytes, size_t size, struct wasm_bpf_error *error)
{
	struct wasm_bpf_config *config = wasm_bpf_config_new();
	struct wasm_bpf_instance *instance = NULL;
	struct wasm_bpf_module *code = NULL;
	struct wasm_bpf_result result = { 0 };
	int ret;

	error->message[0] = '\0';
	wasm_bpf_config_timeout(config, 20);
	wasm_bpf_config_grace(config, 20);
	wasm_bpf_config_messages(config, NULL, NULL);
	ret = wasm_bpf_module_new(runtime, bytes, size, "some/app.wasm", &code, error);
	if (!ret)
		ret = wasm_bpf_instance_new(code, config, &instance, error);
	if (!ret)
		ret = wasm_bpf_run(instance, &result, error);
	IS(ret < 0, error->message[0] != '\0');
	wasm_bpf_instance_free(instance);
	wasm_bpf_module_free(code);
	wasm_bpf_config_free(config);
	return ret < 0 ? ret : result.status;
}

/* Copies of just the size, so that the sanitizer sees what is read beyond. */
static int run_copy(const unsigned char *bytes, size_t size, struct wasm_bpf_error *error)
{
	unsigned char *copy = malloc(size ? size : 1);
	int ret;

	memcpy(copy, bytes, size);
	ret = run_bytes(copy, size, error);
	free(copy);
	return ret;
}

void test_bytes(void)
{
	static const unsigned char flips[] = { 0x01, 0x80, 0xff };
	unsigned char bytes[sizeof(tiny) - 1];
	struct wasm_bpf_error error;
	int bad = 0;

	set_up(0);
	IS(run_copy(tiny, sizeof(bytes), &error), 0);
	for (size_t size = 0; size < sizeof(bytes); size++)
		bad += run_copy(tiny, size, &error) < 0;
	/* But where a section ends it is a module, without a start. */
	IS(bad, sizeof(bytes));
	bad = 0;
	for (size_t at = 0; at < sizeof(bytes); at++)
		for (size_t i = 0; i < sizeof(flips); i++) {
			memcpy(bytes, tiny, sizeof(bytes));
			bytes[at] ^= flips[i];
			bad += run_copy(bytes, sizeof(bytes), &error) < 0;
		}
	IS(bad > (int)sizeof(bytes), 1);
	for (size_t size = 9; size < wasm_size; size += wasm_size / 20)
		IS(run_copy(wasm, size, &error), -EINVAL);
	HAS(error.message, "'some/app.wasm': not a valid module");
	IS(run_copy((const unsigned char *)"\177ELF rest", 9, &error), -EINVAL);
	HAS(error.hint, "ELF");
	IS(run_copy((const unsigned char *)"  (module)", 10, &error), -EINVAL);
	HAS(error.hint, "text format");
	IS(run_copy((const unsigned char *)"    ", 4, &error), -EINVAL);
	IS(run_copy((const unsigned char *)"\0asm\15\0\1\0", 8, &error), -EINVAL);
	HAS(error.message, "is a component");
	tear_down();
}

void test_modules(void)
{
	struct wasm_bpf_module *other;
	struct wasm_bpf_config *bare = wasm_bpf_config_new();
	struct wasm_bpf_instance *instance;
	struct wasm_bpf_result result;
	struct wasm_bpf_error error;

	set_up(0);
	IS(wasm_bpf_module_load(runtime, "/nosuch.wasm", NULL, 0, &other, &error), -ENOENT);
	HAS(error.message, "'/nosuch.wasm'");
	IS(wasm_bpf_module_load(runtime, "/nosuch.wasm", NULL, 0, &other, NULL), -ENOENT);
	IS(wasm_bpf_module_load(runtime, "/", NULL, 0, &other, &error), -EISDIR);
	/* What nobody offers. */
	IS(wasm_bpf_instance_new(module, bare, &instance, &error), 0);
	IS(wasm_bpf_run(instance, &result, &error), -EINVAL);
	HAS(error.message, "unknown import");
	HAS(error.message, "from 'driver'");
	wasm_bpf_instance_free(instance);
	/* Or with another type. */
	IS(wasm_bpf_config_function(bare, "driver", "object", "i:", any_function, NULL), 0);
	IS(wasm_bpf_instance_new(module, bare, &instance, &error), 0);
	IS(wasm_bpf_run(instance, &result, &error), -EINVAL);
	wasm_bpf_instance_free(instance);
	wasm_bpf_config_free(bare);
	tear_down();
}
