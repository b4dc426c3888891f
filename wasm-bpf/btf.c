// SPDX-License-Identifier: MIT
/* wasm-bpf btf: what the objects of a guest need of kernels' BTF, for kernels that have none. */
#include <argp.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "btf/arch.h"
#include "btf/btf_file.h"
#include "btf/slice.h"
#include "btf/slices.h"
#include "btf/slices_make.h"
#include "inspection/inspection.h"
#include "lib/buf.h"
#include "lib/core_relo.h"
#include "lib/elf.h"
#include "lib/err.h"
#include "lib/file.h"
#include "lib/terminal.h"
#include "naming/carry.h"
#include "wasm-bpf/command.h"
#include "wasm-bpf/kernel_list.h"

enum { OPT_KERNELS = 256, OPT_INTO, OPT_LIST, OPT_EXTRACT, OPT_ARCH };

enum { BTF_FILE_BYTES_MAX = 1 << 30 };

struct arguments {
	const char *file;
	struct kernel_list kernels;
	const char *output;
	const char *extract; /* a release */
	const char *arch;
	bool into;
	bool list;
};

static const struct argp_option option_table[] = {
	{ "kernels", OPT_KERNELS, "FILE|DIR|REF", 0,
	  "Kernels: BTF, images (vmlinuz, vmlinux), packages, folders of these, or images of a "
	  "registry; repeatable",
	  0 },
	{ "output", 'o', "FILE", 0, "Write the archive of slices to FILE", 0 },
	{ "into", OPT_INTO, NULL, 0,
	  "Put the archive into the guest or object; with -o, into a copy of it", 0 },
	{ "list", OPT_LIST, NULL, 0, "List the kernels of an archive, or of what carries one", 0 },
	{ "extract", OPT_EXTRACT, "RELEASE", 0, "Write one slice of an archive, as BTF, to -o", 0 },
	{ "arch", OPT_ARCH, "NAME", 0,
	  "With --extract, and for images of a registry: of this architecture (this machine's)",
	  0 },
	{ 0 },
};

static void finish(const struct arguments *arguments, struct argp_state *state)
{
	if (!arguments->file)
		argp_usage(state);
	if (arguments->list && (arguments->extract || arguments->output))
		argp_error(state, "--list prints: neither --extract nor -o");
	if (arguments->list || arguments->extract) {
		if (arguments->kernels.count || arguments->into)
			argp_error(state, "--list and --extract read an archive: no --kernels");
		if (arguments->extract && !arguments->output)
			argp_error(state, "--extract needs -o FILE");
		return;
	}
	if (!arguments->kernels.count)
		argp_error(state, "no kernels: --kernels FILE|DIR|REF");
	if (!arguments->output && !arguments->into)
		argp_error(state, "where to? -o FILE, or --into");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &arguments->kernels.oci;
		break;
	case OPT_KERNELS:
		kernel_list_add(&arguments->kernels, arg, state);
		break;
	case 'o':
		arguments->output = arg;
		break;
	case OPT_INTO:
		arguments->into = true;
		break;
	case OPT_LIST:
		arguments->list = true;
		break;
	case OPT_EXTRACT:
		arguments->extract = arg;
		break;
	case OPT_ARCH:
		arguments->arch = arguments->kernels.arch = arg;
		break;
	case ARGP_KEY_ARG:
		if (state->arg_num > 0)
			return ARGP_ERR_UNKNOWN;
		arguments->file = arg;
		break;
	case ARGP_KEY_END:
		finish(arguments, state);
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp_child children[] = {
	{ &oci_remote_argp, 0, "Images of a registry:", 1 },
	{ 0 },
};

static const struct argp argp = {
	option_table,
	parse,
	"FILE.wasm|FILE.bpf.o --kernels FILE|DIR|REF -o SLICES\nFILE.wasm|FILE.bpf.o "
	"--kernels FILE|DIR|REF --into [-o FILE]\nSLICES|FILE.wasm|FILE.bpf.o --list",
	"Make an archive of what the CO-RE relocations of a guest's objects need of each kernel's "
	"BTF. A guest or object that carries it runs on those of these kernels that have no BTF; "
	"'wasm-bpf run --btf SLICES' takes it from a file.",
	children,
	NULL,
	NULL,
};

/* --- what the objects need ----------------------------------------------------------------- */

/* The roots of all objects, and their BTF, which names in roots point to. */
struct needs {
	struct core_roots all;
	struct core_roots of[INSPECT_OBJECTS_MAX];
	void *btf[INSPECT_OBJECTS_MAX];
	size_t count;
	struct slices_maker maker;
};

static void needs_release(struct needs *needs)
{
	for (size_t i = 0; i < needs->count; i++) {
		core_roots_release(&needs->of[i]);
		free(needs->btf[i]);
	}
	free(needs->all.roots);
	slices_maker_release(&needs->maker);
}

static int add_roots(struct core_roots *all, const struct core_roots *roots, struct err *err)
{
	const size_t count = all->count + roots->count;
	struct core_root *grown = realloc(all->roots, (count + 1) * sizeof(*grown));

	if (!grown)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	all->roots = grown;
	if (roots->count)
		memcpy(grown + all->count, roots->roots, roots->count * sizeof(*grown));
	all->count = count;
	return 0;
}

static int not_sliced(int ret, struct err *err)
{
	if (ret != -EOPNOTSUPP)
		return err_set(err, -ret, "its relocations: %s", strerror(-ret));
	err_set(err, -ret, "its relocations need more than a slice can have");
	return err_hint(err, "bpf_core_type_id_kernel() asks for a type's number, which only a "
			     "kernel's own BTF has");
}

static int add_object(struct needs *needs, const struct inspect_object *object, struct err *err)
{
	const struct elf_section *btf = elf_find(&object->elf, ".BTF");
	const struct elf_section *ext = elf_find(&object->elf, ".BTF.ext");
	uint8_t digest[SLICES_DIGEST_SIZE];
	struct core_roots *roots = &needs->of[needs->count];
	int ret;

	if (!object->bpf)
		return err_set(err, EINVAL, "%s", object->refused);
	if (!slices_digest(&object->elf, digest))
		return 0;
	/* A copy, for its alignment. */
	needs->btf[needs->count] = malloc(btf->size + 1);
	if (!needs->btf[needs->count])
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	memcpy(needs->btf[needs->count], btf->data, btf->size);
	ret = core_roots_read(roots, needs->btf[needs->count++], btf->size, ext->data, ext->size);
	if (ret < 0)
		return not_sliced(ret, err);
	if (!roots->count)
		return 0;
	ret = add_roots(&needs->all, roots, err);
	return ret ? ret : slices_add_object(&needs->maker, digest, err);
}

static int find_needs(struct needs *needs, const struct inspection *inspection, struct err *err)
{
	int ret = 0;

	slices_maker_init(&needs->maker);
	for (size_t i = 0; i < inspection->object_count && !ret; i++)
		ret = add_object(needs, &inspection->objects[i], err);
	if (!ret && !inspection->object_count)
		ret = err_set(err, ENODATA, "it contains no BPF object");
	if (!ret && !needs->all.count)
		ret = err_set(err, ENODATA,
			      "its objects have no CO-RE relocations: they need no "
			      "kernel's BTF");
	return ret;
}

/* --- slices -------------------------------------------------------------------------------- */

static int add_kernel(void *context, const struct kernel *kernel, struct err *err)
{
	struct needs *needs = context;
	struct buf slice = BUF_INIT(SLICES_SLICE_MAX);
	int ret;

	if (!kernel->btf) {
		terminal_printf(stderr,
				"wasm-bpf: '%s': the kernel %s has no BTF; it is left out\n",
				kernel->path, kernel->release);
		return 0;
	}
	if (kernel->is_swapped) {
		terminal_printf(stderr,
				"wasm-bpf: '%s': the kernel %s is for machines of the other byte "
				"order, which run no guests; it is left out\n",
				kernel->path, kernel->release);
		return 0;
	}
	ret = btf_slice(kernel->btf->data, kernel->btf->len, &needs->all, &slice);

	if (ret < 0)
		ret = err_set(err, -ret, "cannot make a slice: %s", strerror(-ret));
	else
		ret = slices_add(&needs->maker, kernel->release, kernel->arch, slice.data,
				 slice.len, err);
	buf_release(&slice);
	return ret;
}

/* 0; 1 if files of folders were left out; or -errno. */
static int make_slices(const struct arguments *arguments, struct needs *needs, struct buf *archive,
		       struct err *err)
{
	const int ret = kernel_list_each(&arguments->kernels, add_kernel, needs, err);
	int written;

	if (ret < 0)
		return ret;
	if (!needs->maker.kernel_count)
		return err_set(err, ENODATA, "none of the kernels has BTF that guests can use");
	written = slices_write(&needs->maker, archive, err);
	return written < 0 ? written : ret;
}

static int write_slices(const struct arguments *arguments, struct buf *file,
			const struct buf *archive, struct err *err)
{
	const char *to = arguments->output ? arguments->output : arguments->file;
	int ret = 0;

	if (!arguments->into)
		return file_write(to, archive->data, archive->len, err);
	ret = carry_put(file, archive->data, archive->len, err);
	if (ret < 0)
		return err_prefix(err, "'%s'", arguments->file);
	return file_write(to, file->data, file->len, err);
}

static void tell(const struct needs *needs, const struct buf *archive)
{
	fprintf(stderr, "%u kernel%s, %u slice%s, %zu bytes\n", needs->maker.kernel_count,
		needs->maker.kernel_count == 1 ? "" : "s", needs->maker.slice_count,
		needs->maker.slice_count == 1 ? "" : "s", archive->len);
}

/* As make_slices(). */
static int make(const struct arguments *arguments, struct err *err)
{
	struct buf file = BUF_INIT(BTF_FILE_BYTES_MAX), archive = BUF_INIT(SLICES_MAX);
	struct inspection inspection = { 0 };
	struct needs *needs = calloc(1, sizeof(*needs));
	int ret = needs ? file_read(arguments->file, &file, err)
			: err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	int written = 0;

	if (!ret) {
		ret = inspect(file.data ? file.data : "", file.len, &inspection, err);
		if (!ret)
			ret = find_needs(needs, &inspection, err);
		if (ret < 0)
			err_prefix(err, "'%s'", arguments->file);
		if (!ret)
			ret = make_slices(arguments, needs, &archive, err);
		inspection_release(&inspection);
	}
	if (ret >= 0)
		written = write_slices(arguments, &file, &archive, err);
	if (ret >= 0 && !written)
		tell(needs, &archive);
	if (needs)
		needs_release(needs);
	free(needs);
	buf_release(&archive);
	buf_release(&file);
	return written < 0 ? written : ret;
}

/* --- an archive ---------------------------------------------------------------------------- */

static void list(const struct slices *slices)
{
	struct slices_kernel kernel;
	int width = 0;

	for (uint32_t i = 0; i < slices->kernel_count; i++) {
		slices_kernel(slices, i, &kernel);
		if ((int)strlen(kernel.release) > width)
			width = (int)strlen(kernel.release);
	}
	for (uint32_t i = 0; i < slices->kernel_count; i++) {
		slices_kernel(slices, i, &kernel);
		terminal_printf(stdout, "%-*s  %-8s %8u bytes\n", width, kernel.release,
				kernel.arch, slices_size(slices, kernel.slice));
	}
}

static int extract(const struct arguments *arguments, const struct slices *slices, struct err *err)
{
	const char *arch = arguments->arch ? arguments->arch : arch_of_host();
	const int64_t index = slices_find(slices, arguments->extract, arch);
	struct buf slice = BUF_INIT(SLICES_SLICE_MAX);
	int ret;

	if (index < 0)
		return err_set(err, ENOENT, "'%s' has no slice for the kernel %s (%s)",
			       arguments->file, arguments->extract, arch);
	ret = slices_unpack(slices, (uint32_t)index, &slice, err);
	if (ret < 0)
		err_prefix(err, "'%s'", arguments->file);
	else
		ret = file_write(arguments->output, slice.data, slice.len, err);
	buf_release(&slice);
	return ret;
}

static int show(const struct arguments *arguments, struct err *err)
{
	struct btf_file file;
	int ret = btf_file_read(arguments->file, &file, err);

	if (ret < 0)
		return ret;
	if (!file.slices.data)
		ret = err_set(err, EINVAL, "'%s' is BTF, not an archive of slices",
			      arguments->file);
	else if (arguments->list)
		list(&file.slices);
	else
		ret = extract(arguments, &file.slices, err);
	btf_file_release(&file);
	return ret;
}

/* --- the command --------------------------------------------------------------------------- */

static bool is_same(const char *path, const struct stat *output)
{
	struct stat st;

	return (strcmp(path, "-") == 0 ? fstat(STDIN_FILENO, &st) : stat(path, &st)) == 0 &&
	       st.st_dev == output->st_dev && st.st_ino == output->st_ino;
}

/* What is written takes the place of no file that was read, unless that is asked for. */
static int check_output(const struct arguments *arguments, struct err *err)
{
	struct stat st;

	if (!arguments->output || strcmp(arguments->output, "-") == 0 ||
	    stat(arguments->output, &st) < 0 || !S_ISREG(st.st_mode))
		return 0;
	for (size_t i = 0; i < arguments->kernels.count; i++)
		if (is_same(arguments->kernels.paths[i], &st))
			return err_set(err, EINVAL, "-o would replace the kernel '%s'",
				       arguments->output);
	if (arguments->into || !is_same(arguments->file, &st))
		return 0;
	err_set(err, EINVAL, "-o would replace '%s' itself", arguments->file);
	return err_hint(err, arguments->extract ? "name another file"
						: "--into puts the archive into it");
}

int cmd_btf(int argc, char **argv)
{
	struct arguments arguments = { .kernels.oci.title = argv[0] };
	struct err err = ERR_INIT;
	int ret;

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	libbpf_set_print(NULL);
	ret = check_output(&arguments, &err);
	if (!ret)
		ret = arguments.list || arguments.extract ? show(&arguments, &err)
							  : make(&arguments, &err);
	if (ret < 0 && *err.msg)
		err_print(&err, "wasm-bpf");
	return ret != 0;
}
