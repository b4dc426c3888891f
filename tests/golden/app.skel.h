/* Made by btf2h --skeleton from app.bpf.o: do not edit. */
#ifndef APP_SKEL_H
#define APP_SKEL_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <bpf/libbpf.h>

#if defined(__wasm__) && !defined(WASM_BPF_V1)
#include <wasm_bpf_emit.h>
#endif

#ifdef __cplusplus
#define BTF_SIZE(type, size) static_assert(sizeof(type) == (size), #type)
#define BTF_OFFSET(type, member, offset) \
	static_assert(offsetof(type, member) == (offset), #type "." #member)
#else
#define BTF_SIZE(type, size) _Static_assert(sizeof(type) == (size), #type)
#define BTF_OFFSET(type, member, offset) \
	_Static_assert(offsetof(type, member) == (offset), #type "." #member)
#endif

struct app_bpf__rodata {
	uint64_t min_duration_ns;
	char name[16];
} __attribute__((packed));
BTF_SIZE(struct app_bpf__rodata, 24);
BTF_OFFSET(struct app_bpf__rodata, min_duration_ns, 0);
BTF_OFFSET(struct app_bpf__rodata, name, 8);

struct app_bpf__data {
	int32_t counter;
	uint8_t __pad0[4];
} __attribute__((packed));
BTF_SIZE(struct app_bpf__data, 8);
BTF_OFFSET(struct app_bpf__data, counter, 0);

struct app_bpf__rodata_more {
	int32_t extra;
} __attribute__((packed));
BTF_SIZE(struct app_bpf__rodata_more, 4);
BTF_OFFSET(struct app_bpf__rodata_more, extra, 0);

struct app_bpf__data_more {
	int64_t more;
} __attribute__((packed));
BTF_SIZE(struct app_bpf__data_more, 8);
BTF_OFFSET(struct app_bpf__data_more, more, 0);

struct app_bpf__bss {
	struct {
		int32_t pid;
		char comm[16];
	} __attribute__((packed)) many[3];
	struct {
		int32_t pid;
		char comm[16];
	} __attribute__((packed)) latest;
	int32_t state;
	uint8_t flag;
} __attribute__((packed));
BTF_SIZE(struct app_bpf__bss, 85);
BTF_OFFSET(struct app_bpf__bss, many, 0);
BTF_OFFSET(struct app_bpf__bss, many[0].pid, 0);
BTF_OFFSET(struct app_bpf__bss, many[0].comm, 4);
BTF_OFFSET(struct app_bpf__bss, latest, 60);
BTF_OFFSET(struct app_bpf__bss, latest.pid, 60);
BTF_OFFSET(struct app_bpf__bss, latest.comm, 64);
BTF_OFFSET(struct app_bpf__bss, state, 80);
BTF_OFFSET(struct app_bpf__bss, flag, 84);

#undef BTF_SIZE
#undef BTF_OFFSET

struct app_bpf {
	struct bpf_object_skeleton *skeleton;
	struct bpf_object *obj;
	struct {
		struct bpf_map *events;
		struct bpf_map *last_seen;
		struct bpf_map *rodata;
		struct bpf_map *data;
		struct bpf_map *rodata_more;
		struct bpf_map *data_more;
		struct bpf_map *bss;
	} maps;
	struct {
		struct bpf_program *pass;
		struct bpf_program *handle_exec;
	} progs;
	struct {
		struct bpf_link *pass;
		struct bpf_link *handle_exec;
	} links;
	struct app_bpf__rodata *rodata;
	struct app_bpf__data *data;
	struct app_bpf__rodata_more *rodata_more;
	struct app_bpf__data_more *data_more;
	struct app_bpf__bss *bss;

#ifdef __cplusplus
	static inline struct app_bpf *open(const struct bpf_object_open_opts *opts = nullptr);
	static inline struct app_bpf *open_and_load();
	static inline int load(struct app_bpf *skel);
	static inline int attach(struct app_bpf *skel);
	static inline void detach(struct app_bpf *skel);
	static inline void destroy(struct app_bpf *skel);
	static inline const void *elf_bytes(size_t *sz);
#endif
};

/* The object itself, for bpf_object__open_mem(). */
static inline const void *app_bpf__elf_bytes(size_t *sz)
{

static inline int app_bpf__create_skeleton(struct app_bpf *obj)
{
	struct bpf_object_skeleton *s;

	s = (struct bpf_object_skeleton *)calloc(1, sizeof(*s));
	if (!s)
		return -ENOMEM;
	obj->skeleton = s;
	s->sz = sizeof(*s);
	s->name = "app_bpf";
	s->obj = &obj->obj;
	s->data = app_bpf__elf_bytes(&s->data_sz);

	s->map_cnt = 7;
	s->map_skel_sz = sizeof(*s->maps);
	s->maps = (struct bpf_map_skeleton *)calloc(s->map_cnt, s->map_skel_sz);
	if (!s->maps)
		return -ENOMEM;

	s->maps[0].name = "events";
	s->maps[0].map = &obj->maps.events;

	s->maps[1].name = "last_seen";
	s->maps[1].map = &obj->maps.last_seen;

	s->maps[2].name = ".rodata";
	s->maps[2].map = &obj->maps.rodata;
	s->maps[2].mmaped = (void **)&obj->rodata;

	s->maps[3].name = ".data";
	s->maps[3].map = &obj->maps.data;
	s->maps[3].mmaped = (void **)&obj->data;

	s->maps[4].name = ".rodata.more";
	s->maps[4].map = &obj->maps.rodata_more;
	s->maps[4].mmaped = (void **)&obj->rodata_more;

	s->maps[5].name = ".data.more";
	s->maps[5].map = &obj->maps.data_more;
	s->maps[5].mmaped = (void **)&obj->data_more;

	s->maps[6].name = ".bss";
	s->maps[6].map = &obj->maps.bss;
	s->maps[6].mmaped = (void **)&obj->bss;

	s->prog_cnt = 2;
	s->prog_skel_sz = sizeof(*s->progs);
	s->progs = (struct bpf_prog_skeleton *)calloc(s->prog_cnt, s->prog_skel_sz);
	if (!s->progs)
		return -ENOMEM;

	s->progs[0].name = "pass";
	s->progs[0].prog = &obj->progs.pass;
	s->progs[0].link = &obj->links.pass;

	s->progs[1].name = "handle_exec";
	s->progs[1].prog = &obj->progs.handle_exec;
	s->progs[1].link = &obj->links.handle_exec;
	return 0;
}

static inline void app_bpf__destroy(struct app_bpf *obj)
{
	if (!obj)
		return;
	if (obj->skeleton)
		bpf_object__destroy_skeleton(obj->skeleton);
	free(obj);
}

static inline struct app_bpf *app_bpf__open_opts(const struct bpf_object_open_opts *opts)
{
	struct app_bpf *obj = (struct app_bpf *)calloc(1, sizeof(*obj));
	int err;

	if (!obj) {
		errno = ENOMEM;
		return NULL;
	}
	err = app_bpf__create_skeleton(obj);
	if (!err)
		err = bpf_object__open_skeleton(obj->skeleton, opts);
	if (err) {
		app_bpf__destroy(obj);
		errno = -err;
		return NULL;
	}
	return obj;
}

static inline struct app_bpf *app_bpf__open(void)
{
	return app_bpf__open_opts(NULL);
}

static inline int app_bpf__load(struct app_bpf *obj)
{
	return bpf_object__load_skeleton(obj->skeleton);
}

static inline struct app_bpf *app_bpf__open_and_load(void)
{
	struct app_bpf *obj = app_bpf__open();
	int err;

	if (!obj)
		return NULL;
	err = app_bpf__load(obj);
	if (err) {
		app_bpf__destroy(obj);
		errno = -err;
		return NULL;
	}
	return obj;
}

static inline int app_bpf__attach(struct app_bpf *obj)
{
	return bpf_object__attach_skeleton(obj->skeleton);
}

static inline void app_bpf__detach(struct app_bpf *obj)
{
	bpf_object__detach_skeleton(obj->skeleton);
}

/* Emits records, which the host shows as its user wants them. Returns 0, or a negative errno:
 * -EOPNOTSUPP if the host shows no records. Emitting none shows the heading of a table. */
struct event;
static inline int app_bpf_event__emit_all(const struct event *records, size_t count)
{
#if defined(__wasm__) && !defined(WASM_BPF_V1)
	static int stream;
	size_t size;
	const void *elf = app_bpf__elf_bytes(&size);

	return wasm_bpf_emit(&stream, elf, size, "event", records, count * 20);
#else
	(void)records, (void)count;
	return -EOPNOTSUPP;
#endif
}

static inline int app_bpf_event__emit(const struct event *record)
{
	return app_bpf_event__emit_all(record, 1);
}

#ifdef __cplusplus
struct app_bpf *app_bpf::open(const struct bpf_object_open_opts *opts)
{
	return app_bpf__open_opts(opts);
}

struct app_bpf *app_bpf::open_and_load() { return app_bpf__open_and_load(); }
int app_bpf::load(struct app_bpf *skel) { return app_bpf__load(skel); }
int app_bpf::attach(struct app_bpf *skel) { return app_bpf__attach(skel); }
void app_bpf::detach(struct app_bpf *skel) { app_bpf__detach(skel); }
void app_bpf::destroy(struct app_bpf *skel) { app_bpf__destroy(skel); }
const void *app_bpf::elf_bytes(size_t *sz) { return app_bpf__elf_bytes(sz); }
#endif

#endif
