// SPDX-License-Identifier: MIT
#include "service/update.h"

#include <errno.h>
#include <poll.h>
#include <sha256.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "lib/diag.h"
#include "lib/err.h"
#include "service/keeper.h"

enum { READY_S = 30, END_S = 10, STATUS_FAILED = 1, STATUS_SIGNAL = 128, SHOWN = 12 };

static const uint64_t second = 1000000000, never = UINT64_MAX;

/* The bytes of a guest, and the policy it was found under. */
struct version {
	int fd; /* or -1 */
	uint64_t policy;
	char digest[SHA256_DIGEST_STRING_LENGTH];
};

struct state {
	const struct update *update;
	struct keeper *keeper;
	int signals;              /* of signalfd(2) */
	struct version current;
	struct version before;    /* what to go back to; none once the current one is ready */
	struct version rejected;  /* was not ready in time */
	struct version next;      /* what the looker found */
	pid_t child;              /* runs the current version; or 0 */
	pid_t looker;             /* or 0 */
	bool has_run;
	bool is_ending;           /* somebody told us to */
	bool is_swapping;         /* the child was told to end, for the next version */
	bool stays;               /* after a hangup of the terminal: nohup(1) */
	bool is_reloading;        /* the manager waits for the end of that */
	bool looks_again;         /* a SIGHUP came while the looker was at work */
	uint64_t look_at;         /* when to look next */
	uint64_t ready_by;        /* until then the child has to be ready */
	uint64_t end_by;          /* until then the child has to end */
	int status;
};

static const char *short_digest(const struct version *version, char text[static 32])
{
	snprintf(text, 32, "sha256:%.*s", SHOWN, version->digest);
	return text;
}

static void forget(struct version *version)
{
	if (version->fd >= 0)
		close(version->fd);
	*version = (struct version){ .fd = -1 };
}

static bool is_same(const struct version *a, const struct version *b)
{
	return a->fd >= 0 && b->fd >= 0 && a->policy == b->policy &&
	       strcmp(a->digest, b->digest) == 0;
}

static int read_digest(struct version *version)
{
	struct stat status;
	void *bytes;

	if (fstat(version->fd, &status) < 0 || status.st_size <= 0)
		return -EINVAL;
	bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, version->fd, 0);
	if (bytes == MAP_FAILED)
		return -errno;
	SHA256Data(bytes, (size_t)status.st_size, version->digest);
	munmap(bytes, (size_t)status.st_size);
	return 0;
}

/* --- processes ----------------------------------------------------------------------------- */

/* A process that ends with this one, and has its signals as they were. */
static pid_t start(const struct state *state)
{
	const pid_t parent = getpid(), child = fork();
	sigset_t none;

	if (child < 0)
		diag_printf(DIAG_ERROR, "wasm-bpf", "cannot start a process: %s", strerror(errno));
	if (child)
		return child;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(STATUS_FAILED);
	close(state->signals);
	signal(SIGHUP, SIG_IGN); /* whoever sends it to all of the service's means a reload */
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	return 0;
}

static void start_looker(struct state *state)
{
	const bool again = state->current.fd >= 0;
	pid_t child;

	if (state->looker) {
		state->looks_again = true;
		return;
	}
	child = start(state);
	if (child == 0)
		exit(state->update->look(state->update->context, state->keeper, again));
	state->looker = child > 0 ? child : 0;
	state->look_at = state->update->interval ? clock_now() + state->update->interval : never;
}

static void stop_looker(const struct state *state)
{
	if (state->looker)
		kill(state->looker, SIGTERM);
}

static int run_child(const struct state *state)
{
	int module = state->current.fd;
	char path[40];

	if (keeper_become_child(state->keeper, &module) < 0) {
		diag_printf(DIAG_ERROR, "wasm-bpf", "too many descriptors are kept");
		return STATUS_FAILED;
	}
	snprintf(path, sizeof(path), "/proc/self/fd/%d", module);
	return state->update->run(state->update->context, path, !state->has_run);
}

static void start_child(struct state *state)
{
	const pid_t child = start(state);

	if (child == 0)
		exit(run_child(state));
	state->child = child > 0 ? child : 0;
	state->status = STATUS_FAILED;
	state->end_by = never;
	state->ready_by = state->before.fd >= 0 ? clock_now() + READY_S * second : never;
	state->has_run = true;
}

/* As a signal of its parent's, which the child does not count if it had the same one itself. */
static void pass_on(pid_t child, int number)
{
	sigqueue(child, number, (union sigval){ .sival_int = number });
}

static void stop_child(struct state *state)
{
	pass_on(state->child, SIGTERM);
	state->end_by = clock_now() + END_S * second + state->update->grace;
}

/* --- versions ------------------------------------------------------------------------------ */

static void end_reload(struct state *state)
{
	if (state->is_reloading)
		keeper_tell(state->keeper, "READY=1");
	state->is_reloading = false;
}

/* Puts the next version in the place of the current one. */
static void swap(struct state *state)
{
	forget(&state->before);
	state->before = state->current;
	state->current = state->next;
	state->next = (struct version){ .fd = -1 };
	start_child(state);
}

static void take_next(struct state *state)
{
	char old[32], new[32];

	if (state->is_swapping)
		return; /* it takes the place of the other next one */
	if (is_same(&state->next, &state->current) || is_same(&state->next, &state->rejected)) {
		forget(&state->next);
		end_reload(state);
		return;
	}
	if (state->current.fd < 0) {
		state->current = state->next;
		state->next = (struct version){ .fd = -1 };
		start_child(state);
		return;
	}
	diag_printf(DIAG_INFO, "wasm-bpf", "update: %s follows %s%s",
		    short_digest(&state->next, new), short_digest(&state->current, old),
		    state->next.policy != state->current.policy ? ", by another policy" : "");
	state->is_swapping = true;
	if (state->child)
		stop_child(state);
	else
		swap(state);
}

/* The version that was there before runs on, where it was. */
static void go_back(struct state *state)
{
	char old[32], new[32];

	diag_printf(DIAG_ERROR, "wasm-bpf", "update: %s ended before it was ready; back to %s",
		    short_digest(&state->current, new), short_digest(&state->before, old));
	forget(&state->rejected);
	state->rejected = state->current;
	state->current = state->before;
	state->before = (struct version){ .fd = -1 };
	end_reload(state);
	start_child(state);
}

/* --- what happens -------------------------------------------------------------------------- */

static void ready(struct state *state)
{
	char digest[32];

	if (state->before.fd >= 0)
		diag_printf(DIAG_INFO, "wasm-bpf", "update: %s runs",
			    short_digest(&state->current, digest));
	forget(&state->before);
	state->ready_by = never;
	state->is_reloading = false; /* the child's own word went to the manager */
}

static void hear(struct state *state)
{
	struct keeper_news news = { .module = -1 };
	char digest[32], before[40];

	snprintf(before, sizeof(before), "%s; ", short_digest(&state->current, digest));
	keeper_read(state->keeper, state->child, state->looker, before, state->is_ending, &news);
	if (news.is_ready && !state->is_swapping)
		ready(state);
	if (news.module >= 0) {
		struct version found = { .fd = news.module, .policy = news.policy };

		if (read_digest(&found) < 0) {
			forget(&found);
			return;
		}
		forget(&state->next);
		state->next = found;
	}
}

static void looker_ended(struct state *state, int status)
{
	state->looker = 0;
	if (status == 0 && state->next.fd >= 0 && !state->is_ending) {
		take_next(state);
	} else if (state->current.fd < 0) {
		state->status = status ? status : STATUS_FAILED;
		state->is_ending = true;
	} else if (!state->is_ending) {
		diag_printf(DIAG_WARNING, "wasm-bpf", "update: the guest stays as it is");
		end_reload(state);
	}
	if (state->looks_again && !state->is_ending) {
		state->looks_again = false;
		start_looker(state);
	}
}

static void child_ended(struct state *state, int status)
{
	state->child = 0;
	state->status = status;
	state->end_by = state->ready_by = never;
	if (state->is_ending)
		return;
	if (state->is_swapping) {
		state->is_swapping = false;
		swap(state);
	} else if (state->before.fd >= 0) {
		go_back(state);
	} else {
		state->is_ending = true;
		stop_looker(state);
	}
}

static void reap(struct state *state)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		const int code = WIFEXITED(status) ? WEXITSTATUS(status)
						   : STATUS_SIGNAL + WTERMSIG(status);

		hear(state); /* what it said before it ended */
		if (pid == state->looker)
			looker_ended(state, code);
		else if (pid == state->child)
			child_ended(state, code);
	}
}

static void reload(struct state *state)
{
	char text[96];

	snprintf(text, sizeof(text), "RELOADING=1\nMONOTONIC_USEC=%llu",
		 (unsigned long long)(clock_now() / 1000));
	keeper_tell(state->keeper, text);
	state->is_reloading = true;
	forget(&state->rejected); /* somebody thinks that it could work now */
	start_looker(state);
}

/* Ends all, as whoever asked for it: a terminal has told the children by itself, which pass over
 * hangups. A child that is to end already is told again only by the second who asks. */
static void end(struct state *state, const struct signalfd_siginfo *info)
{
	const bool is_told = !state->is_ending && state->end_by != never;
	const bool is_hangup = info->ssi_signo == SIGHUP;

	state->is_ending = true;
	stop_looker(state);
	if (state->child && !is_told && (info->ssi_code != SI_KERNEL || is_hangup))
		pass_on(state->child, is_hangup ? SIGTERM : (int)info->ssi_signo);
	if (!state->child)
		state->status = STATUS_SIGNAL + (int)info->ssi_signo;
}

static void take_signals(struct state *state)
{
	struct signalfd_siginfo info;

	while (read(state->signals, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGCHLD)
			reap(state);
		else if (info.ssi_signo == SIGHUP && info.ssi_code != SI_KERNEL &&
			 !state->is_ending)
			reload(state);
		else if (info.ssi_signo != SIGHUP || !state->stays)
			end(state, &info);
	}
}

static void look_at_clock(struct state *state)
{
	const uint64_t now = clock_now();

	if (now >= state->look_at && !state->is_ending && !state->is_swapping)
		start_looker(state);
	if (now >= state->end_by && state->child) {
		kill(state->child, SIGKILL);
		state->end_by = never;
	}
	if (now >= state->ready_by && state->child && !state->is_ending) {
		state->ready_by = never;
		diag_printf(DIAG_WARNING, "wasm-bpf", "update: the guest was not ready within %d s",
			    READY_S);
		stop_child(state);
	}
}

static int time_left(const struct state *state)
{
	uint64_t due = state->look_at, now = clock_now();

	if (state->end_by < due)
		due = state->end_by;
	if (state->ready_by < due)
		due = state->ready_by;
	if (due == never)
		return -1;
	return due <= now                  ? 0
	       : due - now > 3600 * second ? 3600000
					   : (int)((due - now) / 1000000) + 1;
}

static void follow(struct state *state)
{
	start_looker(state);
	while (state->child || state->looker) {
		struct pollfd fds[] = { { .fd = state->signals, .events = POLLIN },
					{ .fd = keeper_fd(state->keeper), .events = POLLIN } };

		poll(fds, 2, time_left(state));
		hear(state);
		take_signals(state);
		look_at_clock(state);
	}
}

static int take_signals_over(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int update_run(const struct update *update)
{
	struct state state = {
		.update = update,
		.current.fd = -1,
		.before.fd = -1,
		.rejected.fd = -1,
		.next.fd = -1,
		.look_at = never,
		.ready_by = never,
		.end_by = never,
		.status = STATUS_FAILED,
	};
	struct err err = ERR_INIT;
	struct sigaction hangup;

	sigaction(SIGHUP, NULL, &hangup);
	state.stays = hangup.sa_handler == SIG_IGN;
	state.signals = take_signals_over();
	if (keeper_open(&state.keeper, &err) < 0) {
		err_print(&err, "wasm-bpf");
		return STATUS_FAILED;
	}
	follow(&state);
	keeper_close(state.keeper);
	forget(&state.current);
	forget(&state.before);
	forget(&state.rejected);
	forget(&state.next);
	close(state.signals);
	return state.status;
}
