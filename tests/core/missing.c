// SPDX-License-Identifier: MIT
/*
 * missing OBJECT KERNEL: prints of how many CO-RE relocations libbpf spoils the instruction,
 * because they find nothing in the BTF of KERNEL, a file.
 */
#include <bpf/libbpf.h>
#include <err.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static int count;

/* An instruction of two halves is spoilt twice: "prog 'x': relo #7: substituting insn #9 ...". */
static int listen(enum libbpf_print_level level, const char *fmt, va_list args)
{
	static char last[1024];
	char text[1024], *end;

	(void)level;
	vsnprintf(text, sizeof(text), fmt, args);
	end = strstr(text, "substituting insn");
	if (!end || !strstr(text, "w/ invalid insn"))
		return 0;
	*end = '\0';
	count += strcmp(text, last) != 0;
	strcpy(last, text);
	return 0;
}

int main(int argc, char **argv)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts);
	struct bpf_object *bpf;

	if (argc != 3)
		errx(2, "usage: missing OBJECT KERNEL");
	libbpf_set_print(listen);
	opts.btf_custom_path = argv[2];
	bpf = bpf_object__open_file(argv[1], &opts);
	if (!bpf)
		err(2, "%s", argv[1]);
	bpf_object__load(bpf);
	bpf_object__close(bpf);
	printf("%d\n", count);
	return 0;
}
