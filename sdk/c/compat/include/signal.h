/* SPDX-License-Identifier: MIT */
/* The libc's <signal.h>, and sigaction(), which WASI's libc lacks. */
#ifndef WASM_BPF_SIGNAL_H
#define WASM_BPF_SIGNAL_H
#pragma redefine_extname strsignal wasm_bpf_linux_strsignal
#pragma redefine_extname psignal wasm_bpf_linux_psignal
#include_next <signal.h>
#include <__typedef_sigset_t.h>

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
#define SA_ONSTACK 0x08000000
#define SA_NOMASK SA_NODEFER
#define SA_ONESHOT SA_RESETHAND

#define SI_USER 0
#define SI_KERNEL 128
#define SI_QUEUE (-1)
#define SI_TIMER (-2)
#define SI_MESGQ (-3)
#define SI_ASYNCIO (-4)
#define SI_SIGIO (-5)
#define SI_TKILL (-6)
#define CLD_EXITED 1
#define CLD_KILLED 2
#define CLD_DUMPED 3
#define CLD_TRAPPED 4
#define CLD_STOPPED 5
#define CLD_CONTINUED 6

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

typedef void (*sighandler_t)(int);
typedef void (*__sighandler_t)(int);
typedef void (*sig_t)(int);

/* The poll or sleep that is interrupted calls the handler, for SIGINT and SIGTERM. Handlers
 * never interrupt each other, so masks have no meaning. */
int sigaction(int number, const struct sigaction *action, struct sigaction *old);
int sigemptyset(sigset_t *set);
int sigfillset(sigset_t *set);
int sigaddset(sigset_t *set, int number);
int sigdelset(sigset_t *set, int number);
int sigismember(const sigset_t *set, int number);
int sigprocmask(int how, const sigset_t *set, sigset_t *old);

/* Sleeps until an interrupt, which is SIGINT. Returns 0. */
int sigwait(const sigset_t *set, int *number);

/* There are no other processes: -1 with ENOSYS, but for 0, which only asks: ESRCH. */
int kill(pid_t process, int number);

#define SIGCLD SIGCHLD
#define SIGRTMIN 34
#define SIGRTMAX 64
#endif

#ifdef __cplusplus
}
#endif

#endif
