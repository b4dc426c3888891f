// SPDX-License-Identifier: MIT
/* Tests of several instances at once, and of ends that come from outside. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "driver.h"

enum { THREADS = 6, ROUNDS = 5 };

static int64_t now_ms(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* As many runs of one module at once, which do not hear of each other. */
void test_threads(void)
{
	struct run *runs[THREADS];
	char number[16];

	set_up(0);
	for (int round = 0; round < ROUNDS; round++) {
		for (int i = 0; i < THREADS; i++) {
			snprintf(number, sizeof(number), "%d", 1000 * (i + 1));
			runs[i] = new_run("speak", number);
			start(runs[i]);
		}
		for (int i = 0; i < THREADS; i++) {
			IS(finish(runs[i]), 0);
			IS(runs[i]->out.size, 1000 * (i + 1));
			free_run(runs[i]);
		}
	}
	tear_down();
}

/* The same with a kernel: each has its objects, and gets each record once. */
void test_threads_bpf(void)
{
	struct run *runs[THREADS];
	struct wasm_bpf_buffer_stats buffer;
	struct wasm_bpf_stats stats;

	set_up(0);
	for (int i = 0; i < THREADS; i++) {
		runs[i] = new_run("cycle", NULL);
		start(runs[i]);
	}
	for (int i = 0; i < THREADS; i++) {
		IS(finish(runs[i]), 0);
		IS(wasm_bpf_instance_buffers(runs[i]->instance, &buffer, 1), 1);
		IS(strcmp(buffer.name, "records"), 0);
		IS(buffer.delivered >= 3 && buffer.polls >= 1 && !buffer.cut && !buffer.lost, 1);
		IS(wasm_bpf_instance_buffers(runs[i]->instance, NULL, 0), 1);
		wasm_bpf_instance_stats(runs[i]->instance, &stats);
		IS(stats.began_at < stats.attached_at && stats.attached_at < stats.ended_at, 1);
		IS(stats.host_calls > 5, 1);
		free_run(runs[i]);
	}
	tear_down();
}

static int stop_when_waiting(const char *what, int times)
{
	struct run *run = new_run(what, NULL);
	int64_t stopped;
	int status;

	start(run);
	wait_for(run, "waiting");
	stopped = now_ms();
	for (int i = 0; i < times; i++)
		wasm_bpf_stop(run->instance);
	status = finish(run);
	IS(now_ms() - stopped < 2000, 1);
	if (status == 3)
		HAS(run->out.text, "waiting\nflushed\n");
	free_run(run);
	return status;
}

/* One that runs on while others are stopped on the same engine. */
void test_stop(void)
{
	struct wasm_bpf_result result;
	struct run *other, *early;
	int64_t began;

	set_up(0);
	other = new_run("loop", NULL);
	start(other);
	wait_for(other, "waiting");
	IS(stop_when_waiting("loop", 1), 143);
	IS(stop_when_waiting("loop", 3), 143);
	IS(stop_when_waiting("sleep", 1), 143);
	IS(stop_when_waiting("sleep", 2), 143);
	/* Before it runs. */
	early = new_run("loop", NULL);
	make_instance(early);
	wasm_bpf_stop(early->instance);
	wasm_bpf_stop(early->instance);
	began = now_ms();
	IS(go(early), 143);
	IS(now_ms() - began < 1000, 1);
	free_run(early);
	IS(simple("exit", "0"), 0);
	pthread_mutex_lock(&other->out.lock);
	IS(other->result.status, 0);
	pthread_mutex_unlock(&other->out.lock);
	IS(wasm_bpf_run(other->instance, &result, NULL), -EBUSY);
	began = now_ms();
	wasm_bpf_stop(other->instance);
	IS(finish(other), 143);
	IS(now_ms() - began >= 200, 1); /* the grace */
	IS(other->result.end, WASM_BPF_STOPPED);
	free_run(other);
	tear_down();
}

/* At any time of a run: before it, in its start, in the guest, at its end, after it. */
void test_stop_anytime(void)
{
	int ended = 0, stopped = 0;

	set_up(0);
	for (int i = 0; i < 200; i++) {
		struct run *run = new_run(i % 2 ? "loop" : "exit", "0");
		int status;

		start(run);
		usleep(i * 10);
		wasm_bpf_stop(run->instance);
		wasm_bpf_stop(run->instance);
		status = finish(run);
		ended += status == 0;
		stopped += status == 143;
		IS(i % 2 && status == 0, 0);
		wasm_bpf_stop(run->instance);
		free_run(run);
	}
	IS(ended + stopped, 200);
	IS(stopped >= 100, 1);
	tear_down();
}

void test_stop_waits(void)
{
	set_up(0);
	IS(stop_when_waiting("wait-poll", 1), 3);
	IS(stop_when_waiting("wait-many", 1), 3);
	tear_down();
}

void test_stop_all(void)
{
	struct run *runs[3];

	set_up(0);
	for (int i = 0; i < 3; i++) {
		runs[i] = new_run(i == 1 ? "sleep" : "loop", NULL);
		start(runs[i]);
		wait_for(runs[i], "waiting");
	}
	wasm_bpf_runtime_stop(runtime);
	for (int i = 0; i < 3; i++) {
		IS(finish(runs[i]), 143);
		free_run(runs[i]);
	}
	IS(simple("loop", NULL), 143);
	IS(simple("exit", "4"), 4);
	tear_down();
}

void test_signals(void)
{
	struct run *run;

	IS(wasm_bpf_handle_signals(WASM_BPF_SIGNALS_STOP, NULL), 0);
	IS(wasm_bpf_handle_signals(WASM_BPF_SIGNALS_STOP, NULL), 0);
	set_up(0);
	run = new_run("sleep", NULL);
	start(run);
	wait_for(run, "waiting");
	kill(getpid(), SIGINT);
	IS(finish(run), 130);
	IS(run->result.signal, SIGINT);
	free_run(run);
	tear_down();
	/* Nobody is there to be stopped: as ever. The script wants to see that. */
	fflush(stdout);
	if (!failures)
		kill(getpid(), SIGTERM);
	sleep(10);
}

/* Without wasm_bpf_handle_signals() none is touched. */
void test_no_signals(void)
{
	static const int numbers[] = {
		SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGCHLD, SIGALRM, SIGUSR1,
	};
	struct sigaction action;
	sigset_t mask;

	set_up(0);
	IS(simple("exit", "0"), 0);
	pthread_sigmask(SIG_SETMASK, NULL, &mask);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		sigaction(numbers[i], NULL, &action);
		IS(action.sa_handler == SIG_DFL, 1);
		IS(sigismember(&mask, numbers[i]), 0);
	}
	tear_down();
}

static void count_stuck(void *context, int status)
{
	IS(status, 143);
	++*(atomic_int *)context;
}

/* The script gives a stdin that says nothing for a while. */
void test_stuck_for_long(void)
{
	atomic_int count = 0;
	struct run *run;

	set_up(0);
	run = new_run("block", NULL);
	wasm_bpf_config_stdin(run->config);
	wasm_bpf_config_stuck(run->config, count_stuck, &count);
	start(run);
	usleep(200000);
	wasm_bpf_stop(run->instance);
	wasm_bpf_stop(run->instance);
	IS(finish(run), 143);
	IS(count, 1);
	free_run(run);
	tear_down();
}

static void end_process(void *context, int status)
{
	IS(context == &failures && status == 143, 1);
	fflush(stdout);
	_exit(failures ? 1 : 42);
}

/* The script gives a stdin that says nothing. */
void test_stuck(void)
{
	struct run *run;

	set_up(0);
	run = new_run("block", NULL);
	wasm_bpf_config_stdin(run->config);
	wasm_bpf_config_stuck(run->config, end_process, &failures);
	start(run);
	usleep(200000);
	wasm_bpf_stop(run->instance);
	finish(run);
	IS(1, 0);
}
