/* Made by btf2h --skeleton from app.bpf.o: do not edit. */
#ifndef APP_SKEL_HPP
#define APP_SKEL_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include <wasm_bpf.hpp>

#ifdef __cplusplus
#define BTF_SIZE(type, size) static_assert(sizeof(type) == (size), #type)
#define BTF_OFFSET(type, member, offset) \
	static_assert(offsetof(type, member) == (offset), #type "." #member)
#else
#define BTF_SIZE(type, size) _Static_assert(sizeof(type) == (size), #type)
#define BTF_OFFSET(type, member, offset) \
	_Static_assert(offsetof(type, member) == (offset), #type "." #member)
#endif

namespace app_bpf {

struct event {
	int32_t pid;
	char comm[16];
} __attribute__((packed));
BTF_SIZE(struct event, 20);
BTF_OFFSET(struct event, pid, 0);
BTF_OFFSET(struct event, comm, 4);

typedef int32_t state;
enum {
	IDLE = 0,
	FAILED = -3,
};

struct section_bss {
	struct event many[3];
	struct event latest;
	int32_t state;
	uint8_t flag;
} __attribute__((packed));
BTF_SIZE(struct section_bss, 85);
BTF_OFFSET(struct section_bss, many, 0);
BTF_OFFSET(struct section_bss, latest, 60);
BTF_OFFSET(struct section_bss, state, 80);
BTF_OFFSET(struct section_bss, flag, 84);

struct section_data {
	int32_t counter;
	int32_t hidden;
} __attribute__((packed));
BTF_SIZE(struct section_data, 8);
BTF_OFFSET(struct section_data, counter, 0);
BTF_OFFSET(struct section_data, hidden, 4);

struct section_data_more {
	int64_t more;
} __attribute__((packed));
BTF_SIZE(struct section_data_more, 8);
BTF_OFFSET(struct section_data_more, more, 0);

struct section_rodata {
	uint64_t min_duration_ns;
	char name[16];
} __attribute__((packed));
BTF_SIZE(struct section_rodata, 24);
BTF_OFFSET(struct section_rodata, min_duration_ns, 0);
BTF_OFFSET(struct section_rodata, name, 8);

struct section_rodata_more {
	int32_t extra;
} __attribute__((packed));
BTF_SIZE(struct section_rodata_more, 4);
BTF_OFFSET(struct section_rodata_more, extra, 0);

/* The object itself. */
inline const void *elf_bytes(size_t *sz)
{

/* Emits records, which the host shows as its user wants them. Emitting none shows the heading of a
 * table. */
inline ::bpf::Result<void> emit(const struct event *records, size_t count)
{
	static int stream;
	size_t size;
	const void *bytes = elf_bytes(&size);

	return ::bpf::emit(stream, bytes, size, "event", records, count * sizeof(*records));
}

inline ::bpf::Result<void> emit(const struct event &record) { return emit(&record, 1); }

class Skeleton {
public:
	::bpf::Object object;
	struct Maps {
		bpf_map *events{};
		::bpf::Map<int32_t, struct event> last_seen{};
		bpf_map *rodata{};
		bpf_map *data{};
		bpf_map *rodata_more{};
		bpf_map *data_more{};
		bpf_map *bss{};
	} maps;
	struct Programs {
		::bpf::Program pass;
		::bpf::Program handle_exec;
	} programs;
	struct Links {
		::bpf::Link pass;
		::bpf::Link handle_exec;
	} links;
	struct section_rodata *rodata = nullptr;
	struct section_data *data = nullptr;
	struct section_rodata_more *rodata_more = nullptr;
	struct section_data_more *data_more = nullptr;
	struct section_bss *bss = nullptr;

	/* Nothing reaches the kernel yet: now globals can be set, programs left out. */
	static ::bpf::Result<Skeleton> open(const char *name = "app_bpf")
	{
		Skeleton skeleton;
		size_t size;
		const void *bytes = elf_bytes(&size);
		auto opened = ::bpf::Object::open(bytes, size, name);

		if (!opened)
			return opened.error();
		skeleton.object = std::move(*opened);
		skeleton.find();
		return skeleton;
	}

	::bpf::Result<void> load() { return object.load(); }

	/* Attaches each unattached program whose section names a target. */
	::bpf::Result<void> attach()
	{
		if (auto done = links.pass.attach_auto(programs.pass); !done)
			return done;
		if (auto done = links.handle_exec.attach_auto(programs.handle_exec); !done)
			return done;
		return {};
	}

	void detach()
	{
		links.pass.detach();
		links.handle_exec.detach();
	}

private:
	void find()
	{
		maps.events = object.find_map("events");
		maps.last_seen = decltype(maps.last_seen)(object.find_map("last_seen"));
		maps.rodata = object.find_map(".rodata");
		rodata = static_cast<decltype(rodata)>(object.globals(maps.rodata));
		maps.data = object.find_map(".data");
		data = static_cast<decltype(data)>(object.globals(maps.data));
		maps.rodata_more = object.find_map(".rodata.more");
		rodata_more = static_cast<decltype(rodata_more)>(object.globals(maps.rodata_more));
		maps.data_more = object.find_map(".data.more");
		data_more = static_cast<decltype(data_more)>(object.globals(maps.data_more));
		maps.bss = object.find_map(".bss");
		bss = static_cast<decltype(bss)>(object.globals(maps.bss));
		programs.pass = object.program("pass").value();
		programs.handle_exec = object.program("handle_exec").value();
	}
};

} // namespace app_bpf

#undef BTF_SIZE
#undef BTF_OFFSET

#endif
