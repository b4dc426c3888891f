// SPDX-License-Identifier: MIT
/*
 * A guest that tries the library and prints TAP:
 *
 *	features OBJECT COMMAND
 *
 * It is compiled over both parts of the imports; where these differ, the tests do.
 *
 * OBJECT is features.bpf.o. After the line "# ready" it expects COMMAND to be
 * executed three times.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <wasm_bpf.h>

#define EXECS 3

#ifdef WASM_BPF_V1
#define V1 true
#else
#define V1 false
#endif

struct record {
	__u64 number;
	char bytes[120];
};

struct counted {
	int records;
	int in_order;
	size_t size;
};

static int tests, failed;
static char last_message[256];

static void check(bool ok, const char *name)
{
	printf("%s %d - %s\n", ok ? "ok" : "not ok", ++tests, name);
	if (!ok)
		printf("# errno %d, message: %s\n", errno, last_message);
	failed += !ok;
}

static int keep_message(enum libbpf_print_level level, const char *fmt, va_list ap)
{
	(void)level;
	return vsnprintf(last_message, sizeof(last_message), fmt, ap);
}

static void *global(struct bpf_object *obj, const char *map)
{
	return bpf_map__initial_value(bpf_object__find_map_by_name(obj, map), NULL);
}

static void test_bad_objects(void)
{
	unsigned char junk[256] = "\177ELF\2\1";

	check(!bpf_object__open_mem(junk, sizeof(junk), NULL) && errno == (V1 ? ENOEXEC : EINVAL),
	      "junk is no object");
	check(strstr(last_message, "cannot open") && strstr(last_message, "'object'"),
	      "and a message says so");
	check(!bpf_object__open_mem(NULL, 0, NULL) && errno == EINVAL, "nothing is no object");
	check(libbpf_get_error(NULL) == -EINVAL, "libbpf_get_error() gives the errno");
	check(!bpf_object__open_file("/no/such.bpf.o", NULL) && errno == ENOENT, "no such file");
}

/* Whatever the bytes are: an object or an error, never a trap. */
static void test_lying_objects(const char *path)
{
	FILE *file = fopen(path, "rb");
	static unsigned char good[65536], bad[sizeof(good)];
	size_t size = file ? fread(good, 1, sizeof(good), file) : 0;
	unsigned seed = 1;

	for (int round = 0; size && round < 2000; round++) {
		struct bpf_object *obj;
		struct bpf_map *map;

		memcpy(bad, good, size);
		for (int i = 0; i < 8; i++) {
			seed = seed * 1103515245 + 12345;
			bad[(seed >> 8) % size] = seed >> 3;
		}
		seed = seed * 1103515245 + 12345;
		obj = bpf_object__open_mem(bad, round % 2 ? size : (seed >> 8) % size + 1, NULL);
		if (!obj)
			continue;
		bpf_object__for_each_map(map, obj)
			(void)(bpf_map__key_size(map) + strlen(bpf_map__name(map)));
		bpf_object__close(obj);
	}
	check(size, "bytes that lie are survived");
	if (file)
		fclose(file);
}

static void test_open(struct bpf_object *obj)
{
	struct bpf_program *prog;
	struct bpf_map *map;
	int programs = 0, maps = 0;

	bpf_object__for_each_program(prog, obj)
		programs++;
	bpf_object__for_each_map(map, obj)
		maps++;
	check(!strcmp(bpf_object__name(obj), "features"), "the object's name is the file's");
	check(programs == 5, "all programs are found");
	check(maps == 9, "all maps are found");
	check(!bpf_object__find_program_by_name(obj, "none") && errno == ENOENT,
	      "a program that is not there is not found");
	check(!bpf_object__find_map_by_name(obj, "none") && errno == ENOENT,
	      "nor a map that is not there");
	check(bpf_object__find_map_by_name(obj, "features.rodata") ==
	      bpf_object__find_map_by_name(obj, ".rodata"), "an internal map has two names");
	prog = bpf_object__find_program_by_name(obj, "on_fork");
	check(!bpf_program__autoload(prog) &&
	      !strcmp(bpf_program__section_name(prog), "tp/sched/sched_process_fork"),
	      "'?' is a mark, no part of a section's name");
	map = bpf_object__find_map_by_name(obj, "first");
	check(bpf_map__fd(map) == -EBADF, "a map has no descriptor before it is loaded");
	check(ring_buffer__new(-1, NULL, NULL, NULL) == NULL && errno == EBADF,
	      "and no ring buffer");
}

static void test_definitions(struct bpf_object *obj)
{
	const struct bpf_map *table = bpf_object__find_map_by_name(obj, "table");
	const struct bpf_map *per_cpu = bpf_object__find_map_by_name(obj, "per_cpu");
	const struct bpf_map *second = bpf_object__find_map_by_name(obj, "second");
	const struct bpf_map *data = bpf_object__find_map_by_name(obj, ".data");

	check(bpf_map__type(table) == BPF_MAP_TYPE_HASH && bpf_map__map_flags(table) == 1 &&
	      bpf_map__max_entries(table) == 16, "a map's type, flags and entries are known");
	check(bpf_map__key_size(table) == 4 && bpf_map__value_size(table) == sizeof(struct record),
	      "its sizes by type");
	check(bpf_map__type(per_cpu) == BPF_MAP_TYPE_PERCPU_ARRAY &&
	      bpf_map__key_size(per_cpu) == 4 &&
	      bpf_map__value_size(per_cpu) == (V1 ? 4 : 8),
	      "and by number");
	check(bpf_map__type(second) == BPF_MAP_TYPE_RINGBUF &&
	      bpf_map__max_entries(second) == 8192, "a ring buffer's size, too");
	check(bpf_map__is_internal(data) && bpf_map__value_size(data) == 4 &&
	      bpf_map__max_entries(data) == 1, "and that of global variables");
	check(!bpf_map__is_internal(table) && !bpf_map__initial_value(table, NULL),
	      "other maps have no initial value");
}

static void test_autoload(struct bpf_object *obj)
{
	check(!bpf_program__set_autoload(bpf_object__find_program_by_name(obj, "on_exit"), false),
	      "a program can be left out");
	check(!bpf_program__set_autoload(bpf_object__find_program_by_name(obj, "on_fork"), true),
	      "and one that was left out be loaded");
}

static void test_resize(struct bpf_object *obj)
{
	struct bpf_map *table = bpf_object__find_map_by_name(obj, "table");
	struct bpf_map *second = bpf_object__find_map_by_name(obj, "second");

	check(!bpf_map__set_max_entries(table, 3) && bpf_map__max_entries(table) == 3,
	      "a map can be made smaller");
	check(!bpf_map__set_max_entries(second, 65536), "and a ring buffer larger");
	check(bpf_map__set_max_entries(bpf_object__find_map_by_name(obj, "samples"), 2) ==
	      (V1 ? -EOPNOTSUPP : 0), "and, where the host does it, what has no size");
	check(bpf_map__set_max_entries(bpf_object__find_map_by_name(obj, ".data"), 2) == -EINVAL,
	      "nor global variables");
}

static void set_globals(struct bpf_object *obj, const char *command)
{
	struct {
		char command[16];
		long long addend;
	} *rodata = global(obj, ".rodata");
	int data = 100;

	strncpy(rodata->command, command, sizeof(rodata->command) - 1);
	rodata->addend = 10;
	*(__u64 *)global(obj, ".bss") = 1000;
	check(!bpf_map__set_initial_value(bpf_object__find_map_by_name(obj, ".data"), &data,
					  sizeof(data)), "an initial value can be set");
	check(bpf_map__set_initial_value(bpf_object__find_map_by_name(obj, ".data"), &data, 1) ==
	      -EINVAL, "of the right size only");
}

static void test_map(struct bpf_object *obj)
{
	const struct bpf_map *map = bpf_object__find_map_by_name(obj, "table");
	int fd = bpf_map__fd(map), key, next, keys = 0;
	struct record record = { .number = 7 };

	check(fd >= 0 && fd == bpf_object__find_map_fd_by_name(obj, "table"), "a map is there");
	for (key = 1; key <= 3; key++)
		check(!bpf_map_update_elem(fd, &key, &record, BPF_NOEXIST), "an update");
	check(bpf_map_update_elem(fd, &key, &record, BPF_NOEXIST) == -E2BIG, "and no more");
	key = 1;
	check(bpf_map_update_elem(fd, &key, &record, BPF_NOEXIST) == -EEXIST && errno == EEXIST,
	      "BPF_NOEXIST finds what exists");
	record.number = 0;
	check(!bpf_map_lookup_elem(fd, &key, &record) && record.number == 7, "a look-up");
	check(!bpf_map_delete_elem(fd, &key), "a deletion");
	check(bpf_map_lookup_elem(fd, &key, &record) == -ENOENT && errno == ENOENT,
	      "what is deleted is not there");
	for (int *at = NULL; !bpf_map_get_next_key(fd, at, &next); keys++) {
		key = next;
		at = &key;
	}
	check(keys == 2 && errno == ENOENT, "all keys are walked");
	check(!bpf_map__lookup_elem(map, &key, 4, &record, sizeof(record), 0),
	      "a look-up with sizes");
	check(bpf_map__lookup_elem(map, &key, 8, &record, sizeof(record), 0) == -EINVAL &&
	      strstr(last_message, "the key has 4 bytes, not 8"), "a wrong size is refused");
	check(bpf_map__update_elem(map, &key, 4, &record, 12, 0) == -EINVAL, "of a value, too");
	check(bpf_map_lookup_elem(4711, &key, &record) == -EBADF, "no such map");
	check(bpf_map_lookup_elem(fd, NULL, &record) == -EFAULT ||
	      errno == EINVAL, "no key");
	for (next = 2; next <= 3; next++)
		bpf_map__delete_elem(map, &next, sizeof(next), 0);
	check(bpf_map__get_next_key(map, NULL, &next, sizeof(next)) == -ENOENT, "an empty map");
}

static void test_attach(struct bpf_object *obj)
{
	struct bpf_link *link;

	link = bpf_program__attach(bpf_object__find_program_by_name(obj, "on_exec"));
	check(link, "a program attaches to what its section says");
#ifdef WASM_BPF_V1
	check(bpf_link__detach(link) == -EOPNOTSUPP &&
	      strstr(last_message, "'on_exec' stays attached"), "a link cannot be detached");
	check(bpf_link__destroy(link) == -EOPNOTSUPP && !bpf_link__destroy(NULL),
	      "nor when it is destroyed");
#else
	check(!bpf_link__detach(link), "a link is detached");
	check(!bpf_link__destroy(link) && !bpf_link__destroy(NULL), "and destroyed");
	check(bpf_program__attach(bpf_object__find_program_by_name(obj, "on_exec")),
	      "and attached again");
#endif
	check(!bpf_program__attach(bpf_object__find_program_by_name(obj, "on_exit")) &&
	      errno == EINVAL, "what was left out does not attach");
	check(!bpf_program__attach(bpf_object__find_program_by_name(obj, "not_there")) &&
	      errno == ENOENT, "a tracepoint that is not there is ENOENT");
	check(bpf_program__attach_tracepoint(bpf_object__find_program_by_name(obj, "not_there"),
					     "sched", "sched_switch"),
	      "but a target that is there attaches");
#ifdef WASM_BPF_V1
	check(!bpf_program__attach_xdp(bpf_object__find_program_by_name(obj, "on_packet"), 1) &&
	      errno == EOPNOTSUPP && strstr(last_message, "wasm_bpf_attach"),
	      "an interface by number is refused with the way to name it");
#else
	check(!bpf_program__attach_xdp(bpf_object__find_program_by_name(obj, "on_packet"),
				       INT32_MAX) && errno == ENODEV, "no such interface");
#endif
	check(!wasm_bpf_attach(bpf_object__find_program_by_name(obj, "on_packet"), "none0"),
	      "an interface that is not there");
}

static int count_record(void *ctx, void *data, size_t size)
{
	struct counted *counted = ctx;
	const struct record *record = data;

	counted->in_order += record->number == 1000u + 10 * counted->records;
	counted->size = size;
	counted->records++;
	return 0;
}

static void count_sample(void *ctx, int cpu, void *data, __u32 size)
{
	if (V1 ? cpu == -1 : cpu >= 0 && cpu < libbpf_num_possible_cpus())
		count_record(ctx, data, size);
}

static int refuse_record(void *ctx, void *data, size_t size)
{
	(void)data, (void)size;
	++*(int *)ctx;
	return -EPROTO;
}

static void test_buffers(struct bpf_object *obj)
{
	struct counted first = { 0 }, second = { 0 }, samples = { 0 };
	int fd_first = bpf_object__find_map_fd_by_name(obj, "first");
	int fd_second = bpf_object__find_map_fd_by_name(obj, "second");
	LIBBPF_OPTS(ring_buffer_opts, small, .max_record = 16);
	struct ring_buffer *rings = ring_buffer__new(fd_first, count_record, &first, NULL);
	struct ring_buffer *cut;
	struct perf_buffer *perf =
		perf_buffer__new(bpf_object__find_map_fd_by_name(obj, "samples"), 8, count_sample,
				 NULL, &samples, NULL);

	check(rings && perf, "buffers are made");
	check(!ring_buffer__add(rings, fd_second, count_record, &second), "a ring is added");
	check(ring_buffer__add(rings, 4711, count_record, &second) == -EBADF, "no such ring");
	check(!perf_buffer__new(0, 3, count_sample, NULL, NULL, NULL) && errno == EINVAL,
	      "pages are a power of two");
	check(ring_buffer__poll(rings, 30) == 0, "no record comes before its time");
	check(perf_buffer__poll(perf, 0) == 0, "nor a sample");
	printf("# ready\n");
	for (int i = 0; i < 100 && (first.records < EXECS || second.records < EXECS); i++)
		ring_buffer__poll(rings, 100);
	for (int i = 0; i < 100 && samples.records < EXECS; i++)
		perf_buffer__poll(perf, 100);
	check(first.records == EXECS && first.in_order == EXECS, "one ring delivers all in order");
	check(second.records == EXECS && second.in_order == EXECS, "the other ring, too");
	check(first.size == sizeof(struct record), "a record's size is right");
	check(samples.records == EXECS, "the perf buffer delivers all, each CPU's in order");
	check(samples.size >= sizeof(struct record), "a sample's size includes its padding");
	perf_buffer__free(perf);
	ring_buffer__free(rings);

	cut = ring_buffer__new(fd_first, count_record, &first, &small);
	check(cut, "a ring for small records");
	printf("# again\n");
	first.records = 0;
	for (int i = 0; i < 100 && first.records < EXECS; i++)
		ring_buffer__poll(cut, 100);
	if (V1)
		check(first.size == 16 && strstr(last_message, "longer than 16 bytes"),
		      "a longer record is cut, and a message says so");
	else
		check(first.size == sizeof(struct record), "which are whole where they lie");
	ring_buffer__free(cut);
}

static void test_refusal(struct bpf_object *obj)
{
	int fd = bpf_object__find_map_fd_by_name(obj, "second"), records = 0;
	struct ring_buffer *ring = ring_buffer__new(fd, refuse_record, &records, NULL);

	check(ring_buffer__consume(ring) == -EPROTO && records == 1,
	      "a callback's negative result ends the poll");
	check(ring_buffer__poll(ring, 0) == -EPROTO && records == 2, "the rest is not lost");
	check(ring_buffer__consume(ring) == -EPROTO && ring_buffer__consume(ring) == 0 &&
	      records == EXECS, "to the last record");
	ring_buffer__free(ring);
}

static void test_globals(struct bpf_object *obj)
{
	__u64 *bss = global(obj, ".bss");
	int *data = global(obj, ".data"), *other = global(obj, ".data.other");

	if (V1)
		check(*bss == 1000, "the copy of a global variable stays as it was");
	check((!V1 || !wasm_bpf_globals_read(obj)) && *bss == 1060,
	      ".bss began as set, and is the kernel's");
	check(*data == 106 && *other == 13, ".data and .data.other as well");
	*data = 5;
	check(!wasm_bpf_globals_write(obj) && (!V1 || (*data = 0, 1)) &&
	      !wasm_bpf_globals_read(obj) && *data == 5, "and can be written");
	check(bpf_map__set_initial_value(bpf_object__find_map_by_name(obj, ".data"), data, 4) ==
	      -EBUSY, "initial values are only before loading");
}

static void test_errno(void)
{
	char text[64];

	check(wasm_bpf_errno(4) == EINTR && wasm_bpf_errno(2) == ENOENT, "errors are translated");
	check(!libbpf_strerror(-ENOENT, text, sizeof(text)) && strstr(text, "No such file"),
	      "and have a text");
}

int main(int argc, char **argv)
{
	struct bpf_object *obj;

	if (argc != 3)
		return 2;
	setvbuf(stdout, NULL, _IOLBF, 0);
	libbpf_set_print(keep_message);
	test_errno();
	test_bad_objects();
	test_lying_objects(argv[1]);
	obj = bpf_object__open(argv[1]);
	check(obj, "an object is opened from a file");
	if (!obj)
		return 1;
	test_open(obj);
	test_definitions(obj);
	test_autoload(obj);
	test_resize(obj);
	set_globals(obj, argv[2]);
	check(!bpf_object__load(obj), "it is loaded");
	check(bpf_object__load(obj) == -EINVAL, "once");
	test_map(obj);
	test_attach(obj);
	test_buffers(obj);
	test_refusal(obj);
	test_globals(obj);
	bpf_object__close(obj);
	bpf_object__close(NULL);
	printf("1..%d\n", tests);
	return failed != 0;
}
