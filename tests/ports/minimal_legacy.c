// SPDX-License-Identifier: MIT
/* An object from a file, its parts found by name. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

int main(int argc, char **argv)
{
	__u32 keys[] = { 0, 1 }, pid = getpid(), writes = 0;
	struct bpf_program *prog;
	struct bpf_link *link;
	struct bpf_object *obj;
	int map_fd;

	obj = bpf_object__open_file(argc > 1 ? argv[1] : "minimal_legacy.bpf.o", NULL);
	if (libbpf_get_error(obj)) {
		fprintf(stderr, "cannot open: %s\n", strerror(errno));
		return 1;
	}
	if (bpf_object__load(obj))
		return 1;
	map_fd = bpf_object__find_map_fd_by_name(obj, "numbers");
	prog = bpf_object__find_program_by_name(obj, "handle_tp");
	if (map_fd < 0 || !prog || bpf_map_update_elem(map_fd, &keys[0], &pid, BPF_ANY))
		return 1;
	link = bpf_program__attach(prog);
	if (libbpf_get_error(link))
		return 1;
	for (int i = 0; i < 3; i++)
		fprintf(stderr, ".");
	if (bpf_map_lookup_elem(map_fd, &keys[1], &writes))
		return 1;
	bpf_link__destroy(link);
	bpf_object__close(obj);
	return writes < 3;
}
