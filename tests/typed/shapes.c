// SPDX-License-Identifier: MIT
/*
 * A typed guest in C, with the bindings that wit-bindgen makes of shapes.bpf.c:
 *
 *	shapes.wasm show ASKED		prints records, and what the maps say
 *	shapes.wasm count ASKED BURST	counts records, which must come in order
 *	shapes.wasm echo ASKED		emits what it gets
 *	shapes.wasm flood		prints without end
 *	shapes.wasm late		attaches what is attached, when all is over
 *	shapes.wasm nap ASKED MS	sleeps when a record comes
 *	shapes.wasm read ASKED		reads stdin when a record comes
 *	shapes.wasm fail|exit|trap|spin|grow|stuck ...	ends badly, in `run` or in a handler
 *
 * With -DEARLY it exits before that. With -DHEX it is made for --bytes=hex.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <wasi/api.h>

#include "shapes.h"

static char *args[8]; /* from the command line: a reactor has no main() */
static const char *mode = "show";
static uint64_t seen, misplaced, batches, largest;

static void read_args(void)
{
	static uint8_t room[4096];
	uint8_t *given[8] = { 0 };
	size_t count = 0, size = 0;

	if (__wasi_args_sizes_get(&count, &size) == 0 && count <= 8 && size <= sizeof(room))
		(void)!__wasi_args_get(given, room);
	for (size_t i = 0; i < 8; i++)
		args[i] = i + 1 < count ? (char *)given[i + 1] : "";
	mode = *args[0] ? args[0] : mode;
}

static void complain(const char *what, shapes_string_t *err)
{
	printf("%s: %.*s\n", what, (int)err->len, (char *)err->ptr);
	shapes_string_free(err);
}

/* Sets what a map is asked for later, and asks for what is not there. */
static void use_maps(void)
{
	bpf_shapes_map_places_key_t key = { .id = 7 };
	bpf_shapes_map_places_point_t point = { -300, 4 };
	bpf_shapes_map_places_option_point_t found;
	shapes_string_t err;

	shapes_string_set(&key.name, "here");
	if (!bpf_shapes_map_places_set(&key, &point, &err))
		complain("set", &err);
	if (bpf_shapes_map_places_get(&key, &found, &err) && found.is_some)
		printf("there: %d %u\n", found.val.x, found.val.z);
	key.id = 8;
	if (bpf_shapes_map_places_get(&key, &found, &err) && !found.is_some)
		puts("not there");
	if (!bpf_shapes_map_places_delete(&key, &err))
		complain("delete", &err);
	shapes_string_set(&key.name, "much too long");
	if (!bpf_shapes_map_places_set(&key, &point, &err))
		complain("set", &err);
	if (!bpf_shapes_map_totals_set(9, 1, &err))
		complain("array", &err);
	if (!bpf_shapes_params_set_burst(3, &err))
		complain("late", &err);
}

/* A case after one that is larger: nothing of that is left. */
static void use_choices(void)
{
	bpf_shapes_map_choices_choice_t choice = { .what = BPF_SHAPES_TYPES_MODE_MODE_GONE };
	bpf_shapes_map_choices_option_choice_t found;
	shapes_string_t err;

	choice.payload.tag = BPF_SHAPES_TYPES_PAYLOAD_TEXT;
	shapes_string_set(&choice.payload.val.text, "abcdefg");
	if (!bpf_shapes_map_choices_set(1, &choice, &err))
		complain("set", &err);
	choice.payload.tag = BPF_SHAPES_TYPES_PAYLOAD_COUNT;
	choice.payload.val.count = 0x41414141;
	if (!bpf_shapes_map_choices_set(2, &choice, &err))
		complain("set", &err);
	for (uint32_t i = 1; i <= 2; i++)
		if (bpf_shapes_map_choices_get(i, &found, &err) && found.is_some)
			printf("choice: %.*s\n", (int)found.val.payload.val.text.len,
			       (char *)found.val.payload.val.text.ptr);
}

#ifdef HEX
static void use_salt(void)
{
	static const char *const salts[] = { "0011223", "001122334", "0011 233", "aBCdef09" };
	shapes_string_t text, err;

	bpf_shapes_params_get_salt(&text);
	printf("salt: %.*s\n", (int)text.len, (char *)text.ptr);
	shapes_string_free(&text);
	for (int i = 0; i < 4; i++) {
		shapes_string_set(&text, salts[i]);
		if (!bpf_shapes_params_set_salt(&text, &err))
			complain("salt", &err);
	}
	bpf_shapes_params_get_salt(&text);
	printf("salt: %.*s\n", (int)text.len, (char *)text.ptr);
	shapes_string_free(&text);
}

/* Keys and values that are bytes: both ways, and what is no such text. */
static void use_tokens(void)
{
	bpf_shapes_map_tokens_token_t token = { .uses = 3 };
	bpf_shapes_map_tokens_option_token_t found;
	bpf_shapes_map_tokens_list_tuple2_string_token_t tokens;
	shapes_string_t text, err;

	shapes_string_set(&text, "00112233445g");
	if (!bpf_shapes_map_tokens_get(&text, &found, &err))
		complain("key", &err);
	shapes_string_set(&text, "00112233445f");
	shapes_string_set(&token.secret, "00");
	shapes_string_set(&token.any, "01020304");
	if (!bpf_shapes_map_tokens_set(&text, &token, &err))
		complain("secret", &err);
	shapes_string_set(&token.secret, "ff00ff00ff00ff0f");
	shapes_string_set(&token.any, "0102030-");
	if (!bpf_shapes_map_tokens_set(&text, &token, &err))
		complain("any", &err);
	shapes_string_set(&token.any, "01020304");
	if (!bpf_shapes_map_tokens_set(&text, &token, &err))
		complain("set", &err);
	if (bpf_shapes_map_tokens_entries(&tokens, &err) && tokens.len == 1)
		printf("token: %.*s %.*s %.*s %u\n", (int)tokens.ptr->f0.len,
		       (char *)tokens.ptr->f0.ptr, (int)tokens.ptr->f1.secret.len,
		       (char *)tokens.ptr->f1.secret.ptr, (int)tokens.ptr->f1.any.len,
		       (char *)tokens.ptr->f1.any.ptr, tokens.ptr->f1.uses);
}
#else
static void use_salt(void)
{
}

static void use_tokens(void)
{
}
#endif

static void use_params(void)
{
	shapes_string_t text, err;

	bpf_shapes_params_get_label(&text);
	printf("label: %.*s, given: %u, burst: %u\n", (int)text.len, (char *)text.ptr,
	       bpf_shapes_params_get_given(), bpf_shapes_params_get_burst());
	shapes_string_free(&text);
	shapes_string_set(&text, "longer than that");
	if (!bpf_shapes_params_set_label(&text, &err))
		complain("label", &err);
	shapes_string_set(&text, "ok");
	if (!bpf_shapes_params_set_label(&text, &err))
		complain("label", &err);
	if (!bpf_shapes_params_set_given(BPF_SHAPES_TYPES_MODE_OTHER, &err))
		complain("given", &err);
	if (!bpf_shapes_params_set_given(BPF_SHAPES_TYPES_MODE_MODE_GONE, &err))
		complain("given", &err);
	printf("given: %u\n", bpf_shapes_params_get_given());
}

static void use_programs(void)
{
	shapes_string_t program, target, err;

	shapes_string_set(&program, "no_such");
	shapes_string_set(&target, "");
	if (!bpf_shapes_programs_attach(&program, &target, &err))
		complain("attach", &err);
	shapes_string_set(&program, PROGRAM);
	if (!bpf_shapes_programs_attach(&program, &target, &err))
		complain("attach", &err);
}

#ifdef EARLY
__attribute__((constructor)) static void leave(void)
{
	exit(1);
}
#endif

/* Takes all memory that there is. */
static void grow(void)
{
	const size_t size = 1 << 20;
	size_t all = 0;

	for (volatile char *at; (at = malloc(size)); all += size)
		*at = 1;
	printf("grew by %zu MiB\n", all >> 20);
}

bool exports_wasi_cli_run_run(void)
{
	shapes_string_t err;

	setvbuf(stdout, NULL, _IOLBF, 0);
	read_args();
	if (strcmp(mode, "fail") == 0)
		return false;
	if (strcmp(mode, "exit") == 0)
		exit(atoi(args[1]));
	if (strcmp(mode, "grow") == 0)
		grow();
	while (strcmp(mode, "flood") == 0)
		puts("flood");
	while (strcmp(mode, "spin") == 0)
		;
	if (strcmp(mode, "show") == 0) {
		use_params();
		use_salt();
	}
	if (!bpf_shapes_params_set_asked((uint32_t)atoi(args[1]), &err))
		complain("asked", &err);
	if (strcmp(mode, "nap") != 0 && *args[2] &&
	    !bpf_shapes_params_set_burst((uint32_t)atoi(args[2]), &err))
		complain("burst", &err);
	if (strcmp(mode, "show") == 0) {
		use_maps();
		use_choices();
		use_tokens();
		use_programs();
	}
	puts("waiting");
	return true;
}

/* Both forms of bytes look the same here. */
static void print_bytes(const char *what, const void *bytes, size_t size)
{
	const uint8_t *at = bytes;

	printf("%s ", what);
	for (size_t i = 0; i < size; i++)
#ifdef HEX
		putchar(at[i]);
#else
		printf("%02x", at[i]);
#endif
}

static void print_payload(const bpf_shapes_types_payload_t *payload)
{
	switch (payload->tag) {
	case BPF_SHAPES_TYPES_PAYLOAD_COUNT:
		printf("  count %x", payload->val.count);
		break;
	case BPF_SHAPES_TYPES_PAYLOAD_WHERE:
		printf("  where %d %u", payload->val.where.x, payload->val.where.z);
		break;
	case BPF_SHAPES_TYPES_PAYLOAD_TEXT:
		printf("  text '%.*s'", (int)payload->val.text.len, (char *)payload->val.text.ptr);
		break;
	default:
		print_bytes("  other", payload->val.other.ptr, payload->val.other.len);
	}
}

static void print_shape(const shapes_shape_t *s)
{
	printf("%llu: %d %d, mode %u %u, rights %u, bits %u %d %x\n", (unsigned long long)s->number,
	       s->small, s->yes, s->mode, s->odd, s->rights, s->low, s->high, s->wide);
	printf("  '%.*s' '%.*s'", (int)s->name.len, (char *)s->name.ptr, (int)s->broken.len,
	       (char *)s->broken.ptr);
	print_bytes(" raw", s->raw.ptr, s->raw.len);
	printf(", list %u %u %u, points %d %u %d %u\n", s->list.ptr[0], s->list.ptr[1],
	       s->list.ptr[2], s->points.ptr[0].x, s->points.ptr[0].z, s->points.ptr[1].x,
	       s->points.ptr[1].z);
	printf("  texts '%.*s' '%.*s', at %d,", (int)s->texts.ptr[0].len,
	       (char *)s->texts.ptr[0].ptr, (int)s->texts.ptr[1].len, (char *)s->texts.ptr[1].ptr,
	       s->at.x);
	print_bytes(" any", s->any.ptr, s->any.len);
	printf(", big %lld %llx, pointer %llx\n", (long long)s->big.f1,
	       (unsigned long long)s->big.f0, (unsigned long long)s->pointer);
	print_payload(&s->payload);
	printf(", single %u %u, after %u\n", s->single.ptr[0].mode, s->single.ptr[0].number,
	       s->after);
}

/* A copy, because who frees the record frees it. */
static void replace(shapes_string_t *text, const char *with)
{
	shapes_string_free(text);
	shapes_string_dup(text, with);
}

static void echo(shapes_list_shape_t *records)
{
	shapes_string_t err;

	if (!bpf_shapes_streams_emit_shape((bpf_shapes_streams_list_shape_t *)records, &err))
		complain("emit", &err);
	for (size_t i = 0; i < records->len; i++) {
		records->ptr[i].odd = BPF_SHAPES_TYPES_MODE_MODE_IDLE;
		replace(&records->ptr[i].broken, "ab");
		replace(&records->ptr[i].texts.ptr[0], "abc");
	}
	if (!bpf_shapes_streams_emit_shape((bpf_shapes_streams_list_shape_t *)records, &err))
		complain("emit", &err);
}

void exports_shapes_on_shapes(shapes_list_shape_t *records)
{
	if (strcmp(mode, "trap") == 0)
		__builtin_trap();
	while (strcmp(mode, "stuck") == 0)
		;
	if (strcmp(mode, "nap") == 0 || strcmp(mode, "read") == 0) {
		puts("blocked");
		if (*mode == 'n')
			usleep((useconds_t)atoi(args[2]) * 1000);
		else
			getchar();
		puts("awake");
	}
	batches++;
	largest = records->len > largest ? records->len : largest;
	for (size_t i = 0; i < records->len; i++) {
		misplaced += records->ptr[i].number != seen++;
		if (strcmp(mode, "show") == 0)
			print_shape(&records->ptr[i]);
	}
	if (strcmp(mode, "echo") == 0)
		echo(records);
	shapes_list_shape_free(records);
}

void exports_shapes_on_smalls(shapes_list_small_t *records)
{
	for (size_t i = 0; i < records->len && strcmp(mode, "show") == 0; i++)
		printf("small: %u\n", records->ptr[i].number);
	shapes_list_small_free(records);
}

void exports_shapes_on_end(void)
{
	bpf_shapes_map_places_list_tuple2_key_point_t places;
	shapes_list_tuple2_u32_u64_t totals;
	shapes_string_t program, target, err;

	shapes_string_set(&program, PROGRAM);
	shapes_string_set(&target, "");
	if (strcmp(mode, "late") == 0 && !bpf_shapes_programs_attach(&program, &target, &err))
		complain("late", &err);
	if (strcmp(mode, "show") == 0 && bpf_shapes_map_places_entries(&places, &err)) {
		for (size_t i = 0; i < places.len; i++)
			printf("place: %u '%.*s' %d\n", places.ptr[i].f0.id,
			       (int)places.ptr[i].f0.name.len, (char *)places.ptr[i].f0.name.ptr,
			       places.ptr[i].f1.x);
		if (bpf_shapes_map_totals_entries(&totals, &err))
			printf("totals: %zu, the first %llu\n", totals.len,
			       (unsigned long long)totals.ptr[0].f1);
	}
	printf("end: %llu seen, %llu misplaced\n", (unsigned long long)seen,
	       (unsigned long long)misplaced);
	fprintf(stderr, "batches: %llu, at most %llu\n", (unsigned long long)batches,
		(unsigned long long)largest);
}
