// SPDX-License-Identifier: MIT
/*
 * Starts COUNT programs that show how processes start and end, waits until each has attached its
 * programs, and prints the milliseconds and the KB of memory (PSS: what several share counts in
 * parts) for each of them:
 *
 *	guests native COUNT OBJECT
 *		processes over libbpf, which load examples/bootstrap's object
 *	guests processes COUNT WASM-BPF GUEST
 *		processes that run a guest
 *	guests library COUNT GUEST
 *		threads of this process that run it
 *
 * What it starts ends before it does, and if it is killed. Needs root.
 */
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <wasm_bpf.h>

enum { MOST = 1000, WAIT_MS = 60000 };

static double now_ms(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

/* KB, or -1 if there is no such process. */
static long memory_of(pid_t pid)
{
	char path[64], line[128];
	long kilobytes = -1;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", (int)pid);
	file = fopen(path, "r");
	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "Pss: %ld", &kilobytes) == 1)
			break;
	if (file)
		fclose(file);
	return kilobytes;
}

static void print_row(int count, double ms, long kilobytes)
{
	printf("%.2f %ld\n", ms / count, kilobytes / count);
}

/* --- processes --------------------------------------------------------------------- */

static pid_t children[MOST];
static int started;

static void end_children(void)
{
	for (int i = 0; i < started; i++)
		kill(children[i], SIGKILL);
	for (int i = 0; i < started; i++)
		waitpid(children[i], NULL, 0);
}

__attribute__((noreturn, format(printf, 1, 2))) static void give_up(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	fprintf(stderr, "guests: ");
	vfprintf(stderr, fmt, args);
	fprintf(stderr, "\n");
	va_end(args);
	end_children();
	exit(1);
}

static int drop(void *ctx, void *data, size_t size)
{
	(void)ctx;
	(void)data;
	(void)size;
	return 0;
}

/* What bootstrap.c does, without showing anything but its heading. */
__attribute__((noreturn)) static void be_native(const char *path)
{
	struct bpf_object *object = bpf_object__open_file(path, NULL);
	struct ring_buffer *ring = NULL;
	struct bpf_program *program;

	if (!object || bpf_object__load(object) < 0)
		_exit(1);
	bpf_object__for_each_program (program, object)
		if (!bpf_program__attach(program))
			_exit(1);
	ring = ring_buffer__new(bpf_object__find_map_fd_by_name(object, "rb"), drop, NULL, NULL);
	if (!ring || write(STDOUT_FILENO, "TIME\n", 5) != 5)
		_exit(1);
	while (ring_buffer__poll(ring, 100) >= 0 || errno == EINTR)
		;
	_exit(1);
}

/* A process of its own, so that it has no more memory than it needs. */
static pid_t start(char **command, int out)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(out, STDOUT_FILENO);
	execv(command[0], command);
	_exit(127);
}

/* Until the program has written something, which it does when all is attached. */
static bool has_begun(int from)
{
	struct pollfd fd = { .fd = from, .events = POLLIN };
	char byte;

	return poll(&fd, 1, WAIT_MS) == 1 && read(from, &byte, 1) == 1;
}

static void run_processes(int count, char **command)
{
	int(*pipes)[2] = calloc((size_t)count, sizeof(*pipes));
	const double begin = now_ms();
	long kilobytes = 0;
	double spent;

	for (int i = 0; i < count; i++) {
		if (!pipes || pipe2(pipes[i], O_CLOEXEC) < 0)
			give_up("no pipe: %s", strerror(errno));
		children[i] = start(command, pipes[i][1]);
		if (children[i] < 0)
			give_up("no process: %s", strerror(errno));
		started++;
		close(pipes[i][1]);
	}
	for (int i = 0; i < count; i++)
		if (!has_begun(pipes[i][0]))
			give_up("'%s' does not begin", command[0]);
	spent = now_ms() - begin;
	for (int i = 0; i < count; i++) {
		const long of_one = memory_of(children[i]);

		if (of_one <= 0)
			give_up("one of %d has ended", count);
		kilobytes += of_one;
	}
	end_children();
	print_row(count, spent, kilobytes);
	free(pipes);
}

/* --- threads ----------------------------------------------------------------------- */

struct guest {
	pthread_t thread;
	struct wasm_bpf_config *config;
	struct wasm_bpf_module *module;
	bool is_begun;
};

static atomic_int begun, failed;

static int take_output(void *context, const void *data, size_t size)
{
	struct guest *guest = context;

	(void)data;
	if (size && !guest->is_begun) {
		guest->is_begun = true;
		begun++;
	}
	return 0;
}

static void *run_guest(void *arg)
{
	struct guest *guest = arg;
	struct wasm_bpf_instance *instance = NULL;
	struct wasm_bpf_result result;
	struct wasm_bpf_error error;

	if (wasm_bpf_instance_new(guest->module, guest->config, &instance, &error) < 0 ||
	    wasm_bpf_run(instance, &result, &error) < 0) {
		fprintf(stderr, "guests: %s\n", error.message);
		failed++;
	}
	wasm_bpf_instance_free(instance);
	return NULL;
}

static void run_threads(int count, const char *path)
{
	struct guest *guests = calloc((size_t)count, sizeof(*guests));
	struct wasm_bpf_runtime *runtime;
	struct wasm_bpf_module *module;
	struct wasm_bpf_error error;
	const double begin = now_ms();
	long kilobytes;
	double spent;

	if (!guests || wasm_bpf_handle_signals(WASM_BPF_SIGNALS_MEMORY, &error) < 0 ||
	    wasm_bpf_runtime_new(WASM_BPF_CACHE, &runtime, &error) < 0 ||
	    wasm_bpf_module_load(runtime, path, NULL, WASM_BPF_NO_CODE, &module, &error) < 0)
		give_up("%s", guests ? error.message : "out of memory");
	for (int i = 0; i < count; i++) {
		guests[i].module = module;
		guests[i].config = wasm_bpf_config_new();
		wasm_bpf_config_argument(guests[i].config, path);
		wasm_bpf_config_stdout(guests[i].config, take_output, &guests[i]);
		if (pthread_create(&guests[i].thread, NULL, run_guest, &guests[i]))
			give_up("no thread");
	}
	while (begun < count && !failed && now_ms() - begin < WAIT_MS)
		usleep(200);
	spent = now_ms() - begin;
	kilobytes = memory_of(getpid());
	if (begun < count || failed)
		give_up("%d of %d guests have begun", begun, count);
	wasm_bpf_runtime_stop(runtime);
	for (int i = 0; i < count; i++) {
		pthread_join(guests[i].thread, NULL);
		wasm_bpf_config_free(guests[i].config);
	}
	wasm_bpf_module_free(module);
	wasm_bpf_runtime_free(runtime);
	free(guests);
	print_row(count, spent, kilobytes);
}

int main(int argc, char **argv)
{
	const int count = argc > 3 ? atoi(argv[2]) : 0;

	if (argc == 3 && strcmp(argv[1], "be-native") == 0)
		be_native(argv[2]);
	if (count < 1 || count > MOST)
		return 2;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (argc == 4 && strcmp(argv[1], "native") == 0)
		run_processes(count, (char *[]){ "/proc/self/exe", "be-native", argv[3], NULL });
	else if (argc == 5 && strcmp(argv[1], "processes") == 0)
		run_processes(count, (char *[]){ argv[3], argv[4], NULL });
	else if (argc == 4 && strcmp(argv[1], "library") == 0)
		run_threads(count, argv[3]);
	else
		return 2;
	return 0;
}
