// SPDX-License-Identifier: MIT
/* Whether libbpf, without us, can load an object: loads FILE. Says why not, and exits with 1. */
#include <bpf/libbpf.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
	struct bpf_object *object = argc == 2 ? bpf_object__open_file(argv[1], NULL) : NULL;
	int ret;

	libbpf_set_print(NULL);
	if (!object)
		return 2;
	ret = bpf_object__load(object);
	if (ret < 0)
		puts(strerror(-ret));
	bpf_object__close(object);
	return ret < 0;
}
