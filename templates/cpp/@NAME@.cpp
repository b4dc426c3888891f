/* The guest: loads the kernel side and emits the events that it sends, which wasm-bpf shows. */
#include <cstdlib>
#include "@NAME@.skel.hpp"

using @IDENT@_bpf::event;

int main(int argc, char **argv)
{
	/* If there is no value, value() prints the reason and ends the guest. */
	auto skel = @IDENT@_bpf::Skeleton::open().value();

	if (argc > 1)
		skel.rodata->only_ppid = atoi(argv[1]);
	skel.load().value();
	skel.attach().value();

	auto events = bpf::RingBuffer<event>::open(skel.maps.events, [](const event &e) {
		emit(e).value();
	}).value();

	@IDENT@_bpf::emit(static_cast<event *>(nullptr), 0).value(); /* the heading */
	events.run().value(); /* until Ctrl-C */
	return 0;
}
