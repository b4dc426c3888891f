// SPDX-License-Identifier: MIT
/*
 * A guest that uses all of <wasm_bpf.hpp> and expects what it promises, over the objects of
 * tests/rust/guests.bpf.c and programs.bpf.c. `api NAME` says "ready" when it waits for six
 * programs of that name to be executed.
 */
#include <system_error>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <set>

#include "guests.skel.hpp"
#include "programs.skel.hpp"

using namespace guests_bpf;

struct small {
	uint32_t number;
	char comm[16];
};

struct large {
	small head;
	char rest[300];
};

#define EXPECT(...)                                                                  \
	do {                                                                         \
		if (!(__VA_ARGS__)) {                                                \
			printf("line %d: not so: %s\n", __LINE__, #__VA_ARGS__);     \
			exit(1);                                                     \
		}                                                                    \
	} while (0)

static void test_errors()
{
	const std::error_code missing(ENOENT, std::generic_category());

	EXPECT(missing == std::errc::no_such_file_or_directory);
	EXPECT(missing.message() == "No such file or directory");
	auto opened = bpf::Object::open("no ELF", 6, "none");

	EXPECT(!opened);
	EXPECT(opened.error().code() != 0);
	EXPECT(opened.error().message().find("cannot open the BPF object 'none': ") == 0);

	const bpf::Bytes bytes("abcd", 4);
	EXPECT(bytes.size() == 4 && bytes[3] == 'd' && bytes.end() - bytes.begin() == 4);
	EXPECT(!bytes.as<uint64_t>());
	EXPECT(*bytes.as<uint16_t>() == 0x6261);
}

static void test_hash(const bpf::Map<int32_t, value> &map)
{
	const value seven = { 7, { 1, 2 } };
	std::set<int32_t> keys;

	EXPECT(!map.lookup(1) && errno == ENOENT);
	EXPECT(!(map.begin() != map.end()));
	EXPECT(map.update(1, seven, BPF_NOEXIST));
	auto again = map.update(1, seven, BPF_NOEXIST);
	EXPECT(!again && again.error().code() == EEXIST);
	EXPECT(again.error().message().find("cannot update 'hash': ") == 0);
	EXPECT(map.lookup(1)->count == 7 && map.lookup(1)->parts[1] == 2);
	EXPECT(map.erase(1));
	EXPECT(!map.erase(1) && errno == ENOENT);

	for (int32_t key = 0; key < 100; key++)
		EXPECT(map.update(key, { static_cast<uint64_t>(key), {} }));
	EXPECT(map.update(100, seven).error().code() == E2BIG);
	for (const auto &[key, entry] : map) {
		EXPECT(entry.count == static_cast<uint64_t>(key));
		EXPECT(keys.insert(key).second);
		EXPECT(map.erase(key));
	}
	EXPECT(keys.size() == 100);
	EXPECT(!(map.begin() != map.end()));
#ifndef WASM_BPF_V1
	EXPECT(map.entries()->empty());
	for (int32_t key = 0; key < 100; key++)
		EXPECT(map.update(key, { static_cast<uint64_t>(key), {} }));
	keys.clear();
	for (const auto &[key, entry] : *map.entries())
		EXPECT(entry.count == static_cast<uint64_t>(key) && keys.insert(key).second);
	EXPECT(keys.size() == 100);
	for (int32_t key = 0; key < 100; key++)
		EXPECT(map.take(key)->count == static_cast<uint64_t>(key));
	EXPECT(!map.take(0) && errno == ENOENT);
#endif
}

static void test_maps(const Skeleton &skel)
{
	const bpf::Object &object = skel.object;
	auto sized = object.map<uint32_t, std::array<char, 3>>("sized").value();

	test_hash(skel.maps.hash);
	EXPECT(sized.update(3, { 'a', 'b', 'c' }));
	EXPECT((*sized.lookup(3))[2] == 'c');
	EXPECT(!sized.lookup(4));
	EXPECT((*skel.maps.nested.lookup(0))[2][4] == 0);
	EXPECT((object.map<uint32_t, uint32_t>("none").error().code() == ENOENT));
	EXPECT((object.map<uint64_t, uint32_t>("sized").error().code() == EINVAL));
	EXPECT(!object.program("none") && !object.attach("none"));

	auto cpus = skel.maps.per_cpu.lookup(0).value();
	EXPECT(cpus.size() == static_cast<size_t>(libbpf_num_possible_cpus()));
	for (uint32_t &cpu : cpus)
		cpu = 5;
	EXPECT(skel.maps.per_cpu.update(0, cpus));
	EXPECT(skel.maps.per_cpu.lookup(0) == cpus);
	EXPECT(skel.maps.per_cpu.update(0, {}));
	EXPECT((*skel.maps.per_cpu.lookup(0))[0] == 0);
}

static void test_records(Skeleton &skel, const char *wanted)
{
	std::set<uint32_t> of_ring, of_perf;
	uint32_t long_ones = 0;
	auto ring = bpf::RingBuffer<>::open(skel.maps.rb, [&](bpf::Bytes record) {
		const small head = *record.as<small>();

		EXPECT(record.size() == (head.number % 3 < 2 ? 20 : 320));
		EXPECT(strcmp(head.comm, wanted) == 0);
		EXPECT(of_ring.insert(head.number).second);
		long_ones += record.as<large>().has_value();
	}).value();
	auto perf = bpf::PerfBuffer<small>::open(skel.maps.perf, 8, [&](int, const small &record) {
		of_perf.insert(record.number);
	}, [](int, uint64_t) { EXPECT(false); }).value();

	EXPECT((!bpf::RingBuffer<>::open(nullptr, [](bpf::Bytes) {})));
#ifndef WASM_BPF_V1
	EXPECT((!bpf::RingBuffer<>::open(skel.maps.hash.get(), [](bpf::Bytes) {})));
#endif
	EXPECT(*ring.poll(0) == 0);
	EXPECT(perf.poll(0));
	EXPECT(skel.attach());
	EXPECT(skel.links.send);
	puts("ready");
	fflush(stdout);
	while (of_ring.size() < 6)
		EXPECT(*ring.poll(5000) > 0);
	while (of_perf.size() < 6)
		EXPECT(*perf.poll(5000) > 0);
	EXPECT(*of_ring.begin() == 0 && *of_ring.rbegin() == 5 && long_ones == 2);
	EXPECT(*of_perf.rbegin() == 5);
}

#ifndef WASM_BPF_V1
/* An object of its own, with programs that can be run, read and replaced. */
static void test_programs()
{
	auto skel = programs_bpf::Skeleton::open().value();
	const unsigned char packet[64] = { 1, 2, 3 };

	skel.load().value();
	auto run = skel.programs.drop.test_run(bpf::Bytes(packet, sizeof(packet)), 10).value();
	EXPECT(run.retval == 1 && run.data.size() == 64 && run.data[0] == 0xee && run.data[1] == 2);
	EXPECT(skel.programs.drop.test_run(bpf::Bytes(packet, 1)).error().code() == EINVAL);
	EXPECT(skel.bss->packets == 10); /* as it is now */

	auto link = skel.programs.each_map.attach().value();
	EXPECT(link.read()->find("packets\n") != std::string::npos);
	EXPECT(!link.update(skel.programs.drop));
#ifdef __wasm__
	uint64_t offset = 7;
	EXPECT(!bpf::ksym(1));
	EXPECT(bpf::ksym(static_cast<uint64_t>(wasm_bpf_ksym_find("schedule")), &offset) ==
	       "schedule");
	EXPECT(offset == 0);
#endif
}
#endif

/* A handler's negative result ends the poll, and a record that is too short is none. */
static void test_handlers(const Skeleton &skel)
{
	auto ring = bpf::RingBuffer<small>::open(skel.maps.rb, [](const small &) { return -5; });
	auto typed = bpf::RingBuffer<large>::open(skel.maps.rb, [](const large &) {});

	EXPECT(ring && typed);
	EXPECT(ring->add<large>(nullptr, [](const large &) {}).error().code() == ENOENT);
	EXPECT((bpf::detail::call_with<large>(*new auto([](const large &) { return 1; }), "a", 1) ==
		-EBADMSG));
}

int main(int argc, char **argv)
{
	auto skel = Skeleton::open("guests").value();

	EXPECT(argc == 2 && strlen(argv[1]) < sizeof(skel.rodata->wanted));
	strcpy(skel.rodata->wanted, argv[1]);
	skel.rodata->in_rodata = 10;
	EXPECT(!bpf::Map<int32_t, value>::of(skel.maps.hash.get()));
	skel.load().value();
	test_errors();
	test_maps(skel);
	test_records(skel, argv[1]);
	test_handlers(skel);
#ifndef WASM_BPF_V1
	test_programs();
#endif
	Skeleton moved = std::move(skel);
	EXPECT(moved.programs.send.name() == std::string("send"));
	moved.detach();
	EXPECT(!moved.links.send);
	puts("done");
	return 0;
}
