// SPDX-License-Identifier: MIT
/* wasm-bpf check: whether the objects of a guest fit kernels, by the kernels' BTF. */
#include <argp.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "btf/arch.h"
#include "check/boot.h"
#include "check/code.h"
#include "check/facts.h"
#include "check/findings.h"
#include "check/native.h"
#include "inspection/inspection.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "lib/file.h"
#include "wasm-bpf/check_modules.h"
#include "wasm-bpf/checked.h"
#include "wasm-bpf/command.h"
#include "wasm-bpf/kernel_list.h"
#include "naming/named.h"
#include "naming/oci.h"

enum { OPT_KERNELS = 256, OPT_ALL, OPT_BOOT, OPT_ACCEL, OPT_TIMEOUT, OPT_BOOTED, OPT_ARCH };

enum { CHECK_FILE_MAX = 1 << 30, JSON_MAX = 1 << 28, INITRD_MAX = 1 << 30 };

struct arguments {
	const char *file;
	struct kernel_list kernels;
	struct oci_options oci;
	struct boot_options boot;
	bool boots;
	bool json;
	bool all;
};

static const struct argp_option option_table[] = {
	{ "kernels", OPT_KERNELS, "FILE|DIR|REF", 0,
	  "Kernels: BTF, images (vmlinuz, vmlinux), packages, folders of these, or images of a "
	  "registry; repeatable (the running kernel)",
	  0 },
	{ "arch", OPT_ARCH, "NAME", 0,
	  "Of images of a registry, those for this architecture (this machine's)", 0 },
	{ "boot", OPT_BOOT, NULL, 0,
	  "Also boot each kernel that comes as an image or a package under qemu, and load the "
	  "programs there",
	  0 },
	{ "accel", OPT_ACCEL, "NAME", 0, "With --boot: how qemu runs it, tcg or kvm (tcg)", 0 },
	{ "timeout", OPT_TIMEOUT, "SECONDS", 0, "With --boot: end a kernel after this time (600)",
	  0 },
	{ "booted", OPT_BOOTED, NULL, OPTION_HIDDEN, NULL, 0 },
	{ "all", OPT_ALL, NULL, 0, "Also show what is guarded, and notes", 0 },
	{ "json", 'j', NULL, 0, "Print JSON, with everything", 0 },
	{ 0 },
};

static unsigned int seconds(const char *arg, struct argp_state *state)
{
	char *end;
	const unsigned long number = strtoul(arg, &end, 10);

	if (!*arg || *end || !number || number > 86400)
		argp_error(state, "--timeout takes a number of seconds, not '%s'", arg);
	return (unsigned int)number;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &arguments->oci;
		break;
	case OPT_KERNELS:
		kernel_list_add(&arguments->kernels, arg, state);
		break;
	case OPT_ARCH:
		arguments->kernels.arch = arg;
		break;
	case OPT_BOOT:
		arguments->boots = true;
		break;
	case OPT_ACCEL:
		if (strcmp(arg, "tcg") != 0 && strcmp(arg, "kvm") != 0)
			argp_error(state, "--accel is tcg or kvm, not '%s'", arg);
		arguments->boot.accelerator = arg;
		break;
	case OPT_TIMEOUT:
		arguments->boot.seconds = seconds(arg, state);
		break;
	case OPT_BOOTED:
		boot_run();
		argp_error(state, "--booted is for the first process of a kernel");
		break;
	case OPT_ALL:
		arguments->all = true;
		break;
	case 'j':
		arguments->json = true;
		break;
	case ARGP_KEY_ARG:
		if (state->arg_num > 0)
			return ARGP_ERR_UNKNOWN;
		arguments->file = arg;
		break;
	case ARGP_KEY_NO_ARGS:
		argp_usage(state);
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp_child children[] = {
	{ &oci_remote_argp, 0, "Artifacts, and images of a registry:", 1 },
	{ 0 },
};

static const struct argp argp = {
	option_table,
	parse,
	"FILE.wasm|FILE.bpf.o|TOOL|REFERENCE",
	"Check by kernels' BTF whether the BPF objects of a guest fit them: whether CO-RE relocations "
	"find what they are about, and whether the kernels have the helpers, the types of programs "
	"and maps, and what programs attach to. Without --boot nothing is loaded. The exit status "
	"is 0 if all kernels fit, 1 if one does not or a file cannot be read, 2 for wrong usage.",
	children,
	NULL,
	NULL,
};

/* --- objects --------------------------------------------------------------------------------- */

/* The objects of the file, and what is found out about them. */
struct run {
	struct inspection inspection;
	struct code codes[INSPECT_OBJECTS_MAX];
	void *copies[INSPECT_OBJECTS_MAX]; /* aligned */
	const struct arguments *arguments;
	struct buf initrd; /* for --boot */
	struct modules *modules; /* what may be in kernels' modules */
	bool is_swapped; /* the object is for machines of the other byte order */
	struct checked checked;
};

static int read_object(struct run *run, size_t index, struct err *err)
{
	const struct inspect_object *object = &run->inspection.objects[index];

	if (!object->bpf)
		return err_set(err, EINVAL, "%s", object->refused);
	run->copies[index] = malloc(object->size);
	if (!run->copies[index])
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	memcpy(run->copies[index], object->elf.data, object->size);
	return code_read(&run->codes[index], run->copies[index], object->size, err);
}

static int read_objects(struct run *run, const struct buf *file, struct err *err)
{
	int ret = inspect(file->data ? file->data : "", file->len, &run->inspection, err);

	if (ret < 0)
		return ret;
	if (!run->inspection.object_count)
		ret = err_set(err, ENODATA, "it contains no BPF object");
	for (size_t i = 0; i < run->inspection.object_count && !ret; i++)
		ret = read_object(run, i, err);
	run->checked.object_count = run->inspection.object_count;
	return ret;
}

static void run_release(struct run *run)
{
	for (size_t i = 0; i < run->checked.object_count; i++) {
		code_release(&run->codes[i]);
		free(run->copies[i]);
	}
	for (size_t i = 0; i < run->checked.kernel_count; i++) {
		for (size_t j = 0; j < run->checked.object_count; j++)
			check_release(&run->checked.kernels[i].results[j]);
		loads_release(&run->checked.kernels[i].loads);
		free(run->checked.kernels[i].path);
	}
	free(run->checked.kernels);
	buf_release(&run->initrd);
	modules_free(run->modules);
	inspection_release(&run->inspection);
}

/* --- kernels --------------------------------------------------------------------------------- */

/* Whether an object is for that architecture: it reads its registers, or no others'. */
static bool is_for(const struct inspect_object *object, const char *arch)
{
	return !*object->registers || strcmp(arch, "other") == 0 ||
	       strcmp(object->registers, arch) == 0;
}

static struct checked_kernel *find_kernel(struct run *run, const struct kernel *kernel)
{
	for (size_t i = 0; i < run->checked.kernel_count; i++)
		if (strcmp(run->checked.kernels[i].release, kernel->release) == 0 &&
		    strcmp(run->checked.kernels[i].arch, kernel->arch) == 0)
			return &run->checked.kernels[i];
	return NULL;
}

static struct checked_kernel *add_kernel(struct run *run, const struct kernel *kernel)
{
	const size_t size = (run->checked.kernel_count + 1) * sizeof(*run->checked.kernels);
	struct checked_kernel *all = realloc(run->checked.kernels, size), *to;

	if (!all)
		return NULL;
	run->checked.kernels = all;
	to = &all[run->checked.kernel_count++];
	*to = (struct checked_kernel){ .fits = true,
				       .is_swapped = kernel->is_swapped,
				       .path = strdup(kernel->path) };
	snprintf(to->release, sizeof(to->release), "%s", kernel->release);
	snprintf(to->arch, sizeof(to->arch), "%s", kernel->arch);
	return to->path ? to : NULL;
}

static int check_objects(struct run *run, struct checked_kernel *to, const struct facts *facts,
			 struct err *err)
{
	const char *why = "no object is for this architecture";
	bool any = false;
	int ret = 0;

	for (size_t i = 0; i < run->checked.object_count && !ret; i++) {
		const struct inspect_object *object = &run->inspection.objects[i];

		if (to->is_swapped != run->is_swapped) {
			why = "no object is for this byte order";
			continue;
		}
		if (!is_for(object, to->arch))
			continue;
		any = to->is_checked[i] = true;
		ret = check_object(&run->codes[i], object->bpf, facts, to->release, &to->results[i],
				   err);
		to->fits &= to->results[i].fits;
	}
	if (!ret && !any) {
		to->fits = false;
		if (check_add(&to->results[0], CHECK_PROGRAMS, CHECK_FAILS, NULL, "%s", why) < 0)
			ret = err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	}
	return ret;
}

/* --- boots ----------------------------------------------------------------------------------- */

static int prepare_boot(struct run *run, struct err *err)
{
	struct boot_object objects[INSPECT_OBJECTS_MAX];

	run->initrd = (struct buf)BUF_INIT(INITRD_MAX);
	for (size_t i = 0; i < run->checked.object_count; i++)
		objects[i] = (struct boot_object){ run->copies[i],
						   run->inspection.objects[i].size };
	return boot_prepare(objects, run->checked.object_count, &run->initrd, err);
}

/* Keeps the loads of objects that are for this kernel. */
static void keep_loads(struct checked_kernel *to, const struct loads *loads)
{
	size_t count = 0;

	to->loads = *loads;
	for (size_t i = 0; i < loads->count; i++)
		if (loads->all[i].object < INSPECT_OBJECTS_MAX &&
		    to->is_checked[loads->all[i].object])
			to->loads.all[count++] = loads->all[i];
	to->loads.count = count;
}

/* Boots it, if it comes with an image. Why it was not booted is one of the results. */
static int boot_kernel(struct run *run, struct checked_kernel *to, const struct kernel *kernel)
{
	struct loads loads = { 0 };
	struct err err = ERR_INIT;

	if (!run->arguments->boots || to->is_booted || !kernel->image)
		return 0;
	to->is_booted = true;
	if (strcmp(to->arch, arch_of_host()) != 0) {
		snprintf(to->no_boot, sizeof(to->no_boot),
			 "it is not for this machine's architecture (%s)", arch_of_host());
		return 0;
	}
	fprintf(stderr, "booting %s...\n", to->release);
	if (boot(kernel->image, kernel->image_size, &run->initrd, &run->arguments->boot, &loads,
		 &err) < 0)
		snprintf(to->no_boot, sizeof(to->no_boot), "%.*s", CHECKED_TEXT_SIZE - 1, err.msg);
	keep_loads(to, &loads);
	return 0;
}

/* What came without an image could not be booted. */
static void tell_unbooted(struct checked *checked)
{
	for (size_t i = 0; i < checked->kernel_count; i++)
		if (!checked->kernels[i].is_booted)
			snprintf(checked->kernels[i].no_boot, CHECKED_TEXT_SIZE,
				 "its BTF came without an image (vmlinuz)");
}

static bool wants_modules(const struct run *run, const struct checked_kernel *kernel)
{
	for (size_t i = 0; i < run->checked.object_count; i++)
		if (kernel->results[i].want_count)
			return true;
	return false;
}

static int check_btf(struct run *run, struct checked_kernel *to, const struct buf *btf,
		     struct err *err)
{
	struct facts facts;
	int ret = facts_init(&facts, btf->data, btf->len, err);

	to->has_btf = true;
	if (!ret)
		ret = check_objects(run, to, &facts, err);
	facts_release(&facts);
	if (!ret && wants_modules(run, to))
		ret = modules_keep(run->modules, (size_t)(to - run->checked.kernels), btf, err);
	return ret;
}

/* The kernel's results give way to those with its modules. */
static int check_again(void *context, size_t index, const struct facts *facts, struct err *err)
{
	struct run *run = context;
	struct checked_kernel *to = &run->checked.kernels[index];

	for (size_t i = 0; i < run->checked.object_count; i++)
		check_release(&to->results[i]);
	to->fits = true;
	return check_objects(run, to, facts, err);
}

/* A kernel may come more than once: as BTF, and as an image. */
static int take_kernel(void *context, const struct kernel *kernel, struct err *err)
{
	struct run *run = context;
	struct checked_kernel *to = find_kernel(run, kernel);
	int ret = 0;

	if (!to)
		to = add_kernel(run, kernel);
	if (!to)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	if (!to->has_btf && kernel->btf)
		ret = check_btf(run, to, kernel->btf, err);
	return ret ? ret : boot_kernel(run, to, kernel);
}

/* --- the command ----------------------------------------------------------------------------- */

static int check_kernels(const struct arguments *arguments, struct run *run, struct err *err)
{
	const struct kernel_list here = { .paths = { "/sys/kernel/btf/vmlinux" }, .count = 1 };
	const struct kernel_list *list = arguments->kernels.count ? &arguments->kernels : &here;
	int ret, again;

	run->modules = modules_new();
	if (!run->modules)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	ret = kernel_list_each(list, take_kernel, run, err);
	if (ret < 0)
		return ret;
	if (!run->checked.kernel_count)
		return err_set(err, ENODATA, "there are only modules: their kernel is needed, too");
	again = modules_judge(run->modules, &run->checked, list, check_again, run, err);
	return again ? again : ret;
}

static int print(const struct arguments *arguments, const struct checked *checked, struct err *err)
{
	struct buf text = BUF_INIT(JSON_MAX);
	int ret = 0;

	if (!arguments->json) {
		checked_print(checked, arguments->all);
		return 0;
	}
	checked_write(checked, &text);
	if (text.error)
		ret = err_set(err, text.error, "%s", strerror(text.error));
	else
		puts(text.data);
	buf_release(&text);
	return ret;
}

static bool all_fit(const struct checked *checked)
{
	if (checked->any_failed)
		return false;
	for (size_t i = 0; i < checked->kernel_count; i++)
		if (!checked->kernels[i].has_btf || !checked->kernels[i].fits ||
		    checked_refused(&checked->kernels[i]) || *checked->kernels[i].no_boot)
			return false;
	return true;
}

/* 0, the exit status 1 if a kernel does not fit, or -errno. */
static int check_file(const struct arguments *arguments, const char *path, struct err *err)
{
	struct buf file = BUF_INIT(CHECK_FILE_MAX);
	struct run *run = calloc(1, sizeof(*run));
	int ret = run ? file_read(path, &file, err) : err_set(err, ENOMEM, "%s", strerror(ENOMEM));

	if (!ret) {
		run->arguments = arguments;
		run->checked.file = arguments->file;
		run->checked.boots = arguments->boots;
		ret = native_object(file.data, file.len, &run->is_swapped, err);
		if (!ret)
			ret = read_objects(run, &file, err);
		if (ret < 0)
			err_prefix(err, "'%s'", arguments->file);
	}
	if (!ret && arguments->boots && run->is_swapped)
		ret = err_set(err, EINVAL,
			      "'%s' is for machines of the other byte order: no kernel that is "
			      "booted here loads it",
			      arguments->file);
	if (!ret && arguments->boots)
		ret = prepare_boot(run, err);
	if (!ret)
		ret = check_kernels(arguments, run, err);
	if (ret > 0)
		run->checked.any_failed = true;
	if (ret >= 0 && arguments->boots)
		tell_unbooted(&run->checked);
	if (ret >= 0)
		ret = print(arguments, &run->checked, err);
	if (!ret)
		ret = !all_fit(&run->checked);
	if (run)
		run_release(run);
	free(run);
	buf_release(&file);
	return ret;
}

int cmd_check(int argc, char **argv)
{
	struct arguments arguments = { .oci = { .title = argv[0], .policy = "/dev/null" },
				       .boot = { .accelerator = "tcg", .seconds = 600 } };
	char artifact[OCI_PATH_MAX];
	struct err err = ERR_INIT;
	struct named named;
	const char *path;
	int ret;

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	libbpf_set_print(NULL);
	/* Guests are only read here; kernels obey the machine's policy. */
	arguments.kernels.oci = arguments.oci;
	arguments.kernels.oci.policy = NULL;
	ret = arguments.boots ? boot_check(&err) : 0;
	if (!ret)
		ret = named_fetch(arguments.file, &arguments.oci, &named, artifact, &path, &err);
	if (!ret)
		ret = check_file(&arguments, path, &err);
	if (ret < 0 && *err.msg)
		err_print(&err, "wasm-bpf");
	return ret != 0;
}
