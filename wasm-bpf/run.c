// SPDX-License-Identifier: MIT
#include "wasm-bpf/run.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "engine/code.h"
#include "engine/component.h"
#include "lib/buf.h"
#include "lib/diag.h"
#include "lib/err.h"
#include "lib/policy_file.h"
#include "observe/emitted.h"
#include "observe/exporter.h"
#include "observe/pods.h"
#include "runtime/runtime.h"
#include "runtime/stats.h"
#include "runtime/wasm_bpf.h"
#include "wasm-bpf/command.h"
#include "naming/named.h"
#include "wasm-bpf/summary.h"

enum { STATUS_TIMED_OUT = 124, TEXT_MAX = 64 << 10 };

static void print_error(const struct wasm_bpf_error *error)
{
	diag(DIAG_ERROR, "wasm-bpf", error->code, error->message, error->hint);
}

static int pass_over(void *context, char *line, unsigned int number, struct err *err)
{
	(void)context;
	(void)line;
	(void)number;
	(void)err;
	return 0;
}

/* Only an artifact can be vouched for. */
static int refuse_vouching(const struct run_options *options, struct err *err)
{
	unsigned int sections = 0;
	int ret = 0;

	if (options->oci.policy)
		ret = policy_file_read(options->oci.policy, POLICY_ARTIFACTS, pass_over, NULL,
				       &sections, err);
	if (!ret && (options->oci.verify_key || sections & POLICY_ARTIFACTS))
		ret = err_set(err, EINVAL,
			      "'%s' is a file: --verify-key and the section [artifacts] apply "
			      "only to artifacts",
			      options->file);
	return ret;
}

/* Finds the module's bytes: in the file, in the tool's at `path`, or handed over by who got the
 * artifact, at `path`. 0, or the exit status. */
static int locate(const struct run_options *options, char path[static OCI_PATH_MAX],
		  int *ret_code_fd)
{
	struct err err = ERR_INIT;
	struct named named;
	int ret = named_find(options->file, options->registry, &named, &err);

	if (ret_code_fd)
		*ret_code_fd = -1;

	strcpy(path, named.path);
	if (!ret)
		ret = named.kind == NAMED_ARTIFACT
			      ? oci_resolve(named.reference, &options->oci, path, ret_code_fd, &err)
			      : refuse_vouching(options, &err);
	if (ret < 0)
		err_print(&err, "wasm-bpf");
	if (ret == -ETIME)
		return STATUS_TIMED_OUT;
	return ret < 0 ? 1 : ret;
}

/* The last resort for a guest that nothing ends. */
static void leave(void *context, int status)
{
	(void)context;
	_exit(status);
}

static void print_trap(const struct wasm_bpf_result *result)
{
	struct buf text = BUF_INIT(TEXT_MAX);

	buf_printf(&text, "%s\n%s", result->message, result->backtrace);
	/* Functions are numbers where their names were stripped. */
	if (strncmp(result->backtrace, "  #0 function ", strlen("  #0 function ")) == 0)
		buf_puts(&text, "hint: build the guest with -g (in Rust: strip = \"none\") to see "
				"the names of its functions\n");
	diag_lines(DIAG_ERROR, "wasm-bpf", text.data ? text.data : "");
	buf_release(&text);
}

/* Of a run that began and whose numbers were asked for; and releases them. */
static void print_stats(const struct run_options *options, struct run_stats *stats)
{
	if (stats->whole.ended_at)
		summary_print(stats, options->begin, options->json, stderr);
	run_stats_release(stats);
}

static int run_instance(const struct run_options *options, struct wasm_bpf_instance *instance)
{
	struct wasm_bpf_error error;
	struct wasm_bpf_result result = { .status = 1 };
	struct run_stats stats = { 0 };

	if (wasm_bpf_run(instance, &result, &error) < 0)
		print_error(&error);
	if (result.end == WASM_BPF_TRAPPED)
		print_trap(&result);
	if (options->stats)
		run_stats_of(&stats, instance);
	print_stats(options, &stats);
	return result.status;
}

static int not_for_guests(const struct run_options *options, const char *option, const char *why)
{
	diag_printf(DIAG_ERROR, "wasm-bpf", "--%s is not for the guest '%s', which %s", option,
		    options->file, why);
	return 2;
}

static int run_guest(const struct run_options *options, const struct wasm_bpf_module *module,
		     struct wasm_bpf_error *error, int *ret)
{
	struct wasm_bpf_instance *instance = NULL;
	int status = 1;

	*ret = wasm_bpf_instance_new(module, options->config, &instance, error);
	if (!*ret)
		status = run_instance(options, instance);
	wasm_bpf_instance_free(instance);
	return status;
}

/* Which option is for other guests than those that get values, or null. */
static const char *not_for_components(const struct run_options *options)
{
	const struct observe_options *observe = &options->observe;
	const struct {
		bool is_given;
		const char *name;
	} own[] = {
		{ options->record, "record" },
		{ options->record_env, "record-env" },
		{ options->profile, "profile" },
		{ options->wrapper_module, "wrapper-module" },
		{ options->callback_export, "callback-export" },
	};

	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++)
		if (own[i].is_given)
			return own[i].name;
	if (observe->records.count || observe->maps.count)
		return observe->records.count ? "record-type" : "map";
	return observe->types ? "types" : NULL;
}

/* What shows its records, if it emits any. */
static int begin_emitted(const struct run_options *options, struct wasm_bpf_runtime *runtime,
			 const struct wasm_bpf_module *module, struct emitted **ret_emitted,
			 struct err *err)
{
	if (component_imports(runtime->engine, module->code, "streams") ||
	    component_imports(runtime->engine, module->code, "bpf"))
		return emitted_begin(options->config, &options->observe, ret_emitted, err);
	return options->observe.any_of_guests
		       ? not_for_guests(options, options->observe.any_of_guests, "emits no records")
		       : 0;
}

static int run_component(const struct run_options *options, struct wasm_bpf_runtime *runtime,
			 const struct wasm_bpf_module *module, struct emitted **emitted)
{
	const char *option = not_for_components(options);
	struct run_stats stats = { 0 };
	struct wasm_bpf_result result;
	char name[RUN_NAME_MAX];
	struct err err = ERR_INIT;
	int status;

	if (option)
		return not_for_guests(options, option, "gets its records as values");
	status = begin_emitted(options, runtime, module, emitted, &err);
	if (status < 0)
		err_print(&err, "wasm-bpf");
	if (status)
		return status < 0 ? 1 : status;
	status = observe_guest(runtime, options->config, module, run_name(options->file, name),
			       &options->observe, options->stats ? &stats : NULL, &result, &err);
	if (result.end == WASM_BPF_TRAPPED)
		print_trap(&result);
	else if (*err.msg)
		err_print(&err, "wasm-bpf");
	print_stats(options, &stats);
	return status;
}

/* `path` is where the bytes of an artifact are, or empty. */
static int run_module(const struct run_options *options, struct wasm_bpf_runtime *runtime,
		      const char *path, int code_fd)
{
	struct wasm_bpf_module *module = NULL;
	struct emitted *emitted = NULL;
	struct wasm_bpf_error error;
	struct err err = ERR_INIT;
	int ret, status = 1;

	ret = *path ? runtime_load(runtime, path, options->file, WASM_BPF_NO_CODE, code_fd, &module,
				   &error)
		    : wasm_bpf_module_load(runtime, options->file, NULL,
					   options->compiled ? WASM_BPF_CODE : 0, &module, &error);
	if (!ret && module_ready(module, options->config, &err) < 0)
		err_print(&err, "wasm-bpf");
	else if (!ret && engine_module_is_component(module->code))
		status = run_component(options, runtime, module, &emitted);
	else if (!ret && options->observe.any_of_objects)
		status = not_for_guests(options, options->observe.any_of_objects,
					"shows what it wants");
	else if (!ret && options->observe.any &&
		 !wasm_bpf_module_imports(module, "wasm_bpf_v2", "stream_open"))
		status = not_for_guests(options, options->observe.any, "emits no records");
	else if (!ret && emitted_begin(options->config, &options->observe, &emitted, &err) < 0)
		err_print(&err, "wasm-bpf");
	else
		status = ret ? 1 : run_guest(options, module, &error, &ret);
	if (ret)
		print_error(&error);
	if (emitted && emitted_end(emitted, &err) < 0) {
		err_print(&err, "wasm-bpf");
		status = status ? status : 1;
	}
	wasm_bpf_module_free(module);
	return status;
}

static int run_object(const struct run_options *options, struct wasm_bpf_runtime *runtime,
		      const char *path)
{
	struct run_stats stats = { 0 };
	char name[RUN_NAME_MAX];
	struct err err = ERR_INIT;
	int status = 1;

	if (options->record) {
		err_set(&err, EINVAL, "--record is for guests, and '%s' is an object",
			options->file);
		err_hint(&err, "--output writes what it sends, --record-type BUFFER=TYPE says "
			       "which struct a buffer's records are");
	} else
		status = observe(runtime, options->config, path, run_name(options->file, name),
				 &options->observe, options->stats ? &stats : NULL, &err);
	if (*err.msg)
		err_print(&err, "wasm-bpf");
	print_stats(options, &stats);
	return status;
}

static int run(struct run_options *options, const char *path, int code_fd)
{
	struct service *service = NULL;
	struct wasm_bpf_runtime *runtime;
	char name[RUN_NAME_MAX];
	struct wasm_bpf_error error;
	struct err err = ERR_INIT;
	int status;

	options->service.name = run_name(options->file, name);
	options->service.file = options->file;
	options->service.path = *path ? path : options->file;
	options->service.observe = &options->observe;
	options->observe.appends = options->keeps && (!options->fresh || options->is_later);
	options->observe.silence = options->service.limits.silence;
	if (service_begin(options->config, &options->service, &service, &err) < 0 ||
	    exporter_start(&options->observe, name, &options->observe.exporter, &err) < 0 ||
	    pods_start(&options->observe, &options->observe.pods, &err) < 0) {
		exporter_stop(options->observe.exporter);
		err_print(&err, "wasm-bpf");
		service_end(service);
		return 1;
	}
	if (wasm_bpf_confine(options->config, &error) < 0 ||
	    wasm_bpf_handle_signals(WASM_BPF_SIGNALS_STOP | WASM_BPF_SIGNALS_MEMORY, &error) < 0 ||
	    wasm_bpf_runtime_new((options->no_cache ? 0 : WASM_BPF_CACHE) |
					 (options->perf_map ? WASM_BPF_PERF_MAP : 0),
				 &runtime, &error) < 0) {
		print_error(&error);
		return 1;
	}
	if (options->verbose && wasm_bpf_runtime_no_cache(runtime))
		diag_printf(DIAG_WARNING, "wasm-bpf", "%s", wasm_bpf_runtime_no_cache(runtime));
	wasm_bpf_runtime_bound(runtime, options->config);
	status = observe_is_object(*path ? path : options->file)
			 ? run_object(options, runtime, *path ? path : options->file)
			 : run_module(options, runtime, path, code_fd);
	exporter_stop(options->observe.exporter);
	pods_stop(options->observe.pods);
	service_end(service);
	wasm_bpf_runtime_free(runtime);
	return status;
}

/* When the run's time is over, by clock_now(); 0: never. */
static uint64_t due(const struct run_options *options)
{
	const int64_t left = wasm_bpf_config_time_left(options->config);

	return left < 0 ? 0 : clock_now() + (uint64_t)left * 1000000;
}

static int begin(struct run_options *options, int argc, char **argv)
{
	struct wasm_bpf_error error;

	options->config = wasm_bpf_config_new();
	if (!options->config) {
		diag(DIAG_ERROR, "wasm-bpf", ENOMEM, strerror(ENOMEM), NULL);
		return 1;
	}
	run_options_parse(options, argc, argv);
	wasm_bpf_config_wrapper(options->config, options->wrapper_module, options->callback_export);
	wasm_bpf_config_stdin(options->config);
	wasm_bpf_config_stuck(options->config, leave, NULL);
	wasm_bpf_config_since(options->config, options->begin);
	if (wasm_bpf_config_policy(options->config, options->oci.policy, &error) < 0 ||
	    wasm_bpf_config_btf(options->config, options->btf, &error) < 0) {
		print_error(&error);
		return 1;
	}
	options->oci.due = due(options);
	options->oci.code_maker = code_maker();
	options->oci.by_key = options->compiled;
	return 0;
}

/* Opens what outlives the run, and what the kernel counts for it. */
static int begin_run(const struct run_options *options)
{
	struct wasm_bpf_error error;

	/* Without the right to do so they are not counted, which the summary says. */
	if (options->stats)
		wasm_bpf_config_count_runs(options->config);
	if ((options->profile &&
	     wasm_bpf_config_profile(options->config, options->profile, &error) < 0) ||
	    (options->record &&
	     wasm_bpf_config_record(options->config, options->record,
				    options->record_env ? WASM_BPF_RECORD_VARIABLES : 0,
				    &error) < 0) ||
	    (options->keeps &&
	     wasm_bpf_config_keep(options->config, options->keep,
				  options->fresh && !options->is_later, &error) < 0)) {
		print_error(&error);
		return 1;
	}
	return 0;
}

int run_at(struct run_options *options, int argc, char **argv, const char *path)
{
	int status = begin(options, argc, argv);

	if (!status)
		status = begin_run(options);
	if (!status)
		status = run(options, path, -1);
	wasm_bpf_config_free(options->config);
	return status;
}

int run_find(struct run_options *options, int argc, char **argv, bool again,
	     char path[static OCI_PATH_MAX])
{
	int status = begin(options, argc, argv);

	if (again)
		options->oci.pull = "always";
	return status ? status : locate(options, path, NULL);
}

static void free_arguments(char **arguments)
{
	for (char **i = arguments; i && *i; i++)
		free(*i);
	free(arguments);
}

/* Reading them changes some. */
static char **copy_arguments(int argc, char **argv)
{
	char **copy = calloc((size_t)argc + 1, sizeof(*copy));

	for (int i = 0; copy && i < argc; i++)
		if (!(copy[i] = strdup(argv[i])))
			break;
	return copy;
}

int cmd_run(int argc, char **argv)
{
	struct run_options options = { .begin = clock_now() };
	char path[OCI_PATH_MAX], **given = copy_arguments(argc, argv);
	int status = begin(&options, argc, argv), code_fd = -1;

	if (!status && options.updates) {
		status = renew(&options, argc, given);
	} else {
		if (!status)
			status = begin_run(&options);
		if (!status)
			status = locate(&options, path, &code_fd);
		if (!status)
			status = run(&options, path, code_fd);
	}
	free_arguments(given);
	diag_exit("wasm-bpf", status);
	wasm_bpf_config_free(options.config);
	return status;
}
