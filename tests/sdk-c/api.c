// SPDX-License-Identifier: MIT
/*
 * A guest that tries what libbpf's API can do over the imports of v2 alone, and prints
 * TAP: api OBJECT FOLDER [BYTES]. FOLDER is for pins. It is to have the loopback for itself.
 * BYTES is the size of a ring that is too large for the memory which the guest may have.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "api.h"

enum { COOKIE = 4711, LOOPBACK = 1 };

static __u32 large; /* the size of a ring that cannot be mapped, or 0 */

/* --- before loading ------------------------------------------------------------- */

static void test_host(void)
{
	struct timespec boot, monotonic;
	struct utsname name;

	check(!uname(&name) && !strcmp(name.sysname, "Linux") && atoi(name.release) >= 3,
	      "the kernel's release is known");
	check(sysconf(_SC_PAGESIZE) == getpagesize() && getpagesize() < 65536 &&
	      sysconf(_SC_NPROCESSORS_CONF) == libbpf_num_possible_cpus() &&
	      sysconf(_SC_NPROCESSORS_ONLN) >= 1 && sysconf(_SC_CLK_TCK) >= 100,
	      "and the host's pages, CPUs and ticks");
	clock_gettime(CLOCK_MONOTONIC, &monotonic);
	check(!clock_gettime(CLOCK_BOOTTIME, &boot) && boot.tv_sec >= monotonic.tv_sec,
	      "and the time since boot");
	check(getpid() > 1 && getuid() == 0 && syscall(__NR_getpid) == getpid(),
	      "and whose the process is");
}

static void test_options(const char *path)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .pin_root_path = "/sys/fs/bpf/x");

	check(!bpf_object__open_file(path, &opts) && errno == EOPNOTSUPP &&
	      strstr(messages, "object_name"), "an option that would be ignored is refused");
	LIBBPF_OPTS_RESET(opts, .object_name = "named");
	struct bpf_object *obj = bpf_object__open_file(path, &opts);
	check(obj && !strcmp(bpf_object__name(obj), "named"), "an object gets its name");
	bpf_object__close(obj);
}

static void test_verifier(const char *path)
{
	struct bpf_object *obj = bpf_object__open(path);

	check(!bpf_program__set_autoload(program(obj, "bad"), true) &&
	      !bpf_program__set_autoload(program(obj, "list"), false),
	      "one program of a section is loaded, another is not");
	check(bpf_object__load(obj) == -EACCES && errno == EACCES, "a bad program is not loaded");
	check(strstr(messages, "invalid access to packet"), "the message has the verifier's words");
	check(bpf_program__fd(program(obj, "pass")) < 0, "and none has a descriptor");
	bpf_object__close(obj);
}

static void test_walk(struct bpf_object *obj)
{
	struct bpf_program *prog = NULL, *programs[8] = { 0 };
	struct bpf_map *at = NULL, *maps[8] = { 0 };
	int count = 0;

	while (count < 8 && (prog = bpf_object__next_program(obj, prog)))
		programs[count++] = prog;
	while (count-- && (prog = bpf_object__prev_program(obj, prog)) == programs[count])
		;
	check(count == -1 && !bpf_object__prev_program(obj, programs[0]),
	      "programs are walked in both directions");
	count = 0;
	while (count < 8 && (at = bpf_object__next_map(obj, at)))
		maps[count++] = at;
	while (count-- && (at = bpf_object__prev_map(obj, at)) == maps[count])
		;
	check(count == -1 && !bpf_object__prev_map(obj, maps[0]), "maps, too");
}

static void test_settings(struct bpf_object *obj)
{
	struct bpf_program *prog = program(obj, "pass");
	struct bpf_map *table = map(obj, "table");

	check(bpf_program__type(prog) == BPF_PROG_TYPE_XDP &&
	      bpf_program__expected_attach_type(prog) == BPF_XDP, "a program's types are known");
	check(!strcmp(libbpf_bpf_prog_type_str(bpf_program__type(prog)), "xdp"), "by name, too");
	check(bpf_program__insn_cnt(prog) >= 2, "and how many instructions it has");
	check(!bpf_program__set_type(prog, BPF_PROG_TYPE_SOCKET_FILTER) &&
	      bpf_program__type(prog) == BPF_PROG_TYPE_SOCKET_FILTER &&
	      !bpf_program__set_type(prog, BPF_PROG_TYPE_XDP), "a type can be set");
	check(!bpf_map__set_key_size(table, 8) && bpf_map__key_size(table) == 8 &&
	      !bpf_map__set_key_size(table, 4), "a map's sizes can be set");
	check(bpf_map__autocreate(table) && !bpf_map__set_autocreate(table, false) &&
	      !bpf_map__autocreate(table) && !bpf_map__set_autocreate(table, true),
	      "and whether it is made");
}

/* --- programs and links ------------------------------------------------------------ */

static void test_log(const char *log)
{
	check(strstr(log, "processed "), "what the verifier said is in a buffer");
}

static __u32 program_id(const struct bpf_link *link)
{
	struct bpf_link_info info = { 0 };
	__u32 len = sizeof(info);

	bpf_obj_get_info_by_fd(bpf_link__fd(link), &info, &len);
	return info.prog_id;
}

static void test_links(struct bpf_object *obj)
{
	struct bpf_link *link = bpf_program__attach_xdp(program(obj, "pass"), LOOPBACK);
	__u32 before;

	check(link, "an interface by number is attached to");
	before = program_id(link);
	check(before && !bpf_link__update_program(link, program(obj, "also_pass")) &&
	      program_id(link) != before, "a link gets another program");
	check(!bpf_program__attach_xdp(program(obj, "pass"), LOOPBACK) && errno == EBUSY &&
	      strstr(messages, "lo"), "there is one program on an interface");
	check(!bpf_link_detach(bpf_link__fd(link)) && !bpf_link__destroy(link),
	      "a link is detached by its descriptor");
	link = bpf_program__attach_xdp(program(obj, "pass"), LOOPBACK);
	check(link && !bpf_link__destroy(link), "then another can be attached");
	check(bpf_program__set_type(program(obj, "pass"), BPF_PROG_TYPE_KPROBE) == -EBUSY,
	      "a type is not set after loading");
}

static void test_paths(struct bpf_object *obj)
{
	struct bpf_link *link;
	int fd = open("/proc/self/ns/net", O_RDONLY), other = wasm_bpf_path_fd("/run/netns/none");

	check(fd > 2 && other > fd && !close(other) && close(other) == -1 && errno == EBADF,
	      "a path has a descriptor, until that is closed");
	check(!bpf_program__attach_netns(program(obj, "pass"), fd),
	      "which not every program takes");
	link = bpf_program__attach_netns(program(obj, "look_up"), fd);
	check(link && !bpf_link__destroy(link), "but one of its kind does");
	check(!bpf_program__attach_cgroup(program(obj, "pass"), 1) && errno == EBADF &&
	      strstr(messages, "stands for no path"), "another descriptor is refused");
	check(open("/sys/fs/cgroup/none", O_WRONLY | O_CREAT, 0600) == -1 &&
	      open("/etc/shadow", O_RDONLY) == -1, "other paths stay closed");
	close(fd);
}

static void test_iterator(struct bpf_object *obj)
{
	union bpf_iter_link_info info = { .map.map_fd = map_fd(obj, "table") };
	LIBBPF_OPTS(bpf_iter_attach_opts, opts, .link_info = &info, .link_info_len = sizeof(info));
	struct bpf_link *link;
	int keys[8] = { 0 }, key = 17, fd;
	long long value = 1;

	bpf_map_update_elem(map_fd(obj, "table"), &key, &value, BPF_ANY);
#ifndef NO_ENTRIES
	link = bpf_program__attach_iter(program(obj, "list"), &opts);
	check(link, "an iterator over a map is attached");
	fd = bpf_iter_create(bpf_link__fd(link));
	check(read(fd, keys, sizeof(keys)) == sizeof(key) && keys[0] == key &&
	      read(fd, keys, sizeof(keys)) == 0 && !close(fd), "and read by its descriptor");
	bpf_link__destroy(link);
	check(read(fd, keys, sizeof(keys)) == -1 && errno == EBADF, "until that is closed");
#endif

	memset(&info, 0, sizeof(info));
	link = bpf_program__attach_iter(program(obj, "first_task"), &opts);
	check(link, "one that names no task is attached");
	fd = bpf_iter_create(bpf_link__fd(link));
	check(read(fd, keys, sizeof(keys)) == sizeof(key) && keys[0] == 1 && !close(fd),
	      "and goes over all of them");
	bpf_link__destroy(link);
}

/* --- records ------------------------------------------------------------------------- */

struct seen {
	int records;
	int right;
	int refused_at;  /* the record for which the callback returns an error, or 0 */
};

static int count(void *ctx, void *data, size_t size)
{
	struct seen *seen = ctx;

	seen->records++;
	seen->right += size == 8 && *(const long long *)data == COOKIE;
	return seen->records == seen->refused_at ? -EPROTO : 0;
}

static enum bpf_perf_event_ret count_event(void *ctx, int cpu, struct perf_event_header *event)
{
	const struct {
		struct perf_event_header header;
		__u32 size;
		unsigned char data[];
	} *sample = (const void *)event;
	long long cookie;

	if (event->type == PERF_RECORD_SAMPLE && cpu >= 0) {
		memcpy(&cookie, sample->data, sizeof(cookie));
		count(ctx, &cookie, 8);
	}
	return LIBBPF_PERF_EVENT_CONT;
}

static void write_some(int times)
{
	while (times--)
		write(STDOUT_FILENO, "# event\n", strlen("# event\n"));
}

static void test_rings(struct bpf_object *obj, struct perf_buffer *perf, struct seen *samples)
{
	struct seen first = { 0 }, second = { 0 };
	struct ring_buffer *rb = ring_buffer__new(map_fd(obj, "first"), count, &first, NULL);
	struct ring *ring;

	check(rb && !ring_buffer__add(rb, map_fd(obj, "second"), count, &second),
	      "two rings are polled together");
	check(!ring_buffer__new(map_fd(obj, "table"), count, NULL, NULL) && errno == EINVAL,
	      "a hash is no ring");
	ring = ring_buffer__ring(rb, 1);
	check(ring && ring__size(ring) == (large ? large : 4096) &&
		      ring__map_fd(ring) == map_fd(obj, "second") && !ring_buffer__ring(rb, 2) &&
		      errno == ERANGE,
	      "one of them is known by its place");
	while (ring_buffer__consume(rb) > 0)
		;
	first = second = (struct seen){ 0 };
	write_some(3);
	check(ring_buffer__consume_n(rb, 2) == 2 && first.records == 2,
	      "so many are taken as wanted");
	check(large ? !ring__avail_data_size(ring) :
		      ring__avail_data_size(ring) >= 3 * 16 &&
		      ring__consumer_pos(ring) < ring__producer_pos(ring), "the others wait");
	check(ring__consume_n(ring, 1) == 1 && second.records == 1, "for whom they are");
	check(ring_buffer__poll(rb, 1000) > 0 && first.records >= 3 && second.records >= 3,
	      "a poll takes all of them");
	check(first.right == first.records && second.right == second.records,
	      "each with the cookie that was attached");
	first = second = (struct seen){ .refused_at = 2 };
	write_some(3);
	check(ring_buffer__consume(rb) == -EPROTO && first.records == 2 && second.records == 0,
	      "an error of the callback ends the pass");
	check(ring_buffer__consume(rb) == -EPROTO && first.records >= 3 && second.records == 2,
	      "and the record counts as taken");
	ring_buffer__free(rb);

	second.refused_at = 0;
	rb = ring_buffer__new(map_fd(obj, "second"), count, &second, NULL);
	while (ring_buffer__consume(rb) > 0)
		;
	check(perf_buffer__consume(perf) == 0 && samples->records > 0 &&
	      samples->right == samples->records, "raw events have a header and a CPU");
	ring_buffer__free(rb);
}

static void count_lost(void *ctx, int cpu, __u64 lost)
{
	if (cpu >= 0 && cpu < libbpf_num_possible_cpus())
		*(__u64 *)ctx += lost;
}

static void count_sample(void *ctx, int cpu, void *data, __u32 size)
{
	(void)ctx, (void)cpu, (void)data, (void)size;
}

static void test_losses(struct bpf_object *obj)
{
	__u64 lost = 0;
	struct perf_buffer *perf = perf_buffer__new(map_fd(obj, "samples"), 4, count_sample,
						    count_lost, &lost, NULL);

	check(perf && strstr(messages, "keeps its size"), "a perf buffer can be had again");
	write_some(2000);
	perf_buffer__poll(perf, 0);
	write_some(1); /* the kernel tells with the next one that has room */
	perf_buffer__consume(perf);
	check(lost > 0, "losses are told");
	perf_buffer__free(perf);
}

static void test_memory(struct bpf_object *obj)
{
	size_t before = 0;

	for (int i = 0; i < 50; i++) {
		struct seen seen;

		ring_buffer__free(ring_buffer__new(map_fd(obj, "first"), count, &seen, NULL));
		if (!i)
			before = __builtin_wasm_memory_size(0);
	}
	check(__builtin_wasm_memory_size(0) == before, "the memory of rings is used again");
	check(!user_ring_buffer__new(map_fd(obj, "first"), NULL) && errno == EINVAL,
	      "a ring that the kernel writes is none that the guest writes");
}

/* --- pins ------------------------------------------------------------------------------ */

static void test_pins(struct bpf_object *obj, const char *folder)
{
	struct bpf_link *link = bpf_program__attach_xdp(program(obj, "pass"), LOOPBACK);
	char path[256];
	int fd, key = 17;
	long long value = 0;

	snprintf(path, sizeof(path), "%s/table", folder);
	check(!bpf_map__pin(map(obj, "table"), path) && bpf_map__is_pinned(map(obj, "table")) &&
	      !strcmp(bpf_map__pin_path(map(obj, "table")), path), "a map is pinned");
	fd = bpf_obj_get(path);
	check(fd > 0 && !bpf_map_lookup_elem(fd, &key, &value) && value == 1 && !close(fd),
	      "and got again");
	check(bpf_map_lookup_elem(fd, &key, &value) == -EBADF, "until that is closed");
	check(!bpf_map__unpin(map(obj, "table"), NULL) && !bpf_map__is_pinned(map(obj, "table")) &&
	      bpf_obj_get(path) == -ENOENT, "and unpinned");
	snprintf(path, sizeof(path), "%s/link", folder);
	check(!bpf_link__pin(link, path) && !strcmp(bpf_link__pin_path(link), path),
	      "a link is pinned");
	check(bpf_map__pin(map(obj, "table"), "/sys/fs/bpf/elsewhere") == -EPERM,
	      "but only where that is allowed");
	check(bpf_object__pin_programs(obj, folder) == -EOPNOTSUPP, "programs cannot be");
	check(!bpf_link__destroy(link), "and outlives its destruction");
}

/* --- a skeleton of a newer bpftool ------------------------------------------------------ */

/* It says how large entries are on the machine where it was made, and has links of maps. */
static void test_skeleton(const char *path)
{
	enum { ENTRY = 32 };
	static unsigned char bytes[65536];
	FILE *file = fopen(path, "rb");
	struct bpf_object *obj = NULL;
	struct bpf_map *table, *bss;
	struct bpf_program *pass;
	struct bpf_link *pass_link = NULL, *table_link = NULL;
	int *process = NULL;
	struct bpf_object_skeleton *s = calloc(1, sizeof(*s));

	*s = (struct bpf_object_skeleton){
		.sz = sizeof(*s), .name = "api_bpf", .data = bytes, .obj = &obj,
		.data_sz = fread(bytes, 1, sizeof(bytes), file),
		.map_cnt = 2, .map_skel_sz = ENTRY, .maps = calloc(2, ENTRY),
		.prog_cnt = 1, .prog_skel_sz = ENTRY, .progs = calloc(1, ENTRY),
	};
	fclose(file);
	*s->maps = (struct bpf_map_skeleton){ "table", &table, NULL, &table_link };
	*(struct bpf_map_skeleton *)((char *)s->maps + ENTRY) =
		(struct bpf_map_skeleton){ "api_bpf.bss", &bss, (void **)&process, NULL };
	*s->progs = (struct bpf_prog_skeleton){ "pass", &pass, &pass_link };
	check(!bpf_object__open_skeleton(s, NULL) && process && bpf_map__is_internal(bss) &&
	      !strcmp(bpf_program__name(pass), "pass"), "entries of another size are found");
	check(!bpf_object__load_skeleton(s) && !bpf_object__attach_skeleton(s) && !pass_link &&
	      !table_link, "what no section gives a target is left alone");
	pass_link = bpf_program__attach_xdp(pass, LOOPBACK);
	bpf_object__detach_skeleton(s);
	check(!pass_link, "links of a skeleton are detached");
	bpf_object__destroy_skeleton(s);
}

int main(int argc, char **argv)
{
	struct perf_event_attr attr = { .type = PERF_TYPE_SOFTWARE, .size = sizeof(attr),
					.config = PERF_COUNT_SW_BPF_OUTPUT,
					.sample_type = PERF_SAMPLE_RAW, .sample_period = 1 };
	LIBBPF_OPTS(bpf_tracepoint_opts, cookie, .bpf_cookie = COOKIE);
	static char log[65536];
	struct seen samples = { 0 };
	struct perf_buffer *perf;
	struct bpf_object *obj;

	if (argc < 3)
		return 2;
	large = argc > 3 ? atoi(argv[3]) : 0;
	setvbuf(stdout, NULL, _IOLBF, 0);
	libbpf_set_print(keep_messages);
	test_host();
	test_options(argv[1]);
	test_verifier(argv[1]);
	test_skeleton(argv[1]);
	obj = bpf_object__open(argv[1]);
	test_walk(obj);
	test_settings(obj);
	*(int *)bpf_map__initial_value(map(obj, ".bss"), NULL) = getpid();
	bpf_program__set_log_level(program(obj, "pass"), 1);
	bpf_program__set_log_buf(program(obj, "pass"), log, sizeof(log));
	if (large)
		bpf_map__set_max_entries(map(obj, "second"), large);
	check(!bpf_object__load(obj), "the object is loaded");
	test_log(log);
	test_links(obj);
	test_paths(obj);
	test_iterator(obj);
	perf = perf_buffer__new_raw(map_fd(obj, "samples"), 4, &attr, count_event, &samples, NULL);
	check(perf && perf_buffer__buffer_cnt(perf) == (size_t)libbpf_num_possible_cpus(),
	      "a perf buffer has one for each CPU");
	check(bpf_program__attach_tracepoint_opts(program(obj, "on_write"), "syscalls",
						  "sys_enter_write", &cookie),
	      "a tracepoint is attached to with a cookie");
	test_rings(obj, perf, &samples);
	perf_buffer__free(perf);
	test_losses(obj);
	test_memory(obj);
	test_pins(obj, argv[2]);
	bpf_object__close(obj);
	printf("1..%d\n", tests);
	return failed != 0;
}
