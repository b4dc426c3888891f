/* SPDX-License-Identifier: MIT */
/* The libc's <signal.h>, and sigaction(), which WASI's libc lacks. */
#include_next <signal.h>
#ifndef WASM_BPF_SIGNAL_H
#define WASM_BPF_SIGNAL_H

#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#if !defined(SA_RESTART) && (defined(_GNU_SOURCE) || defined(_BSD_SOURCE) || \
			     defined(_POSIX_C_SOURCE) || defined(_XOPEN_SOURCE))
#define SA_NOCLDSTOP 1
#define SA_NOCLDWAIT 2
#define SA_SIGINFO 4
#define SA_RESTART 0x10000000
#define SA_NODEFER 0x40000000
#define SA_RESETHAND 0x80000000

#define SIG_BLOCK 0
#define SIG_UNBLOCK 1
#define SIG_SETMASK 2

typedef struct {
	int si_signo;
	int si_errno;
	int si_code;
	pid_t si_pid;
	uid_t si_uid;
} siginfo_t;

struct sigaction {
	union {
		void (*sa_handler)(int);
		void (*sa_sigaction)(int, siginfo_t *, void *);
	};
	sigset_t sa_mask;
	int sa_flags;
};

/* The poll or sleep that is interrupted calls the handler, for SIGINT and SIGTERM. Handlers
 * never interrupt each other, so masks have no meaning. */
int sigaction(int number, const struct sigaction *action, struct sigaction *old);
int sigemptyset(sigset_t *set);
int sigfillset(sigset_t *set);
int sigaddset(sigset_t *set, int number);
int sigdelset(sigset_t *set, int number);
#endif

#ifdef __cplusplus
}
#endif

#endif
