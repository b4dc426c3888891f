/* The guest: loads the kernel side and prints the events that it sends. */
#include <cstdio>
#include <cstdlib>
#include "@NAME@.skel.hpp"

using @IDENT@_bpf::event;

int main(int argc, char **argv)
{
	/* If there is no value, value() prints the reason and ends the guest. */
	auto skel = @IDENT@_bpf::Skeleton::open().value();

	setvbuf(stdout, nullptr, _IOLBF, 0);
	if (argc > 1)
		skel.rodata->only_ppid = atoi(argv[1]);
	skel.load().value();
	skel.attach().value();

	auto events = bpf::RingBuffer<event>::open(skel.maps.events, [](const event &e) {
		printf("%-7d %-7d %-16s %s\n", e.pid, e.ppid, e.comm, e.filename);
	}).value();

	printf("%-7s %-7s %-16s %s\n", "PID", "PPID", "COMM", "FILENAME");
	events.run().value(); /* until Ctrl-C */
	return 0;
}
