// SPDX-License-Identifier: MIT
/*
 * A typed guest in C that sets, reads and takes all entries of maps:
 *
 *	kinds.wasm all			of each kind
 *	kinds.wasm moving ASKED		of maps that change meanwhile, for two seconds
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <wasi/api.h>

#include "kinds.h"

enum { MANY = 10000, KEYS_MAX = 1 << 22 };

static void complain(const char *what, kinds_string_t *err)
{
	printf("%s: %.*s\n", what, (int)err->len, (char *)err->ptr);
	kinds_string_free(err);
}

/* --- values for all CPUs, or one ------------------------------------------------------------- */

static kinds_list_tuple2_u32_u64_t numbers(uint32_t count)
{
	kinds_list_tuple2_u32_u64_t list = { malloc(count * sizeof(*list.ptr)), count };

	for (uint32_t i = 0; i < count; i++)
		list.ptr[i] = (kinds_tuple2_u32_u64_t){ i, i + 1 };
	return list;
}

static uint64_t sum(const kinds_list_tuple2_u32_u64_t *list)
{
	uint64_t all = 0;

	for (size_t i = 0; i < list->len; i++)
		all += list->ptr[i].f1;
	return all;
}

#define USE(name, count) \
	static void use_##name(void) \
	{ \
		kinds_list_tuple2_u32_u64_t list = numbers(count); \
		kinds_string_t err; \
\
		if (!bpf_kinds_map_##name##_set_all(&list, &err)) \
			complain("set-all", &err); \
		kinds_list_tuple2_u32_u64_free(&list); \
		for (int i = 0; i < 2; i++) { \
			if (!bpf_kinds_map_##name##_entries(&list, &err)) \
				complain("entries", &err); \
			printf("%s: %zu, %llu", #name, list.len, (unsigned long long)sum(&list)); \
			kinds_list_tuple2_u32_u64_free(&list); \
			if (!bpf_kinds_map_##name##_take_all(&list, &err)) \
				complain("take-all", &err); \
			printf(", taken %zu, %llu\n", list.len, (unsigned long long)sum(&list)); \
			kinds_list_tuple2_u32_u64_free(&list); \
		} \
	}

USE(hash, MANY)
USE(lru, 1000)
USE(array, MANY)

static kinds_list_tuple2_u32_list_u64_t cpu_numbers(uint32_t count, size_t cpus)
{
	kinds_list_tuple2_u32_list_u64_t list = { malloc(count * sizeof(*list.ptr)), count };

	for (uint32_t i = 0; i < count; i++) {
		uint64_t *values = malloc(cpus * sizeof(*values));

		for (size_t cpu = 0; cpu < cpus; cpu++)
			values[cpu] = i + cpu;
		list.ptr[i] = (kinds_tuple2_u32_list_u64_t){ i, { values, cpus } };
	}
	return list;
}

static void print_cpus(const char *name, const char *what, kinds_list_tuple2_u32_list_u64_t *list,
		       size_t cpus)
{
	size_t wrong = 0;

	for (size_t i = 0; i < list->len; i++) {
		wrong += list->ptr[i].f1.len != cpus;
		for (size_t cpu = 0; cpu < list->ptr[i].f1.len; cpu++)
			wrong += list->ptr[i].f1.ptr[cpu] != list->ptr[i].f0 + cpu;
	}
	printf("%s: %s %zu, wrong %zu\n", name, what, list->len, wrong);
	kinds_list_tuple2_u32_list_u64_free(list);
}

#define USE_CPUS(name, count) \
	static void use_##name(size_t cpus) \
	{ \
		kinds_list_tuple2_u32_list_u64_t list = cpu_numbers(count, cpus); \
		kinds_string_t err; \
\
		if (!bpf_kinds_map_##name##_set_all(&list, &err)) \
			complain("set-all", &err); \
		kinds_list_tuple2_u32_list_u64_free(&list); \
		if (!bpf_kinds_map_##name##_entries(&list, &err)) \
			complain("entries", &err); \
		print_cpus(#name, "read", &list, cpus); \
		for (int i = 0; i < 2; i++) { \
			if (!bpf_kinds_map_##name##_take_all(&list, &err)) \
				complain("take-all", &err); \
			print_cpus(#name, "taken", &list, cpus); \
		} \
	}

USE_CPUS(cpu_hash, 1000)
USE_CPUS(cpu_lru, 100)
USE_CPUS(cpu_array, 100)

/* --- others ----------------------------------------------------------------------------------- */

static void use_trie(void)
{
	bpf_kinds_map_trie_tuple2_prefix_u64_t room[100];
	bpf_kinds_map_trie_list_tuple2_prefix_u64_t list = { room, 100 };
	kinds_string_t err;
	uint64_t all = 0;

	for (uint32_t i = 0; i < 100; i++)
		room[i] = (bpf_kinds_map_trie_tuple2_prefix_u64_t){ { 32, i * 77777 }, i };
	if (!bpf_kinds_map_trie_set_all(&list, &err))
		complain("set-all", &err);
	if (!bpf_kinds_map_trie_entries(&list, &err))
		complain("entries", &err);
	printf("trie: %zu", list.len);
	bpf_kinds_map_trie_list_tuple2_prefix_u64_free(&list);
	for (int i = 0; i < 2; i++) {
		if (!bpf_kinds_map_trie_take_all(&list, &err))
			complain("take-all", &err);
		for (size_t j = 0; j < list.len; j++)
			all += list.ptr[j].f1;
		printf(", taken %zu", list.len);
		bpf_kinds_map_trie_list_tuple2_prefix_u64_free(&list);
	}
	printf(", sum %llu\n", (unsigned long long)all);
}

/* Entries of which a first batch has room for one: the buckets' sizes are found out. */
static void use_texts(void)
{
	bpf_kinds_map_texts_list_tuple2_u32_text_t list;
	bpf_kinds_map_texts_text_t text;
	kinds_string_t err;
	size_t wrong = 0;
	char words[16];

	for (uint32_t i = 0; i < 64; i++) {
		snprintf(words, sizeof(words), "text %u", i);
		kinds_string_set(&text.text, words);
		if (!bpf_kinds_map_texts_set(i, &text, &err))
			complain("set", &err);
	}
	for (int i = 0; i < 2; i++) {
		if (!bpf_kinds_map_texts_entries(&list, &err))
			complain("entries", &err);
		for (size_t j = 0; j < list.len; j++) {
			snprintf(words, sizeof(words), "text %u", list.ptr[j].f0);
			wrong += list.ptr[j].f1.text.len != strlen(words) ||
				 memcmp(list.ptr[j].f1.text.ptr, words, strlen(words)) != 0;
		}
		printf("texts: %zu, wrong %zu\n", list.len, wrong);
		if (!bpf_kinds_map_texts_take_all(&list, &err))
			complain("take-all", &err);
		printf("texts: taken %zu\n", list.len);
	}
}

static void use_wrong(void)
{
	kinds_list_tuple2_u32_list_u64_t cpus = cpu_numbers(2, 1);
	kinds_list_tuple2_u32_u64_t list = numbers(MANY + 2);
	kinds_string_t err;

	if (!bpf_kinds_map_array_set_all(&list, &err))
		complain("array", &err);
	list.len = 0;
	if (!bpf_kinds_map_hash_set_all(&list, &err))
		complain("none", &err);
	cpus.ptr[1].f1.len = 0;
	if (!bpf_kinds_map_cpu_hash_set_all(&cpus, &err))
		complain("cpus", &err);
}

static size_t count_cpus(void)
{
	kinds_option_list_u64_t value;
	kinds_string_t err;

	if (!bpf_kinds_map_cpu_array_get(0, &value, &err))
		complain("get", &err);
	return value.val.len;
}

/* --- maps that change ------------------------------------------------------------------------- */

static uint32_t last_seen[KEYS_MAX]; /* by key: the number of the walk */

static bool is_new(uint32_t key, uint32_t walk)
{
	const bool was_seen = key < KEYS_MAX && last_seen[key] == walk;

	if (key < KEYS_MAX)
		last_seen[key] = walk;
	return !was_seen;
}

static uint64_t walks, twice, taken, most;

static void walk(void)
{
	bpf_kinds_map_moving_trie_list_tuple2_prefix_u64_t prefixes;
	kinds_list_tuple2_u32_u64_t list;
	kinds_string_t err;

	if (!bpf_kinds_map_moving_entries(&list, &err))
		complain("entries", &err);
	walks++;
	most = list.len > most ? list.len : most;
	for (size_t i = 0; i < list.len; i++)
		twice += !is_new(list.ptr[i].f0, 2 * walks);
	kinds_list_tuple2_u32_u64_free(&list);
	if (!bpf_kinds_map_moving_trie_entries(&prefixes, &err))
		complain("entries", &err);
	for (size_t i = 0; i < prefixes.len; i++)
		twice += !is_new(prefixes.ptr[i].f0.address, 2 * walks + 1);
	bpf_kinds_map_moving_trie_list_tuple2_prefix_u64_free(&prefixes);
	if (!bpf_kinds_map_new_take_all(&list, &err))
		complain("take-all", &err);
	taken += sum(&list);
	kinds_list_tuple2_u32_u64_free(&list);
}

static void use_moving(uint32_t asked)
{
	kinds_option_u64_t made;
	kinds_string_t err;
	time_t end;

	if (!bpf_kinds_params_set_asked(asked, &err) || !bpf_kinds_programs_attach_all(&err))
		complain("attach", &err);
	puts("waiting");
	while (most == 0)
		walk();
	end = time(NULL) + 3;
	while (time(NULL) < end)
		walk();
	if (!bpf_kinds_map_made_get(0, &made, &err))
		complain("get", &err);
	printf("walks: %d, twice: %llu, taken %s\n", walks > 10, (unsigned long long)twice,
	       taken == made.val && taken ? "each" : "others");
	fprintf(stderr, "%llu walks, at most %llu entries, %llu taken of %llu\n",
		(unsigned long long)walks, (unsigned long long)most, (unsigned long long)taken,
		(unsigned long long)made.val);
}

bool exports_wasi_cli_run_run(void)
{
	static uint8_t room[4096];
	uint8_t *args[8] = { 0 };
	size_t count = 0, size = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (__wasi_args_sizes_get(&count, &size) || count < 2 || count > 8 || size > sizeof(room) ||
	    __wasi_args_get(args, room))
		return false;
	if (strcmp((char *)args[1], "moving") == 0) {
		use_moving((uint32_t)atoi((char *)args[2]));
		exit(0);
	}
	use_hash();
	use_lru();
	use_array();
	use_cpu_hash(count_cpus());
	use_cpu_lru(count_cpus());
	use_cpu_array(count_cpus());
	use_trie();
	use_texts();
	use_wrong();
	exit(0);
}

void exports_kinds_on_end(void)
{
}
