/* The guest: loads the kernel side and emits the events that it sends, which wasm-bpf shows. */
#include <bpf/libbpf.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include "@NAME@.skel.h"
#include "@NAME@.types.h"

static volatile sig_atomic_t exiting;

static void stop(int signal_number)
{
	(void)signal_number;
	exiting = true;
}

static int take_event(void *ctx, void *data, size_t size)
{
	(void)ctx, (void)size;
	return @IDENT@_bpf_event__emit(data);
}

int main(int argc, char **argv)
{
	struct @IDENT@_bpf *skel = @IDENT@_bpf__open();
	struct ring_buffer *rb = NULL;
	int err = 0;

	signal(SIGINT, stop);
	signal(SIGTERM, stop);

	if (!skel)
		return 1;
	if (argc > 1)
		skel->rodata->only_ppid = atoi(argv[1]);
	if (@IDENT@_bpf__load(skel) || @IDENT@_bpf__attach(skel))
		goto out; /* the runtime has said why */
	rb = ring_buffer__new(bpf_map__fd(skel->maps.events), take_event, NULL, NULL);
	if (!rb)
		goto out;

	err = @IDENT@_bpf_event__emit_all(NULL, 0); /* the heading */
	while (!exiting && err >= 0)
		err = ring_buffer__poll(rb, 100 /* ms */);
	if (err == -EINTR)
		exiting = true;
out:
	ring_buffer__free(rb);
	@IDENT@_bpf__destroy(skel);
	return exiting ? 0 : 1;
}
