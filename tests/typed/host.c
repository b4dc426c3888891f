// SPDX-License-Identifier: MIT
/*
 * A typed guest in C that uses wasm-bpf:host: it calls each function and prints what came of it.
 *
 *	host.wasm ASKED		all, in `run`; then records are emitted as they come
 *	host.wasm ASKED poll	reads a ring buffer by itself, three records
 *	host.wasm ASKED turn	makes a map of sockets of one with numbers
 *	host.wasm ASKED leave	opens a ring buffer that it has no handler for, and reads nothing
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"

#define BPF(name) wasm_bpf_host_bpf_##name
#define HOST(name) wasm_bpf_host_host_##name

typedef BPF(error_t) error_t;
typedef BPF(borrow_map_t) map_t;
typedef BPF(borrow_program_t) program_t;
typedef BPF(borrow_object_t) object_t;

static error_t err;

/* Whether a call went well; else says why. */
static bool well(const char *what, bool ok)
{
	if (!ok)
		printf("%s: %u: %.*s\n", what, err.errno, (int)err.reason.len,
		       (char *)err.reason.ptr);
	return ok;
}
#define WELL(call) well(#call, call)

static host_string_t text(const char *from)
{
	host_string_t to;

	host_string_set(&to, from);
	return to;
}
#define TEXT(from) \
	(host_string_t[1]) \
	{ \
		text(from) \
	}

static host_list_u8_t bytes(const void *from, size_t size)
{
	return (host_list_u8_t){ (uint8_t *)from, size };
}
#define BYTES(of) \
	(host_list_u8_t[1]) \
	{ \
		bytes(&(of), sizeof(of)) \
	}

static void print(const char *what, const host_string_t *value)
{
	printf("%s: %.*s\n", what, (int)value->len, (char *)value->ptr);
}

/* --- the host ------------------------------------------------------------------------------- */

static void use_host(void)
{
	HOST(symbol_t) symbol;
	host_string_t value;
	uint64_t number;
	uint32_t index;
	bool has;

	printf("cpus %d, page %u, clock %d\n", HOST(cpus)() > 0, HOST(page_size)(),
	       HOST(boot_clock)() > 0);
	if (WELL(HOST(kernel_release)(&value, &err)))
		printf("release: %d\n", value.len > 3);
	if (WELL(HOST(host_number)(WASM_BPF_HOST_HOST_NUMBER_CLOCK_TICKS, &number, &err)))
		printf("ticks: %d\n", (int)number);
	if (WELL(HOST(host_text)(WASM_BPF_HOST_HOST_TEXT_LOAD_AVERAGE, &value, &err)))
		printf("load: %d\n", value.len > 10);
	if (WELL(HOST(ifindex)(TEXT("lo"), &index, &err)) &&
	    WELL(HOST(ifname)(index, &value, &err)))
		print("interface", &value);
	well("ifindex", HOST(ifindex)(TEXT("nosuch0"), &index, &err));
	well("ifindex", HOST(ifindex)(&(host_string_t){ (uint8_t *)"l\0o", 3 }, &index, &err));
	if (WELL(HOST(probe)(WASM_BPF_HOST_HOST_FEATURE_MAP, 1, 0, &has, &err)))
		printf("hash maps: %d\n", has);
	if (WELL(HOST(tracepoint_find)(TEXT("syscalls"), TEXT("sys_enter_getpgid"), &index, &err)))
		printf("tracepoint: %d\n", index > 0);
	if (WELL(HOST(ksym_find)(TEXT("schedule"), &number, &err)) &&
	    WELL(HOST(ksym)(number + 1, &symbol, &err)))
		printf("%.*s+%llu\n", (int)symbol.name.len, (char *)symbol.name.ptr,
		       (unsigned long long)symbol.offset);
	well("usym", HOST(usym)(0x7ffffff0, 4096, &symbol, &err));
	well("usym_module", HOST(usym_module)(0x7ffffff0, 4096, &symbol, &err));
	well("container_of",
	     HOST(container_of)(WASM_BPF_HOST_HOST_CONTAINER_BY_CGROUP, 0xfffffff,
				WASM_BPF_HOST_HOST_CONTAINER_TEXT_NAME, &value, &err));
}

/* --- objects and programs ------------------------------------------------------------------- */

static program_t find_program(object_t object, const char *name)
{
	BPF(own_program_t) program = { 0 };

	if (!WELL(BPF(method_object_find_program)(object, TEXT(name), &program, &err)))
		exit(1);
	return BPF(borrow_program)(program);
}

static map_t find_map(object_t object, const char *name)
{
	BPF(own_map_t) map = { 0 };

	if (!WELL(BPF(method_object_find_map)(object, TEXT(name), &map, &err)))
		exit(1);
	return BPF(borrow_map)(map);
}

/* What can only be said before the load. */
static void prepare(object_t object)
{
	program_t shorten = find_program(object, "shorten");
	map_t globals = find_map(object, "counts"), data;
	BPF(list_own_program_t) programs;
	BPF(list_own_map_t) maps;
	BPF(variable_t) variable;
	host_list_u8_t initial;
	BPF(own_program_t) none;
	host_string_t name;

	if (WELL(BPF(method_object_programs)(object, &programs, &err)))
		for (size_t i = 0; i < programs.len; i++)
			if (WELL(BPF(method_program_name)(BPF(borrow_program)(programs.ptr[i]),
							  &name, &err)))
				print("program", &name);
	if (WELL(BPF(method_object_maps)(object, &maps, &err)))
		printf("maps: %zu\n", maps.len);
	well("find_program", BPF(method_object_find_program)(object, TEXT("none"), &none, &err));
	WELL(BPF(method_program_set)(shorten, WASM_BPF_HOST_BPF_PROGRAM_SETTING_AUTOLOAD, 1, &err));
	WELL(BPF(method_map_set)(globals, WASM_BPF_HOST_BPF_MAP_SETTING_MAX_ENTRIES, 16, &err));
	data = find_map(object, ".rodata");
	if (WELL(BPF(method_map_variable)(data, TEXT("asked"), &variable, &err)))
		printf("asked: at %u, %u bytes\n", variable.offset, variable.size);
	if (WELL(BPF(method_map_initial)(data, &initial, &err)))
		WELL(BPF(method_map_set_initial)(data, &initial, &err));
	well("lookup", BPF(method_map_take)(globals, BYTES(variable.offset), 0,
					    &(host_option_list_u8_t){ 0 }, &err));
}

static void use_programs(object_t object)
{
	program_t shorten = find_program(object, "shorten");
	program_t tasks = find_program(object, "tasks");
	uint8_t packet[64] = { 1 };
	BPF(program_info_t) info;
	BPF(own_link_t) link;
	BPF(own_iter_t) iter;
	BPF(link_info_t) about;
	host_list_u8_t read;
	host_string_t log;
	BPF(run_t) run;
	size_t lines = 0;

	if (WELL(BPF(method_program_info)(shorten, &info, &err)))
		printf("shorten: kind %u, state %u, jited %d, %.*s\n", info.kind, info.state,
		       info.jited_size > 0, (int)info.name.len, (char *)info.name.ptr);
	if (WELL(BPF(method_program_section)(tasks, &log, &err)))
		print("section", &log);
	if (WELL(BPF(method_program_test_run)(shorten, BYTES(packet), &(host_list_u8_t){ 0 }, 2,
					      &run, &err)))
		printf("run: %u, %zu bytes, the first %u\n", run.retval, run.data.len,
		       run.data.ptr[0]);
	if (!WELL(BPF(method_program_attach)(tasks, NULL, 0, &link, &err)))
		exit(1);
	if (WELL(BPF(static_iter_open)(BPF(borrow_link)(link), &iter, &err))) {
		while (WELL(BPF(method_iter_read)(BPF(borrow_iter)(iter), 1000, &read, &err)) &&
		       read.len)
			for (size_t i = 0; i < read.len; i++)
				lines += read.ptr[i] == '\n';
		printf("tasks: %d\n", lines > 1);
		WELL(BPF(method_iter_close)(BPF(borrow_iter)(iter), &err));
		well("read", BPF(method_iter_read)(BPF(borrow_iter)(iter), 1000, &read, &err));
	}
	if (WELL(BPF(method_link_info)(BPF(borrow_link)(link), &about, &err)))
		printf("link: kind %u, state %u\n", about.kind, about.state);
	WELL(BPF(method_link_detach)(BPF(borrow_link)(link), &err));
	WELL(BPF(method_link_close)(BPF(borrow_link)(link), &err));
	well("close", BPF(method_link_close)(BPF(borrow_link)(link), &err));
	if (WELL(BPF(method_object_log)(object, &log, &err)))
		printf("log: %d\n", log.len < 1000000);
	well("close", BPF(method_object_close)(object, &err));
	WELL(BPF(stats_enable)(true, &err));
	WELL(BPF(stats_enable)(false, &err));
}

/* --- maps ----------------------------------------------------------------------------------- */

static void use_batches(map_t map)
{
	uint32_t keys[4] = { 10, 11, 12, 13 }, count, all = 0, room = 2;
	uint64_t values[4] = { 100, 110, 120, 130 };
	host_list_u8_t position, *at = NULL;
	BPF(batch_t) batch;

	if (WELL(BPF(method_map_update_batch)(map, BYTES(keys), BYTES(values), 0, &count, &err)))
		printf("updated: %u\n", count);
	well("update_batch",
	     BPF(method_map_update_batch)(map, BYTES(keys), BYTES(keys), 0, &count, &err));
	for (;;) {
		const bool ok = BPF(method_map_lookup_batch)(map, at, room, &batch, &err);

		if (!ok && err.errno == 28) { /* a bucket has more entries than that */
			room *= 2;
			continue;
		}
		if (!well("lookup_batch", ok))
			break;
		all += batch.count;
		position = batch.position.val;
		at = &position;
		if (!batch.position.is_some)
			break;
	}
	printf("looked up: %u\n", all);
	keys[1] = 999;
	if (WELL(BPF(method_map_delete_batch)(map, BYTES(keys), &count, &err)))
		printf("deleted before one that is not there: %u\n", count);
	if (WELL(BPF(method_map_take_batch)(map, NULL, 16, &batch, &err)))
		printf("taken: %u, %zu, %zu, more: %d\n", batch.count, batch.keys.len,
		       batch.values.len, batch.position.is_some);
	well("lookup_batch", BPF(method_map_lookup_batch)(map, NULL, 0, &batch, &err));
}

static void use_maps(object_t object)
{
	map_t map = find_map(object, "counts");
	BPF(map_definition_t) definition = { 2, 4, 8, 3, 0, 0, text("own") };
	uint32_t key = 1, keys = 0;
	uint64_t value = 0x1122334455667788;
	host_list_u8_t next, *before = NULL;
	host_option_list_u8_t found;
	BPF(own_map_t) own;
	BPF(map_info_t) info;
	bool was_there;

	if (WELL(BPF(method_map_info)(map, &info, &err)))
		printf("counts: kind %u, key %u, value %u, entries %u, state %u, id %d, %.*s\n",
		       info.kind, info.key_size, info.value_size, info.max_entries, info.state,
		       info.id > 0, (int)info.name.len, (char *)info.name.ptr);
	WELL(BPF(method_map_update)(map, BYTES(key), BYTES(value), 0, &err));
	well("update", BPF(method_map_update)(map, BYTES(key), BYTES(value), 1, &err));
	well("update", BPF(method_map_update)(map, BYTES(value), BYTES(value), 0, &err));
	if (WELL(BPF(method_map_lookup)(map, BYTES(key), 0, &found, &err)))
		printf("found: %d %d\n", found.is_some, memcmp(found.val.ptr, &value, 8) == 0);
	key = 2;
	if (WELL(BPF(method_map_lookup)(map, BYTES(key), 0, &found, &err)))
		printf("found: %d\n", found.is_some);
	if (WELL(BPF(method_map_delete)(map, BYTES(key), &was_there, &err)))
		printf("deleted: %d\n", was_there);
	for (; WELL(BPF(method_map_next_key)(map, before, &found, &err)) && found.is_some; keys++) {
		next = found.val;
		before = &next;
	}
	printf("keys: %u\n", keys);
	key = 1;
	if (WELL(BPF(method_map_take)(map, BYTES(key), 0, &found, &err)))
		printf("taken: %d\n", found.is_some);
	use_batches(map);
	if (WELL(BPF(static_map_create)(&definition, NULL, &own, &err))) {
		WELL(BPF(method_map_update)(BPF(borrow_map)(own), BYTES(key), BYTES(value), 0,
					    &err));
		WELL(BPF(method_map_freeze)(BPF(borrow_map)(own), &err));
		well("update", BPF(method_map_update)(BPF(borrow_map)(own), BYTES(key),
						      BYTES(value), 0, &err));
		WELL(BPF(method_map_close)(BPF(borrow_map)(own), &err));
		well("lookup",
		     BPF(method_map_lookup)(BPF(borrow_map)(own), BYTES(key), 0, &found, &err));
	}
	definition.name = text("a name that is too long");
	well("create", BPF(static_map_create)(&definition, NULL, &own, &err));
	well("open_pinned", BPF(static_map_open_pinned)(TEXT("/nowhere"), &own, &err));
	well("close", BPF(method_map_close)(map, &err));
}

/* The values of a map that has one for each CPU, through the world. */
static void use_parts(void)
{
	bpf_host_map_parts_event_t values[4096] = { 0 };
	bpf_host_map_parts_list_event_t list = { values, HOST(cpus)() };
	bpf_host_map_parts_option_list_event_t found;
	host_string_t why;

	for (size_t i = 0; i < list.len; i++) {
		values[i].number = (uint32_t)i + 1;
		values[i].name = text("part");
	}
	if (!bpf_host_map_parts_set(5, &list, &why))
		print("set", &why);
	if (bpf_host_map_parts_get(5, &found, &why) && found.is_some) {
		size_t right = 0;

		for (size_t i = 0; i < found.val.len; i++)
			right += found.val.ptr[i].number == i + 1;
		printf("parts: %d, all right: %d\n", found.val.len == list.len, right == list.len);
	}
	list.len++;
	printf("one too many: %d\n", bpf_host_map_parts_set(5, &list, &why));
}

/* --- records -------------------------------------------------------------------------------- */

/* Numbers would be descriptors of the host. */
static void turn(object_t object)
{
	enum { SOCKHASH = 18 };
	map_t map = find_map(object, "counts");
	BPF(map_info_t) info;
	host_string_t why;

	WELL(BPF(method_map_set)(map, WASM_BPF_HOST_BPF_MAP_SETTING_KIND, SOCKHASH, &err));
	WELL(BPF(method_object_load)(object, &err));
	if (WELL(BPF(method_map_info)(map, &info, &err)))
		printf("kind %u\n", info.kind);
	if (!bpf_host_map_counts_set(1, 0, &why))
		print("set", &why);
}

static void poll(object_t object)
{
	map_t ring = find_map(object, "others");
	BPF(buffer_counts_t) counts;
	host_list_list_u8_t records;
	uint32_t ready, seen = 0;
	host_string_t why;

	WELL(BPF(method_object_load)(object, &err));
	well("wake", BPF(method_map_buffer_set)(ring, WASM_BPF_HOST_BPF_BUFFER_SETTING_WAKE_DELAY,
						1000, &err));
	WELL(BPF(method_map_buffer_open)(ring, &err));
	if (!bpf_host_programs_attach_all(&why))
		print("attach", &why);
	puts("waiting");
	while (seen < 3 && WELL(BPF(buffers_wait)(1000, &ready, &err)) &&
	       WELL(BPF(method_map_buffer_read)(ring, 4096, &records, &err)))
		for (size_t i = 0; i < records.len; i++, seen++)
			printf("read: %zu bytes, number %u\n", records.ptr[i].len,
			       records.ptr[i].ptr[0]);
	if (WELL(BPF(method_map_buffer_counts)(ring, &counts, &err)))
		printf("delivered: %llu\n", (unsigned long long)counts.delivered);
	well("read", BPF(method_map_buffer_read)(ring, 0, &records, &err));
}

void exports_host_on_events(host_list_event_t *records)
{
	bpf_host_streams_row_t row = { .count = records->len, .low = -3 };
	host_string_t why;

	row.name = records->len ? records->ptr[0].name : text("");
	if (!bpf_host_streams_emit_event((bpf_host_streams_list_event_t *)records, &why))
		print("event", &why);
	if (!bpf_host_streams_emit_row(&(bpf_host_streams_list_row_t){ &row, 1 }, &why))
		print("row", &why);
}

void exports_host_on_others(host_list_event_t *records)
{
	(void)records;
}

/* What is a few bytes here may be many in the host. */
static void emit_much(void)
{
	enum { COUNT = 2000 };
	bpf_host_streams_wide_t *rows = calloc(COUNT, sizeof(*rows));
	host_string_t why;

	if (!bpf_host_streams_emit_wide(&(bpf_host_streams_list_wide_t){ rows, COUNT }, &why))
		print("wide", &why);
	free(rows);
}

static void use_streams(object_t object)
{
	struct {
		char name[12];
		uint64_t count;
		int low;
	} row = { "raw", 1, -1 };
	BPF(own_stream_t) stream;

	if (WELL(BPF(static_stream_open)(object, TEXT("row"), TEXT("raw"), &stream, &err))) {
		WELL(BPF(method_stream_emit)(BPF(borrow_stream)(stream), BYTES(row), &err));
		well("emit",
		     BPF(method_stream_emit)(BPF(borrow_stream)(stream), BYTES(row.low), &err));
	}
	well("open", BPF(static_stream_open)(object, TEXT("nothing"), TEXT("x"), &stream, &err));
	well("open_btf",
	     BPF(static_stream_open_btf)(BYTES(row), TEXT("row"), TEXT("x"), &stream, &err));
}

bool exports_wasi_cli_run_run(void)
{
	BPF(own_object_t) own, other;
	host_list_string_t args;
	host_string_t why;
	object_t object;

	setvbuf(stdout, NULL, _IOLBF, 0);
	wasi_cli_environment_get_arguments(&args);
	if (args.len > 1 &&
	    !bpf_host_params_set_asked((uint32_t)atoi((char *)args.ptr[1].ptr), &why))
		print("asked", &why);
	if (!WELL(BPF(static_object_carried)(&own, &err)))
		return false;
	object = BPF(borrow_object)(own);
	if (args.len > 2 && args.ptr[2].ptr[0] == 'l') {
		WELL(BPF(method_object_load)(object, &err));
		WELL(BPF(method_map_buffer_open)(find_map(object, "unread"), &err));
		puts("waiting");
		return true;
	}
	if (args.len > 2 && args.ptr[2].ptr[0] == 't') {
		turn(object);
		exit(0);
	}
	if (args.len > 2) {
		poll(object);
		exit(0);
	}
	use_host();
	prepare(object);
	WELL(BPF(method_object_load)(object, &err));
	use_programs(object);
	use_maps(object);
	use_parts();
	use_streams(object);
	emit_much();
	well("open", BPF(static_object_open)(BYTES(args), TEXT("junk"), &other, &err));
	puts("waiting");
	return true;
}

void exports_host_on_end(void)
{
	puts("end");
}
